# listed: 41
# expect: refused
"""Leave the session, the group, the user or the namespaces it was put in."""

from attacking import system_call, tried

NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000


def attack(_world):
    return tried(
        {
            "session": lambda: system_call("setsid"),
            "group": lambda: system_call("setpgid", 0, 0),
            "user": lambda: system_call("setuid", 0),
            "new users": lambda: system_call("unshare", NEW_USER),
            "new network": lambda: system_call("unshare", NEW_NETWORK),
            "another's namespace": lambda: system_call("setns", 0, 0),
        }
    )
