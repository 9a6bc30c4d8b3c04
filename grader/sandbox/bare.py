"""No sandbox at all: submissions run in the grader's own process.

For code that is trusted: the reference, known mistakes, the bare floor of the benchmarks.
"""

import sys
from collections.abc import Mapping, Sequence
from types import ModuleType

from grader.budget import Budget
from grader.exercise import Exercise
from grader.load import importable
from grader.model import Execution, Extraction, Isolation, Outcome, Status
from grader.sandbox import student
from grader.sandbox.executor import Closing, Question


class Bare(Closing):
    """An `Executor` for trusted code."""

    isolation = Isolation("not_isolated")

    def __init__(
        self, exercises: Mapping[str, Exercise], modules: Mapping[str, ModuleType]
    ) -> None:
        self._exercises = exercises
        self._modules = modules

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        """Load and ask in this process; values stay as they are, and nothing is limited."""
        main = sys.modules["__main__"]
        try:
            with importable(self._modules):
                someone, failed = student.load(
                    extraction.chunks, extraction.names, extraction.blocks
                )
                outcomes = tuple(self._ask(someone, q) for q in questions)
        finally:
            sys.modules["__main__"] = main
        return Execution(outcomes, tuple(failed))

    def _ask(self, someone: student.Student, q: Question) -> Outcome:
        try:
            value = student.ask(self._exercises[q.exercise], someone, q.case, q.seed)
        except student.MissingName:
            return Outcome(Status.MISSING)
        except Exception as error:
            return Outcome(Status.RAISED, raised=student.raised(error))
        return Outcome(Status.PASSED, value)
