# listed: 21
# expect: refused
# control: unlocked allowed
"""Be told of what others do with files."""

from attacking import system_call, tried


def attack(_world):
    return tried(
        {
            "inotify": lambda: system_call("inotify_init1", 0),
            "fanotify": lambda: system_call("fanotify_init", 0, 0),
        }
    )
