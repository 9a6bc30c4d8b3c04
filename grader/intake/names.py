"""What the name of a file tells: the folders it lies in, and an id where nothing else gives one."""

import unicodedata
from pathlib import PurePosixPath

SUFFIXES = (".ipynb.json", ".ipynb.txt", ".ipynb", ".py")
"""Of what may be a hand-in; the longer ones first."""


def parts_of(name: str) -> tuple[str, ...]:
    """Return the folders of a path and its file; either slash separates them."""
    return tuple(part for part in PurePosixPath(name.replace("\\", "/")).parts if part != "/")


def student_of(name: str) -> str:
    """Return the student's id: the file's name without its suffix, in composed Unicode."""
    file = PurePosixPath(name.replace("\\", "/")).name
    for suffix in SUFFIXES:
        if file.lower().endswith(suffix):
            file = file[: -len(suffix)]
            break
    return unicodedata.normalize("NFC", file) or name
