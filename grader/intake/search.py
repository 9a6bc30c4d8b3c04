"""Look through files, folders and zips for what was handed in, and say why the rest was not.

Nothing is extracted to disk; a zip's members are read one by one, with a size limit.
"""

import os
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import UserError
from grader.intake.handed_in import HandedIn
from grader.model import Text

MAX_MEMBERS = 50_000
"""Members of a zip that are looked at."""

_SUFFIXES = (".ipynb", ".py", ".ipynb.txt", ".ipynb.json")
_NOT_HANDED_IN = frozenset({"__MACOSX", ".ipynb_checkpoints", ".virtual_documents", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be a hand-in, under the id that its name alone gives, and where it lies."""

    handed: HandedIn
    place: tuple[str, ...]
    """The folders it lies in, from the root of the disk; a zip is one of them."""
    shown: tuple[str, ...]
    """The folders it lies in as people call them: from the path that was given."""
    replaced: bool = False
    """Whether a later member of the same zip bears the very same name."""


def search(path: Path, *, apart_from: Path | None, several: bool) -> Iterator[Found]:
    """Yield every file in a path, in a fixed order.

    With `several` paths given, their own names are among the folders shown. Raises UserError for a
    path that does not exist or a zip that cannot be read.
    """
    here = Path(os.path.abspath(path))  # noqa: PTH100  links stay: a folder is what it is called
    own = (here.name,) if several else ()
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            if apart_from and file.resolve().is_relative_to(apart_from):
                continue
            name = file.relative_to(path).as_posix()
            folders = _parts(name)[:-1]
            handed = HandedIn(student_of(name), name, file, None, file.stat().st_mtime)
            yield Found(handed, here.parts + folders, own + folders)
    elif path.suffix.lower() == ".zip" and path.is_file():
        yield from _members(path, here.parts, own)
    elif path.is_file():
        handed = HandedIn(student_of(path.name), path.name, path, None, path.stat().st_mtime)
        yield Found(handed, here.parent.parts, (here.parent.name,) if several else ())
    else:
        raise UserError(f"{path} does not exist")


def why_not(name: str) -> Text | None:
    """Say why a file of this name is no hand-in; None if it may be one."""
    parts = _parts(name)
    file = parts[-1] if parts else name
    if any(part in _NOT_HANDED_IN for part in parts):
        return Text("aside.copy")
    if file.startswith((".", "~$")) or "Zone.Identifier" in file or file == "Thumbs.db":
        return Text("aside.system_file")
    if file.lower().endswith((".zip", ".rar", ".7z", ".gz", ".tar")):
        return Text("aside.archive")
    if not file.lower().endswith(_SUFFIXES):
        return Text("aside.not_a_notebook")
    return None


def student_of(name: str) -> str:
    """Return the student's id: the file's name without its suffix, in composed Unicode."""
    file = PurePosixPath(name.replace("\\", "/")).name
    for suffix in sorted(_SUFFIXES, key=len, reverse=True):
        if file.lower().endswith(suffix):
            file = file[: -len(suffix)]
            break
    return unicodedata.normalize("NFC", file) or name


def _members(path: Path, place: tuple[str, ...], own: tuple[str, ...]) -> Iterator[Found]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except Exception as error:  # a damaged zip makes `zipfile` raise anything
        raise UserError(f"{path} cannot be read as a zip: {error}") from None
    if len(members) > MAX_MEMBERS:
        raise UserError(f"{path} has {len(members)} members; {MAX_MEMBERS} are the limit")
    last = {member.orig_filename: index for index, member in enumerate(members)}
    for index, member in enumerate(members):
        name = member.filename
        if name.endswith("/"):  # is_dir() fails on a name without a letter
            continue
        modified = float("".join(f"{part:02d}" for part in member.date_time))
        handed = HandedIn(student_of(name), name, path, index, modified)
        folders = _parts(name)[:-1]
        replaced = last[member.orig_filename] != index
        yield Found(handed, place + folders, own + folders, replaced)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in PurePosixPath(name.replace("\\", "/")).parts if part != "/")
