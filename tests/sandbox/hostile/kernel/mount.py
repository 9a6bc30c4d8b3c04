# listed: 51
# expect: refused
"""Change what stands where in the tree of files."""

from attacking import system_call, tried

HERE = -100


def attack(_world):
    return tried(
        {
            "mount": lambda: system_call("mount", b"none", b"/mnt", b"tmpfs", 0, 0),
            "unmount": lambda: system_call("umount2", b"/mnt/none", 0),
            "root": lambda: system_call("chroot", b"/tmp"),
            "another root": lambda: system_call("pivot_root", b"/", b"/"),
            "file system": lambda: system_call("fsopen", b"tmpfs", 0),
            "tree": lambda: system_call("open_tree", HERE, b"/tmp", 1),
        }
    )
