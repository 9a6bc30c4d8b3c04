"""What every executor of `EXECUTORS` keeps to."""

from collections.abc import Iterator

import numpy as np
import pytest
from asking import Asked, call, example, program, questions, run
from executors import EXECUTORS

from grader.budget import Budget
from grader.exercise import Case
from grader.model import Chunk, Execution, Raised, Status
from grader.sandbox.executor import Executor
from grader.sandbox.tiers import TIERS

SOURCE = """
import numpy as np
import random

seen = []

def f(x):
    if x is None:
        raise ValueError("nothing was given")
    return 2 * x

def g():
    return np.random.rand(2), random.random()

def h(array):
    array[0] = 99
    seen.append(array)
    return array, len(seen)
"""
PROGRAM = program(SOURCE)


RUNNING = [name for name, held in EXECUTORS.items() if held.runs]


@pytest.fixture(scope="module", params=RUNNING)
def executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Return each executor that runs code."""
    with EXECUTORS[request.param].open() as opened:
        yield opened


@pytest.fixture(scope="module", params=EXECUTORS)
def any_executor(request: pytest.FixtureRequest) -> Iterator[Executor]:
    """Return each executor, whether it runs code or not."""
    with EXECUTORS[request.param].open() as opened:
        yield opened


limiting = pytest.mark.parametrize(
    "executor", [name for name in RUNNING if EXECUTORS[name].limits], indirect=True
)
"""Of those that run code, those that are for code of somebody else's."""


def test_there_is_one_outcome_for_each_question(any_executor: Executor) -> None:
    asked = [call("f", n) for n in range(5)]
    for some in (asked, asked[:1], []):
        found = any_executor.run(PROGRAM, questions(some))
        assert isinstance(found, Execution)
        assert [o.status for o in found.outcomes] == [Status.PASSED] * len(some)


def test_a_submission_may_be_run_any_number_of_times(any_executor: Executor) -> None:
    asked = [call("f", 1), call("f", 2)]
    first, second = (run(any_executor, PROGRAM, *asked) for _ in range(2))
    assert [o.value for o in first] == [o.value for o in second]


def test_it_says_what_separates_the_code_from_the_machine(any_executor: Executor) -> None:
    assert any_executor.isolation.tier in TIERS


@pytest.mark.parametrize("name", EXECUTORS)
def test_it_may_be_closed_twice_and_after_nothing_was_run(name: str) -> None:
    opened = EXECUTORS[name].open()
    opened.close()
    opened.close()


# ---------------------------------------------------------------- of those that run code


def test_outcomes_come_in_the_order_of_the_questions(executor: Executor) -> None:
    outcomes = run(executor, PROGRAM, call("f", 1), call("f", None), call("f", 3))
    assert [o.status for o in outcomes] == [Status.PASSED, Status.RAISED, Status.PASSED]
    assert (outcomes[0].value, outcomes[2].value) == (2, 6)
    assert outcomes[1].raised == Raised("ValueError", "nothing was given", 1, 9)


def test_a_name_that_is_not_there_costs_its_own_question(executor: Executor) -> None:
    outcomes = run(executor, PROGRAM, call("attack"), call("f", 1))
    assert [o.status for o in outcomes] == [Status.MISSING, Status.PASSED]


def test_a_chunk_that_raises_is_told_and_the_others_are_run(executor: Executor) -> None:
    submission = program("1 / 0", "def f(x):\n    return x", "def g(:")
    found = executor.run(submission, questions([call("f", 5)]))
    assert [o.value for o in found.outcomes] == [5]
    [(first, divided), (last, syntax)] = found.load_failures
    assert (first, divided.type, divided.cell) == (0, "ZeroDivisionError", 1)
    assert (last, syntax.type) == (2, "SyntaxError")


def test_arguments_are_copies_and_values_are_those_of_the_answer(executor: Executor) -> None:
    given = np.arange(3.0)
    first, second = run(executor, PROGRAM, call("h", given), call("h", given))
    assert given.tolist() == [0, 1, 2]
    for number, outcome in enumerate((first, second), start=1):
        array, calls = outcome.value
        assert (array.tolist(), calls) == ([99, 1, 2], number)


@pytest.mark.parametrize("seed", [0, 12])
def test_every_question_begins_with_its_own_seed(executor: Executor, seed: int) -> None:
    asked = [call("g", seed=seed), call("g", seed=seed), call("g", seed=seed + 1)]
    first, again, other = (o.value for o in run(executor, PROGRAM, *asked))
    assert first[0].tolist() == again[0].tolist() != other[0].tolist()
    assert first[1] == again[1] != other[1]


def test_the_same_seed_draws_the_same_everywhere(executor: Executor) -> None:
    np.random.seed(12)
    expected = np.random.rand(2).tolist()
    [outcome] = run(executor, PROGRAM, call("g", seed=12))
    assert outcome.value[0].tolist() == expected


def test_a_value_that_is_no_plain_one_is_named_by_its_type(executor: Executor) -> None:
    submission = program("class Own: pass\ndef f():\n    return [Own(), 1]")
    [outcome] = run(executor, submission, call("f"))
    assert outcome.status is Status.PASSED
    assert (outcome.value[0].type_name, outcome.value[1]) == ("Own", 1)


def test_a_value_too_large_to_be_sent_is_the_questions_own_end(executor: Executor) -> None:
    submission = program("import numpy as np\ndef f(n):\n    return np.zeros(n)")
    large, small = run(executor, submission, call("f", 9 << 20), call("f", 2))
    assert large.status is Status.BAD_VALUE
    assert small.value.tolist() == [0, 0]


def test_a_loop_without_a_name_is_run_with_what_is_given(executor: Executor) -> None:
    block = Chunk(2, 1, "for n in range(rounds):\n    kept.append(f(n))")
    submission = program("def f(x):\n    return 2 * x", blocks={"training": block})
    case = Case("three", bound={"rounds": 3, "kept": []}, wanted=["kept", "n"])
    assert run(executor, submission, Asked("train", case))[0].value == {"kept": [0, 2, 4], "n": 2}


def test_provided_modules_can_be_imported(executor: Executor) -> None:
    submission = program("from attacking import frame\ndef f():\n    return callable(frame)")
    assert [o.value for o in run(executor, submission, call("f"))] == [True]


@limiting
def test_a_budget_that_is_used_up_asks_no_more(executor: Executor) -> None:
    spent = Budget(wall_seconds=0.0, cpu_seconds=10, answer_bytes=1 << 20)
    found = executor.run(PROGRAM, questions([call("f", 1), call("f", 2)]), spent)
    assert [o.status for o in found.outcomes] == [Status.TIMED_OUT] * 2


@limiting
def test_what_an_example_prints_is_kept_and_of_no_other_question(executor: Executor) -> None:
    submission = program("def f(x):\n    print('saw', x)\n    return x")
    shown: list[Asked] = [example("f", 1), call("f", 2)]
    outcomes = run(executor, submission, *shown)
    assert [o.printed for o in outcomes] == ["saw 1\n", ""]
