# expect: refused
"""Knock at the doors through which kernels have been entered before."""

from attacking import system_call, tried

HERE = -100


def attack(_world):
    return tried(
        {
            "io_uring": lambda: system_call("io_uring_setup", 4, bytes(120)),
            "bpf": lambda: system_call("bpf", 5, bytes(128), 128),
            "performance counters": lambda: system_call(
                "perf_event_open", bytes(128), 0, -1, -1, 0
            ),
            "page faults": lambda: system_call("userfaultfd", 1),
            "keyrings": lambda: system_call("keyctl", 0, -3, 0),
            "a key": lambda: system_call("add_key", b"user", b"left", b"x", 1, -3),
            "memory file": lambda: system_call("memfd_create", b"x", 0),
            "secret memory": lambda: system_call("memfd_secret", 0),
            "mount": lambda: system_call("mount", b"none", b"/mnt", b"tmpfs", 0, 0),
            "unmount": lambda: system_call("umount2", b"/mnt/none", 0),
            "root": lambda: system_call("chroot", b"/tmp"),
            "another root": lambda: system_call("pivot_root", b"/", b"/"),
            "file system": lambda: system_call("fsopen", b"tmpfs", 0),
            "tree": lambda: system_call("open_tree", HERE, b"/tmp", 1),
            "personality": lambda: system_call("personality", 0xFFFFFFFF),
            "host name": lambda: system_call("sethostname", b"", 0),
            "restart (with the wrong magic)": lambda: system_call("reboot", 0, 0, 0, 0),
        }
    )
