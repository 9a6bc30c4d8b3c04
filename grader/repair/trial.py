"""Edits of one exercise being tried: many on one case in one child, then one on all cases.

All of it runs in the sandbox: an edit of hostile code is hostile code. The child gets the inputs of
the cases that it was asked before, and no answer; nothing of what it prints or raises is kept but
the line at which it stopped.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from grader.bound import bound
from grader.budget import Budget
from grader.diagnose.diagnose import is_right
from grader.exercise import Case
from grader.frozen import frozen
from grader.judge import judge
from grader.model import Attempt, Chunk, Extraction, JudgedCase, Outcome, Status
from grader.prepare import Prepared, PreparedCase
from grader.remote.student import Student
from grader.repair.candidate import Candidate
from grader.sandbox.executor import Executor, Question

RAN = (Status.PASSED, Status.FAILED, Status.BAD_VALUE, Status.RAISED)
"""How a case may have ended that is searched: the process went on."""
_CASE_SECONDS, _PATIENCE = 0.1, 4
"""On the clock: what an edit may take for one case, and so many times what the code takes now."""
_LEAST = 1e-4
"""Seconds that are taken to go into one edit at least."""

Far = tuple[int, int]
"""How far a case goes. (2, 0): all of it is right. (1, n): it answers, and n findings are good
before one is not. (0, n): it stops at the line n of its cell; (-1, 0): elsewhere, or it ends the
process."""
RIGHT: Far = (2, 0)
NOWHERE: Far = (-1, 0)


@frozen
class Screened:
    """An edit that was tried on one case, and how far that went with it."""

    edit: Candidate
    far: Far


@frozen
class Cases:
    """The cases of an exercise that are tried."""

    every: tuple[PreparedCase, ...]
    wrong: tuple[PreparedCase, ...]
    """Some of those that are wrong; at least one."""
    kept: tuple[PreparedCase, ...]
    """Those of other exercises that ask for the same: an edit must not spoil them."""


class Trial:
    """One exercise's edits being tried, within a budget."""

    def __init__(
        self,
        prepared: Prepared,
        executor: Executor,
        attempt: Attempt,
        cases: Cases,
        proofs: int,
        budget: Budget,
    ) -> None:
        """Try at most so many `proofs`: edits that are put to all cases."""
        self._prepared, self._executor, self._extraction = prepared, executor, attempt.extraction
        self._cases, self._before = cases, attempt.outcomes
        others = {case.question.exercise for case in cases.kept}
        self._holding = _holding(one for one in attempt.judged if one.exercise in others)
        self._wrong = cases.wrong[0]
        self._proofs_left = proofs
        self.budget = budget
        exercise = prepared.assignment.exercises[self._wrong.question.exercise]
        self._is_alone = exercise.parts_what_is_wrong
        """Whether an edit that is right is known to be without what loads it apart."""
        self._glance = exercise.glance if exercise.is_glanced_at else None
        self._is_glancing = False
        """Whether the code as it is is refused at a glance: then edits are only glanced at."""
        self._facts: dict[str, Any] = {}
        """What was found out about the code as it is, where that is what its class calls things."""
        self._pace = _LEAST
        self._seconds = _CASE_SECONDS
        self.tried: dict[Chunk, Screened] = {}
        """What was tried on the case, by the statement as it is then."""
        self.asked = 0
        """Edits that were asked for."""
        self._lost: dict[Chunk, PreparedCase] = {}
        """A case that is wrong with an edit that was not proven."""
        self._telling: list[PreparedCase] = []
        """Cases that refused what was right in the one that is wrong as handed in."""
        self.far: Far = NOWHERE
        """How far the code as it is goes."""
        self.stopped: tuple[int, int] | None = None
        """The cell and the line at which it stops; None where it does not."""

    @property
    def tells_how_far(self) -> bool:
        """Whether an edit that is not right is asked on, so that it is known how far it goes."""
        return not (self._is_alone or self._is_glancing)

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more can be tried."""
        return self.budget.no_time_left

    def is_wrong_again(self) -> bool:
        """Ask the code as it is once more, each of its wrong cases, and take the quickest.

        How long that takes tells when an edit takes too long. What is right now, and was not
        before, is nothing that an edit could prove.
        """
        self._is_glancing = self._glance is not None
        told = self._told_of_wrong()
        if not told and self._is_glancing:
            self._is_glancing = False
            told = self._told_of_wrong()
        if not told:
            return False
        seconds, place, self.far, outcome = min(told, key=lambda one: one[:3])
        self._wrong = self._cases.wrong[place]
        if self._is_glancing:  # nothing is known but that it is refused
            outcome = self._before.get(self._wrong.question.index, outcome)
        raised = outcome.raised
        if raised is not None and raised.cell is not None and raised.line is not None:
            self.stopped = (raised.cell, raised.line)
        self._seconds += _PATIENCE * seconds
        self._pace = max(seconds, _LEAST)
        return True

    def _told_of_wrong(self) -> list[tuple[float, int, Far, Outcome]]:
        """Ask each wrong case; return of those that are wrong again how long each took, and which.

        And how far it goes, and what came of it.
        """
        began: dict[int, float] = {}
        wrong = self._cases.wrong
        asked = [
            replace(case.question, ask=partial(self._noted, began, place, self._ask(case)))
            for place, case in enumerate(wrong)
        ]
        outcomes = self._run(self._extraction, asked)
        began[len(asked)] = time.monotonic()
        return [
            (
                max(0.0, began.get(place + 1, began[len(asked)]) - began.get(place, 0.0)),
                place, far, outcome,
            )
            for place, outcome in enumerate(outcomes)
            if outcome.status in RAN and (far := self._far(outcome, wrong[place])) != RIGHT
        ]  # fmt: skip

    def _ask(self, case: PreparedCase) -> Callable[[Student, Case], Any]:
        """Return what asks a case: all of it, or a glance."""
        glance = self._glance if self._is_glancing else None
        return case.question.ask if glance is None else glance

    def _noted(
        self, began: dict[int, float], place: int, ask: Callable[[Student, Case], Any],
        student: Student, case: Case,
    ) -> Any:  # fmt: skip
        began[place] = time.monotonic()
        if self._is_alone:
            student.alone()
        try:
            return ask(student, case)
        finally:
            self._facts |= student.facts if self._is_alone else {}

    def _asked(
        self, ask: Callable[[Student, Case], Any], after: Chunk, student: Student, case: Case
    ) -> Any:
        student.redefine(after, self._facts)
        if self._is_alone:
            student.alone()
        return ask(student, case)

    def as_many_as(self, most: int, share: float = 1.0) -> int:
        """Return how many edits are tried in a share of the time that is left; one at least."""
        seconds = self.budget.cpu_seconds_left * share
        return max(1, min(most, int(seconds / self._pace)))

    def screen(self, batch: Sequence[Candidate]) -> list[Screened]:
        """Try edits on the case that is wrong as handed in; those that were are not tried again."""
        new = [one for one in batch if one.after not in self.tried]
        before = self.budget.cpu_seconds_left
        self.tried |= {one.edit.after: one for one in self.on(self._wrong, new)}
        if new:
            self._pace = max((before - self.budget.cpu_seconds_left) / len(new), _LEAST)
        return [self.tried[one.after] for one in batch]

    def on(self, case: PreparedCase, edits: Sequence[Candidate]) -> list[Screened]:
        """Try edits on a case."""
        own = case.question
        questions = [
            replace(
                own, index=number, exercise=str(number), seconds=self._seconds,
                ask=partial(self._asked, self._ask(case), one.after),
            )
            for number, one in enumerate(edits)
        ]  # fmt: skip
        if not questions:
            return []
        outcomes = self._run(self._extraction, questions)
        came = zip(edits, outcomes, strict=True)
        found = [Screened(one, self._far(outcome, case, added=one)) for one, outcome in came]
        self.asked += len(edits)
        return found

    def lost_with(self, one: Candidate) -> tuple[PreparedCase, JudgedCase] | None:
        """Return a case that is wrong with an edit, and what came of it; None where none is.

        This is one of the proofs.
        """
        if not self._proofs_left or self.budget.no_time_left:
            return None
        self._proofs_left -= 1
        case = self._lost.get(one.after, self._wrong)
        [*judged] = self._judged(self._with(one), (case,))
        return (case, judged[0]) if judged and judged[0].status is not Status.PASSED else None

    def _far(self, outcome: Outcome, case: PreparedCase, added: Candidate | None = None) -> Far:
        if self._is_glancing:
            return RIGHT if outcome.value is True else NOWHERE
        index = case.question.index
        outcome = bound([case], {index: outcome})[index]
        if outcome.status is Status.PASSED:
            held = self._prepared.held(case, outcome.value)
            return RIGHT if held is None else (1, held)
        raised = outcome.raised
        if raised is None or raised.line is None:
            return NOWHERE
        if self.stopped is not None and self.stopped[0] != raised.cell:
            return NOWHERE
        is_later = added is not None and not added.was and raised.line >= added.line
        return (0, raised.line - is_later)

    def is_nearer(self, far: Far) -> bool:
        """Tell whether a case goes further than with the code as it is."""
        if self.far == NOWHERE:
            return far > (1, 0)
        return far > self.far

    def first_proven(self, right: Sequence[Candidate]) -> Candidate | None:
        """Return the first of some edits that is proven.

        What refuses one of them is asked of the others before they are put to all cases.
        """
        left = self._not_refused(right, self._telling)
        while left and self._proofs_left and not self.is_over:
            if self.is_proven(left[0]):
                return left[0]
            left = self._not_refused(left[1:], self._telling[-1:])
        return None

    def _not_refused(
        self, edits: Sequence[Candidate], cases: Iterable[PreparedCase]
    ) -> Sequence[Candidate]:
        for case in cases:
            edits = [one.edit for one in self.on(case, edits) if one.far == RIGHT]
        return edits

    def is_proven(self, one: Candidate) -> bool:
        """Tell whether everything is right in a child that was loaded with the edit.

        And that nothing which holds now, of what asks for the same code, is lost by it.
        """
        if not self._proofs_left or self.budget.no_time_left:
            return False
        self._proofs_left -= 1
        cases, extraction = self._cases, self._with(one)
        judged = self._judged(extraction, cases.every, stops_anew := list[str]())
        if (
            stops_anew
            or len(judged) < len(cases.every)
            or not is_right(self._wrong.question.exercise, judged)
        ):
            wrong = {case.case for case in judged if case.status is not Status.PASSED}
            lost = (case for case in cases.every if case.question.case.name in wrong)
            self._lost[one.after] = case = next(lost, self._wrong)
            if case is not self._wrong and case not in self._telling:
                self._telling.append(case)
            return False
        return self._holding <= _holding(self._judged(extraction, cases.kept))

    def _with(self, one: Candidate) -> Extraction:
        chunks = (one.after if chunk == one.before else chunk for chunk in self._extraction.chunks)
        return replace(self._extraction, chunks=tuple(chunks))

    def _judged(
        self,
        extraction: Extraction,
        cases: tuple[PreparedCase, ...],
        stops_anew: list[str] | None = None,
    ) -> tuple[JudgedCase, ...]:
        """Judge cases; note what stopped in between with an exception that was none before."""
        if not cases:
            return ()
        outcomes = self._run(extraction, [case.question for case in cases])
        if stops_anew is not None:
            for case, outcome in zip(cases, outcomes, strict=True):
                stops_anew += self._stops_anew(case, outcome)
        answered = dict(zip((c.question.index for c in cases), outcomes, strict=True))
        return judge(
            replace(self._prepared, cases=cases), extraction, bound(cases, answered),
            lambda _sentence: None,
        )  # fmt: skip

    def _stops_anew(self, case: PreparedCase, outcome: Outcome) -> set[str]:
        """Return what was raised in between, and was not with the code as it is.

        Of what cannot be asked, because it stops, a check may say nothing: an edit that breaks it
        mends nothing.
        """
        before = self._before.get(case.question.index)
        if before is None or before.status is not Status.PASSED:
            return set()
        return {one.type for one in outcome.caught} - {one.type for one in before.caught}

    def _run(self, extraction: Extraction, questions: Sequence[Question]) -> Sequence[Outcome]:
        return self._executor.run(extraction, questions, self.budget).outcomes


def _holding(judged: Iterable[JudgedCase]) -> Counter[tuple[str, str, str, str]]:
    """Count what holds, by its exercise, case, item and part."""
    return Counter(
        (case.exercise, case.case, finding.item, finding.part)
        for case in judged
        for finding in case.findings
        if finding.ok
    )
