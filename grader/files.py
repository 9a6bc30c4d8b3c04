"""Names: whose a file is by its own, and students' folders that are safe wherever they land."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath

SUFFIXES = (".ipynb.json", ".ipynb.txt", ".ipynb", ".py")
"""Of what may be a hand-in; the longer ones first."""
_UNSAFE = re.compile(r"[^\w.@+ -]")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
_LENGTH, _BYTES = 80, 160
"""Characters of a folder name that are kept, and bytes: file systems take 255, marks and all."""
_SHORT, _WHOLE = 8, 64
"""Digits of the digest that marks a folder name; all of them where a few would be the same."""
_MARK = re.compile(r"(?i)-[0-9a-f]{64}\Z")


def student_of(name: str) -> str:
    """Return the student's id: the file's name without its suffix, in composed Unicode."""
    file = PurePosixPath(name.replace("\\", "/")).name
    for suffix in SUFFIXES:
        if file.lower().endswith(suffix):
            file = file[: -len(suffix)]
            break
    return unicodedata.normalize("NFC", file) or name


def folder_names(students: Iterable[str]) -> dict[str, str]:
    """Return a folder name for each student's id: the id itself where that is safe.

    An unsafe id, or one that differs from another by upper and lower case only, is marked with a
    digest; where somebody else's id is made to look like that, with the whole of it. So distinct
    ids never share a folder, and no unsafe id moves a safe one.
    """
    names = {student: _plain(student) for student in students}
    safe = {s for s, name in names.items() if s and s == name and not _MARK.search(s)}
    times = Counter(student.casefold() for student in safe)
    free = {student for student in safe if times[student.casefold()] == 1}
    marked = {s: _marked(name, s, _SHORT) for s, name in names.items() if s not in free}
    taken = Counter(name.casefold() for name in (*free, *marked.values()))
    for student, name in marked.items():
        length = _SHORT if taken[name.casefold()] == 1 else _WHOLE
        names[student] = _marked(names[student], student, length)
    return names


def _plain(student: str) -> str:
    name = _UNSAFE.sub("_", unicodedata.normalize("NFC", student)).strip(" .")[:_LENGTH]
    name = name.encode()[:_BYTES].decode(errors="ignore").strip(" .")
    return f"_{name}" if _RESERVED.match(name) else name


def _marked(name: str, student: str, length: int) -> str:
    digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{name or 'student'}-{digest[:length]}"
