"""One's own code: a separate process with a time limit, and the same outcomes as in the jail."""

import dataclasses
import os
import time
from pathlib import Path

import numpy as np
import pytest
from asking import ASSIGNMENT, LIMITS, call, example, program, questions, run
from seeing import gone_within

from grader.errors import SandboxFault
from grader.model import Raised, Status, Text
from grader.sandbox.own_code import OwnCode

HASTY = dataclasses.replace(LIMITS, case_wall_seconds=1)


def test_passes_raises_misses_and_goes_on_after_a_crash() -> None:
    source = """
import os
import numpy as np
def f(kind):
    if kind == "exit": os._exit(1)
    if kind == "raise": raise ValueError("no")
    if kind == "large": return np.zeros(10 << 20)
    return np.arange(3.0)
"""
    asked = [call("f", kind) for kind in ("array", "raise", "exit", "array", "large")]
    outcomes = run(OwnCode(ASSIGNMENT, LIMITS), program(source), *asked, call("g"))
    assert [o.status for o in outcomes] == [
        Status.PASSED, Status.RAISED, Status.CRASHED, Status.PASSED, Status.BAD_VALUE,
        Status.MISSING,
    ]  # fmt: skip
    assert np.array_equal(outcomes[3].value, [0.0, 1.0, 2.0])
    assert outcomes[1].raised == Raised("ValueError", "no", 1, 6)
    assert outcomes[2].why == Text("ended.exit")


def test_a_loop_is_stopped_and_the_next_case_gets_a_new_process() -> None:
    source = "def f(x):\n    while x: pass\n    return 1"
    with OwnCode(ASSIGNMENT, HASTY) as own:
        outcomes = run(own, program(source), call("f", 1), call("f", 0))
    assert [o.status for o in outcomes] == [Status.TIMED_OUT, Status.PASSED]
    assert outcomes[0].why == Text("ended.timed_out")


def test_a_notebook_that_loops_while_loading_costs_one_wait_not_one_per_case() -> None:
    started = time.monotonic()
    outcomes = run(OwnCode(ASSIGNMENT, HASTY), program("while True: pass"), *[call("f")] * 20)
    assert {o.status for o in outcomes} == {Status.TIMED_OUT}
    assert time.monotonic() - started < 15 * HASTY.case_wall_seconds


def test_the_whole_submission_has_a_time_limit_too() -> None:
    limits = dataclasses.replace(HASTY, wall_seconds=1)
    outcomes = run(
        OwnCode(ASSIGNMENT, limits), program("def f():\n    while True: pass"), *[call("f")] * 9
    )
    assert [o.why for o in outcomes] == [Text("ended.timed_out")] + [Text("ended.no_time_left")] * 8


def test_statements_that_fail_to_load_are_told() -> None:
    submission = program("def f():\n    return 1", "1 / 0")
    execution = OwnCode(ASSIGNMENT, LIMITS).run(submission, questions([call("f")]))
    assert execution.outcomes[0].value == 1
    assert [(i, r.type) for i, r in execution.load_failures] == [(1, "ZeroDivisionError")]


def test_printed_text_belongs_to_its_example() -> None:
    source = "print('loading')\ndef f(x):\n    print(x)"
    asked = [example("f", "one"), example("f", "two"), call("f", "hidden")]
    outcomes = run(OwnCode(ASSIGNMENT, LIMITS), program(source), *asked)
    assert [o.printed for o in outcomes] == ["one\n", "two\n", ""]


def test_draws_are_repeatable() -> None:
    source = "import numpy as np\ndef f():\n    return np.random.default_rng().random(3)"
    own = OwnCode(ASSIGNMENT, LIMITS)
    first, again = (run(own, program(source), call("f"))[0].value for _ in range(2))
    assert np.array_equal(first, again)


@pytest.mark.skipif(os.name != "posix", reason="there is no fork here")
def test_processes_that_it_started_end_with_it() -> None:
    source = """
import os, time
def f():
    pid = os.fork()
    if pid == 0:
        time.sleep(600)
    return pid
"""
    started = time.monotonic()
    pid = run(OwnCode(ASSIGNMENT, LIMITS), program(source), call("f"))[0].value
    assert time.monotonic() - started < 60
    assert gone_within([pid], 5)


@pytest.mark.parametrize("descriptor", [0, 1])
def test_reading_and_writing_the_streams_does_no_harm(descriptor: int) -> None:
    source = f"import os, sys\nos.close({descriptor})\ndef f():\n    return 5"
    assert run(OwnCode(ASSIGNMENT, LIMITS), program(source), call("f"))[0].value == 5


def test_a_process_that_does_not_start_is_a_fault_of_ours(tmp_path: Path) -> None:
    (tmp_path / "provided").mkdir()
    (tmp_path / "provided" / "given.py").write_text("raise RuntimeError('no wind')")
    with pytest.raises(SandboxFault, match="did not start"):
        run(OwnCode(tmp_path, LIMITS), program("def f():\n    return 1"), call("f"))


def test_the_time_that_python_takes_to_start_is_not_the_students(tmp_path: Path) -> None:
    (tmp_path / "provided").mkdir()
    (tmp_path / "provided" / "given.py").write_text("import time\ntime.sleep(1.5)\n")
    outcomes = run(OwnCode(tmp_path, HASTY), program("def f():\n    return 1"), call("f"))
    assert outcomes[0].value == 1


def test_the_tier_says_what_it_is() -> None:
    assert OwnCode(ASSIGNMENT, LIMITS).isolation.tier == "not_isolated"
