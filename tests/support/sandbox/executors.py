"""Every executor that the shared contract is asked of: one more is a line of `EXECUTORS`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from asking import ASSIGNMENT, LIMITS
from extend.executor_again import Again

from grader.load import load_provided
from grader.model import Outcome, Status
from grader.sandbox.bare import Bare
from grader.sandbox.executor import Executor
from grader.sandbox.fake import Fake
from grader.sandbox.own_code import OwnCode


@dataclass(frozen=True, slots=True)
class Held:
    """An executor that is held to the contract."""

    open: Callable[[], Executor]
    """Open one for the assignment of `asking`."""
    runs: bool = True
    """Whether it runs code at all."""
    limits: bool = True
    """Whether it limits that code, and takes what it prints: one for trusted code does not."""


def jail() -> Executor:
    """Open the sandbox."""
    from grader.sandbox.jail import Jail  # it needs Linux to be imported

    return Jail(ASSIGNMENT, LIMITS)


def own_code() -> Executor:
    """Open a process that limits time."""
    return OwnCode(ASSIGNMENT, LIMITS)


EXECUTORS: Mapping[str, Held] = {
    "jail": Held(jail),
    "own code": Held(own_code),
    "bare": Held(lambda: Bare(load_provided(ASSIGNMENT / "provided")), limits=False),
    "fake": Held(lambda: Fake(lambda q: Outcome(Status.PASSED, q.index)), runs=False),
    "again": Held(lambda: Again(own_code)),  # an example: `tests/extend/`
}
