"""Write files whole or not at all, under names that are safe wherever they land."""

import hashlib
import os
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

_UNSAFE = re.compile(r"[^\w.@+ -]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LENGTH = 80
"""Characters of a folder name that are kept."""


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write under a temporary name, then rename: a reader sees the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


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
