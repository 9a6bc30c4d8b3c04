"""What a student's process may do: system calls, readable paths, limits. Data, no calls.

Everything not listed is refused with EPERM, which Python shows as a readable PermissionError.
"""

import errno
import os
import platform
import site
import sys
import sysconfig
from collections.abc import Iterable

from grader.frozen import frozen
from grader.sandbox.bpf import Rule, allow, allow_if, fail

# name: (x86_64, aarch64); None where the architecture has no such call
_NUMBERS: dict[str, tuple[int, int | None]] = {
    # files already open, and looking
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66),
    "pread64": (17, 67), "lseek": (8, 62), "close": (3, 57), "dup": (32, 23),
    "dup2": (33, None), "dup3": (292, 24), "fstat": (5, 80), "stat": (4, None),
    "lstat": (6, None), "newfstatat": (262, 79), "statx": (332, 291), "access": (21, None),
    "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "getdents64": (217, 61), "getcwd": (79, 17),
    # memory
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216),
    "madvise": (28, 233), "brk": (12, 214),
    # signals to itself, timers, clocks
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132), "restart_syscall": (219, 128), "setitimer": (38, 103),
    "getitimer": (36, 102), "alarm": (37, None), "nanosleep": (35, 101),
    "clock_nanosleep": (230, 115), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153),
    # locks within the process, scheduling, randomness
    "futex": (202, 98), "sched_yield": (24, 124), "sched_getaffinity": (204, 123),
    "getcpu": (309, 168), "getrandom": (318, 278),
    # who am I
    "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "getpgrp": (111, None),
    "uname": (63, 160), "sysinfo": (99, 179), "getrusage": (98, 165), "getrlimit": (97, 163),
    # waiting
    "poll": (7, None), "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72),
    # ending
    "exit": (60, 93), "exit_group": (231, 94),
    # judged by their arguments
    "open": (2, None), "openat": (257, 56), "openat2": (437, 437), "clone3": (435, 435),
    "ioctl": (16, 29), "fcntl": (72, 25), "prlimit64": (302, 261),
}  # fmt: skip
_JUDGED = frozenset({"open", "openat", "openat2", "clone3", "ioctl", "fcntl", "prlimit64"})

_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""Machine -> (audit architecture, column of _NUMBERS)."""

_ALL = 0xFFFFFFFF
_O_TMPFILE = 0o20000000
_WRITING = os.O_ACCMODE | os.O_CREAT | os.O_TRUNC | os.O_APPEND | _O_TMPFILE
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_FCNTL = (_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC)


@frozen
class Layers:
    """Which layers of the lock-down are wanted: all, but in tests and benchmarks."""

    rlimits: bool = True
    landlock: bool = True
    seccomp: bool = True
    namespaces: bool = True
    """Where they can be had; see `grader.sandbox.namespaces`."""
    wall: str = ""
    """What the zygote is started inside of: "bwrap", or empty for nothing."""


def supported() -> bool:
    """Whether the system calls of this machine are known here."""
    return sys.platform == "linux" and platform.machine() in _ARCHITECTURES


def architecture() -> int:
    """Return the audit architecture of this machine."""
    return _ARCHITECTURES[platform.machine()][0]


def rules(*, may_open: bool) -> list[Rule]:
    """Return the allow-list for this machine.

    `may_open`: read-only opens are allowed, for Landlock says which paths; without Landlock no
    file may be opened at all.
    """
    column = _ARCHITECTURES[platform.machine()][1]

    def number(name: str) -> int | None:
        return _NUMBERS[name][column]

    found = [
        allow(n) for name in _NUMBERS if name not in _JUDGED and (n := number(name)) is not None
    ]
    for name, flags in (("open", 1), ("openat", 2)):
        if (n := number(name)) is not None:
            read_only = allow_if(n, [[(2 * flags, _WRITING, 0)]], otherwise=errno.EACCES)
            found.append(read_only if may_open else fail(n, errno.EACCES))
    for name, error in (
        ("openat2", errno.ENOSYS),  # glibc then falls back to openat
        ("clone3", errno.ENOSYS),  # ... to clone, which is refused
        ("ioctl", errno.ENOTTY),  # what isatty() on a pipe answers
    ):
        if (n := number(name)) is not None:
            found.append(fail(n, error))
    if (n := number("fcntl")) is not None:
        commands = [[(2, _ALL, command)] for command in _FCNTL]
        found.append(allow_if(n, commands, otherwise=errno.EPERM))
    if (n := number("prlimit64")) is not None:
        # reading one's own limits: pid 0, and no new limit in argument 2
        own_limits = [(0, _ALL, 0), (4, _ALL, 0), (5, _ALL, 0)]
        found.append(allow_if(n, [own_limits], otherwise=errno.EPERM))
    return found


def library_paths() -> list[str]:
    """Return what a lazy import needs: the standard library, site-packages, shared libraries."""
    paths = sysconfig.get_paths()
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    wanted = [
        paths["stdlib"],
        paths["platstdlib"],
        paths["purelib"],
        paths["platlib"],
        *site.getsitepackages(),
        str(sysconfig.get_config_var("DESTSHARED") or ""),
        f"{sys.base_prefix}/lib/{version}",
        "/lib64",
        "/usr/lib64",
        "/etc/ld.so.cache",
        "/etc/localtime",
        "/usr/share/zoneinfo",
        "/dev/null",
        "/dev/urandom",
    ]
    triplet = sysconfig.get_config_var("MULTIARCH")
    if triplet:
        wanted += [f"/lib/{triplet}", f"/usr/lib/{triplet}"]
    library = sysconfig.get_config_var("INSTSONAME")
    libdir = sysconfig.get_config_var("LIBDIR")
    if library and libdir:
        wanted.append(f"{libdir}/{library}")
    return [path for path in wanted if path and os.path.exists(path)]


def readable_paths() -> list[str]:
    """Return the places that students' code may read, as real paths, none beneath another."""
    return outermost(map(os.path.realpath, library_paths()))


def exposed(readable: Iterable[str], protected: Iterable[str]) -> list[tuple[str, str]]:
    """Return protected paths beneath a readable one: Landlock cannot carve them out."""
    found = []
    for secret in (os.path.realpath(p) for p in protected):
        found += [(secret, root) for root in readable if beneath(secret, root)]
    return found


def outermost(paths: Iterable[str]) -> list[str]:
    """Return the paths that lie beneath no other of them."""
    unique = list(dict.fromkeys(paths))
    return [p for p in unique if not any(p != q and beneath(p, q) for q in unique)]


def beneath(path: str, root: str) -> bool:
    """Whether a path is another one, or lies in it; text only, nothing is looked up."""
    return path == root or path.startswith(root.rstrip("/") + "/")
