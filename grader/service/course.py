"""The course's folder: which assignments there are, read again when their files change."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from stat import S_ISDIR

from grader.assignment import AssignmentTable, in_language, read_table
from grader.errors import BrokenAssignment
from grader.find import Place
from grader.frozen import frozen

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_LOOK = 1.0
"""Seconds until an assignment's files are looked at again, for what it declares."""
Fingerprint = tuple[tuple[str, int, int], ...]
"""Names, times of change (ns) and sizes of an assignment's files, its solutions' too."""


@frozen
class Declared:
    """An assignment as its folder declares it; none of its code was run."""

    slug: str
    table: AssignmentTable

    @property
    def points(self) -> float:
        """Full marks."""
        return sum(rubric.points for rubric in self.table.exercises)

    def title(self, language: str) -> str:
        """Return its title as people read it in this language."""
        return in_language(self.table.title, language, self.slug)

    def item_points(self, exercise: str, item: str) -> float | None:
        """Return an item's full points; None where there is no such item."""
        found = {
            (rubric.name, one.id): one.points
            for rubric in self.table.exercises
            for one in rubric.items
        }
        return found.get((exercise, item))


@frozen
class _Read:
    looked_at: float
    fingerprint: Fingerprint
    declared: Declared


class Course:
    """The assignments of one course's folder. May be asked from several threads."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        self.folder = folder
        self._now = now
        self._read: dict[str, _Read] = {}
        self._lock = threading.Lock()

    def place(self, slug: str) -> Place | None:
        """Return where an assignment is; None for what is none, whatever its name leads to."""
        if not _SLUG.fullmatch(slug):
            return None
        folder = self.folder / "assignments" / slug
        if not (folder / "assignment.toml").is_file():
            return None
        solutions = self.folder / "solutions" / slug
        is_there = (solutions / "reference.py").is_file()
        return Place(slug, folder, solutions if is_there else None)

    def declared(self, slug: str) -> Declared | None:
        """Return what an assignment declares now; None where there is none of this slug.

        Raises BrokenAssignment.
        """
        place = self.place(slug)
        if place is None:
            return None
        at = self._now()
        with self._lock:
            before = self._read.get(slug)
        if before is not None and at - before.looked_at < _LOOK:
            return before.declared
        now = fingerprint(place)
        if before is not None and before.fingerprint == now:
            found = before.declared
        else:
            found = Declared(slug, read_table(place.path))
        with self._lock:
            self._read[slug] = _Read(at, now, found)
        return found

    def every(self) -> Sequence[Declared]:
        """Return every assignment that can be read, by slug."""
        try:
            names = sorted(path.name for path in (self.folder / "assignments").iterdir())
        except OSError:
            return []
        return [one for slug in names if (one := self._readable(slug)) is not None]

    def _readable(self, slug: str) -> Declared | None:
        try:
            return self.declared(slug)
        except BrokenAssignment:
            return None


def fingerprint(place: Place) -> Fingerprint:
    """Return what changes whenever a file of an assignment does."""
    folders = [place.path, *([place.solutions] if place.solutions else [])]
    return tuple(entry for folder in folders for entry in _files(folder))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in sorted(folder.rglob("*")):
        if "__pycache__" in path.parts:
            continue
        try:
            found = path.stat()
        except OSError:  # gone meanwhile: the next look tells
            continue
        if S_ISDIR(found.st_mode):  # its time changes when Python puts a __pycache__ into it
            continue
        yield str(path), found.st_mtime_ns, found.st_size
