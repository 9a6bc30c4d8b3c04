"""A fake executor for tests: answers what it was told to, runs nothing."""

from collections.abc import Callable, Sequence

from grader.budget import Budget
from grader.model import Execution, Extraction, Isolation, Outcome
from grader.sandbox.executor import Closing, Question


class Fake(Closing):
    """An `Executor` that answers questions by calling `answer`; what it raises comes through."""

    isolation = Isolation("isolated", {"fake": True})

    def __init__(self, answer: Callable[[Question], Outcome]) -> None:
        self._answer = answer
        self.ran: list[Extraction] = []

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        """Note the submission, give the answers."""
        self.ran.append(extraction)
        return Execution(tuple(self._answer(q) for q in questions))
