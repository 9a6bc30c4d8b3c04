"""Two edits of one function that make an exercise right only together.

An edit with which the wrong case goes further than before, and is not right yet, may have mended
one of two faults. Another edit is tried on top of the best few of these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice

from grader.extract.defining import Defining
from grader.model import JudgedCase
from grader.repair.candidate import Candidate
from grader.repair.edits import candidates
from grader.repair.suspects import suspects
from grader.repair.trial import RIGHT, Screened, Trial
from grader.syntax import syntax_tree

_BEST = 2
"""Edits on top of which another is tried."""
_MOST, _BATCH = 100, 50
"""Second edits that are tried on top of each, and in one run."""


class Pairs:
    """Second edits on top of those that brought a case nearer."""

    def __init__(self, trial: Trial, names: Mapping[str, str], beside: Sequence[Defining]) -> None:
        """`names` are what asked names are called; `beside` are other definitions."""
        self._trial, self._names, self._beside = trial, names, beside

    def proven(self, nearer: Sequence[Screened]) -> Candidate | None:
        """Return the first two edits that are proven together; None where time is up before."""
        best = sorted(nearer, key=lambda one: (*(-n for n in one.far), one.edit.size))
        alone = {(one.edit.line, one.edit.becomes) for one in nearer}
        for one in islice(_apart(best), _BEST):
            if (found := self._on_top(one.edit, alone)) is not None:
                return found
        return None

    def _on_top(self, first: Candidate, alone: set[tuple[int, str]]) -> Candidate | None:
        """Return an edit with another, each of which is tried on a case that the first left wrong.

        Those that bring a case nearer alone come first.
        """
        trial = self._trial
        if trial.is_over or (left := trial.lost_with(first)) is None:
            return None
        case, judged = left
        both = self._both(first, judged, alone)
        for start in range(0, len(both), _BATCH):
            if trial.is_over:
                return None
            batch = both[start : start + trial.as_many_as(_BATCH)]
            for one in trial.on(case, batch):
                if one.far == RIGHT and trial.is_proven(one.edit):
                    return one.edit
        return None

    def _both(
        self, first: Candidate, judged: JudgedCase, alone: set[tuple[int, str]]
    ) -> list[Candidate]:
        definition = Defining(syntax_tree(first.after.source), first.after)
        lines = suspects([definition], (), [judged], self._names)
        found = candidates([definition], lines, 2 * _MOST, self._beside)
        found = [one for one in found if {*one.lines}.isdisjoint(first.lines)]
        found.sort(key=lambda one: (one.line, one.becomes) not in alone)
        return [
            replace(
                first,
                size=first.size + one.size,
                after=one.after,
                besides=_as_it_stands(one, first),
            )
            for one in found[:_MOST]
        ]


def _apart(best: Sequence[Screened]) -> list[Screened]:
    """Return the best of each line: what mends a fault there may be written in several ways."""
    found: dict[tuple[int, ...], Screened] = {}
    for one in best:
        found.setdefault(one.edit.lines, one)
    return [*found.values()]


def _as_it_stands(second: Candidate, first: Candidate) -> Candidate:
    """Return an edit with its lines as they were before another one added a line of its own."""
    if first.was or second.line <= first.line:
        return second
    also = tuple(replace(one, line=one.line - 1) for one in second.also)
    return replace(second, line=second.line - 1, also=also)
