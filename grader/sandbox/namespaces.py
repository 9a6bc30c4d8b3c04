"""Namespaces of a zygote's own: another root with libraries and nothing else, no network.

The zygote enters them once, before it gives up its rights; every child is born inside. A set for
each child would cost more than the whole lock-down (`benchmarks/sandbox.py` says how much) and keep
nothing apart that is not apart already: children cannot write, share memory or signal each other.

They are the second of two locks on files and network, so they are taken where the kernel gives
them and done without elsewhere. What they alone do: a path that is guessed is not found, so that
not even its existence, size or date is told.
"""

import os

from grader.sandbox import linux
from grader.sandbox.bare_root import BareRoot

_BASES = ("/tmp", "/var", "/usr")  # noqa: S108  (covered in this process's view only)
_OLD = "/old-root"


def enter(shown: BareRoot) -> bool:
    """Enter new namespaces whose root shows this; return whether that was possible.

    For a process with one thread and /proc in sight. It is tried in a fork first, for some systems
    give namespaces and refuse what belongs to them, and half of the way there is no way back.
    """
    pid = os.fork()
    if pid == 0:
        refused = 1
        try:
            _enter(shown)
            refused = 0
        finally:
            os._exit(refused)
    _pid, status = os.waitpid(pid, 0)
    if status:
        return False
    _enter(shown)
    return True


def _enter(shown: BareRoot) -> None:
    user, group = os.geteuid(), os.getegid()
    linux.enter_new_namespaces()
    for file, text in (
        ("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")
    ):  # fmt: skip
        with open(f"/proc/self/{file}", "w", encoding="ascii") as own:
            own.write(text)
    linux.keep_mounts_apart()
    base = next(base for base in _BASES if os.path.isdir(base))
    linux.mount_empty(base)
    os.mkdir(base + _OLD)
    linux.exchange_root(base, base + _OLD)
    os.chdir("/")
    for path, target in shown.links:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink(target, path)
    for path in shown.places:
        _show(path)
    linux.unmount(_OLD)
    os.rmdir(_OLD)
    linux.make_mounts_read_only()


def _show(path: str) -> None:
    if os.path.isdir(_OLD + path):
        os.makedirs(path, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    linux.bind(_OLD + path, path)
