"""nbgrader: `submitted/{student}/{assignment}/{notebook}.ipynb`, with `timestamp.txt` beside it.

Or the inbound folder of its exchange (`nbgrader_inbound.py`).

Beside `submitted` lie the course's own stages (`source`, `release`, ...), which nobody handed in.
Other folders may be called like that (`submitted/2026/room-a/ana.ipynb`). So two notebooks are
taken for one student's only where a timestamp lies beside, or another student has both, for in
nbgrader the assignment says what notebooks are called; or where one lies in a folder beside such.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from grader.intake.found import Found
from grader.intake.hand_in import Person
from grader.intake.layouts.layout import Claim
from grader.intake.layouts.nbgrader_inbound import inbound
from grader.intake.reading import Reading
from grader.model import Text
from grader.report import clean

_SUBMITTED = "submitted"
_STAGES = frozenset({"source", "release", "autograded", "feedback", "downloaded"})
_TIMESTAMP = "timestamp.txt"
_LONGEST = 80
"""Characters of a timestamp."""

_Path = tuple[str, ...]


class Nbgrader:
    """The folder of a course as nbgrader lays it out."""

    name = "nbgrader"
    counts = False

    def __init__(self, *, told: bool = False) -> None:
        self._told = told

    def claims(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        """Claim what lies in somebody's folder of an assignment, and the stages beside."""
        return {**inbound(found, self.name), **self._submitted(found, reading)}

    def _submitted(self, found: Sequence[Found], reading: Reading) -> Mapping[int, Claim]:
        depths = {index: depth for index, one in enumerate(found) if (depth := _depth(one))}
        if not any(found[index].why is None for index in depths):
            return {}
        times = _times(found, depths, reading)
        shared = _shared(found, depths)
        homes = {(found[index].place, found[index].within[depths[index]]) for index in shared}
        claims = {}
        for index, depth in depths.items():
            time = times.get(_assignment(found[index], depth), "")
            inside = any(home in homes for home in _folders_around(found[index], depth))
            merge = self._told or index in shared or inside or bool(time)
            claims[index] = self._claim(found[index], depth, time, may_merge=merge)
        return {**claims, **_stages(found, depths)}

    def _claim(self, one: Found, depth: int, time: str, *, may_merge: bool) -> Claim:
        student = one.within[depth]
        stamp = one.within[depth + 2 :] == (_TIMESTAMP,)
        why = Text("aside.of_platform") if stamp else None
        person = Person(student, ids=((self.name, student),))
        return Claim(person, depth, time, may_merge=may_merge, why=why, certain=bool(time))


def _depth(one: Found) -> int | None:
    """Return which part of a path is the student."""
    if _SUBMITTED not in one.within[:-3]:
        return None
    return one.within.index(_SUBMITTED) + 1


def _assignment(one: Found, depth: int) -> tuple[_Path, _Path]:
    """Return the top of the tree, and the student and the assignment in it."""
    return one.above(depth), one.within[depth : depth + 2]


def _notebook(one: Found, depth: int) -> tuple[_Path, _Path]:
    """Return the top of the tree, and what a file is called in everybody's folder."""
    return one.above(depth), one.within[depth + 1 :]


def _shared(found: Sequence[Found], depths: Mapping[int, int]) -> set[int]:
    """Return what another student has too, under the same name in the same assignment."""
    owners: dict[tuple[_Path, _Path], set[str]] = defaultdict(set)
    for index, depth in depths.items():
        owners[_notebook(found[index], depth)].add(found[index].within[depth])
    return {i for i, depth in depths.items() if len(owners[_notebook(found[i], depth)]) > 1}


def _folders_around(one: Found, depth: int) -> list[tuple[_Path, str]]:
    """Return the folders of an assignment, and below, that the file's own folder lies in."""
    levels = range(depth + 2, len(one.within) - 1)
    return [(one.above(level), one.within[depth]) for level in levels]


def _times(
    found: Sequence[Found], depths: Mapping[int, int], reading: Reading
) -> dict[tuple[_Path, _Path], str]:
    """Return what each timestamp says, by what it is the time of."""
    times = {}
    for index, depth in depths.items():
        one = found[index]
        if one.within[depth + 2 :] == (_TIMESTAMP,):
            words = reading.opening(one)[: 4 * _LONGEST].decode("utf-8", "replace")
            times[_assignment(one, depth)] = clean.line(words)[:_LONGEST]
    return times


def _stages(found: Sequence[Found], depths: Mapping[int, int]) -> dict[int, Claim]:
    """Claim for nobody what lies in the folders beside those that hand-ins are in."""
    courses = {found[index].above(depth - 1) for index, depth in depths.items()}
    why = Text("aside.of_platform")
    return {
        index: Claim(None, depth, why=why)
        for index, one in enumerate(found)
        if index not in depths
        for depth, part in enumerate(one.within[:-1])
        if part in _STAGES and one.above(depth) in courses
    }
