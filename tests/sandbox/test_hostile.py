"""Hostile programs, each with the outcome it must have; nothing outside may notice any of them."""

import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from asking import ASSIGNMENT, LIMITS, as_bytes, call, example, program, questions
from bystanders import Bystanders, bystanders

from grader.model import Outcome, Status
from grader.sandbox import policy
from grader.sandbox.wire import Opaque

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

HOSTILE = sorted((Path(__file__).parent / "hostile").glob("*.py"))
_HEADER = re.compile(r"^# (\w+): (.+)$", re.MULTILINE)
ORDINARY = 12345
"""A user and a group that own nothing."""

HONEST = program(
    """
import builtins, math
import numpy as np
def f(x):
    print("mean", np.mean(x))
    return [float(np.mean(x)), hasattr(np, "left_by_a_submission"),
            hasattr(builtins, "left_by_a_submission"), math.pi]
def g(n):
    return np.random.default_rng().random(n) @ np.ones(n)
"""
)
HONEST_QUESTIONS = questions([example("f", [1.0, 2.0, 3.0]), call("g", 100)])


def header(path: Path) -> dict[str, str]:
    """Read what a hostile program says it must come to."""
    return dict(_HEADER.findall(path.read_text().partition('"""')[0]))


def chosen(**wanted: str) -> list[Any]:
    """Return the programs whose header says so, and that this machine can run."""
    found = []
    for path in HOSTILE:
        said = header(path)
        if said.get("machine", platform.machine()) != platform.machine():
            continue
        if all(said.get(name) == value for name, value in wanted.items()):
            found.append(pytest.param(path, id=path.stem))
    return found


@pytest.fixture(scope="module")
def jail_without_landlock() -> Iterator[Jail]:
    with Jail(ASSIGNMENT, LIMITS, landlock=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bystanders]:
    folder = tmp_path_factory.mktemp("bystanders")
    # open to all, so that it is the sandbox that refuses
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)
    with bystanders(folder) as made:
        yield made


@pytest.fixture(scope="module")
def honest_alone() -> bytes:
    with Jail(ASSIGNMENT, LIMITS) as fresh:
        execution = fresh.run(HONEST, HONEST_QUESTIONS)
    assert execution.outcomes[0].value == [2.0, False, False, np.pi]
    return as_bytes(execution)


@pytest.mark.parametrize("path", chosen())
def test_hostile_program_has_the_outcome_it_must_have(
    path: Path, jail: Jail, impatient_jail: Jail, around: Bystanders, honest_alone: bytes
) -> None:
    expected = header(path)
    opened = impatient_jail if expected["expect"] == "timed_out" else jail
    execution = opened.run(program(path.read_text()), questions([call("attack", around.world())]))
    judge(execution.outcomes[0], expected)
    assert around.token not in repr(execution)
    assert around.harm() == []
    assert as_bytes(opened.run(HONEST, HONEST_QUESTIONS)) == honest_alone


@pytest.mark.parametrize("path", chosen(expect="refused"))
def test_seccomp_alone_refuses_as_much(
    path: Path, jail_without_landlock: Jail, around: Bystanders
) -> None:
    asked = questions([call("attack", around.world())])
    outcome = jail_without_landlock.run(program(path.read_text()), asked).outcomes[0]
    judge(outcome, header(path))
    assert around.harm() == []


@pytest.mark.parametrize("path", chosen(control="allowed"))
def test_without_the_locks_the_same_program_gets_through(
    path: Path, tmp_path: Path, unlocked_jail: Jail
) -> None:
    with bystanders(tmp_path) as around:
        asked = questions([call("attack", around.world())])
        outcome = unlocked_jail.run(program(path.read_text()), asked).outcomes[0]
    assert outcome.status is Status.PASSED, outcome
    assert "allowed" in outcome.value.values(), outcome.value


@pytest.fixture(scope="module")
def unlocked_jail() -> Iterator[Jail]:
    with Jail(ASSIGNMENT, LIMITS, landlock=False, seccomp=False) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.skipif(os.getuid() != 0, reason="these tests run as an ordinary user already")
def test_all_of_it_holds_for_an_ordinary_user_too() -> None:
    tests = Path(__file__).parent
    as_user: dict[str, Any] = {"user": ORDINARY, "group": ORDINARY, "extra_groups": []}
    try:
        probe = f"import grader, pytest, os; os.listdir({str(tests)!r})"
        subprocess.run(
            [sys.executable, "-c", probe], check=True, capture_output=True, cwd="/", **as_user
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("Python or the tests are in a folder that an ordinary user may not read")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    # not beneath pytest's own folder: the path of a local socket must be short
    with tempfile.TemporaryDirectory(prefix="grader-", dir="/tmp") as home:
        os.chown(home, ORDINARY, ORDINARY)
        environment = {**os.environ, "HOME": home, "TMPDIR": home, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            command,
            cwd=tests.parents[1],
            env=environment,
            capture_output=True,
            text=True,
            **as_user,
        )
    assert done.returncode == 0, done.stdout[-5000:]
    assert "1 skipped" in done.stdout, "only this very test may be skipped there"


def judge(outcome: Outcome, expected: dict[str, str]) -> None:
    """Compare an outcome with a program's header."""
    if expected["expect"] == "refused":
        assert outcome.status is Status.PASSED, outcome
        allowed = [what for what, answer in outcome.value.items() if answer == "allowed"]
        assert allowed == []
        return
    assert outcome.status.value == expected["expect"], outcome
    if "why" in expected:
        key, _space, signal = expected["why"].partition(" ")
        assert outcome.why is not None
        assert outcome.why.key == key
        assert signal in ("", outcome.why.values.get("signal"))
    if "raised" in expected:
        assert outcome.raised is not None
        assert outcome.raised.type == expected["raised"]


def test_objects_that_agree_with_everything_come_over_as_names_or_plain_arrays(jail: Jail) -> None:
    source = (Path(__file__).parent / "hostile" / "return_evil_objects.py").read_text()
    value = jail.run(program(source), questions([call("attack", {})])).outcomes[0].value
    array = value.pop("array")
    assert type(array) is np.ndarray
    assert array.tolist() == [0.0, 1.0, 2.0]
    assert {type(thing) for thing in value.values()} == {Opaque}
