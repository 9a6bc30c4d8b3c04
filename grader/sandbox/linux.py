"""The few Linux calls that Python does not offer: prctl, capset, Landlock, seccomp, mounts.

Written with ctypes rather than taken from a package: see docs/threat-model.md, "Why our own calls".
Raises OSError; nothing here decides anything.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable

_libc = ctypes.CDLL(None, use_errno=True)
_syscall = _libc.syscall
_syscall.restype = ctypes.c_long

_X86_64 = platform.machine() == "x86_64"
_SYS_CAPSET = 126 if _X86_64 else 91
_SYS_SECCOMP = 317 if _X86_64 else 277
_SYS_PIVOT_ROOT = 155 if _X86_64 else 41
# the same on every architecture
_SYS_LANDLOCK_CREATE_RULESET, _SYS_LANDLOCK_ADD_RULE, _SYS_LANDLOCK_RESTRICT_SELF = 444, 445, 446
_SYS_MOUNT_SETATTR = 442

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_CAPABILITY_VERSION_3 = 0x20080522
_SECCOMP_SET_MODE_FILTER = 1

_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
# Landlock ABI -> what it can govern from there on (linux/landlock.h)
_FILE_RIGHTS = ((1, 0x1FFF), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
_TCP_RIGHTS = 0b11
_SCOPES = 0b11
_TCP_SINCE, _SCOPES_SINCE = 4, 6

_NEW_NAMESPACES = 0x10000000 | 0x00020000 | 0x40000000 | 0x08000000 | 0x04000000
"""CLONE_NEWUSER, NEWNS, NEWNET, NEWIPC, NEWUTS."""
_MS_NOSUID, _MS_NODEV, _MS_BIND, _MS_REC, _MS_SLAVE = 2, 4, 1 << 12, 1 << 14, 1 << 19
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_ATTR_RDONLY, _MOUNT_ATTR_NOSUID = 1, 2


def die_with_parent(signal: int) -> None:
    """Ask the kernel to send `signal` to this process when its parent's thread ends."""
    _prctl(_PR_SET_PDEATHSIG, signal)


def forbid_inspection() -> None:
    """Make this process and its children undumpable: no core, no memory shown to the same user."""
    _prctl(_PR_SET_DUMPABLE, 0)


def forbid_new_privileges() -> None:
    """Give up gaining rights by exec; seccomp and Landlock require it of ordinary users."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Give up every capability, root's too. The user id stays: root's own files stay readable."""
    if os.geteuid() == 0:
        for capability in range(64):
            try:
                _prctl(_PR_CAPBSET_DROP, capability)
            except OSError:  # beyond the last capability of this kernel
                break
    header = struct.pack("<Ii", _CAPABILITY_VERSION_3, 0)
    call(_SYS_CAPSET, header, bytes(24))


def landlock_abi() -> int:
    """Return the kernel's Landlock version, 0 where there is none."""
    try:
        return call(_SYS_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    except OSError:
        return 0


def landlock_ruleset(readable: Iterable[str]) -> int:
    """Return the descriptor of a ruleset that allows reading beneath these paths, nothing else."""
    abi = landlock_abi()
    try:
        ruleset = _create_ruleset(abi, scoped=abi >= _SCOPES_SINCE)
    except OSError:  # RHEL 9 claims ABI 6 without all of its scopes
        ruleset = _create_ruleset(abi, scoped=False)
    for path in readable:
        try:
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        try:
            folder = os.path.isdir(path)
            rights = _READ_FILE | _READ_DIRECTORY if folder else _READ_FILE
            rule = struct.pack("<Qi", rights, opened)
            call(_SYS_LANDLOCK_ADD_RULE, ctypes.c_int(ruleset), 1, rule, ctypes.c_uint32(0))
        finally:
            os.close(opened)
    return ruleset


def landlock_restrict(ruleset: int) -> None:
    """Put this process and its children under the ruleset, for good."""
    call(_SYS_LANDLOCK_RESTRICT_SELF, ctypes.c_int(ruleset), ctypes.c_uint32(0))


def enter_new_namespaces() -> None:
    """Give this process namespaces of its own: users, mounts, network, IPC, host name."""
    _checked(_libc.unshare(ctypes.c_int(_NEW_NAMESPACES)))


def keep_mounts_apart() -> None:
    """Let no mount made from here on be seen outside."""
    _mount("none", "/", None, _MS_REC | _MS_SLAVE, None)


def mount_empty(folder: str) -> None:
    """Cover a folder with an empty one, in memory."""
    _mount("tmpfs", folder, "tmpfs", _MS_NOSUID | _MS_NODEV, "mode=0755,size=1m")


def bind(source: str, target: str) -> None:
    """Show a file or a folder, and what is mounted beneath it, at another place too."""
    _mount(source, target, None, _MS_BIND | _MS_REC, None)


def exchange_root(new: str, old: str) -> None:
    """Make the mount `new` the root; the old root is then found at `old`, beneath it."""
    call(_SYS_PIVOT_ROOT, os.fsencode(new), os.fsencode(old))


def unmount(folder: str) -> None:
    """Take a mount, and all beneath it, out of sight; it goes when nobody uses it any more."""
    _checked(_libc.umount2(os.fsencode(folder), ctypes.c_int(_MNT_DETACH)))


def make_mounts_read_only() -> None:
    """Let nothing be written beneath the root, whatever is mounted there."""
    attributes = struct.pack("<QQQQ", _MOUNT_ATTR_RDONLY | _MOUNT_ATTR_NOSUID, 0, 0, 0)
    call(
        _SYS_MOUNT_SETATTR, ctypes.c_int(_AT_FDCWD), b"/", ctypes.c_uint(_AT_RECURSIVE),
        attributes, ctypes.c_size_t(len(attributes)),
    )  # fmt: skip


class Filter:
    """A seccomp program, laid out once for the kernel and installed by each child."""

    def __init__(self, program: bytes) -> None:
        self._buffer = ctypes.create_string_buffer(program, len(program))
        self._header = _Program(len(program) // 8, ctypes.addressof(self._buffer))

    def install(self) -> None:
        """Filter every later system call of this process, for good."""
        call(
            _SYS_SECCOMP,
            ctypes.c_uint(_SECCOMP_SET_MODE_FILTER),
            ctypes.c_uint(0),
            ctypes.byref(self._header),
        )


class _Program(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _create_ruleset(abi: int, *, scoped: bool) -> int:
    files = sum(rights for since, rights in _FILE_RIGHTS if abi >= since)
    tcp = _TCP_RIGHTS if abi >= _TCP_SINCE else 0
    attributes = struct.pack("<QQQ", files, tcp, _SCOPES if scoped else 0)
    size = 24 if abi >= _SCOPES_SINCE else 16 if abi >= _TCP_SINCE else 8
    return call(_SYS_LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint32(0))


def _mount(source: str, target: str, kind: str | None, flags: int, data: str | None) -> None:
    texts = [None if t is None else os.fsencode(t) for t in (source, target, kind, data)]
    _checked(_libc.mount(*texts[:3], ctypes.c_ulong(flags), texts[3]))


def _prctl(operation: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    _checked(_libc.prctl(ctypes.c_int(operation), ctypes.c_ulong(value), zero, zero, zero))


def call(number: int, *arguments: object) -> int:
    """Make a system call by its number. Raises OSError."""
    return _checked(_syscall(ctypes.c_long(number), *arguments))


def _checked(result: int) -> int:
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return int(result)
