"""Walk through a folder: every file once, and whatever is not gone into named with the reason.

No link is followed: it may lead anywhere, to other people's files or back to where it lies.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.intake.archives import members_within
from grader.intake.found import Found, Root, found
from grader.intake.hand_in import Place
from grader.intake.inner import is_opened
from grader.intake.no_hand_in import why_not, why_not_within
from grader.model import Text


def walk(top: Path, root: Root, apart_from: Path | None) -> Iterator[Found]:
    """Yield what is in a folder and in those beneath, in order of the names; not `apart_from`."""
    real = top.resolve()
    to_do: list[tuple[str, ...]] = [()]
    while to_do:
        parts = to_do.pop()
        try:
            entries = _listed(top.joinpath(*parts))
        except OSError:
            yield _found(root, top, parts, Text("aside.unlistable"))
            continue
        folders = []
        for name, entry in entries:
            inner = (*parts, name)
            if not _is_folder(entry):
                yield from _files(root, top, inner, _why(entry))
            elif real.joinpath(*inner) == apart_from:
                continue
            elif why := why_not_within(name, [beside for beside, _ in entries]):
                yield _found(root, top, inner, why)
            else:
                folders.append(inner)
        to_do += reversed(folders)


def why_unreadable(path: Path) -> Text | None:
    """Say that a file cannot be opened; None if it can."""
    try:
        with path.open("rb"):
            return None
    except OSError:
        return Text("aside.unreadable")


def _listed(folder: Path) -> Sequence[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as entries:
        return sorted(((entry.name, entry) for entry in entries), key=lambda pair: pair[0])


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _why(entry: os.DirEntry[str]) -> Text | None:
    try:
        if entry.is_symlink():
            return _why_link(entry.path)
        return None if entry.is_file(follow_symlinks=False) else Text("aside.special")
    except OSError:
        return Text("aside.unreadable")


def _why_link(path: str) -> Text:
    # not by methods of Path, which raise on what may not be looked at
    if not os.path.exists(path):  # noqa: PTH110
        return Text("aside.broken_link")
    return Text("aside.linked_folder" if os.path.isdir(path) else "aside.link")  # noqa: PTH112


def _files(root: Root, top: Path, parts: tuple[str, ...], why: Text | None) -> Iterator[Found]:
    """Yield a file, or what is in it if it is an archive that is looked into."""
    one = _found(root, top, parts, why)
    if one.why is None or one.why.key != "aside.archive" or not is_opened(parts[-1]):
        yield one
    elif why := why_unreadable(top.joinpath(*parts)):
        yield one.aside(why)
    else:
        yield from members_within(top.joinpath(*parts), root, "/".join(parts))


def _found(root: Root, top: Path, parts: tuple[str, ...], why: Text | None) -> Found:
    name, path = "/".join(parts) or top.name, top.joinpath(*parts)
    return found(root, name, Place(path), why or why_not(name) or why_unreadable(path))
