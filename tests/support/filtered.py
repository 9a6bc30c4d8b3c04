"""Run a command under a unit's SystemCallFilter, as systemd would: `filtered.py UNIT COMMAND...`.

systemd itself says which calls its groups are (`systemd-analyze syscall-filter`), and libseccomp,
which it uses too, what their numbers are.
"""

import ctypes
import ctypes.util
import errno
import os
import shutil
import subprocess
import sys
from pathlib import Path

_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000


def lacking() -> str:
    """Return what this needs and is not here; empty where nothing is."""
    if shutil.which("systemd-analyze") is None:
        return "systemd-analyze"
    return "" if ctypes.util.find_library("seccomp") else "libseccomp"


def allowed(unit: Path) -> frozenset[str]:
    """Return the system calls that a unit lets through, by name."""
    found = set[str]()
    for line in unit.read_text(encoding="utf-8").splitlines():
        if line.startswith("SystemCallFilter="):
            words = line.partition("=")[2]
            named = _expanded(words.removeprefix("~").split())
            found = found - named if words.startswith("~") else found | named
    return frozenset(found)


def _expanded(names: list[str]) -> set[str]:
    found = set[str]()
    for name in names:
        if name.startswith("@"):
            said = subprocess.run(
                ["systemd-analyze", "--no-pager", "syscall-filter", name],
                capture_output=True, text=True, check=True,
            ).stdout  # fmt: skip
            lines = [line.strip() for line in said.splitlines()[1:]]
            found |= _expanded([line for line in lines if line and not line.startswith("#")])
        else:
            found.add(name)
    return found


def enter(calls: frozenset[str]) -> None:
    """Let this process, and all that it starts, make these calls; others end with EPERM."""
    library = ctypes.CDLL(ctypes.util.find_library("seccomp"))
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(_ERRNO | errno.EPERM)))
    for name in sorted(calls):
        number = library.seccomp_syscall_resolve_name(name.encode())
        if number >= 0:  # others are of another architecture
            library.seccomp_rule_add(context, ctypes.c_uint32(_ALLOW), ctypes.c_int(number), 0)
    if library.seccomp_load(context):
        raise OSError("the filter was not loaded")


if __name__ == "__main__":
    enter(allowed(Path(sys.argv[1])))
    os.execvp(sys.argv[2], sys.argv[2:])
