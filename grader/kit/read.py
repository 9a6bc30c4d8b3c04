"""Open a kit: a prepared assignment and its known mistakes, as if made from solutions."""

import hashlib
import shutil
import tempfile
import weakref
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import msgspec

from grader import __version__, prepared_frames
from grader.assignment import Assignment, load_assignment
from grader.cache import cache_folder
from grader.diagnose.known import Known
from grader.errors import BrokenAssignment, BrokenKit, NotOurs
from grader.find import BUNDLED, Place
from grader.folder import Folder, opened_folder
from grader.kit import archive
from grader.kit.known import Frozen
from grader.prepare import Prepared
from grader.seed import practice_seed

Tables = Mapping[str, Mapping[str, Any]]
"""What TOML files hold, by the names of members."""
_TABLES = "tables.json"


@dataclass(frozen=True)
class FromKit:
    """Answers from a kit, under one of its practice seeds: a `Provider`.

    Its parts raise BrokenKit, with a sentence that says what to do.
    """

    path: Path
    number: int = 0
    """Which practice seed."""

    @property
    def seed(self) -> bytes:
        """The practice seed, which is public."""
        return practice_seed(self.number)

    @property
    def secrets(self) -> tuple[Path, ...]:
        """The kit: whoever wants to know what is in it opens it, but not from a notebook.

        One that was installed with the package lies where Python does, which every notebook reads.
        """
        return () if self.path.resolve().is_relative_to(BUNDLED) else (self.path,)

    def __reduce__(self) -> tuple[type["FromKit"], tuple[Path, int]]:
        """Go to another process as a path and a number; what was read stays here."""
        return FromKit, (self.path, self.number)

    def load(self) -> Assignment:
        """Return the public folder, unpacked and loaded."""
        return self.assignment

    def prepared(self, assignment: Assignment) -> Prepared:
        """Return the cases and what is right, as they were frozen."""
        if not 0 <= self.number < self._manifest.seeds:
            raise BrokenKit(f"{self.path.name} has {self._manifest.seeds} practice seeds")
        content = self._archive.read(f"cases/{self.number}.frames")
        try:
            return prepared_frames.read(content, assignment, self._manifest.reference)
        except ValueError as error:
            raise BrokenKit(f"{assignment.slug}: {error}") from None

    def known(self, prepared: Prepared) -> Known | None:
        """Return the mistakes of the kit; None where it was made without."""
        name = f"{archive.KNOWN}{self.number}.frames"
        if name not in self._archive.names:
            return None
        read = partial(self._archive.read, name)
        return Known(prepared, source=Frozen(read, self._manifest.slug))

    @cached_property
    def assignment(self) -> Assignment:
        """The public folder, unpacked and loaded."""
        folder, is_kept, told = _unpacked(self._archive, self.path.name)
        tables = {folder / name: table for name, table in told.items()}
        said = folder / archive.MISTAKES
        try:
            found = load_assignment(folder / archive.FOLDER, None, said, tables)
        except BrokenAssignment as error:
            raise BrokenKit(
                f"{self.path.name}: {error}. It was made with grader {self._manifest.grader}, this "
                f"is {__version__}: get a newer kit, or the grader that it was made with"
            ) from None
        if found.digest != self._manifest.assignment or found.slug != self._manifest.slug:
            raise BrokenKit(f"{self.path.name}: its files are not those of its manifest")
        if not is_kept:
            weakref.finalize(found, shutil.rmtree, folder, ignore_errors=True)
        return found

    @cached_property
    def _archive(self) -> archive.Archive:
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise BrokenKit(f"{self.path} cannot be read: {error.strerror}") from None
        return archive.Archive(content, self.path.name)

    @property
    def _manifest(self) -> archive.Manifest:
        return self._archive.manifest


def public_assignment(place: Place) -> Assignment:
    """Return an assignment without its solutions. Raises BrokenAssignment, BrokenKit."""
    return FromKit(place.path).assignment if place.is_kit else load_assignment(place.path, None)


def public_file(place: Place, name: str) -> bytes | None:
    """Return one file of an assignment's public folder, None where it has none of that name.

    Raises BrokenKit.
    """
    try:
        content = (place.path if place.is_kit else place.path / name).read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BrokenKit(f"{place.path} cannot be read: {error.strerror}") from None
    if not place.is_kit:
        return content
    return archive.member(content, f"{archive.FOLDER}{name}", place.path.name)


def _unpacked(kit: archive.Archive, called: str) -> tuple[Path, bool, Tables]:
    """Return a folder with the files of a kit, whether it is kept for the next time, its tables."""
    digests = kit.manifest.members
    name = hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()[:32]
    files = [name for name in digests if name.startswith((archive.FOLDER, archive.MISTAKES))]
    try:
        kits = cache_folder("kits")
        with opened_folder(kits, make=True, private=True) as folder:
            _write(folder, name, files, kit)
            return kits / name, True, _tables(folder, name, files, kit)
    except (OSError, NotOurs):  # a disk that is full or may only be read, somebody else's folder
        pass
    try:
        made = Path(tempfile.mkdtemp(prefix="grader-kit-"))
        with opened_folder(made.parent) as folder:
            _write(folder, made.name, files, kit)
        return made, False, {}
    except OSError as error:
        raise BrokenKit(f"{called}: there is no room to unpack it ({error.strerror})") from None


def _write(folder: Folder, name: str, files: list[str], kit: archive.Archive) -> None:
    with folder.within(name, make=True) as unpacked:
        for member in files:
            _put(unpacked, member.split("/"), member, kit)


def _put(folder: Folder, parts: list[str], member: str, kit: archive.Archive) -> None:
    name, *rest = parts
    if rest:
        with folder.within(name, make=True) as inner:
            _put(inner, rest, member, kit)
    elif not folder.has(name) or not kit.holds(member, folder.read(name, archive.LARGEST)):
        folder.write(name, kit.read(member))


def _tables(folder: Folder, name: str, files: list[str], kit: archive.Archive) -> Tables:
    """Return what a kit's TOML files hold: kept beside them as JSON, which is read sooner."""
    with folder.within(name) as unpacked:
        if unpacked.has(_TABLES):
            with suppress(msgspec.MsgspecError):
                kept = unpacked.read(_TABLES, archive.LARGEST)
                return msgspec.json.decode(kept, type=dict[str, dict[str, Any]])
        found = dict(_parsed(files, kit))
        unpacked.write(_TABLES, msgspec.json.encode(found))
        return found


def _parsed(files: list[str], kit: archive.Archive) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the tables, but of a file that is no TOML, or holds what JSON does not have."""
    import tomllib  # only here: once for a kit

    for member in files:
        if member.endswith(".toml"):
            with suppress(ValueError, TypeError):
                table = tomllib.loads(kit.read(member).decode())
                if msgspec.json.decode(msgspec.json.encode(table)) == table:
                    yield member, table
