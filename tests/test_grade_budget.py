"""Graded within its budget: what a submission's size and answers cost it, what we forgive."""

import dataclasses
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from course_fixture import (
    DOUBLE,
    GOOD_COUNTER,
    GOOD_DOUBLE,
    SOLUTIONS,
    small_assignment,
    submission,
)
from endings import SUBMISSIONS, ending
from told import grade

from grader.budget import Budget
from grader.model import Execution, Extraction, Isolation, Status
from grader.prepare import Prepared, prepare
from grader.reported import Report
from grader.sandbox import policy
from grader.sandbox.executor import Closing, Executor, Question, budget_of
from grader.seed import practice_seed

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from grader.sandbox.jail import Jail

LARGE = "x = [\n" + "    1,\n" * 30_000 + "]\n"
"""Code that is read and needs nothing: more of it than any ordinary notebook has."""
CHANGING = "calls = []\ndef double(x):\n    calls.append(1)\n    return x * len(calls)\n"


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(small_assignment(), practice_seed())


@pytest.fixture(scope="module")
def jail(prepared: Prepared) -> Iterator[Jail]:
    with Jail(DOUBLE, prepared.assignment.limits, (SOLUTIONS,)) as opened:
        yield opened


class Spending(Closing):
    """The sandbox; after its first run, everything is used up that `spend` uses up."""

    def __init__(self, jail: Executor, spend: Callable[[Budget], None]) -> None:
        self._jail = jail
        self._spend = spend
        self.runs = 0

    @property
    def isolation(self) -> Isolation:
        return self._jail.isolation

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        assert budget is not None
        self.runs += 1
        execution = self._jail.run(extraction, questions, budget)
        self._spend(budget)
        return execution


def _nothing(_budget: Budget) -> None:
    return


def _all_of_the_time(budget: Budget) -> None:
    budget.spend_cpu(1e6)


def limited(prepared: Prepared, **limits: Any) -> Prepared:
    changed = dataclasses.replace(prepared.assignment.limits, **limits)
    assignment = dataclasses.replace(prepared.assignment, limits=changed)
    return dataclasses.replace(prepared, assignment=assignment)


@pytest.mark.parametrize(("spend", "runs"), [(_nothing, 2), (_all_of_the_time, 1)])
def test_nothing_is_asked_twice_when_the_time_is_used_up(
    prepared: Prepared, jail: Jail, spend: Callable[[Budget], None], runs: int
) -> None:
    spending = Spending(jail, spend)
    report = grade(submission(CHANGING, GOOD_COUNTER), prepared, spending, "en", pytest.fail)
    assert spending.runs == runs
    assert report.status == "graded"
    differs = [text for text in report.exercises[0].advice if "asked again" in text]
    assert len(differs) == runs - 1


@pytest.mark.parametrize("used", ["wall_seconds", "cpu_seconds"])
def test_what_is_left_is_not_asked_when_the_time_is_used_up(
    prepared: Prepared, jail: Jail, used: str
) -> None:
    budget = budget_of(dataclasses.replace(prepared.assignment.limits, **{used: 0}))
    questions = [case.question for case in prepared.cases]
    outcomes = jail.run(Extraction((), {}), questions, budget).outcomes
    assert {(o.status, o.why.key if o.why else "") for o in outcomes} == {
        (Status.TIMED_OUT, "ended.no_time_left")
    }


def test_all_runs_of_a_submission_share_its_time(prepared: Prepared) -> None:
    looping = submission(
        "def double(x):\n    while True:\n        pass\n",
        "class Counter:\n    def __init__(self):\n        self.count = 0\n"
        "    def step(self):\n        while True:\n            pass\n",
    )
    short = limited(prepared, wall_seconds=1.5, case_wall_seconds=1.0)
    with Jail(DOUBLE, short.assignment.limits, (SOLUTIONS,)) as hasty:
        report = grade(looping, short, hasty, "en", pytest.fail)
    assert [e.status for e in report.exercises] == ["timed_out", "timed_out"]
    assert report.score == 0
    counting = report.exercises[1]
    assert "no time left" in counting.summary


# ---------------------------------------------------------------- size


def slow(seconds: float) -> Callable[..., Any]:
    """Return an extraction that takes so much processor time."""
    from grader.extract import extract

    def extracting(*given: Any) -> Any:
        until = time.thread_time() + seconds
        while time.thread_time() < until:
            pass
        return extract(*given)

    return extracting


def lacking_memory(*_: object) -> Any:
    raise MemoryError


@pytest.mark.parametrize("failing", [slow(0.3), lacking_memory])
def test_a_large_source_that_uses_up_the_budget_is_too_costly(
    prepared: Prepared, jail: Jail, monkeypatch: pytest.MonkeyPatch, failing: Callable[..., Any]
) -> None:
    monkeypatch.setattr("grader.grade.extract", failing)
    little = limited(prepared, cpu_seconds=0.2)
    report = grade(submission(GOOD_DOUBLE, LARGE), little, jail, "en", pytest.fail)
    assert ending(report) == SUBMISSIONS["too_costly"]
    assert "Delete pasted data" in report.problems[0].message


def test_a_stage_of_ours_that_is_slow_on_little_costs_nothing(
    prepared: Prepared, jail: Jail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.grade.extract", slow(0.3))
    little = limited(prepared, cpu_seconds=0.2)
    report = grade(submission(GOOD_DOUBLE, GOOD_COUNTER), little, jail, "en", pytest.fail)
    assert (report.status, report.score) == ("graded", 10)


def test_a_lack_of_memory_on_little_is_a_fault_of_ours(
    prepared: Prepared, jail: Jail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.grade.extract", lacking_memory)
    faults: list[str] = []
    report = grade(submission(GOOD_DOUBLE), prepared, jail, "en", faults.append)
    assert ending(report) == SUBMISSIONS["bug_of_ours"]
    assert "MemoryError" in faults[0]


@pytest.mark.parametrize("stage", ["diagnose", "follow_through", "advise"])
def test_what_was_earned_stays_when_only_the_explanations_cost_too_much(
    prepared: Prepared, jail: Jail, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    monkeypatch.setattr(f"grader.grade.{stage}", lacking_memory)
    report = grade(submission(GOOD_DOUBLE, GOOD_COUNTER, LARGE), prepared, jail, "en", pytest.fail)
    assert (report.status, report.score) == ("graded", 10)
    assert "earlier mistake are left out" in report.problems[-1].message


def test_an_ordinary_large_notebook_is_graded_as_any_other(prepared: Prepared, jail: Jail) -> None:
    report = grade(submission(GOOD_DOUBLE, GOOD_COUNTER, LARGE), prepared, jail, "en", pytest.fail)
    assert (report.score, report.problems) == (10, ())


# ---------------------------------------------------------------- answers

BIG = {
    "many truth values": "np.zeros(2_000_000, bool)",
    "a column": "np.zeros((2_000_000, 1), np.int8)",
    "in a tuple": "(2 * x, np.zeros(2_000_000, bool))",
    "by name": "{'x': 2 * x, 'more': [np.zeros(200_000)]}",
    "a long list": "[0.5] * 200_000",
    "a long text": "'x' * 1_100_000",
}


@pytest.mark.parametrize("value", BIG)
def test_an_answer_far_larger_than_expected_is_set_aside_before_it_is_judged(
    prepared: Prepared, jail: Jail, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    def check(*_: object) -> Any:
        raise AssertionError("judged")

    monkeypatch.setattr(type(prepared.assignment.exercises["double"]), "check", check)
    source = f"import numpy as np\ndef double(x):\n    return {BIG[value]}\n"
    report = grade(submission(source, GOOD_COUNTER), prepared, jail, "en", pytest.fail)
    assert ending(report) == SUBMISSIONS["bad_value"]
    assert "too large to be judged" in report.exercises[0].summary


def test_an_answer_that_is_only_wrong_is_judged(prepared: Prepared, jail: Jail) -> None:
    source = "import numpy as np\ndef double(x):\n    return np.zeros((300, 300))\n"
    report = grade(submission(source), prepared, jail, "en", pytest.fail)
    assert report.exercises[0].status == "bad_value"
    assert "wrong shape" in report.exercises[0].summary


def test_all_answers_together_have_so_many_bytes(prepared: Prepared, jail: Jail) -> None:
    """Each may be sent, and the process ends after it: the next child sends the next."""
    source = (
        "import os, numpy as np\ncalls = []\ndef double(x):\n    calls.append(1)\n"
        "    if len(calls) > 1:\n        os._exit(3)\n    return np.zeros(900_000, np.int8)\n"
    )
    found: list[int] = []

    def spent(budget: Budget) -> None:
        found.append(budget.answer_bytes_left)

    spending = Spending(jail, spent)
    small = limited(prepared, answer_mb=2)
    report = grade(submission(source, GOOD_COUNTER), small, spending, "en", pytest.fail)
    assert report.exercises[0].score == 0
    assert report.exercises[1].score == 1  # an honest answer is small enough for what is left
    assert 0 <= found[0] < 900_000


def test_the_report_of_too_much_is_said_in_every_language(prepared: Prepared, jail: Jail) -> None:
    def said(language: str, source: str) -> Report:
        return grade(submission(source), prepared, jail, language, pytest.fail)

    source = f"import numpy as np\ndef double(x):\n    return {BIG['a long list']}\n"
    summaries = {said(language, source).exercises[0].summary for language in ("en", "es", "pt-BR")}
    assert len(summaries) == 3
