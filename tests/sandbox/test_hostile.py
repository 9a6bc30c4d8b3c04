"""Hostile programs, each with the outcome it must have; nothing outside may notice any of them."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import call, program, questions

from grader.sandbox import policy
from grader.sandbox.wire import Opaque

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from attack.arena import Arena
from attack.controls import bit
from attack.jails import KINDS, honest_answers
from attack.ordinary import NoInterpreter, interpreter, ordinary_home
from attack.programs import HOSTILE, Allowed, Program, all_programs
from attack.suite import attacks

from grader.sandbox.jail import Jail

ATTACK = Path(__file__).parents[1] / "attack"


def chosen(**wanted: str) -> list[Any]:
    """Return the programs whose header says so, and that this machine can run."""
    return [
        pytest.param(
            found,
            id=f"{found.group}-{found.name}",
            marks=[pytest.mark.slow] if "slow" in found.said else [],
        )
        for found in all_programs()
        if found.runs_here and all(found.said.get(k) == value for k, value in wanted.items())
    ]


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    with Arena() as opened:
        for kind in KINDS:  # all of it now, for no test may leave a process behind
            opened.jails.of(kind)
        assert opened.stand and opened.honest_alone
        assert opened.around.harm() == []
        yield opened


def test_an_honest_submission_comes_to_what_it_should(arena: Arena) -> None:
    first = arena.jails.of("")
    assert honest_answers(first) == arena.honest_alone
    assert b"mean 2.0" in arena.honest_alone


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("hostile", chosen())
def test_hostile_program_has_the_outcome_it_must_have(hostile: Program, arena: Arena) -> None:
    try:
        arena.hold_program(hostile)
    except Allowed:  # the documents say which, and where
        if "accepted" not in hostile.said or arena.jails.of("").isolation.facts["namespaces"]:
            raise


@pytest.mark.parametrize("hostile", chosen(expect="refused"))
def test_seccomp_alone_refuses_as_much(hostile: Program, arena: Arena) -> None:
    try:
        arena.hold_program(hostile, "without Landlock")
    except Allowed:
        if "accepted" not in hostile.said:
            raise


@pytest.mark.sampled(thorough=6)
@pytest.mark.parametrize("hostile", [p for p in chosen() if p.values[0].control[0]])
def test_without_protections_the_same_program_bites(hostile: Program, arena: Arena) -> None:
    seen = arena.seen_of_program(hostile)
    assert bit(hostile.control[1], seen), seen


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="these tests run as an ordinary user already")
def test_all_of_it_holds_for_an_ordinary_user_too() -> None:
    try:
        python = interpreter(lambda _sentence: None)
    except NoInterpreter as error:
        pytest.skip(str(error))
    with ordinary_home() as how:
        command = [python, str(ATTACK), "--held-only"]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, **how)
    assert done.returncode == 0
    came = json.loads(done.stdout)
    open_now = {str(attack) for attack in attacks() if attack.open}
    assert len(came) == sum(attack.runs_here for attack in attacks())
    missed = {name: why for name, why in came.items() if why not in ("", "accepted")}
    assert missed.keys() <= open_now, missed


def test_objects_that_agree_with_everything_come_over_as_names_or_plain_arrays(jail: Jail) -> None:
    def came(name: str) -> Any:
        source = (HOSTILE / "results" / f"{name}.py").read_text()
        return jail.run(program(source), questions([call("attack", {})])).outcomes[0].value

    array = came("return_evil_arrays")
    assert type(array) is np.ndarray
    assert array.tolist() == [0.0, 0.0, 0.0]
    assert {type(came(name)) for name in ("return_evil_objects", "return_evil_numbers")} == {Opaque}
