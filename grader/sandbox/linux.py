"""The few Linux calls that Python does not offer: prctl, capset, Landlock, seccomp.

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
# the same on every architecture
_SYS_LANDLOCK_CREATE_RULESET, _SYS_LANDLOCK_ADD_RULE, _SYS_LANDLOCK_RESTRICT_SELF = 444, 445, 446

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_CAPABILITY_VERSION_3 = 0x20080522
_SECCOMP_SET_MODE_FILTER = 1

_READ_FILE, _READ_DIRECTORY = 1 << 2, 1 << 3
# Landlock ABI -> what it can govern from there on (linux/landlock.h)
_FILE_RIGHTS = ((1, 0x1FFF), (2, 1 << 13), (3, 1 << 14), (5, 1 << 15))
_TCP_RIGHTS = 0b11
_SCOPES = 0b11
_TCP_SINCE, _SCOPES_SINCE = 4, 6


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


def _prctl(operation: int, value: int) -> None:
    zero = ctypes.c_ulong(0)
    if _libc.prctl(ctypes.c_int(operation), ctypes.c_ulong(value), zero, zero, zero) == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def call(number: int, *arguments: object) -> int:
    """Make a system call by its number. Raises OSError."""
    result = int(_syscall(ctypes.c_long(number), *arguments))
    if result == -1:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return result
