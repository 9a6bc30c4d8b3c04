"""Every way a submission can end, by the table in docs/threat-model.md: its status, its points."""

import dataclasses
import os
import re
import signal
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from class_runs import SLOW, kill
from course_fixture import (
    DOUBLE,
    GOOD_COUNTER,
    GOOD_DOUBLE,
    SOLUTIONS,
    small_assignment,
    submission,
)
from endings import RUNS, SUBMISSIONS, Ending, ending
from seeing import descendants
from told import grade

from grader.diagnose.known import Known
from grader.errors import BrokenAssignment
from grader.model import Outcome, Status, Submission, Text
from grader.prepare import Prepared, prepare
from grader.sandbox import policy
from grader.sandbox.fake import Fake
from grader.seed import practice_seed

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail
from grader.sandbox.process import Zygote

pytestmark = pytest.mark.usefixtures("cold_zygotes")  # sandboxes as everybody has them

Fault = pytest.MonkeyPatch
PROGRAMS = {
    "not_attempted": "def double(x):\n    # your code here\n    return None\n",
    "missing": f"def triple(x):\n    return 3 * x\n{GOOD_COUNTER}",
    "raised": "def double(x):\n    return 1 / 0\n",
    "timed_out": "def double(x):\n    while True:\n        pass\n",
    "out_of_memory": "import numpy as np\ndef double(x):\n    return np.ones(1 << 34)\n",
    "crashed": "import os\ndef double(x):\n    os._exit(0)\n",
    "protocol_broken": "import os\ndef double(x):\n    os.write(3, bytes(99))\n    return 2 * x\n",
    "bad_value": "def double(x):\n    return 'two times x'\n",
}


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(small_assignment(), practice_seed())


@pytest.fixture(scope="module")
def shared_jail(prepared: Prepared) -> Iterator[Jail]:
    with Jail(DOUBLE, prepared.assignment.limits, (SOLUTIONS,)) as opened:
        yield opened


@pytest.fixture
def jail(prepared: Prepared) -> Iterator[Jail]:
    """Return a sandbox of the test's own, to be spoilt."""
    with Jail(DOUBLE, prepared.assignment.limits, (SOLUTIONS,)) as opened:
        yield opened


def told(*sources: str, prepared: Prepared, jail: Any) -> tuple[Ending, list[str]]:
    """Grade a submission; return what became of it, and what the teacher is told."""
    faults: list[str] = []
    report = grade(submission(*sources), prepared, jail, "en", faults.append)
    return ending(report), faults


@pytest.mark.parametrize("row", PROGRAMS)
def test_a_students_fault_costs_the_exercise_and_is_none_of_ours(
    prepared: Prepared, shared_jail: Jail, row: str
) -> None:
    assert told(PROGRAMS[row], prepared=prepared, jail=shared_jail) == (SUBMISSIONS[row], [])


def test_what_cannot_be_read_has_no_points(prepared: Prepared, shared_jail: Jail) -> None:
    report = grade(Submission("ana", "ana.ipynb", bytes(50)), prepared, shared_jail, "en")
    assert ending(report) == SUBMISSIONS["unreadable"]


def test_the_time_of_the_whole_submission_is_a_limit(prepared: Prepared) -> None:
    limits = dataclasses.replace(prepared.assignment.limits, wall_seconds=0.25)
    assignment = dataclasses.replace(prepared.assignment, limits=limits)
    hurried = dataclasses.replace(prepared, assignment=assignment)
    with Jail(DOUBLE, limits) as hasty:
        found, faults = told(SLOW, GOOD_COUNTER, prepared=hurried, jail=hasty)
    assert (found, faults) == (SUBMISSIONS["no_time_left"], [])


def test_a_case_that_is_not_asked_pays_nothing(prepared: Prepared) -> None:
    skipped = Outcome(Status.SKIPPED, why=Text("ended.skipped"))
    wants = {case.question.case: case.want for case in prepared.cases}
    fake = Fake(lambda q: skipped if q.kind == "hidden" else Outcome(Status.PASSED, wants[q.case]))
    assert told(GOOD_DOUBLE, prepared=prepared, jail=fake) == (SUBMISSIONS["skipped"], [])


def _broken(*_: object) -> Any:
    raise ZeroDivisionError("0.123, a hidden input")


def _check_raises(prepared: Prepared, patch: Fault) -> None:
    patch.setattr(type(prepared.assignment.exercises["double"]), "check", _broken)


OURS: dict[str, Callable[[Prepared, Fault], None]] = {
    "check_raises": _check_raises,
    "bug_of_ours": lambda _prepared, patch: patch.setattr("grader.grade.extract", _broken),
}


@pytest.mark.parametrize("row", OURS)
def test_a_fault_of_ours_gives_no_points_and_takes_none_and_its_sentence_holds_no_value(
    prepared: Prepared, shared_jail: Jail, monkeypatch: Fault, row: str
) -> None:
    OURS[row](prepared, monkeypatch)
    found, faults = told(GOOD_DOUBLE, GOOD_COUNTER, prepared=prepared, jail=shared_jail)
    assert found == SUBMISSIONS[row]
    assert faults
    for fault in faults:
        assert "ZeroDivisionError, test_fail_closed.py:" in fault
        assert "0.123" not in fault


def test_a_known_mistake_that_cannot_be_run_is_our_fault(
    prepared: Prepared, shared_jail: Jail, monkeypatch: Fault
) -> None:
    def cannot(*_: object) -> Any:
        raise BrokenAssignment("mistakes.py: KeyError")

    monkeypatch.setattr(Known, "single", cannot)
    faults: list[str] = []
    wrong = submission("def double(x):\n    return x\n", GOOD_COUNTER)
    report = grade(
        wrong, prepared, shared_jail, "en", faults.append, known=Known(prepared)
    )  # fmt: skip
    assert ending(report) == SUBMISSIONS["mistakes_fail"]
    assert faults == ["ana.ipynb: mistakes.py: KeyError"]


def test_a_process_that_cannot_be_locked_down_runs_nothing(prepared: Prepared, jail: Jail) -> None:
    impossible = dataclasses.replace(prepared.assignment.limits, cpu_seconds=1 << 70)
    jail._start = partial(Zygote, DOUBLE, impossible)
    kill(jail.pid)
    found, faults = told(GOOD_DOUBLE, GOOD_COUNTER, prepared=prepared, jail=jail)
    assert found == SUBMISSIONS["cannot_lock_down"]
    assert faults == ["ana.ipynb: a student's process could not be locked down"]


def test_a_zygote_that_dies_once_costs_nothing(prepared: Prepared, jail: Jail) -> None:
    kill(jail.pid)
    found = told(GOOD_DOUBLE, GOOD_COUNTER, prepared=prepared, jail=jail)
    assert found == (SUBMISSIONS["zygote_dies_once"], [])


def test_a_students_process_that_is_killed_from_outside_costs_nothing(
    prepared: Prepared, jail: Jail
) -> None:
    killed: list[int] = []

    def kill_one() -> None:
        while not killed:
            killed.extend(pid for pid in descendants(jail.pid) if _ask_to_end(pid))

    killer = threading.Thread(target=kill_one, daemon=True)
    killer.start()
    found = told(SLOW, GOOD_COUNTER, prepared=prepared, jail=jail)
    killer.join()
    assert found == (SUBMISSIONS["child_dies_once"], [])


def _ask_to_end(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return False
    return True


def test_a_zygote_that_dies_again_is_our_fault(prepared: Prepared, jail: Jail) -> None:
    start = jail._start

    def start_and_die() -> Any:
        zygote = start()
        kill(zygote.pid)
        return zygote

    jail._start = start_and_die  # type: ignore[assignment]
    kill(jail.pid)
    found, faults = told(GOOD_DOUBLE, GOOD_COUNTER, prepared=prepared, jail=jail)
    assert found == SUBMISSIONS["zygote_dies_again"]
    assert len(faults) == 1


def test_every_row_of_the_tables_has_a_test() -> None:
    paths = Path(__file__).parents[1].rglob("test_*.py")
    tests = "".join(path.read_text(encoding="utf-8") for path in paths)
    named = {*re.findall(r'(?:SUBMISSIONS|RUNS)\["(\w+)"\]', tests), *PROGRAMS, *OURS}
    assert named == SUBMISSIONS.keys() | RUNS.keys()
