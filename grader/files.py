"""Write files whole or not at all, under names that are safe wherever they land."""

import hashlib
import os
import re
import secrets
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_UNSAFE = re.compile(r"[^\w.@+ -]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_UNFINISHED = ".writing-"
_LENGTH = 80
"""Characters of a folder name that are kept."""


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write under a temporary name, then rename: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # named first, so that nothing is left wherever Ctrl-C strikes
    temporary = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_unseen(path: Path, content: bytes) -> None:
    """Write a file of its owner's alone that has no name until it is whole.

    Whoever is killed meanwhile leaves nothing, where the file system knows such files.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path.parent, os.O_WRONLY | os.O_TMPFILE, 0o600)
    except (AttributeError, OSError):  # not Linux, or not this file system
        write_whole(path, content, mode=0o600)
        return
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        path.unlink(missing_ok=True)
        # with a descriptor it is linkat, which goes to the file behind the link in /proc
        os.link(f"/proc/self/fd/{descriptor}", path.absolute(), src_dir_fd=descriptor)


def remove_unfinished(folder: Path) -> None:
    """Remove what writers left in a folder when they were killed. None may be at work there."""
    for path in folder.glob(f"{_UNFINISHED}*"):
        path.unlink(missing_ok=True)


def folder_names(students: Iterable[str]) -> dict[str, str]:
    """Return a folder name for each student's id: the id itself where that is safe.

    An unsafe id, or one that differs from another by upper and lower case only, is marked with a
    digest, so that distinct ids never share a folder.
    """
    plain = {student: _plain(student) for student in students}
    folded = Counter(name.casefold() for name in plain.values())
    return {
        student: name
        if name and name == student and folded[name.casefold()] == 1
        else _marked(name, student)
        for student, name in plain.items()
    }


def _plain(student: str) -> str:
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", student)).strip(" .")[:_LENGTH].strip(" .")
    return f"_{name}" if _RESERVED.match(name) else name


def _marked(name: str, student: str) -> str:
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{name or 'student'}-{digest}"
