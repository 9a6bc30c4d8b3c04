"""Choose how submissions are run on this machine, and refuse what is not safe."""

from collections.abc import Sequence
from pathlib import Path

from grader.errors import NotIsolated
from grader.sandbox import policy
from grader.sandbox.executor import Executor
from grader.sandbox.policy import Limits
from grader.sandbox.selftest import ISOLATED


def open_executor(
    assignment: Path | None,
    limits: Limits,
    protected: Sequence[Path] = (),
    *,
    own_code: bool = False,
) -> Executor:
    """Start the sandbox. `protected` paths must be beyond a student's reach, or nothing starts.

    Raises NotIsolated when the self-test did not see enough hold, unless the code is the caller's
    own: then a separate process with a time limit is all there is.
    """
    if policy.supported():
        # only here: these modules need Linux to be imported
        from grader.sandbox.jail import Jail

        jail = Jail(assignment, limits, protected)
        if jail.isolation.tier in ISOLATED:
            return jail
        jail.close()
    if own_code and assignment is not None:
        from grader.sandbox.own_code import OwnCode

        return OwnCode(assignment, limits)
    raise NotIsolated(
        "this machine has no sandbox for other people's code (see `grader doctor`); "
        "use Linux with Landlock and seccomp, or --own-code to check a notebook you wrote yourself"
    )
