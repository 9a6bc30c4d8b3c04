"""How a question can end without a value.

::

    StudentError    the student's code raised an exception
    MissingName     it does not define what was asked for
    Ended           whoever answers will answer no more

None of them is a fault of ours.
"""

from grader.model import Raised, Status, Text


class StudentError(Exception):
    """The student's code raised an exception, which is described by `raised`."""

    def __init__(self, raised: Raised) -> None:
        super().__init__(f"{raised.type}: {raised.message}")
        self.raised = raised


class MissingName(Exception):
    """The exercise asked for something that the submission does not define."""


class Ended(Exception):
    """The child will answer no more; `status` is None when its exit must tell why."""

    def __init__(self, status: Status | None, why: Text | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.why = why
