"""What a class's results tell its teacher: what to teach again, and whether the test is fair.

Item difficulty is the mean share of an item's points; discrimination is the correlation of that
share with the points of all other items (the corrected item-total correlation). Both are of
classical test theory (Lord & Novick 1968); the groups of best and weakest are the upper and the
lower 27 in a hundred (Kelley 1939).
"""

import math
import statistics
from collections.abc import Iterable, Sequence

from grader.frozen import frozen
from grader.report.alike_work import AlikeWork, alike_work
from grader.report.class_row import ClassRow
from grader.report.mistake_map import MistakeInsight, mistake_map
from grader.report.outline import mark
from grader.report.repair_map import RepairInsight, repair_map
from grader.report.shared_answers import SharedAnswers, shared_answers

FEWEST = 10
"""Below so many students a correlation says nothing, and no best group is formed."""
NEGATIVE = -0.1
"""An item that correlates with the rest by less than this earns points to the wrong people."""
_GROUP = 0.27


@frozen
class ItemInsight:
    """One item over the whole class."""

    exercise: str
    item: str
    title: str
    exercise_title: str
    students: tuple[str, ...]
    """Whose work was judged on it."""
    full: int
    """How many of them earn it in full."""
    difficulty: float
    """The mean share of its points, 0 to 1: the lower, the harder."""
    discrimination: float | None
    """From -1 to 1; None where the class is small, or all earn the same."""
    lost_by: tuple[str, ...]
    near_misses: tuple[str, ...] = ()
    """Who loses it by a few tolerances, and by nothing else."""

    @property
    def is_odd(self) -> bool:
        """Whether the better a student is, the less of it is earned."""
        return self.discrimination is not None and self.discrimination < NEGATIVE


@frozen
class CaseInsight:
    """A case that most of the best students fail."""

    exercise: str
    exercise_title: str
    case: str
    failed_by: tuple[str, ...]
    """Those of the best who fail it."""
    best: int
    """How many the best are."""


@frozen
class Insight:
    """What the results of a class tell, in the order in which a teacher asks."""

    students: int
    scored: int
    mean: float | None
    median: float | None
    deviation: float | None
    full: tuple[str, ...]
    statuses: tuple[tuple[str, tuple[str, ...]], ...]
    """Each status there is, with its students."""
    mistakes: tuple[MistakeInsight, ...]
    """The most frequent first."""
    items: tuple[ItemInsight, ...]
    """The hardest first."""
    cases: tuple[CaseInsight, ...]
    shared_answers: tuple[SharedAnswers, ...] = ()
    """Wrong ones that no known mistake explains, the most frequent first."""
    repairs: tuple[RepairInsight, ...] = ()
    """Changes that make code right, by how many they do; where a search was asked for."""
    alike_work: tuple[AlikeWork, ...] = ()
    """Who is to be looked at together, the most alike first."""


def insight_of(rows: Iterable[ClassRow]) -> Insight:
    """Work out what a class's rows tell."""
    rows = list(rows)
    scored = [row for row in rows if row.score is not None and _is_finite(row.score)]
    scores = [row.score for row in scored if row.score is not None]
    return Insight(
        students=len(rows),
        scored=len(scores),
        mean=statistics.fmean(scores) if scores else None,
        median=statistics.median(scores) if scores else None,
        deviation=statistics.stdev(scores) if len(scores) > 1 else None,
        full=tuple(row.student for row in rows if mark(row.score, row.max_score) == "full"),
        statuses=_statuses(rows),
        mistakes=mistake_map(rows),
        items=_items(scored),
        cases=_cases(scored),
        shared_answers=shared_answers(rows),
        repairs=repair_map(rows),
        alike_work=alike_work(rows),
    )


def _is_finite(score: float) -> bool:
    return math.isfinite(score)


def _statuses(rows: Sequence[ClassRow]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    names = dict.fromkeys(row.status for row in rows)
    return tuple((n, tuple(row.student for row in rows if row.status == n)) for n in names)


def _items(rows: Sequence[ClassRow]) -> tuple[ItemInsight, ...]:
    judged: dict[tuple[str, str], list[tuple[ClassRow, float]]] = {}
    near: dict[tuple[str, str], list[str]] = {}
    titles = {}
    for row in rows:
        for item in row.items:
            if mark(item.score, item.max_score) != "unjudged" and item.max_score > 0:
                share = (item.score or 0.0) / item.max_score
                judged.setdefault((item.of, item.name), []).append((row, share))
                titles[item.of, item.name] = item.title, item.exercise, item.max_score
                if item.is_near:
                    near.setdefault((item.of, item.name), []).append(row.student)
    found = []
    for (exercise, name), of in judged.items():
        title, exercise_title, points = titles[exercise, name]
        rest = [(row.score or 0.0) - share * points for row, share in of]
        shares = [share for _row, share in of]
        found.append(
            ItemInsight(
                exercise, name, title, exercise_title,
                students=tuple(row.student for row, _share in of),
                full=sum(share >= 1 for share in shares),
                difficulty=statistics.fmean(shares),
                discrimination=correlation(shares, rest),
                lost_by=tuple(row.student for row, share in of if share < 1),
                near_misses=tuple(near.get((exercise, name), ())),
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.full / len(one.students)))


def correlation(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Return Pearson's correlation; None for few values, or where either does not vary."""
    if len(one) < FEWEST:
        return None
    try:
        return statistics.correlation(one, other)
    except statistics.StatisticsError:  # as good as constant
        return None


def _cases(rows: Sequence[ClassRow]) -> tuple[CaseInsight, ...]:
    """Return the cases that at least half of the best students fail.

    The best are the upper 27 in a hundred by their points; whoever has as many as the last of them
    is among them.
    """
    if len(rows) < FEWEST:
        return ()
    ordered = sorted(rows, key=lambda row: -(row.score or 0.0))
    least = ordered[math.ceil(_GROUP * len(rows)) - 1].score or 0.0
    best = [row for row in rows if (row.score or 0.0) >= least]
    failed: dict[tuple[str, str, str], list[str]] = {}
    for row in best:
        for one in row.failed:
            failed.setdefault((one.name, one.exercise, one.case), []).append(row.student)
    found = [
        CaseInsight(name, title, case, tuple(students), len(best))
        for (name, title, case), students in failed.items()
        if 2 * len(students) >= len(best)
    ]
    return tuple(sorted(found, key=lambda one: -len(one.failed_by)))
