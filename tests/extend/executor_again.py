"""To add an executor: one that runs a submission on a new executor where the first one fails us."""

from collections.abc import Callable, Sequence

from grader.budget import Budget
from grader.errors import SandboxFault
from grader.model import Execution, Extraction, Isolation
from grader.sandbox.executor import Closing, Executor, Question


class Again(Closing):
    """An `Executor` around another, which a fault of ours may cost a start and no grade."""

    def __init__(self, start: Callable[[], Executor]) -> None:
        self._start = start
        self._inner = start()

    @property
    def isolation(self) -> Isolation:
        """What the executor inside says: nothing is separated here."""
        return self._inner.isolation

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        """Run it, and once more where that is our own fault."""
        try:
            return self._inner.run(extraction, questions, budget)
        except SandboxFault:
            self._inner.close()
            self._inner = self._start()
            return self._inner.run(extraction, questions, budget)

    def close(self) -> None:
        """End what runs inside."""
        self._inner.close()
