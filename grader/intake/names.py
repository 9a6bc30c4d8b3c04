"""What the name of a file tells: the folders it lies in, and an id where nothing else gives one."""

from pathlib import PurePosixPath

from grader.files import SUFFIXES, student_of

__all__ = ["SUFFIXES", "parts_of", "student_of"]


def parts_of(name: str) -> tuple[str, ...]:
    """Return the folders of a path and its file; either slash separates them."""
    return tuple(part for part in PurePosixPath(name.replace("\\", "/")).parts if part != "/")
