"""Advice on a whole attempt: a second answer that is not the first, and no more than is read."""

import sys
from collections.abc import Iterator

import pytest
from course_fixture import DOUBLE, GOOD_COUNTER, SOLUTIONS, small_assignment, submission
from regularization_lesson import FORWARD, REGULARIZATION
from told import grade
from written_lesson import written

from grader.errors import SandboxFault
from grader.model import Outcome, Status
from grader.prepare import Prepared, prepare
from grader.reported import Report
from grader.sandbox import policy
from grader.sandbox.executor import Question
from grader.sandbox.fake import Fake
from grader.seed import practice_seed

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from lesson_bench import Bench, opened

from grader.sandbox.jail import Jail

TWICE = "answered differently when it was asked again"


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(small_assignment(), practice_seed())


@pytest.fixture(scope="module")
def jail(prepared: Prepared) -> Iterator[Jail]:
    with Jail(DOUBLE, prepared.assignment.limits, (SOLUTIONS,)) as opened:
        yield opened


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with opened(REGULARIZATION) as found:
        yield found


def advice(report: Report, exercise: str) -> tuple[str, ...]:
    [found] = [e for e in report.exercises if e.name == exercise]
    return found.advice


KEEPS_STATE = {
    "a counter": "n = [2]\ndef double(x):\n    n.append(1)\n    return sum(n) * x\n",
    "an attribute": (
        "def double(x):\n"
        "    double.before = getattr(double, 'before', 0) + x\n"
        "    return 3 * double.before\n"
    ),
    "a default": "def double(x, seen=[]):\n    seen.append(x)\n    return 3 * len(seen) * x\n",
}
IS_ONLY_WRONG = {
    "three times as much": "def double(x):\n    return 3 * x\n",
    "drawn from a seeded stream": "import numpy as np\ndef double(x):\n"
    "    return np.random.rand(*x.shape)\n",
    "drawn from a generator without a seed": "import numpy as np\ndef double(x):\n"
    "    return np.random.default_rng().normal(size=x.shape)\n",
    "not a number": "def double(x):\n    return x * float('nan')\n",
    "an exception each time": "def double(x):\n    return x[99]\n",
    "the end of Python": "import os\ndef double(x):\n    os._exit(1)\n",
    "nothing at all": "def double(x):\n    print('hello')\n",
}


@pytest.mark.parametrize("name", KEEPS_STATE)
def test_what_stays_behind_from_the_first_call_is_noticed(
    prepared: Prepared, jail: Jail, name: str
) -> None:
    handed = submission(KEEPS_STATE[name], GOOD_COUNTER)
    report = grade(handed, prepared, jail, "en", pytest.fail)
    [said] = [text for text in advice(report, "double") if TWICE in text]
    assert said.startswith("`double`")


@pytest.mark.parametrize("name", IS_ONLY_WRONG)
def test_what_is_only_wrong_is_not_accused(prepared: Prepared, jail: Jail, name: str) -> None:
    handed = submission(IS_ONLY_WRONG[name], GOOD_COUNTER)
    report = grade(handed, prepared, jail, "en", pytest.fail)
    assert report.score is not None and report.score < report.max_score
    assert [text for text in advice(report, "double") if TWICE in text] == []


def test_what_is_right_is_not_asked_twice(prepared: Prepared) -> None:
    """And what is wrong is asked twice, once each."""
    wants = {case.question.index: case.want for case in prepared.cases}
    good = submission("def double(x):\n    return 2 * x\n", GOOD_COUNTER)
    fake = Fake(lambda q: Outcome(Status.PASSED, wants[q.index]))
    grade(good, prepared, fake, "en", pytest.fail)
    assert len(fake.ran) == 1
    asked: list[str] = []

    def wrong(q: Question) -> Outcome:
        asked.append(q.case.name)
        return Outcome(Status.PASSED, 0.0)

    grade(good, prepared, Fake(wrong), "en", pytest.fail)
    assert asked == [case.question.case.name for case in prepared.cases] + ["small"] * 2


def test_a_sandbox_that_fails_then_costs_nothing_but_the_advice(prepared: Prepared) -> None:
    asked: list[str] = []

    def fails_later(q: Question) -> Outcome:
        if len(asked) == len(prepared.cases):
            raise SandboxFault("no more processes")
        asked.append(q.case.name)
        return Outcome(Status.PASSED, 0.0)

    faults: list[str] = []
    handed = submission("def double(x):\n    return 0\n", GOOD_COUNTER)
    report = grade(handed, prepared, Fake(fails_later), "en", faults.append)
    assert (report.status, report.score) == ("graded", 0)
    assert len(faults) == 1


# ---------------------------------------------------------------- no more than is read

UNTIDY = (
    "    np.random.seed(1)\n"
    "    X += 0\n"
    "    parameters['W1'] += 0\n"
    "    parameters['b1'] += 0\n"
    "    for row in X:\n"
    "        for value in row:\n"
    "            other[0] = other[0] + value\n"
    "    W1, b1"
)


def test_of_one_exercise_no_more_than_three_things_are_said(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    untidy = written((FORWARD, "    W1, b1", UNTIDY), (FORWARD, "(Z1, D1, A1", "(Z1, D1, Z1"))
    said = advice(bench.graded_cells(["other = [0.0]", *untidy]), FORWARD)
    assert len(said) == len(set(said)) == 3
    for module in ("grader.advise.advise", "grader.advise.habits"):
        # the package has functions of these names
        monkeypatch.setattr(sys.modules[module], "_MOST", 99)
    everything = advice(bench.graded_cells(["other = [0.0]", *untidy]), FORWARD)
    assert len(everything) > 3
    assert everything[:3] == said
