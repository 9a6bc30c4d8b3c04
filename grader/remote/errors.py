"""How a question can end without a value.

::

    StudentError    the student's code raised an exception
    MissingName     it does not define what was asked for
    Unanswered      there is no value, for want of room; whoever answers goes on
    Ended           whoever answers will answer no more

None of them is a fault of ours. `UNFIT` is what our own code may raise about a student's values.
"""

from grader.model import Raised, Status, Text


class StudentError(Exception):
    """The student's code raised an exception, which is described by `raised`."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(f"{raised.type}: {raised.message}")
        self.raised = raised


class MissingName(Exception):
    """The exercise asked for something that the submission does not define."""


class Unanswered(Exception):
    """There is no value: it would take too much room, here or there."""

    def __init__(self, status: Status, why: Text) -> None:
        super().__init__(status)
        self.status = status
        self.why = why


class Ended(Exception):
    """The child will answer no more; `status` is None when its exit must tell why."""

    def __init__(self, status: Status | None, why: Text | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.why = why


UNFIT = (TypeError, ValueError, ArithmeticError, LookupError, AttributeError)
"""What Python and numpy raise where a value is not of the kind that was asked for. The reference's
values were, or there would be no question."""
