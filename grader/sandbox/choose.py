"""Choose how submissions are run on this machine, and refuse what is not safe."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import NotIsolated
from grader.model import Isolation
from grader.sandbox import policy
from grader.sandbox.executor import Executor
from grader.sandbox.policy import Limits
from grader.sandbox.tiers import TIERS, is_enough, missing


def open_executor(
    assignment: Path | None,
    limits: Limits,
    protected: Sequence[Path] = (),
    *,
    own_code: bool = False,
    allow: str = TIERS[0],
    wall: str = "",
) -> Executor:
    """Start the sandbox. `protected` paths must be beyond a student's reach, or nothing starts.

    Raises NotIsolated when the tier that the self-test saw is lower than `allow`, unless the code
    is the caller's own: then, where no sandbox holds, a separate process with a time limit is all
    there is. `wall` names what the sandbox is put inside of.
    """
    found = Isolation(TIERS[-1])
    if policy.supported():
        # only here: these modules need Linux to be imported
        from grader.sandbox.jail import Jail

        jail = Jail(assignment, limits, protected, wall=wall)
        lowest = TIERS[1] if own_code and allow == TIERS[0] else allow
        found = jail.isolation
        if is_enough(found.tier, lowest):
            jail.isolation = _with_allowance(found, allow, own_code=own_code)
            return jail
        jail.close()
    elif wall:
        raise NotIsolated("--wall needs Linux on x86-64 or arm64")
    if assignment is not None and (own_code or allow == TIERS[-1]):
        from grader.sandbox.own_code import OwnCode

        unguarded = OwnCode(assignment, limits)
        unguarded.isolation = _with_allowance(unguarded.isolation, allow, own_code=own_code)
        return unguarded
    raise NotIsolated(_refusal(found, allow))


def _with_allowance(isolation: Isolation, allow: str, *, own_code: bool) -> Isolation:
    """Note what was allowed beside what was found; it stands in the report."""
    allowed = TIERS[-1] if own_code else allow
    return replace(isolation, facts={**isolation.facts, "allowed_tier": allowed})


def _refusal(isolation: Isolation, allow: str) -> str:
    tier = isolation.tier
    return (
        f"other people's code is not run here: this machine's tier is {tier}, lower than {allow}; "
        f"it lacks {missing(isolation)}. `grader doctor` shows what to do about it, "
        f"--allow-tier {tier} accepts it as it is, and --own-code checks a notebook that you "
        "wrote yourself"
    )
