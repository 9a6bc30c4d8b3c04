"""Choose how submissions are run on this machine, and refuse what is not safe."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from grader.errors import NotIsolated
from grader.frozen import frozen
from grader.model import Isolation, Limits
from grader.sandbox import policy
from grader.sandbox.executor import Executor
from grader.sandbox.tiers import TIERS, is_enough, missing


@frozen
class Requirements:
    """What the sandbox must be, and for whose code."""

    protected: tuple[Path, ...] = ()
    """Paths that must be beyond a student's reach, or nothing starts."""
    own_code: bool = False
    """Whether the code is the caller's own: where no sandbox holds, a process will do."""
    allow: str = TIERS[0]
    """The lowest tier of isolation that is accepted."""
    wall: str = ""
    """What the sandbox is put inside of; empty for nothing."""
    scratch: Path | None = None
    """The folder of temporary files; the system's own without one."""
    remembering: bool = False
    """Whether what the self-test saw since the machine booted will do."""

    sparing: bool = False
    """Whether it is for a submission or two, and not for a class."""

    def protecting(self, *paths: Path) -> "Requirements":
        """Return the same, with more that is protected."""
        return replace(self, protected=(*self.protected, *paths))

    @property
    def allowed(self) -> str:
        """The tier that is allowed, as a report says it."""
        return TIERS[-1] if self.own_code else self.allow


_NOTHING_SPECIAL = Requirements()


def open_executor(
    assignment: Path | None, limits: Limits, required: Requirements = _NOTHING_SPECIAL
) -> Executor:
    """Start the sandbox and wait for it; see `begin_executor`."""
    return begin_executor(assignment, limits, required)()


def begin_executor(
    assignment: Path | None, limits: Limits, required: Requirements = _NOTHING_SPECIAL
) -> Callable[[], Executor]:
    """Start the sandbox; return what waits for it and returns it, to be called once.

    Either raises NotIsolated when the tier that the self-test saw is lower than what is allowed,
    unless the code is the caller's own: then, where no sandbox holds, a separate process with a
    time limit is all there is. Either raises SandboxFault.
    """
    if not policy.supported():
        if required.wall:
            raise NotIsolated("--wall needs Linux on x86-64 or arm64")
        return partial(_without_sandbox, Isolation(TIERS[-1]), assignment, limits, required)
    # only here: these modules need Linux to be imported
    from grader.sandbox.jail import Jail

    jail = Jail(
        assignment, limits, required.protected, wall=required.wall, allowed=required.allowed,
        scratch=required.scratch, remembering=required.remembering, waiting=False,
        sparing=required.sparing,
    )  # fmt: skip

    def finished() -> Executor:
        jail.settle()
        lowest = TIERS[1] if required.own_code and required.allow == TIERS[0] else required.allow
        if is_enough(jail.isolation.tier, lowest):
            return jail
        jail.close()
        return _without_sandbox(jail.isolation, assignment, limits, required)

    return finished


def _without_sandbox(
    found: Isolation, assignment: Path | None, limits: Limits, required: Requirements
) -> Executor:
    """Return a process that only limits time, if that will do. Raises NotIsolated."""
    if assignment is not None and (required.own_code or required.allow == TIERS[-1]):
        from grader.sandbox.own_code import OwnCode

        return OwnCode(assignment, limits, allowed=required.allowed, scratch=required.scratch)
    raise NotIsolated(_refusal(found, required.allow))


def _refusal(isolation: Isolation, allow: str) -> str:
    tier = isolation.tier
    return (
        f"other people's code is not run here: this machine's tier is {tier}, lower than {allow}; "
        f"it lacks {missing(isolation)}. `grader doctor` shows what to do about it, "
        f"--allow-tier {tier} accepts it as it is, and --own-code checks a notebook that you "
        "wrote yourself"
    )
