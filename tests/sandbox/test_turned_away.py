"""A busy machine costs nobody points: the clock runs while the submission has a processor."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from asking import ASSIGNMENT, LIMITS, call, program, run
from promised_code import asked

from grader.model import Outcome, Status
from grader.remote.value import plain
from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail
from grader.sandbox.turned_away import TurnedAway

SHORT = replace(LIMITS, case_wall_seconds=1.0, cpu_seconds=5)
BUSY = program(
    "from time import process_time as used\n"
    "def f(x):\n    while used() < x: pass\n    return used()"
)
"""Takes so much processor time, however long that is on the clock."""


@contextmanager
def one_crowded_processor(others: int) -> Iterator[None]:
    """Keep this process, its children and others that are always busy on one processor."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    crowd = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(others)]
    try:
        yield
    finally:
        for one in crowd:
            one.kill()
            one.wait()
        os.sched_setaffinity(0, before)


def test_what_others_keep_a_submission_waiting_is_not_its_time() -> None:
    with one_crowded_processor(2), Jail(ASSIGNMENT, SHORT) as jail:
        started = time.monotonic()
        [outcome] = run(jail, BUSY, call("f", 0.7))
        taken = time.monotonic() - started
    assert (outcome.status, outcome.why) == (Status.PASSED, None)
    assert taken > SHORT.case_wall_seconds  # else nothing was tried


def test_a_loop_ends_on_a_busy_machine_too() -> None:
    with one_crowded_processor(2), Jail(ASSIGNMENT, SHORT) as jail:
        [outcome] = run(jail, BUSY, call("f", 1e9))
    assert outcome.status is Status.TIMED_OUT


def test_who_sleeps_is_not_turned_away() -> None:
    asleep = program("import time\ndef f(x):\n    time.sleep(x)")
    with Jail(ASSIGNMENT, SHORT) as jail:
        started = time.monotonic()
        [outcome] = run(jail, asleep, call("f", 60))
    assert outcome.status is Status.TIMED_OUT
    assert time.monotonic() - started < 60


def test_time_in_which_we_have_the_word_is_ours() -> None:
    def slow(student: Any) -> Any:
        first = plain(student.double(1))
        time.sleep(1.5 * SHORT.case_wall_seconds)
        return [first, plain(student.double(2))]

    with Jail(ASSIGNMENT, SHORT) as jail:
        outcomes: list[Outcome] = asked(jail, slow)
    assert [(one.status, one.value) for one in outcomes] == [(Status.PASSED, [2, 4])]


def test_it_is_told_of_a_process_that_waits_for_a_processor_and_of_no_other() -> None:
    with one_crowded_processor(2):
        waits = subprocess.Popen([sys.executable, "-c", "while True: pass"])
        sleeps = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        try:
            descriptors = [os.pidfd_open(one.pid) for one in (waits, sleeps)]
            told = [TurnedAway(descriptor) for descriptor in descriptors]
            for descriptor in descriptors:
                os.close(descriptor)
            time.sleep(1.0)  # the sleeper starts too, and waits as well
            before = [one.seconds() for one in told]
            time.sleep(1.0)
            after = [one.seconds() for one in told]
        finally:
            for one in (waits, sleeps):
                one.kill()
                one.wait()
    assert after[0] - before[0] > 0.3
    assert after[1] - before[1] < 0.3
    assert told[0].seconds() == 0.0  # it has ended


def test_where_the_kernel_does_not_tell_it_is_nothing() -> None:
    read, write = os.pipe()
    assert TurnedAway(read).seconds() == 0.0
    os.close(read)
    os.close(write)
