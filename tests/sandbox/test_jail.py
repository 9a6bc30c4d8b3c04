"""The jail: every kind of outcome, and that each case and each submission gets its own."""

import dataclasses

import numpy as np
import pytest
from asking import (
    ASSIGNMENT,
    IMPATIENT,
    LIMITS,
    Asked,
    call,
    example,
    program,
    questions,
    run,
)

from grader.exercise import Case
from grader.model import Chunk, Kind, Raised, Status, Text
from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

PASSED, RAISED, CRASHED, TIMED_OUT = Status.PASSED, Status.RAISED, Status.CRASHED, Status.TIMED_OUT

MIXED = """
import os, sys, ctypes
import numpy as np

def f(kind):
    if kind == "number": return 42
    if kind == "array": return np.arange(3.0)
    if kind == "nothing": return None
    if kind == "print": print("a", kind, flush=True); os.write(1, b"b\\n"); print("c"); return 1
    if kind == "complain": sys.stderr.write("oh\\n"); return 1
    if kind == "raise": raise ValueError("not this")
    if kind == "memory": return np.ones(1 << 40)
    if kind == "large": return np.zeros(10 << 20)
    if kind == "segfault": ctypes.string_at(0)
    if kind == "exit": os._exit(3)
    if kind == "hang up": os.close(3)
    while True: pass
"""


def test_each_case_gets_its_own_outcome_whatever_the_others_do(impatient_jail: Jail) -> None:
    kinds = ["number", "segfault", "array", "raise", "large", "memory", "exit", "nothing", "?"]
    asked = [call("f", kind) for kind in [*kinds, "number"]]
    asked[-1] = call("f", "number", exercise="another call")
    outcomes = run(impatient_jail, program(MIXED), *asked)
    assert [o.status for o in outcomes] == [
        PASSED, CRASHED, PASSED, RAISED, Status.BAD_VALUE, Status.OUT_OF_MEMORY, CRASHED, PASSED,
        TIMED_OUT, PASSED,
    ]  # fmt: skip
    assert outcomes[0].value == 42
    assert np.array_equal(outcomes[2].value, [0.0, 1.0, 2.0])
    assert outcomes[7].value is None
    assert outcomes[1].why == Text("ended.signal", {"signal": "SIGSEGV"})
    assert outcomes[3].raised == Raised("ValueError", "not this", 1, 11)
    assert outcomes[4].why == Text("ended.too_large")
    assert outcomes[5].why == Text("ended.memory")
    assert outcomes[6].why == Text("ended.exit")
    assert outcomes[8].why == Text("ended.timed_out")


def test_after_three_crashes_the_rest_of_that_exercise_is_skipped(jail: Jail) -> None:
    asked = [call("f", kind) for kind in ("exit", "number", "exit", "exit", "number")]
    outcomes = run(jail, program(MIXED), *asked, call("f", "number", exercise="another call"))
    assert [o.status for o in outcomes] == [
        CRASHED, PASSED, CRASHED, CRASHED, Status.SKIPPED, PASSED
    ]  # fmt: skip
    assert outcomes[4].why == Text("ended.skipped")


def test_after_one_timeout_the_rest_of_that_exercise_is_skipped(impatient_jail: Jail) -> None:
    asked = [call("f", "loop"), call("f", "number")]
    other = call("f", "number", exercise="another call")
    outcomes = run(impatient_jail, program(MIXED), *asked, other)
    assert [o.status for o in outcomes] == [TIMED_OUT, Status.SKIPPED, PASSED]


def test_a_crash_that_an_earlier_case_caused_is_not_held_against_the_later_one(jail: Jail) -> None:
    source = """
import os
n = 0
def f():
    global n
    n += 1
    if n > 2: os._exit(1)
    return n
"""
    outcomes = run(jail, program(source), *[call("f")] * 5)
    assert [(o.status, o.value) for o in outcomes] == [(PASSED, n) for n in (1, 2, 1, 2, 1)]


def test_when_the_time_is_up_the_rest_says_so() -> None:
    limits = dataclasses.replace(IMPATIENT, wall_seconds=0.8)
    asked = [call("f", "loop", exercise=name) for name in ("call", "another call")]
    never = Asked("train", Case("never", bound={}, wanted=[]))
    with Jail(ASSIGNMENT, limits) as short:
        outcomes = run(short, program(MIXED), *asked, never)
    assert [o.status for o in outcomes] == [TIMED_OUT] * 3
    assert outcomes[2].why == Text("ended.no_time_left")


@pytest.mark.parametrize(
    "deaf", ["", "import signal; signal.signal(signal.SIGXCPU, signal.SIG_IGN)"]
)
def test_processor_time_is_limited_even_for_who_ignores_the_warning(deaf: str) -> None:
    limits = dataclasses.replace(LIMITS, cpu_seconds=1)
    with Jail(ASSIGNMENT, limits) as frugal:
        execution = frugal.run(program(f"{deaf}\n{MIXED}"), questions([call("f", "loop")]))
    assert execution.outcomes[0].status is TIMED_OUT
    assert execution.outcomes[0].why == Text("ended.cpu")
    # the kernel counts the limit in ticks and usage exactly: at a limit of 1 s, 0.997 s was seen
    # on an idle machine, 0.86 s on a busy one
    assert execution.cpu_seconds > 0.5 * limits.cpu_seconds


def test_a_name_that_is_not_defined_is_missing(jail: Jail) -> None:
    outcomes = run(jail, program(MIXED), call("g"), call("f", "number"), call("unasked"))
    assert [o.status for o in outcomes] == [Status.MISSING, PASSED, Status.MISSING]


def test_an_alias_answers_for_the_name_that_is_asked_for(jail: Jail) -> None:
    outcomes = run(jail, program("def custo():\n    return 5", cost="custo"), call("cost"))
    assert outcomes[0].value == 5


def test_a_block_is_run_with_its_names_bound(jail: Jail) -> None:
    block = Chunk(9, 4, "for i in range(n):\n    losses.append(double(i))")
    submission = program("def double(x):\n    return 2 * x", blocks={"training": block})
    case = Case("three", bound={"n": 3, "losses": []}, wanted=["losses", "n"])
    assert run(jail, submission, Asked("train", case))[0].value == {"losses": [0, 2, 4], "n": 3}
    bad = Case("bad", bound={"n": "x"}, wanted=["n"])
    raised = run(jail, submission, Asked("train", bad))[0].raised
    assert raised is not None
    assert (raised.type, raised.cell, raised.line) == ("TypeError", 9, 4)
    assert run(jail, program("x = 1"), Asked("train", case))[0].status is Status.MISSING


def test_a_statement_that_fails_to_load_costs_only_what_it_defines(jail: Jail) -> None:
    submission = program(
        "def f():\n    return 1",
        "g = undefined",
        "def h(:",
        "raise SystemExit",
        "def g():\n    return 2",
    )
    execution = jail.run(submission, questions([call("f"), call("g"), call("h")]))
    assert [o.status for o in execution.outcomes] == [PASSED, PASSED, Status.MISSING]
    assert [(i, r.type, r.cell, r.line) for i, r in execution.load_failures] == [
        (1, "NameError", 2, 1), (2, "SyntaxError", None, None), (3, "SystemExit", 4, 1),
    ]  # fmt: skip


def test_what_is_printed_belongs_to_its_example_and_hidden_cases_print_nothing(jail: Jail) -> None:
    asked = [
        example("f", "print"), example("f", "number"), example("f", "complain"),
        example("f", "raise"), call("f", "print"),
    ]  # fmt: skip
    outcomes = run(jail, program("print('loading')", MIXED), *asked)
    assert [o.printed for o in outcomes] == ["a print\nb\nc\n", "", "oh\n", "", ""]


def test_printed_text_is_cut_and_always_text(jail: Jail) -> None:
    source = r"""
import os
def f():
    os.write(1, b'\xff\x00')
    print('\ud800' + 'x' * 200_000)
def g():
    print('y')
"""
    first, second = run(jail, program(source), example("f"), example("g"))
    assert first.printed.startswith("\ufffd\x00\\ud800xx")
    assert len(first.printed.encode()) <= (LIMITS.output_kb << 10) + 2
    assert second.printed == "y\n"


def test_hidden_inputs_are_not_there_before_the_last_example_was_answered(jail: Jail) -> None:
    source = """
import gc, select
def found():
    lists = [o for o in gc.get_objects() if type(o) is list]
    return any(type(x) is str and x == "-".join(("the", "marker")) for o in lists for x in o)
def f():
    print(bool(select.select([3], [], [], 0.05)[0]), found())
def g(x):
    return found()
"""
    asked = [example("f"), example("f"), call("g", "the-marker"), call("f")]
    outcomes = run(jail, program(source), *asked)
    assert [o.printed for o in outcomes] == ["False False\n", "False False\n", "", ""]
    assert outcomes[2].value is True  # the search would have found it


def test_no_questions_give_no_outcomes(jail: Jail) -> None:
    assert jail.run(program(MIXED), []).outcomes == ()


def test_an_answer_before_its_question_is_forged(jail: Jail) -> None:
    source = """
from attacking import answer, frame, send
def f():
    send(answer(b"1.0") + frame(4, b'["l",[1,"values",["l",[2.0]]]]'))
    while True: pass
def g():
    return 3
"""
    outcomes = run(jail, program(source), example("f"), example("g"))
    assert [(o.status, o.value) for o in outcomes] == [(PASSED, 1.0), (CRASHED, None)]
    assert outcomes[1].why == Text("ended.protocol")


FORGER = """
from attacking import frame, send
def f():
    for number in range(40):
        send(frame(4, b'["l",[%d,"values",["l",[1.0]]]]' % number))
    return 1.0
def g():
    return 3.0
"""


@pytest.mark.parametrize("kind", ["example", "hidden"])
def test_answers_that_name_a_number_and_no_token_are_forged_every_time(
    jail: Jail, kind: Kind
) -> None:
    asked = [
        call("f", kind=kind), call("f", kind="hidden"),
        call("g", kind="hidden", exercise="another call"),
    ]  # fmt: skip
    came = {tuple(o.status for o in run(jail, program(FORGER), *asked)) for _ in range(5)}
    assert came == {(CRASHED, Status.SKIPPED, PASSED)}


def test_every_batch_has_a_token_of_its_own(jail: Jail) -> None:
    source = "from attacking import token\ndef f():\n    return token()"
    outcomes = [o for _ in range(10) for o in run(jail, program(source), *[call("f")] * 2)]
    drawn = [o.value for o in outcomes]
    assert len(set(drawn)) == len(drawn) == 20
    assert all(0 < token < 1 << 60 for token in drawn)
    assert max(drawn) > 1 << 54
