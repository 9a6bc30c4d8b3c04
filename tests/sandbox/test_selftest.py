"""Tiers are claimed for what was seen to hold, and strangers' code is refused below them."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import ASSIGNMENT, LIMITS, call, program, questions, run
from seeing import has_landlock

from grader.errors import NotIsolated, SandboxFault
from grader.model import Outcome, Status
from grader.sandbox import choose, policy, selftest, tiers
from grader.sandbox.executor import Executor, Question
from grader.sandbox.fake import Fake
from grader.sandbox.own_code import OwnCode
from grader.sandbox.probe import TELLING, Probe

needs_sandbox = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")


@needs_sandbox
@pytest.mark.parametrize(
    ("landlock", "seccomp", "tier"),
    [
        (True, True, "isolated"),
        (False, True, "isolated_no_files"),
        (True, False, "partly_isolated"),
        (False, False, "not_isolated"),
    ],
)
def test_each_layer_taken_away_costs_a_tier(landlock: bool, seccomp: bool, tier: str) -> None:
    from grader.sandbox.jail import Jail

    if landlock and not has_landlock():
        pytest.skip("this kernel has no Landlock")
    with Jail(None, LIMITS, landlock=landlock, seccomp=seccomp, namespaces=False) as jail:
        found, facts = jail.isolation.tier, jail.isolation.facts
    assert found == tier
    assert tiers.is_enough(tier, "isolated_no_files") == seccomp
    assert bool(facts["landlock_abi"]) == landlock
    assert facts["seccomp"] == seccomp
    assert (facts["held"] == facts["tried"] and int(facts["tried"]) >= 14) == seccomp


@needs_sandbox
def test_the_probe_tries_for_real_and_every_answer_is_a_refusal() -> None:
    from grader.sandbox.jail import Jail

    with Jail(None, LIMITS, namespaces=False) as jail:
        seen = selftest.attempts(jail)
    assert seen.pop(TELLING) == "allowed"  # the leak that namespaces close
    assert len(seen) >= 14
    assert set(seen.values()) <= {"EPERM", "EACCES", "ENOSYS"}


def answering(value: Any) -> Executor:
    def answer(_question: Question) -> Outcome:
        return Outcome(Status.PASSED, value)

    return Fake(answer)


HELD = {"read a file of the grader": "EACCES", "start a process": "EPERM"}


@pytest.mark.parametrize(
    ("seen", "landlock", "seccomp", "tier"),
    [
        (HELD, 5, True, "isolated"),
        (HELD, 0, True, "isolated_no_files"),
        (HELD, 5, False, "partly_isolated"),
        ({**HELD, "start a process": "allowed"}, 5, True, "partly_isolated"),
        ({**HELD, "read a file of the grader": "allowed"}, 5, True, "not_isolated"),
        ({}, 5, True, "not_isolated"),
    ],
)
def test_a_tier_needs_what_was_seen_and_what_is_claimed(
    seen: dict[str, str], landlock: int, seccomp: bool, tier: str
) -> None:
    found = selftest.observe(answering(seen), {"landlock": landlock, "seccomp": seccomp})
    assert found.tier == tier
    allowed = [f"allowed: {what}" for what, answer in seen.items() if answer == "allowed"]
    assert [fact for fact in found.facts if fact.startswith("allowed")] == allowed


def test_a_probe_without_an_answer_shows_nothing() -> None:
    silent = Fake(lambda _question: Outcome(Status.CRASHED))
    assert selftest.attempts(silent) == {}
    assert selftest.observe(silent, {"landlock": 7, "seccomp": True}).tier == "not_isolated"


def test_the_probe_asks_about_a_file_that_is_gone_afterwards() -> None:
    asked: list[Question] = []

    def note(question: Question) -> Outcome:
        asked.append(question)
        assert Path(question.case.secret).read_text()
        return Outcome(Status.PASSED, {})

    selftest.attempts(Fake(note))
    assert asked[0].exercise == Probe.name
    assert not Path(asked[0].case.secret).exists()


# ---------------------------------------------------------------- choosing an executor


@pytest.fixture
def opened() -> Iterator[Callable[..., Executor]]:
    started: list[Executor] = []

    def open_one(**options: Any) -> Executor:
        started.append(choose.open_executor(ASSIGNMENT, LIMITS, choose.Requirements(**options)))
        return started[-1]

    yield open_one
    for executor in started:
        executor.close()


@needs_sandbox
@pytest.mark.parametrize("own_code", [False, True])
def test_where_there_is_a_sandbox_it_is_used(
    opened: Callable[..., Executor], own_code: bool
) -> None:
    executor = opened(own_code=own_code)
    assert executor.isolation.tier == ("isolated" if has_landlock() else "isolated_no_files")
    assert run(executor, program("def f():\n    return 5"), call("f"))[0].value == 5


def test_without_a_sandbox_strangers_code_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "supported", lambda: False)
    with pytest.raises(NotIsolated, match="--own-code") as caught:
        choose.open_executor(ASSIGNMENT, LIMITS)
    assert caught.value.exit_code == 2
    with pytest.raises(NotIsolated):
        choose.open_executor(None, LIMITS, choose.Requirements(own_code=True))


def test_without_a_sandbox_ones_own_code_runs_when_asked_for(
    monkeypatch: pytest.MonkeyPatch, opened: Callable[..., Executor]
) -> None:
    monkeypatch.setattr(policy, "supported", lambda: False)
    executor = opened(own_code=True)
    assert isinstance(executor, OwnCode)
    assert executor.isolation.tier == "not_isolated"


@needs_sandbox
@pytest.mark.parametrize("own_code", [False, True])
def test_a_sandbox_that_does_not_hold_is_no_sandbox(
    monkeypatch: pytest.MonkeyPatch, opened: Callable[..., Executor], own_code: bool
) -> None:
    from grader.sandbox import jail

    monkeypatch.setattr(jail, "Jail", partial(jail.Jail, seccomp=False))
    if own_code:
        assert isinstance(opened(own_code=True), OwnCode)
    else:
        with pytest.raises(NotIsolated):
            opened()


@needs_sandbox
def test_a_protected_path_that_students_code_may_read_is_refused() -> None:
    with pytest.raises(SandboxFault, match="may read; move it"):
        readable = choose.Requirements((Path(np.__file__).parent,))
        choose.open_executor(ASSIGNMENT, LIMITS, readable)


def test_a_fake_notes_what_it_was_given() -> None:
    submission = program("x = 1")
    with Fake(lambda q: Outcome(Status.PASSED, q.index)) as fake:
        assert [o.value for o in run(fake, submission, call("f"), call("g"))] == [0, 1]
        assert fake.run(submission, questions([])).outcomes == ()
    assert fake.ran == [submission, submission]
