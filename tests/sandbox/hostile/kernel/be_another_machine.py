# listed: 55
# expect: refused
# control: unlocked allowed
"""Change what the machine is called, how it runs programs, whether it runs at all."""

from attacking import system_call, tried


def attack(_world):
    return tried(
        {
            "personality": lambda: system_call("personality", 0xFFFFFFFF),
            "segments": lambda: system_call("modify_ldt", 0, bytes(16), 16),
            "ports": lambda: system_call("iopl", 0),
            "host name": lambda: system_call("sethostname", b"", 0),
            "restart (with the wrong magic)": lambda: system_call("reboot", 0, 0, 0, 0),
        }
    )
