"""A submission's outcomes, taken apart into leaves when somebody asks."""

from collections.abc import Mapping

from grader.diagnose.table import Leaves, answer_leaves
from grader.model import Outcome, Status


class Answers:
    """Outcomes by the question's index, and their leaves."""

    def __init__(self, outcomes: Mapping[int, Outcome]) -> None:
        self.outcomes = outcomes
        self._leaves: dict[int, Leaves | None] = {}

    def leaves(self, index: int) -> Leaves | None:
        """Return the leaves of an answer, an exception being one; None when none was given."""
        if index not in self._leaves:
            self._leaves[index] = _leaves(self.outcomes.get(index))
        return self._leaves[index]

    def message(self, index: int) -> str:
        """Return what an exception said; empty when none was raised."""
        outcome = self.outcomes.get(index)
        return outcome.raised.message if outcome and outcome.raised else ""


def _leaves(outcome: Outcome | None) -> Leaves | None:
    if outcome is None:
        return None
    if outcome.status is Status.RAISED and outcome.raised is not None:
        return answer_leaves(None, outcome.raised.type)
    return answer_leaves(outcome.value, "") if outcome.status is Status.PASSED else None
