"""A submission loaded once more for a question: the kernel tells how that one ended, too."""

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from asking import ASSIGNMENT, LIMITS, program
from seeing import children

from grader.exercise import Case
from grader.model import Execution, Status, Text
from grader.sandbox import answers, policy
from grader.sandbox.executor import Question

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

SOURCE = """
import ctypes, os, time
n = 0
def f(kind):
    global n
    n += 1
    if kind == "exit": os._exit(3)
    if kind == "segfault": ctypes.string_at(0)
    if kind == "raise": raise ValueError(kind)
    if kind == "loop":
        while True: pass
    if kind == "hang up": os.close(3); time.sleep(60)
    if kind == "sleep": time.sleep(1)
    return n
"""


def apart(*kinds: str) -> Callable[..., Any]:
    """Return what asks these beside, and once here before and after."""

    def ask(student: Any, _case: Case) -> Any:
        before, other = student.f("count"), student.apart()
        student.send()
        for kind in kinds:
            other.f(kind)
        other.send()
        return [before, student.f("count")]

    return ask


def put(jail: Jail, *asks: Callable[..., Any], source: str = SOURCE) -> Execution:
    questions = [
        Question(n, f"exercise {n}", Case(f"case {n}"), "hidden", 1, ask)
        for n, ask in enumerate(asks)
    ]
    return jail.run(program(source), questions)


def test_the_two_know_nothing_of_each_other_and_end_with_the_question(jail: Jail) -> None:
    execution = put(jail, apart("count", "count"), apart())
    assert [o.value for o in execution.outcomes] == [[1, 2], [3, 4]]
    assert children(jail.pid) == []


@pytest.mark.parametrize(
    ("kind", "status", "why"),
    [
        ("exit", Status.CRASHED, Text("ended.exit")),
        ("segfault", Status.CRASHED, Text("ended.signal", {"signal": "SIGSEGV"})),
        ("loop", Status.TIMED_OUT, Text("ended.timed_out")),
        ("hang up", Status.CRASHED, Text("ended.protocol")),
    ],
)
def test_its_end_is_the_questions_and_the_next_goes_on(
    kind: str, status: Status, why: Text, impatient_jail: Jail
) -> None:
    first, second = put(impatient_jail, apart(kind), apart()).outcomes
    assert (first.status, first.why) == (status, why)
    assert (second.status, second.value) == (Status.PASSED, [1, 2])
    assert children(impatient_jail.pid) == []


def test_what_it_raises_is_raised(jail: Jail) -> None:
    outcome = put(jail, apart("raise")).outcomes[0]
    assert outcome.raised is not None
    assert outcome.raised.type == "ValueError"


def test_one_that_is_killed_from_outside_costs_nothing() -> None:
    with Jail(ASSIGNMENT, LIMITS) as jail:
        first = jail.pid

        def kill_the_second() -> None:
            until = time.monotonic() + 10
            while len(found := children(first)) < 2 and time.monotonic() < until:
                time.sleep(0.01)
            time.sleep(0.1)
            os.kill(max(found), signal.SIGKILL)

        killer = threading.Thread(target=kill_the_second)
        killer.start()
        execution = put(jail, apart("sleep"))
        killer.join()
        assert execution.outcomes[0].status is Status.PASSED
        assert jail.pid != first  # it was a fault of ours, and asked again


# ---------------------------------------------------------------- what failed to load


def test_what_failed_to_load_is_what_failed_in_the_first_child(
    jail: Jail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that fails by chance, or on purpose, cannot be told in two ways."""
    unsure = "import time\nif time.time_ns() // 1000 % 2: 1 / 0\nelse: undefined"
    submission = program(SOURCE, *[unsure] * 24)
    seen = []
    read = answers.load_failures

    def noting(said: Any, chunks: int) -> Any:
        seen.append(read(said, chunks))
        return seen[-1]

    monkeypatch.setattr(answers, "load_failures", noting)
    questions = [
        Question(n, f"exercise {n}", Case("case"), "hidden", 1, lambda s, _: s.f("exit"))
        for n in range(3)
    ]
    execution = jail.run(submission, questions)
    assert len(seen) == 3
    assert len(set(map(repr, seen))) > 1
    assert execution.load_failures == seen[0]
