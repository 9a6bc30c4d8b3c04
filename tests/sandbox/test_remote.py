"""The remote student keeps its promises, whatever carries what is asked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from asking import ASSIGNMENT, LIMITS
from framing import same
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from promised_code import Ask, asked
from promises import PROMISES, Promise

from grader.model import Outcome, Status
from grader.remote import value as v
from grader.remote.errors import StudentError
from grader.remote.value import is_remote, plain
from grader.sandbox import policy
from grader.sandbox.bare import Bare
from grader.sandbox.executor import Executor
from grader.sandbox.own_code import OwnCode

if TYPE_CHECKING:  # it needs Linux to be imported
    from grader.sandbox.jail import Jail

CHANNELS = ("bare", "own code", *(["jail"] if policy.supported() else []))


def opened(channel: str) -> Executor:
    if channel == "bare":
        return Bare({})
    if channel == "own code":
        return OwnCode(ASSIGNMENT, LIMITS)
    from grader.sandbox.jail import Jail

    return Jail(ASSIGNMENT, LIMITS)


@pytest.fixture(scope="module", params=CHANNELS)
def kept(request: pytest.FixtureRequest) -> dict[str, Outcome]:
    """What came of every promise, asked of one submission."""
    with opened(request.param) as executor:
        outcomes = asked(executor, *[promise.ask for promise in PROMISES])
    return {promise.name: one for promise, one in zip(PROMISES, outcomes, strict=True)}


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.name)
def test_what_is_promised_comes(promise: Promise, kept: dict[str, Outcome]) -> None:
    outcome = kept[promise.name]
    assert outcome.status is promise.status, outcome
    assert (outcome.raised.type if outcome.raised else "") == promise.raised
    assert outcome.why == promise.why
    if promise.status is Status.PASSED:
        assert same(outcome.value, promise.value), outcome.value


# ---------------------------------------------------------------- any sequence, two ways

STEPS = (
    "call", "double", "get", "set", "item", "put", "add", "snapshot", "fail", "value", "is_a",
    "length", "attempt", "repeat", "hold", "seed",
)  # fmt: skip


def done(steps: Sequence[tuple[str, int, int]]) -> Ask:
    """Return what does these steps, each with two of what there is so far."""

    def ask(s: Any) -> Any:
        known: list[Any] = [s.Thing(2), s.f([1, 2, 3]), 5, np.arange(3.0)]
        told: list[Any] = []

        def tell(what: Any) -> None:
            try:
                told.append(what())
            except StudentError as error:
                told.append(f"{error.raised.type}: {error.raised.message}")
            except TypeError as error:
                told.append(str(error))

        for step, first, second in steps:
            one, other = known[first % len(known)], known[second % len(known)]
            tell(lambda: known.append(step_of(s, step, one, other)))  # noqa: B023  (called here)
        for one in known:
            tell(lambda: plain(one))  # noqa: B023
        return [type(one).__name__ if is_remote(one) else str(one) for one in told]

    return ask


def step_of(s: Any, step: str, one: Any, other: Any) -> Any:
    """Do a step; return what there is more of."""
    handle = s.f(one)
    steps: dict[str, Any] = {
        "call": lambda: s.f([one, other]),
        "double": lambda: s.double(one),
        "get": lambda: handle.number,
        "set": lambda: setattr(handle, "number", other),
        "item": lambda: handle[0],
        "put": lambda: handle.__setitem__(0, other),
        "add": lambda: handle + other,
        "snapshot": lambda: v.snapshot(handle),
        "fail": lambda: s.fail(1),
        "value": lambda: plain([one, other]),
        "is_a": lambda: v.is_a(one, s.Thing),
        "length": lambda: len(handle),
        "attempt": lambda: s.attempt(lambda: [s.double(one), handle[1], s.f(other)]),
        "repeat": lambda: s.repeat(2, lambda: [s.note(0), s.double(one)])[0][1],
        "hold": lambda: s.hold(one),
        "seed": lambda: [s.seed(3), s.draw()][1],
    }
    return steps[step]()


@pytest.mark.skipif(not policy.supported(), reason="needs Linux on x86_64 or aarch64")
@given(
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 20), st.integers(0, 20)), max_size=12)
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_sequence_of_steps_comes_to_the_same_in_a_jail(jail: "Jail", steps: Any) -> None:
    [inside], [here] = asked(jail, done(steps)), asked(Bare({}), done(steps))
    assert (inside.status, inside.raised, inside.why) == (here.status, here.raised, here.why)
    assert inside.value == here.value
    assert inside.status in (Status.PASSED, Status.BAD_VALUE)  # a list may come to hold itself
