"""Wrong work of several students that is alike: a place to look, never a verdict.

Alike is code whose trees are (`grader/report/alike_code.py`), whatever its names, and wrong values
that no known mistake explains and two students share. More of them are told as what may be known
next (`grader/report/shared_answers.py`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from grader.frozen import frozen
from grader.report.alike_code import alike_code
from grader.report.class_row import ClassRow
from grader.report.shared_answers import FEWEST as FEWEST_SHARED

TELLING = 6
"""Different wrong numbers that two do not come to by chance."""


@frozen
class AlikeWork:
    """Students whose wrong work is alike."""

    students: tuple[str, ...]
    exercises: tuple[str, ...]
    """Where it is, by name."""
    titles: tuple[str, ...]
    """The exercises' titles."""
    answers: bool
    """Whether all of them gave the same wrong values, and no known mistake explains them."""
    share: float | None
    """How much of the code is alike, of the two that are least so: 0 to 1; None where it is not."""


def alike_work(rows: Sequence[ClassRow]) -> tuple[AlikeWork, ...]:
    """Return who is to be looked at together; the most alike first.

    Whose files are one and the same is told elsewhere (`grader/classrun/same_file.py`).
    """
    titles = {e.name: e.title for row in rows for e in row.exercises}
    given = [_answers(row) for row in rows]
    found: list[AlikeWork] = []
    group_of: dict[int, int] = {}

    def add(members: Sequence[int], exercises: Iterable[str], share: float | None) -> None:
        same = {name for name, _digest in frozenset.intersection(*(given[n] for n in members))}
        where = tuple(name for name in titles if name in same.union(exercises))
        students = tuple(rows[n].student for n in members)
        if len({rows[n].file or n for n in members}) > 1:
            names = tuple(titles[name] for name in where)
            found.append(AlikeWork(students, where, names, bool(same), share))

    for number, code in enumerate(alike_code(rows)):
        group_of |= dict.fromkeys(code.members, number)
        add(code.members, code.exercises, code.share)
    for one, other in _pairs(given):
        if one not in group_of or group_of[one] != group_of.get(other):
            add((one, other), (), None)
    return tuple(sorted(found, key=lambda one: (-(one.share or 0.0), not one.answers)))


_Given = frozenset[tuple[str, str]]
"""Exercises with a digest of the answers: wrong, unexplained, and not come to by chance."""


def _answers(row: ClassRow) -> _Given:
    return frozenset(
        (trace.exercise, trace.unexplained.digest)
        for trace in row.traces
        if trace.unexplained and trace.unexplained.numbers >= TELLING
    )


def _pairs(given: Sequence[_Given]) -> list[tuple[int, int]]:
    """Return who shares answers with one other only; each pair once."""
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, answers in enumerate(given):
        for one in answers:
            same[one].append(number)
    two = (those for those in same.values() if 1 < len(those) < FEWEST_SHARED)
    return sorted({(those[0], those[1]) for those in two})
