"""The signal that a child will answer no more."""

from grader.model import Status, Text


class Ended(Exception):
    """The child will answer no more; `status` is None when its exit must tell why."""

    def __init__(self, status: Status | None, why: Text | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.why = why
