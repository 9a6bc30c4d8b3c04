"""Search for a small edit of a student's own code that makes a wrong exercise right.

Edits are put to one case that is wrong now, many in one child; what is right there is put to all
cases in a child of its own, loaded with the edit. Only that is a proof. All of it runs in the
sandbox: an edit of hostile code is hostile code. The child gets the inputs of the cases that it was
asked before, and no answer; nothing of what it prints or raises is kept.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from typing import Any

from grader.bound import bound
from grader.budget import Budget
from grader.diagnose.diagnose import is_right
from grader.exercise import Case
from grader.extract.defining import Defining, asked_of, defining, helpers
from grader.judge import judge
from grader.model import Attempt, Chunk, Extraction, JudgedCase, Outcome, Status
from grader.prepare import Prepared, PreparedCase
from grader.remote.student import Student
from grader.repair.body import body_of
from grader.repair.candidate import Candidate
from grader.repair.edits import candidates
from grader.repair.found import Bounds, Repaired, Searched
from grader.repair.remembered import Came
from grader.repair.rests import own_asks
from grader.repair.suspects import Suspicion
from grader.sandbox.executor import Executor, Question

_RAN = (Status.PASSED, Status.FAILED, Status.BAD_VALUE, Status.RAISED)
"""How the cases of an exercise may have ended that is searched: the process went on."""
_FIRST, _MOST = 30, 100
"""Edits that are asked in one run: few at first, then as many as there is time for."""
_CASE_SECONDS, _PATIENCE = 0.1, 4
"""On the clock: what an edit may take for one case, and so many times what the code takes now."""
_MOST_ALIKE = 500
"""Edits of which each is held to the one that was found in such a body before."""
_MOST_WRONG = 4
"""Cases that are wrong of which the one is taken that is answered soonest."""
_CLOCK = 4
"""Times its processor time that a search may take on the clock: the machine may be busy."""
_LEAST = 1e-4
"""Seconds that are taken to go into one edit at least."""
_MOST_AT_A_LINE, _NEARLY, _BESIDE = 3, 1, 60
"""Edits of one line that are said; how much larger than the smallest they may be; how many more of
that line are tried."""
_NOTHING = Searched(None, 0, is_complete=True)


def search(
    prepared: Prepared,
    executor: Executor,
    attempt: Attempt,
    exercise: str,
    suspects: Suspicion | None = None,
    bounds: Bounds | None = None,
    first: Sequence[Candidate] = (),
    before: Came | None = None,
) -> Searched:
    """Search for edits of one line that make an exercise right. Lets SandboxFault through.

    `suspects` are the lines that are edited first; `first` are edits that are tried before
    all others, for they make another exercise right; `before` is what came of such a body. Nothing
    is searched where a case ended the process, or where nothing is wrong.
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
    likely = [one for one in first if one.before in own] + _as_before(every, before)
    found = [*likely, *(one for one in every if one not in likely)]
    kept = _beside(prepared, attempt, exercise)
    trying = _Trying(prepared, executor, attempt, cases, wrong, kept, bounds.proofs, budget)
    return trying.search(exercise, found, len(likely))


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


def _holding(judged: Iterable[JudgedCase]) -> Counter[tuple[str, str, str, str]]:
    """Count what holds, by its exercise, case, item and part."""
    return Counter(
        (case.exercise, case.case, finding.item, finding.part)
        for case in judged
        for finding in case.findings
        if finding.ok
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
) -> Sequence[PreparedCase]:
    """Return the first cases that are wrong, examples first; none to leave it be."""
    status = {one.case: one.status for one in attempt.judged if one.exercise == exercise}
    if not cases or any(one not in _RAN for one in status.values()):
        return ()
    wrong = (c for c in cases if status.get(c.question.case.name) is not Status.PASSED)
    return [*islice(wrong, _MOST_WRONG)]


def editable(prepared: Prepared, extraction: Extraction, name: str) -> Iterator[Defining]:
    """Yield what an exercise asks for, without what others count; then what that needs."""
    exercise = prepared.assignment.exercises[name]
    own = [one for one in exercise.asks or (name,) if one not in exercise.upstream]
    blocks = {*extraction.blocks.values()}
    yield from (one for one in defining(extraction, own) if one.chunk not in blocks)
    yield from helpers(extraction)


class _Trying:
    """One exercise's edits being tried."""

    def __init__(
        self,
        prepared: Prepared,
        executor: Executor,
        attempt: Attempt,
        cases: tuple[PreparedCase, ...],
        wrong: Sequence[PreparedCase],
        kept: tuple[PreparedCase, ...],
        proofs: int,
        budget: Budget,
    ) -> None:
        self._prepared, self._executor, self._extraction = prepared, executor, attempt.extraction
        self._cases, self._kept = cases, kept
        others = {case.question.exercise for case in kept}
        self._holding = _holding(one for one in attempt.judged if one.exercise in others)
        self._of = wrong
        self._wrong = wrong[0]
        self._proofs_left = proofs
        self._budget = budget
        exercise = prepared.assignment.exercises[self._wrong.question.exercise]
        self._is_alone = exercise.parts_what_is_wrong
        """Whether an edit that is right is known to be without what loads it apart."""
        self._facts: dict[str, Any] = {}
        """What was found out about the code as it is, where that is what its class calls things."""
        self._tried = 0
        self._pace = _LEAST
        self._seconds = _CASE_SECONDS

    def search(self, exercise: str, found: Sequence[Candidate], likely: int) -> Searched:
        if not found or self._budget.no_time_left or not self._is_wrong_again():
            return Searched(None, 0, is_complete=not found)
        proven = self._first_proven(found, likely)
        is_complete = self._tried == len(found) and not self._budget.no_time_left
        if proven:
            [first] = proven
            beside = [one for one in found if _line(one) == _line(first) and one is not first]
            smaller = [one for one in beside if one.size <= first.size + _NEARLY]
            for one in self._screened(smaller[:_BESIDE]):
                if len(proven) < _MOST_AT_A_LINE and self._is_proven(one):
                    proven.append(one)
            proven.sort(key=lambda one: one.size)
        repaired = Repaired(exercise, tuple(proven)) if proven else None
        used = self._budget.mark()
        seconds = used.own_cpu + used.children_cpu
        return Searched(repaired, self._tried, is_complete, seconds)

    def _is_wrong_again(self) -> bool:
        """Ask the code as it is once more, each of its wrong cases, and take the quickest.

        How long that takes tells when an edit takes too long. What is right now, and was not
        before, is nothing that an edit could prove.
        """
        began: dict[int, float] = {}
        asked = [
            replace(case.question, ask=partial(self._noted, began, place, case.question.ask))
            for place, case in enumerate(self._of)
        ]
        outcomes = self._run(self._extraction, asked)
        began[len(asked)] = time.monotonic()
        told = [
            (max(0.0, began.get(place + 1, began[len(asked)]) - began.get(place, 0.0)), place)
            for place, outcome in enumerate(outcomes)
            if outcome.status in _RAN and not self._holds(outcome, self._of[place])
        ]
        if not told:
            return False
        seconds, place = min(told)
        self._wrong = self._of[place]
        self._seconds += _PATIENCE * seconds
        self._pace = max(seconds, _LEAST)
        return True

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

    def _first_proven(self, found: Sequence[Candidate], likely: int) -> list[Candidate]:
        """Return the first edit that is proven, alone; nothing when time is up before.

        The `likely` ones, at the beginning, are tried by themselves.
        """
        start, left = 0, self._budget.cpu_seconds_left
        size = likely or self._as_many_as(_FIRST, left / 2)
        while start < len(found) and not self._budget.no_time_left:
            before = self._budget.cpu_seconds_left
            batch = found[start : start + size]
            for one in self._screened(batch):
                if self._is_proven(one):
                    return [one]
            start += len(batch)
            left = self._budget.cpu_seconds_left
            self._pace = max((before - left) / len(batch), _LEAST)
            size = self._as_many_as(_MOST, left)
        return []

    def _as_many_as(self, most: int, seconds: float) -> int:
        return max(1, min(most, int(seconds / self._pace)))

    def _screened(self, batch: Sequence[Candidate]) -> list[Candidate]:
        """Return those that are right in the case that is wrong as handed in."""
        if not batch:
            return []
        own = self._wrong.question
        questions = [
            replace(
                own, index=number, exercise=str(number), seconds=self._seconds,
                ask=partial(self._asked, own.ask, one.after),
            )
            for number, one in enumerate(batch)
        ]  # fmt: skip
        outcomes = self._run(self._extraction, questions)
        self._tried += len(batch)
        tried = zip(batch, outcomes, strict=True)
        return [one for one, came in tried if self._holds(came, self._wrong)]

    def _holds(self, outcome: Outcome, case: PreparedCase) -> bool:
        index = case.question.index
        outcome = bound([case], {index: outcome})[index]
        if outcome.status is not Status.PASSED:
            return False
        try:
            return self._prepared.holds(case, outcome.value)
        except Exception:  # what cannot be read, or a check of ours that stops, proves nothing
            return False

    def _is_proven(self, one: Candidate) -> bool:
        """Tell whether everything is right in a child that was loaded with the edit.

        And that nothing which holds now, of what asks for the same code, is lost by it.
        """
        if not self._proofs_left or self._budget.no_time_left:
            return False
        self._proofs_left -= 1
        extraction = replace(
            self._extraction,
            chunks=tuple(one.after if c == one.before else c for c in self._extraction.chunks),
        )
        judged = self._judged(extraction, self._cases)
        if len(judged) < len(self._cases) or not is_right(self._wrong.question.exercise, judged):
            return False
        return self._holding <= _holding(self._judged(extraction, self._kept))

    def _judged(
        self, extraction: Extraction, cases: tuple[PreparedCase, ...]
    ) -> tuple[JudgedCase, ...]:
        if not cases:
            return ()
        outcomes = self._run(extraction, [case.question for case in cases])
        answered = dict(zip((c.question.index for c in cases), outcomes, strict=True))
        return judge(
            replace(self._prepared, cases=cases), extraction, bound(cases, answered),
            lambda _sentence: None,
        )  # fmt: skip

    def _run(self, extraction: Extraction, questions: Sequence[Question]) -> Sequence[Outcome]:
        return self._executor.run(extraction, questions, self._budget).outcomes


def _line(one: Candidate) -> tuple[Chunk, tuple[int, ...]]:
    return one.before, (one.line, *(other.line for other in one.also))
