"""Find what was handed in (files, folders, a zip): whose it is, where its bytes are, what is left.

Nothing is extracted to disk; a zip's members are read one by one, with a size limit.
"""

import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import NothingToGrade, UserError
from grader.model import Submission, Text

MAX_FILE_MB = 64
"""A handed-in file beyond this is cut there; reading it then says that it is too large."""
MAX_MEMBERS = 50_000
"""Members of a zip that are looked at."""
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Of bzip2 and LZMA `zipfile` unpacks whole whatever it reads: a kilobyte may become gigabytes."""

_SUFFIXES = (".ipynb", ".py", ".ipynb.txt", ".ipynb.json")
_NOT_HANDED_IN = frozenset({"__MACOSX", ".ipynb_checkpoints", ".virtual_documents", "__pycache__"})


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file to grade: on disk, or a member of a zip."""

    student: str
    name: str
    """As given, for people."""
    path: Path
    member: str | None
    modified: float
    """Sorts attempts by age; seconds for files, a date written as a number for zip members."""

    def read(self) -> Submission:
        """Read its bytes. Raises OSError or zipfile.BadZipFile when the disk or the zip fails."""
        limit = (MAX_FILE_MB << 20) + 1
        if self.member is None:
            with self.path.open("rb") as file:
                return Submission(self.student, self.name, file.read(limit))
        try:
            with zipfile.ZipFile(self.path) as archive:
                if archive.getinfo(self.member).compress_type not in _METHODS:
                    raise zipfile.BadZipFile("its compression is not read here; unpack the zip")
                with archive.open(self.member) as file:
                    return Submission(self.student, self.name, file.read(limit))
        except (OSError, zipfile.BadZipFile):
            raise
        except Exception as error:  # a damaged zip makes `zipfile` and its codecs raise anything
            raise zipfile.BadZipFile(f"{type(error).__name__}: {error}") from None


@dataclass(frozen=True, slots=True)
class SetAside:
    """A file that is not graded, and why."""

    name: str
    why: Text


@dataclass(frozen=True, slots=True)
class Intake:
    """One file to grade per student, by student; everything else set aside."""

    handed_in: tuple[HandedIn, ...]
    set_aside: tuple[SetAside, ...]


def collect(paths: Sequence[Path], *, apart_from: Path | None = None) -> Intake:
    """Look through files, folders (recursively, but not `apart_from`) and zips.

    Raises UserError for a path that does not exist or a zip that cannot be read, NothingToGrade
    when there is no notebook in any of them.
    """
    found: list[HandedIn] = []
    aside: list[SetAside] = []
    for path in paths:
        for candidate in _candidates(path, apart_from and apart_from.resolve()):
            is_link = candidate.path != path and candidate.path.is_symlink()
            why = Text("aside.link") if is_link else _why_not(candidate.name)
            if why is None:
                found.append(candidate)
            else:
                aside.append(SetAside(candidate.name, why))
    if not found:
        places = ", ".join(str(path) for path in paths)
        raise NothingToGrade(f"no notebook (.ipynb or .py) in {places}")
    kept, older = _newest_of_each(found)
    order = sorted(aside + older, key=lambda left: left.name)
    return Intake(tuple(sorted(kept, key=lambda h: h.student)), tuple(order))


def student_of(name: str) -> str:
    """Return the student's id: the file's name without its suffix, in composed Unicode."""
    file = PurePosixPath(name.replace("\\", "/")).name
    for suffix in sorted(_SUFFIXES, key=len, reverse=True):
        if file.lower().endswith(suffix):
            file = file[: -len(suffix)]
            break
    return unicodedata.normalize("NFC", file) or name


def _candidates(path: Path, apart_from: Path | None) -> Iterator[HandedIn]:
    if path.is_dir():
        for file in sorted(p for p in path.rglob("*") if p.is_file()):
            if apart_from and file.resolve().is_relative_to(apart_from):
                continue
            name = file.relative_to(path).as_posix()
            yield HandedIn(student_of(name), name, file, None, file.stat().st_mtime)
    elif path.suffix.lower() == ".zip" and path.is_file():
        yield from _members(path)
    elif path.is_file():
        yield HandedIn(student_of(path.name), path.name, path, None, path.stat().st_mtime)
    else:
        raise UserError(f"{path} does not exist")


def _members(path: Path) -> Iterator[HandedIn]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except Exception as error:  # a damaged zip makes `zipfile` raise anything
        raise UserError(f"{path} cannot be read as a zip: {error}") from None
    if len(members) > MAX_MEMBERS:
        raise UserError(f"{path} has {len(members)} members; {MAX_MEMBERS} are the limit")
    for member in members:
        if not member.filename.endswith("/"):  # is_dir() fails on a name without a letter
            modified = float("".join(f"{part:02d}" for part in member.date_time))
            name = member.filename
            yield HandedIn(student_of(name), name, path, name, modified)


def _why_not(name: str) -> Text | None:
    parts = PurePosixPath(name.replace("\\", "/")).parts
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


def _newest_of_each(found: Iterable[HandedIn]) -> tuple[list[HandedIn], list[SetAside]]:
    newest: dict[str, HandedIn] = {}
    older: list[SetAside] = []
    for handed in found:
        other = newest.get(handed.student)
        if other is None:
            newest[handed.student] = handed
            continue
        first, last = sorted((other, handed), key=lambda h: (h.modified, h.name))
        newest[handed.student] = last
        older.append(SetAside(first.name, Text("aside.older", {"kept": last.name})))
    return list(newest.values()), older
