"""Hostile programs: data with the outcome each must have; what is expected of it, and what it gets.

A program is a Python file beneath `tests/sandbox/hostile/`, in a folder named after its group. Its
first lines say ``# expect: crashed`` and the like:

    listed    number among the attacks that were listed before the sandbox was written
    machine   the processor it is written for; any, without
    jail      which jail of `attack.jails` it is let loose in
    asked     how often its attack() is asked for; once, without
    expect    "refused" (it tells of each attempt, and none was allowed), or a case's status
    why       the key of the outcome's sentence, perhaps followed by a signal
    raised    the type of the exception
    judged    what comes of the value where three numbers are expected: "wrong", or an Unfit's key
    cpu       seconds of processor time that the kernel must have counted, at least
    accepted  where the documents say that this may get through
    control   which control run shows it to bite, and how ("inside hoards or dies"): see
              `attack.controls`
"""

import platform
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from asking import call, program, questions

from grader.measure.values import Unfit, array
from grader.model import Execution, Outcome, Status
from grader.sandbox.jail import Jail

HOSTILE = Path(__file__).parents[1] / "sandbox" / "hostile"
EXPECTED = np.array([0.5, 1.5, 2.5])
"""What the exercise asks for; no program is told."""
_HEADER = re.compile(r"^# (\w+): (.+)$", re.MULTILINE)


class Allowed(AssertionError):
    """An attempt got through that must be refused."""


@dataclass(frozen=True)
class Program:
    """One hostile program."""

    path: Path
    said: dict[str, str] = field(hash=False)

    @property
    def group(self) -> str:
        return self.path.parent.name

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def control(self) -> tuple[str, str]:
        """Return which control run shows it to bite, and how; empty when none does."""
        where, _space, how = self.said.get("control", "").partition(" ")
        return where, how

    @property
    def runs_here(self) -> bool:
        return self.said.get("machine", platform.machine()) == platform.machine()

    def let_loose(self, jail: Jail, world: dict[str, object]) -> Execution:
        """Run it in a jail; `world` is what it is told."""
        # each for an exercise of its own: a bad end in one shall not skip the next
        exercises = ("call", "another call")[: int(self.said.get("asked", "1"))]
        asked = [call("attack", world, exercise=exercise) for exercise in exercises]
        return jail.run(program(self.path.read_text()), questions(asked))


@cache
def all_programs() -> tuple[Program, ...]:
    """Return every program, by group and name."""
    return tuple(
        Program(path, dict(_HEADER.findall(path.read_text().partition('"""')[0])))
        for path in sorted(HOSTILE.glob("*/*.py"))
    )


def judge(execution: Execution, said: dict[str, str]) -> None:
    """Compare what came of a program with its header. Raises AssertionError."""
    outcome = execution.outcomes[-1]
    if said["expect"] == "refused":
        assert outcome.status is Status.PASSED, outcome
        allowed = [what for what, came in outcome.value.items() if came == "allowed"]
        if allowed:
            raise Allowed(f"allowed: {allowed}")
        return
    assert outcome.status.value == said["expect"], outcome
    _judge_particulars(outcome, said)
    assert execution.cpu_seconds >= float(said.get("cpu", "0"))


def _judge_particulars(outcome: Outcome, said: dict[str, str]) -> None:
    if "why" in said:
        key, _space, signal = said["why"].partition(" ")
        assert outcome.why is not None
        assert outcome.why.key == key, outcome.why
        assert signal in ("", outcome.why.values.get("signal")), outcome.why
    if "raised" in said:
        assert outcome.raised is not None
        assert outcome.raised.type == said["raised"], outcome.raised
    if "judged" in said:
        assert judged(outcome.value) == said["judged"], f"judged {judged(outcome.value)}"


def judged(value: object) -> str:
    """Say what an exercise makes of a value where three numbers are expected."""
    try:
        found = array(value, "the answer", EXPECTED.shape)
    except Unfit as unfit:
        return unfit.text.key
    return "right" if np.allclose(found, EXPECTED) else "wrong"
