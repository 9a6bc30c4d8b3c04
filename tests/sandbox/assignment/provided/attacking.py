"""What the hostile programs share: try something, and say what became of it.

Imports here whatever they need, for in the tier without Landlock nothing can be imported later.
"""

import ctypes
import errno
import fcntl  # noqa: F401
import mmap  # noqa: F401
import os
import platform
import resource  # noqa: F401
import shutil  # noqa: F401
import signal  # noqa: F401
import socket  # noqa: F401
import struct
import subprocess  # noqa: F401
import sys
import threading  # noqa: F401
import time
import urllib.request  # noqa: F401
from collections.abc import Callable, Mapping
from multiprocessing import shared_memory  # noqa: F401

libc = ctypes.CDLL(None, use_errno=True)

# name: (x86_64, aarch64)
_NUMBERS = {
    "open": (2, None), "openat": (257, 56), "openat2": (437, 437), "creat": (85, None),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "inotify_init": (253, None), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
    "clone": (56, 220), "clone3": (435, 435), "tgkill": (234, 131),
    "tkill": (200, 130), "rt_sigqueueinfo": (129, 138), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    "process_madvise": (440, 440), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "prlimit64": (302, 261), "sched_setaffinity": (203, 122),
    "setpriority": (141, 140), "ioprio_set": (251, 30), "sched_setscheduler": (144, 119),
    "timer_create": (222, 107), "setsid": (112, 157), "setpgid": (109, 154),
    "unshare": (272, 97), "setns": (308, 268), "setuid": (105, 146), "socket": (41, 198),
    "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190),
    "mq_open": (240, 180), "io_uring_setup": (425, 425), "mount": (165, 40),
    "umount2": (166, 39), "chroot": (161, 51), "pivot_root": (155, 41), "fsopen": (430, 430),
    "open_tree": (428, 428), "keyctl": (250, 219), "add_key": (248, 217), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "memfd_create": (319, 279),
    "memfd_secret": (447, 447), "personality": (135, 92), "sethostname": (170, 161),
    "reboot": (169, 142), "prctl": (157, 167), "landlock_create_ruleset": (444, 444),
    "seccomp": (317, 277), "getpid": (39, 172), "mprotect": (10, 226), "eventfd2": (290, 19),
    "signalfd4": (289, 74), "epoll_create1": (291, 20), "timerfd_create": (283, 85),
    "socketpair": (53, 199), "vfork": (58, None), "mknodat": (259, 33), "modify_ldt": (154, None),
    "iopl": (172, None), "request_key": (249, 218),
    "shmctl": (31, 195), "msgctl": (71, 187), "semctl": (66, 191),
}  # fmt: skip


def tried(attempts: Mapping[str, Callable[[], object]]) -> dict[str, str]:
    """Make every attempt; say "allowed" or which error it met."""
    return {name: _outcome(attempt) for name, attempt in attempts.items()}


def _outcome(attempt: Callable[[], object]) -> str:
    try:
        attempt()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, type(error).__name__)
    except (RuntimeError, ValueError, ImportError) as error:
        return type(error).__name__
    return "allowed"


def system_call(name: str, *arguments: int | bytes) -> int:
    """Make a system call by name, past Python and the C library. Raises OSError."""
    number = _NUMBERS[name][platform.machine() == "aarch64"]
    if number is None:
        raise OSError(errno.ENOSYS, name)
    return system_call_number(number, *arguments)


def system_call_number(number: int, *arguments: int | bytes) -> int:
    """Make a system call by number. Raises OSError."""
    plain = [
        ctypes.c_long(a) if isinstance(a, int) else ctypes.create_string_buffer(a)
        for a in arguments
    ]
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *plain)
    if result == -1:
        raise OSError(ctypes.get_errno(), "refused")
    return int(result)


def batch() -> list:
    """Return the batch that is being performed: its token, its operations; made up without one."""
    looked_at = sys._getframe()
    while looked_at is not None:
        found = looked_at.f_locals.get("batch")
        if type(found) is list and len(found) == 5:
            return found
        looked_at = looked_at.f_back
    return [0, [[1, "hold", None]], [1], True, True]


def token() -> int:
    """Return what the pending batch's answer must bring back; 0 when none is pending."""
    return batch()[0]


def operation() -> int:
    """Return the number of the last operation of the pending batch."""
    return batch()[1][-1][0]


def answer(value: bytes, body: bytes = b"", **sizes: int) -> bytes:
    """Forge the frame of an answer to the pending batch; `value` is its value's tree as JSON."""
    return frame(4, b'["l",[%d,"values",["l",[%b]]]]' % (token(), value), body, **sizes)


def raised(name: bytes, message: bytes, cell: bytes, line: bytes) -> bytes:
    """Forge the header of an exception's; each part is its tree as JSON."""
    parts = (token(), operation(), name, message, cell, line)
    return b'["l",[%d,"raised",["l",[%d,%b,%b,%b,%b]]]]' % parts


def stay() -> None:
    """Wait to be killed."""
    time.sleep(9)


def frame(kind: int, header: bytes, body: bytes = b"", **sizes: int) -> bytes:
    """Forge a frame; `header_size` and `body_size` may lie."""
    header_size = sizes.get("header_size", len(header))
    body_size = sizes.get("body_size", len(body))
    return struct.pack("<4sBxxxII", b"GRD1", kind, header_size, body_size) + header + body


def send(data: bytes) -> None:
    """Write to the grader, past the child's own code."""
    view = memoryview(data)
    while view:
        view = view[os.write(3, view) :]
