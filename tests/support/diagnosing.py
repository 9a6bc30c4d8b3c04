"""Hand a variant's answers to the diagnosis as if a student had given them, without a sandbox."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from course_fixture import COURSE

from grader.assignment import load_assignment
from grader.diagnose.answers import Answers
from grader.diagnose.diagnose import diagnose
from grader.diagnose.known import Known
from grader.diagnose.name import named
from grader.diagnose.shelf import Shelf
from grader.diagnosis import Diagnosis
from grader.judge import judge
from grader.model import Attempt, Extraction, JudgedCase, Outcome, Raised, Status
from grader.prepare import Prepared, prepare
from grader.trial import Answer, Bench

STANDARDISE = COURSE / "assignments" / "standardise"
SOLUTIONS = COURSE / "solutions" / "standardise"

Functions = Mapping[str, Callable[..., Any]]
Outcomes = dict[int, Outcome]


@dataclass(frozen=True)
class Diagnosing:
    """An assignment under one seed, its known mistakes, and what its variants answer."""

    prepared: Prepared
    bench: Bench
    known: Known

    @cached_property
    def mistakes(self) -> ModuleType:
        return self.bench.load("mistakes")

    def made(self, *ids: str) -> Functions:
        """Return the functions of somebody who makes these mistakes."""
        chosen = [mistake for mistake in self.mistakes.MISTAKES if mistake.id in ids]
        assert len(chosen) == len(ids)
        return self.mistakes.functions(*chosen)

    def outcomes(self, functions: Functions, *exercises: str) -> Outcomes:
        """Put these exercises, or all, to functions."""
        cases = [
            case
            for case in self.prepared.cases
            if not exercises or case.question.exercise in exercises
        ]
        answers = self.bench.try_out(functions, self.prepared, cases)
        return {c.question.index: _outcome(a) for c, a in zip(cases, answers, strict=True)}

    def named(self, exercise: str, outcomes: Outcomes) -> tuple[tuple[str, ...], ...]:
        return named(self.known, exercise, Answers(outcomes))

    def diagnosed(self, outcomes: Outcomes) -> dict[str, tuple[Diagnosis, ...]]:
        return diagnose(self.prepared, self.known, self.attempt(outcomes), pytest.fail)

    def attempt(self, outcomes: Outcomes) -> Attempt:
        nothing = Extraction((), {})
        return Attempt(nothing, outcomes, self._judged(nothing, outcomes))

    def _judged(self, extraction: Extraction, outcomes: Outcomes) -> tuple[JudgedCase, ...]:
        return judge(self.prepared, extraction, outcomes, pytest.fail)

    def changed(
        self, outcomes: Outcomes, change: Callable[[Outcome], Outcome], *cases: str
    ) -> Outcomes:
        """Change the outcomes of the cases of these names, or of all."""
        names = {case.question.index: case.question.case.name for case in self.prepared.cases}
        return {
            index: change(outcome) if not cases or names[index] in cases else outcome
            for index, outcome in outcomes.items()
        }


def diagnosing(
    folder: Path, solutions: Path, seed: bytes, shelf_in: Path | None = None
) -> Diagnosing:
    """Prepare an assignment; what its mistakes answer is computed when it is needed."""
    prepared = prepare(load_assignment(folder, solutions), seed)
    shelf = Shelf(shelf_in, prepared, seed) if shelf_in else None
    return Diagnosing(prepared, Bench(folder, solutions), Known(prepared, shelf))


def value_changed(change: Callable[[Any], Any]) -> Callable[[Outcome], Outcome]:
    """Return a change of an outcome's value; what has none stays as it is."""

    def changed(outcome: Outcome) -> Outcome:
        if outcome.status is not Status.PASSED:
            return outcome
        return replace(outcome, value=change(outcome.value))

    return changed


def _outcome(answer: Answer) -> Outcome:
    if answer.raised:
        return Outcome(Status.RAISED, raised=Raised(answer.raised, answer.message))
    return Outcome(Status.PASSED, answer.value)
