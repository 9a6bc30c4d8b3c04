"""Search for a small edit of a student's own code that makes a wrong exercise right.

Edits are put to one case that is wrong now, many in one child; what is right there is put to all
cases in a child of its own, loaded with the edit (`trial`). Only that is a proof. Where no edit is
right alone, two are tried together (`pairs`); where none brings the case any nearer, the search
ends before its time.
"""

import ast
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from grader.budget import Budget
from grader.extract.defining import Defining, asked_of, defining, helpers
from grader.model import Attempt, Chunk, Extraction, Status
from grader.prepare import Prepared, PreparedCase
from grader.repair.around import leads_around
from grader.repair.body import body_of
from grader.repair.candidate import Candidate
from grader.repair.edits import candidates
from grader.repair.found import Bounds, Repaired, Searched
from grader.repair.needed import without_one
from grader.repair.pairs import Pairs
from grader.repair.remembered import Came
from grader.repair.rests import own_asks
from grader.repair.suspects import Suspicion
from grader.repair.trial import RAN, RIGHT, Cases, Screened, Trial
from grader.sandbox.executor import Executor
from grader.syntax import syntax_tree

_FIRST, _MOST = 30, 60
"""Edits that are asked in one run: few at first, then more."""
_GROWTH = 3
"""Times as many edits as in the run before that one run may have."""
_HOPELESS = 150
"""Edits that are tried at least, before it is given up for none of them brings the case nearer."""
_ALONE = 0.5
"""How much of the time goes into single edits, where none is right."""
_MOST_ALIKE = 500
"""Edits of which each is held to the one that was found in such a body before."""
_MOST_WRONG = 4
"""Cases that are wrong of which the one is taken that is answered soonest."""
_CLOCK = 4
"""Times its processor time that a search may take on the clock: the machine may be busy."""
_MOST_AT_A_LINE, _NEARLY, _BESIDE = 3, 1, 40
"""Edits of one line that are said; how much larger than the smallest they may be; how many of that
line are looked at."""
_BESIDE_SHARE = 0.2
"""How much of the time that is left these may take."""
_STOPPED = 25
"""Edits of the line at which the code stops that are tried first."""
_MOST_ELSEWHERE = 2
"""Edits of other lines that are tried on all cases when one was found."""
_MOST_LINES = 12
"""Lines of an edit of several lines without which it is tried."""
_NOTHING = Searched(None, 0, is_complete=True)
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.FunctionDef, ast.ClassDef, ast.Lambda)


def search(
    prepared: Prepared,
    executor: Executor,
    attempt: Attempt,
    exercise: str,
    suspects: Suspicion | None = None,
    bounds: Bounds | None = None,
    first: Sequence[Candidate] = (),
    before: Came | None = None,
    last: Collection[Chunk] = (),
) -> Searched:
    """Search for edits of one line that make an exercise right. Lets SandboxFault through.

    `suspects` are the lines that are edited first; `first` are edits that are tried before
    all others, for they make another exercise right; `before` is what came of such a body; `last`
    are edited statements that were refused in an exercise which asks for the same. Nothing is
    searched where a case ended the process, or where nothing is wrong.
    """
    cases = tuple(
        case
        for case in prepared.cases
        if case.question.exercise == exercise and case.question.index in attempt.outcomes
    )
    wrong = _wrong(cases, exercise, attempt)
    if not wrong or any(chunk.apart for chunk in attempt.extraction.chunks):
        return _NOTHING
    bounds = bounds or Bounds()
    budget = _budget(prepared, bounds)  # what comes of making the edits counts
    definitions = [*editable(prepared, attempt.extraction, exercise)]
    own = {one.chunk for one in definitions}
    beside = [one for one in asked_of(attempt.extraction) if one.chunk not in own]
    every = candidates(definitions, suspects or {}, bounds.candidates, beside)
    every = [one for one in every if not leads_around(one)]
    likely = [one for one in first if one.before in own] + _as_before(every, before)
    after = {one.after for one in likely}
    rest = [one for one in every if one.after not in after]
    rest.sort(key=lambda one: one.after in last)
    tried = Cases(cases, wrong, _beside(prepared, attempt, exercise))
    trial = Trial(prepared, executor, attempt, tried, bounds.proofs, budget)
    pairs = Pairs(trial, attempt.extraction.names, beside)
    return _Search(trial, pairs, [*likely, *rest], len(likely)).of(exercise)


def _budget(prepared: Prepared, bounds: Bounds) -> Budget:
    return Budget(
        wall_seconds=_CLOCK * bounds.seconds,
        cpu_seconds=bounds.seconds,
        answer_bytes=prepared.assignment.limits.answer_mb << 24,  # each answer has its own room
    )


def _beside(prepared: Prepared, attempt: Attempt, exercise: str) -> tuple[PreparedCase, ...]:
    """Return the cases of other exercises that ask for the same: an edit must not spoil them."""
    own = own_asks(prepared, exercise)
    others = {
        rubric.name
        for rubric in prepared.assignment.rubrics
        if rubric.name != exercise and not own.isdisjoint(own_asks(prepared, rubric.name))
    }
    return tuple(
        case
        for case in prepared.cases
        if case.question.exercise in others and case.question.index in attempt.outcomes
    )


def _as_before(candidates: Iterable[Candidate], before: Came | None) -> list[Candidate]:
    """Return the edits that are the one that was found in such a body, whatever the names."""
    if before is None or not before.kind:
        return []
    alike = (one for one in candidates if (one.kind, one.size) == (before.kind, before.size))
    few = islice(alike, _MOST_ALIKE)
    return [*islice((one for one in few if body_of([one.after.source]) == before.after), 1)]


def _wrong(
    cases: Sequence[PreparedCase], exercise: str, attempt: Attempt
) -> tuple[PreparedCase, ...]:
    """Return the first cases that are wrong, examples first; none to leave it be."""
    status = {one.case: one.status for one in attempt.judged if one.exercise == exercise}
    if not cases or any(one not in RAN for one in status.values()):
        return ()
    wrong = (c for c in cases if status.get(c.question.case.name) is not Status.PASSED)
    return (*islice(wrong, _MOST_WRONG),)


def editable(prepared: Prepared, extraction: Extraction, name: str) -> Iterator[Defining]:
    """Yield what an exercise asks for, without what others count; then what that needs."""
    exercise = prepared.assignment.exercises[name]
    own = [one for one in exercise.asks or (name,) if one not in exercise.upstream]
    blocks = {*extraction.blocks.values()}
    yield from (one for one in defining(extraction, own) if one.chunk not in blocks)
    yield from helpers(extraction)


class _Search:
    """The edits of one exercise, tried in their order."""

    def __init__(self, trial: Trial, pairs: Pairs, found: Sequence[Candidate], likely: int) -> None:
        """Take edits in their order; so many `likely` ones, the first, are tried by themselves."""
        self._trial, self._pairs = trial, pairs
        self._found, self._likely = found, likely
        self._is_hopeless = False

    def of(self, exercise: str) -> Searched:
        trial = self._trial
        if not self._found or trial.is_over or not trial.is_wrong_again():
            return Searched(None, 0, is_complete=not self._found)
        found = self._reachable()
        first = self._first_proven(found)
        first = first and self._where_needed(first)
        is_complete = all(one.after in trial.tried for one in found) and not trial.is_over
        proven = [first] if first else []
        elsewhere: list[Candidate] = []
        if first and not first.besides:
            proven += self._at_its_line(first, found)
            proven.sort(key=lambda one: one.size)
            elsewhere = self._elsewhere(proven[0])
        repaired = Repaired(exercise, tuple(proven), tuple(elsewhere)) if proven else None
        used = trial.budget.mark()
        seconds = used.own_cpu + used.children_cpu
        return Searched(
            repaired, trial.asked, is_complete, self._is_hopeless, seconds, frozenset(trial.tried)
        )

    def _reachable(self) -> Sequence[Candidate]:
        """Return the edits that can change the case, some of the line at which it stops first.

        Nothing after that line can, where a definition runs straight through.
        """
        if self._trial.stopped is None:
            return self._found
        cell, line = self._trial.stopped
        after = {
            chunk
            for chunk in {one.before for one in self._found}
            if chunk.cell == cell and chunk.line <= line and _goes_straight(chunk)
        }
        found = [one for one in self._found if one.before not in after or min(one.lines) <= line]
        likely, rest = found[: self._likely], found[self._likely :]
        there = [one for one in rest if (one.before.cell, one.line) == (cell, line)][:_STOPPED]
        sooner = {id(one) for one in there}
        return [*likely, *there, *(one for one in rest if id(one) not in sooner)]

    def _first_proven(self, found: Sequence[Candidate]) -> Candidate | None:
        """Return the first edit that is proven, alone or with another."""
        trial, start, were_paired = self._trial, 0, False
        size = self._likely or trial.as_many_as(_FIRST, 0.5)
        whole = trial.budget.cpu_seconds_left
        nearer: list[Screened] = []
        while start < len(found) and not trial.is_over:
            batch = found[start : start + size]
            came = trial.screen(batch)
            right = [one.edit for one in came if one.far == RIGHT]
            if (proven := trial.first_proven(right)) is not None:
                return proven
            start += len(batch)
            nearer += [one for one in came if trial.is_nearer(one.far)]
            is_late = trial.budget.cpu_seconds_left < (1 - _ALONE) * whole
            if is_late and start >= _HOPELESS and not nearer and trial.tells_how_far:
                self._is_hopeless = True
                return None
            if nearer and not were_paired and is_late and start >= _HOPELESS:
                were_paired = True
                if (two := self._pairs.proven(nearer)) is not None:
                    return two
            # what a run costs is known when it is over: no run is much larger than the one before
            size = min(trial.as_many_as(_MOST), _GROWTH * len(batch))
        return None if were_paired else self._pairs.proven(nearer)

    def _where_needed(self, one: Candidate) -> Candidate:
        """Return an edit of several lines at those alone without which it is not right."""
        fewer = [*islice(without_one(one), _MOST_LINES)]
        right = [came.edit for came in self._trial.screen(fewer) if came.far == RIGHT]
        less = self._trial.first_proven(right)
        return one if less is None else self._where_needed(less)

    def _at_its_line(self, first: Candidate, found: Sequence[Candidate]) -> list[Candidate]:
        """Return the other edits of that line that are proven, no larger than it but for a bit."""
        same = [
            one
            for one in found
            if (one.before, one.lines) == (first.before, first.lines)
            and one is not first
            and one.size <= first.size + _NEARLY
        ]
        same.sort(key=lambda one: one.after not in self._trial.tried)
        known = sum(one.after in self._trial.tried for one in same)
        proven: list[Candidate] = []
        few = self._trial.as_many_as(_BESIDE, _BESIDE_SHARE)
        for one in self._trial.screen(same[: known + few]):
            if one.far == RIGHT and len(proven) < _MOST_AT_A_LINE - 1:
                proven += [one.edit] if self._trial.is_proven(one.edit) else []
        return proven

    def _elsewhere(self, first: Candidate) -> list[Candidate]:
        """Return an edit of another line that is proven, of those that were right in the case."""
        right = [
            one.edit
            for one in self._trial.tried.values()
            if one.far == RIGHT
            and {*one.edit.lines}.isdisjoint(first.lines)
            and one.edit.size <= first.size + _NEARLY
        ]
        right.sort(key=lambda one: one.size)
        proven = (one for one in right[:_MOST_ELSEWHERE] if self._trial.is_proven(one))
        return [*islice(proven, 1)]


def _goes_straight(chunk: Chunk) -> bool:
    """Tell whether a definition runs from its first line to its last, each once at most."""
    tree = syntax_tree(chunk.source)
    whole = tree.body[0]
    inner = (one for one in ast.walk(tree) if one is not whole)
    return isinstance(whole, ast.FunctionDef) and not any(isinstance(n, _LOOPS) for n in inner)
