"""Try a declaration in the sandbox: the solution must answer what is drawn, and always alike."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.declared.exercise import Declared
from grader.errors import BrokenAssignment
from grader.exercise import Case
from grader.extract import extract
from grader.frozen import frozen
from grader.measure.values import Unfit
from grader.model import Ask, Cell, Extraction, Limits, Notebook, Outcome, Status
from grader.sandbox.executor import Executor, Question, question
from grader.trial import same

LIMITS = Limits(wall_seconds=40.0, case_wall_seconds=4.0, cpu_seconds=30, answer_mb=32)
HURRIED = Limits(wall_seconds=4.0, case_wall_seconds=0.5, cpu_seconds=4, answer_mb=32)
"""For changes of the solution: some never end."""
_FIRST, _SEEDS = 3, 20
_QUICK_SECONDS = 0.03
"""What a case may take where it is tried under many seeds."""
_FAR = 1e6
"""So many times the examples': what diverges, say, where the examples converge."""
_EXAMPLE_SEED = 1
"""As `grader.prepare` seeds public examples."""


@frozen
class Tried:
    """What came of a declaration."""

    problem: str = ""
    """Why it will not do: what the solution raised, or a word; empty where it does."""
    cases: tuple[Case, ...] = ()
    answers: tuple[Any, ...] = ()
    examples: tuple[Case, ...] = ()
    shown: tuple[Any, ...] = ()
    """What is right for the examples."""
    draws: bool = False
    """Whether the answer is another when the random streams are."""
    constant: bool = False
    """Whether the answer is the same whatever is given."""
    far: bool = False
    """Whether drawn answers are of quite another size than those of the examples."""
    seeds: int = 1
    """Under how many seeds the cases were drawn, as many under each."""

    def by_seed(self, most: int) -> list[tuple[tuple[Case, Any], ...]]:
        """Return cases with their answers, seed by seed."""
        pairs = tuple(zip(self.cases, self.answers, strict=True))
        each = len(pairs) // self.seeds
        return [pairs[n * each : (n + 1) * each] for n in range(min(most, self.seeds))]


class Solution:
    """The solution, loaded in the sandbox: asked by cases, and a `Reference` for inputs."""

    def __init__(self, executor: Executor, extraction: Extraction) -> None:
        self._executor, self._extraction = executor, extraction

    @classmethod
    def of(cls, executor: Executor, source: str, asks: tuple[Ask, ...]) -> "Solution":
        """Return what a file defines of what is asked."""
        return cls(executor, extract(Notebook((Cell(1, source),)), asks))

    def function(self, name: str) -> Callable[..., Any]:
        """Return one function; each call of it is a question of its own."""
        if name not in self._extraction.names:
            raise BrokenAssignment(f"the solution defines no {name}")

        def asked(*given: Any, **named: Any) -> Any:
            put = Question(
                0, name, Case("call"), "hidden", 0, lambda s, _: getattr(s, name)(*given, **named)
            )
            outcome = self._executor.run(self._extraction, [put]).outcomes[0]
            if outcome.status is not Status.PASSED:
                raise BrokenAssignment(_why(outcome))
            return outcome.value

        return asked

    def answers(self, exercise: Declared, cases: Sequence[tuple[Case, int]]) -> tuple[Outcome, ...]:
        """Return what it answers to cases, each under a seed of its own."""
        questions = [
            question(index, exercise, case, "hidden", seed)
            for index, (case, seed) in enumerate(cases)
        ]
        return self._executor.run(self._extraction, questions).outcomes


def try_out(exercise: Declared, solution: Solution) -> Tried:
    """Draw cases under several seeds and have the solution answer them, twice.

    Where that is quick, under as many more seeds as validation will try.
    """
    exercise.reference = solution
    began = time.monotonic()
    tried = _tried(exercise, solution, _FIRST)
    count = len(tried.cases) + len(tried.examples)
    if tried.problem or (time.monotonic() - began) / count > _QUICK_SECONDS:
        return tried
    return _tried(exercise, solution, _SEEDS)


def _tried(exercise: Declared, solution: Solution, seeds: int) -> Tried:
    try:
        examples = tuple(exercise.examples())
        drawn = tuple(
            case
            for number in range(seeds)
            for case in exercise.cases(np.random.default_rng([number, 7]))
        )
    except Exception as error:  # a description may make numpy raise anything
        return Tried(f"{type(error).__name__}: {error}")
    asked = [(case, _EXAMPLE_SEED) for case in examples]
    asked += [(case, 11) for case in drawn]
    asked += [(case, 12) for case in drawn]
    outcomes = solution.answers(exercise, asked)
    for (case, _), outcome in zip(asked, outcomes, strict=True):
        if problem := _problem(exercise, case, outcome):
            return Tried(problem)
    values = [outcome.value for outcome in outcomes]
    shown, values = values[: len(examples)], values[len(examples) :]
    first, second = values[: len(drawn)], values[len(drawn) :]
    answered = list(zip(drawn, first, strict=True))
    return Tried(
        "", drawn, tuple(first), examples, tuple(shown),
        draws=not all(map(same, first, second)),
        constant=len(first) > 1 and all(is_right(exercise, c, first[0], w) for c, w in answered),
        far=bool(shown) and max(map(_size, first)) > _FAR * (1.0 + max(map(_size, shown))),
        seeds=seeds,
    )  # fmt: skip


def is_right(exercise: Declared, case: Case, got: Any, want: Any) -> bool:
    """Tell whether an answer would be taken for another."""
    try:
        return all(found.ok for found in exercise.check(case, got, want))
    except Unfit:
        return False


def _size(value: Any) -> float:
    """Return the largest number in an answer; 0 where there is none."""
    if isinstance(value, dict | list | tuple):
        inner = value.values() if isinstance(value, dict) else value
        return max(map(_size, inner), default=0.0)
    if isinstance(value, np.ndarray) and value.dtype.kind in "iufc" and value.size:
        return float(np.nan_to_num(np.abs(value), nan=0.0).max())
    is_number = isinstance(value, int | float | complex) and not isinstance(value, bool)
    return float(abs(value)) if is_number and value == value else 0.0


def _problem(exercise: Declared, case: Case, outcome: Outcome) -> str:
    if outcome.status is not Status.PASSED:
        return _why(outcome)
    try:
        found = list(exercise.check(case, outcome.value, outcome.value))
    except Unfit as unfit:
        return unfit.text.key
    wrong = [one for one in found if not one.ok]
    return (wrong[0].message.key if wrong[0].message else "values_differ") if wrong else ""


def _why(outcome: Outcome) -> str:
    if outcome.raised is not None:
        return f"{outcome.raised.type}: {outcome.raised.message}"
    return str(outcome.status)
