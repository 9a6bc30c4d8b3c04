"""Layouts that no name gives away: they are read only where `--layout` says so.

Google Classroom has no download of its own: what a teacher has is a folder of Drive, in which a
copy that Classroom made is called `{Name} - {Title}`, and any other file what the student chose.
"""

from collections.abc import Mapping, Sequence

from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.layouts.layout import Claim
from grader.intake.names import student_of
from grader.intake.reading import Reading
from grader.report import clean

_ARCHIVE = ".zip"


class Classroom:
    """A folder of Drive, with the copies that Google Classroom made for each student."""

    name = "classroom"
    counts = False

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim files that are called as copies are."""
        return {
            index: self._claim(name, depth)
            for index, one in enumerate(found)
            for depth in one.files[:1]
            if (name := clean.line(one.within[depth].partition(" - ")[0]))
            and " - " in one.within[depth]
        }

    def _claim(self, name: str, depth: int) -> Claim:
        return Claim(Person(name, name, ids=((self.name, name),)), depth, may_merge=False)


class Folders:
    """A folder, or a zip, for each student."""

    name = "folders"
    counts = False

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim what lies in the first folders that not all lie in."""
        paths = [(*one.above(0), *one.within) for one in found if one.why is None]
        common = _shared(paths)
        claims = {}
        for index, one in enumerate(found):
            depth = max(common - len(one.above(0)), 0)
            if depth < len(one.within) - 1:
                claims[index] = self._claim(one.within[depth], depth)
        return claims

    def _claim(self, folder: str, depth: int) -> Claim:
        is_archive = folder.lower().endswith(_ARCHIVE)
        name = clean.line(folder[: -len(_ARCHIVE)] if is_archive else folder)
        return Claim(Person(name or folder, ids=((self.name, name or folder),)), depth)


class Plain:
    """Files, each called as the student is."""

    name = "plain"
    counts = False

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim every file for whom its own name says."""
        return {
            index: self._claim(student_of(one.within[-1]), len(one.within) - 1)
            for index, one in enumerate(found)
        }

    def _claim(self, student: str, depth: int) -> Claim:
        return Claim(Person(student, ids=((self.name, student),)), depth, may_merge=False)


def _shared(paths: Sequence[tuple[str, ...]]) -> int:
    """Return how many folders all paths begin with."""
    first, last = min(paths, default=()), max(paths, default=())
    for number, (one, other) in enumerate(zip(first, last, strict=False)):
        if one != other:
            return number
    return max(len(first) - 1, 0)
