"""Look through archives of whichever kind, and those in them. Nothing is unpacked to disk."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from grader.intake import tar_members, zip_members
from grader.intake.found import Found, Root
from grader.intake.inner import TARS, Inner


def members(path: Path, root: Root) -> Iterator[Found]:
    """Yield every member of an archive that was given. Raises NotTakenIn."""
    kind = tar_members if _is_tar(path.name) else zip_members
    return _all(path, root, kind.members(path, root))


def members_within(path: Path, root: Root, name: str) -> Iterator[Found]:
    """Yield every member of an archive that lies in a folder that was given, under its name there.

    One that cannot be opened is yielded itself, with the reason.
    """
    kind = tar_members if _is_tar(name) else zip_members
    return _all(path, root, kind.members_within(path, root, name))


def _all(path: Path, root: Root, found: Iterable[Found | Inner]) -> Iterator[Found]:
    """Yield what was found, with what is in an archive in the archive's place."""
    opened = [iter(found)]
    while opened:
        one = next(opened[-1], None)
        if one is None:
            opened.pop()
        elif isinstance(one, Inner):
            kind = tar_members if _is_tar(one.name) else zip_members
            opened.append(kind.members_of(path, root, one))
        else:
            yield one


def _is_tar(name: str) -> bool:
    return name.lower().endswith(TARS)
