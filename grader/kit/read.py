"""Open a kit: a prepared assignment and its known mistakes, as if made from solutions."""

import hashlib
import shutil
import tempfile
import weakref
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader import __version__
from grader.assignment import Assignment, load_assignment
from grader.cache import cache_folder
from grader.diagnose.known import Known
from grader.errors import BrokenAssignment, BrokenKit, NotOurs
from grader.find import BUNDLED, Place
from grader.folder import Folder, opened_folder
from grader.kit import archive, cases
from grader.kit.known import Frozen
from grader.prepare import Prepared
from grader.seed import practice_seed


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
        return cases.read(
            self._member(f"cases/{self.number}.frames"),
            assignment,
            self._manifest.reference,
        )

    def known(self, prepared: Prepared) -> Known | None:
        """Return the mistakes of the kit; None where it was made without."""
        name = f"known/{self.number}.frames"
        if name not in self._members:
            return None
        return Known(prepared, source=Frozen(self._members[name], self._manifest.slug))

    @cached_property
    def assignment(self) -> Assignment:
        """The public folder, unpacked and loaded."""
        folder, is_kept = _unpacked(self._manifest, self._members, self.path.name)
        try:
            found = load_assignment(folder / archive.FOLDER, None, folder / archive.MISTAKES)
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
    def _read(self) -> tuple[archive.Manifest, dict[str, bytes]]:
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise BrokenKit(f"{self.path} cannot be read: {error.strerror}") from None
        return archive.unpacked(content, self.path.name)

    @property
    def _manifest(self) -> archive.Manifest:
        return self._read[0]

    @property
    def _members(self) -> dict[str, bytes]:
        return self._read[1]

    def _member(self, name: str) -> bytes:
        if name not in self._members:
            raise BrokenKit(f"{self.path.name}: {name!r} is missing; get the kit again")
        return self._members[name]


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


def _unpacked(manifest: archive.Manifest, members: dict[str, bytes], kit: str) -> tuple[Path, bool]:
    """Return a folder with the files of a kit, and whether it is kept for the next time."""
    name = hashlib.sha256(repr(sorted(manifest.members.items())).encode()).hexdigest()[:32]
    files = {n: c for n, c in members.items() if n.startswith((archive.FOLDER, archive.MISTAKES))}
    try:
        kits = cache_folder("kits")
        with opened_folder(kits, make=True, private=True) as folder:
            _write(folder, name, files)
        return kits / name, True
    except (OSError, NotOurs):  # a disk that is full or may only be read, somebody else's folder
        pass
    try:
        made = Path(tempfile.mkdtemp(prefix="grader-kit-"))
        with opened_folder(made.parent) as folder:
            _write(folder, made.name, files)
        return made, False
    except OSError as error:
        raise BrokenKit(f"{kit}: there is no room to unpack it ({error.strerror})") from None


def _write(folder: Folder, name: str, files: dict[str, bytes]) -> None:
    with folder.within(name, make=True) as unpacked:
        for member, content in files.items():
            _put(unpacked, member.split("/"), content)


def _put(folder: Folder, parts: list[str], content: bytes) -> None:
    name, *rest = parts
    if rest:
        with folder.within(name, make=True) as inner:
            _put(inner, rest, content)
    elif not folder.has(name) or folder.read(name, len(content) + 1) != content:
        folder.write(name, content)
