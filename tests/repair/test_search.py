"""The search with a fake executor: what is said was tried, on every case; nothing else is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from course_fixture import GOOD_COUNTER, small_assignment, submission

from grader.budget import Budget
from grader.extract import extract
from grader.judge import judge
from grader.model import Attempt, Execution, Extraction, Outcome, Raised, Status
from grader.notebook import read
from grader.prepare import Prepared, PreparedCase, prepare
from grader.repair.found import Bounds
from grader.repair.search import search
from grader.sandbox.executor import Question
from grader.sandbox.fake import Fake
from grader.seed import practice_seed

WRONG = "def double(x):\n    y = x\n    return 3 * y\n"
WRONG_VALUE = Outcome(Status.PASSED, np.array([[-99.0]]))


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(small_assignment(), practice_seed())


def cases(prepared: Prepared) -> list[PreparedCase]:
    return [case for case in prepared.cases if case.question.exercise == "double"]


def attempt(prepared: Prepared, outcome: Outcome = WRONG_VALUE, source: str = WRONG) -> Attempt:
    """Return what came of a submission all of whose answers to `double` are this one."""
    notebook = read(submission(source, GOOD_COUNTER))
    extraction = extract(notebook, prepared.assignment.asks)
    outcomes = {case.question.index: outcome for case in cases(prepared)}
    return Attempt(extraction, outcomes, judge(prepared, extraction, outcomes, pytest.fail))


def right(prepared: Prepared, q: Question) -> Outcome:
    want = next(c.want for c in prepared.cases if c.question.case is q.case)
    return Outcome(Status.PASSED, want)


class Answering(Fake):
    """Edits are right in the case they are tried on; what loaded them is right but in `lost`."""

    def __init__(self, prepared: Prepared, lost: Sequence[str] = (), end: Any = None) -> None:
        super().__init__(lambda q: right(prepared, q))
        self._lost, self._end = lost, end
        self.asked: list[Sequence[Question]] = []

    def run(
        self, extraction: Extraction, questions: Sequence[Question], budget: Budget | None = None
    ) -> Execution:
        self.asked.append(questions)
        came = super().run(extraction, questions, budget)
        if questions[0].exercise.isdecimal():  # being tried
            return came
        if len(self.ran) == 1:  # the code as it is
            return Execution((WRONG_VALUE,) * len(questions))
        outcomes = [
            self._end or WRONG_VALUE if q.case.name in self._lost else one
            for q, one in zip(questions, came.outcomes, strict=True)
        ]
        return Execution(tuple(outcomes))


def test_what_is_right_on_every_case_is_found(prepared: Prepared) -> None:
    fake = Answering(prepared)
    found = search(prepared, fake, attempt(prepared), "double").repaired
    assert found is not None
    assert found.edits[0].size == 1
    assert {(one.before, one.line) for one in found.edits} == {(found.edits[0].before, found.line)}
    assert len(found.edits) <= 3
    proofs = [extraction for extraction in fake.ran if found.edits[0].after in extraction.chunks]
    assert len(proofs) == 1
    assert found.edits[0].before not in proofs[0].chunks


def test_what_was_refused_elsewhere_is_tried_after_the_rest(prepared: Prepared) -> None:
    first = search(prepared, Answering(prepared), attempt(prepared), "double").repaired
    assert first is not None
    refused = frozenset(one.after for one in first.edits)
    again = search(prepared, Answering(prepared), attempt(prepared), "double", last=refused)
    assert again.repaired is not None
    assert again.repaired.edits[0].after not in refused
    assert again.refused >= {one.after for one in again.repaired.edits}


@pytest.mark.parametrize("end", [None, Outcome(Status.TIMED_OUT), Outcome(Status.CRASHED)])
def test_what_is_wrong_in_one_case_is_never_found(prepared: Prepared, end: Outcome | None) -> None:
    """Also where the child did not answer: nothing is said that was not tried."""
    for case in cases(prepared):
        fake = Answering(prepared, [case.question.case.name], end)
        found = search(prepared, fake, attempt(prepared), "double")
        assert found.repaired is None
        assert found.tried > 0
        assert len(fake.ran) > 2


def test_what_the_first_case_refuses_is_asked_no_more(prepared: Prepared) -> None:
    fake = Fake(lambda _q: WRONG_VALUE)
    found = search(prepared, fake, attempt(prepared), "double")
    assert (found.repaired, found.is_complete) == (None, True)
    assert set(map(id, fake.ran)) == {id(fake.ran[0])}


class AlsoRefusing(Answering):
    """As `Answering`, and an edit that is tried on a case in `lost` is wrong there too."""

    def run(
        self, extraction: Extraction, questions: Sequence[Question], budget: Budget | None = None
    ) -> Execution:
        came = super().run(extraction, questions, budget)
        is_lost = questions[0].exercise.isdecimal() and questions[0].case.name in self._lost
        return Execution((WRONG_VALUE,) * len(questions)) if is_lost else came


def test_what_refused_one_edit_is_asked_of_the_others_before_a_proof(prepared: Prepared) -> None:
    last = cases(prepared)[-1].question.case.name
    fake = AlsoRefusing(prepared, [last])
    found = search(prepared, fake, attempt(prepared), "double")
    every = len(cases(prepared))
    after = fake.asked[1:]  # the code as it is
    proofs = [one for one in after if not one[0].exercise.isdecimal() and len(one) == every]
    assert (found.repaired, len(proofs)) == (None, 1)
    others = [asked for asked in fake.asked if asked[0].case.name == last and len(asked) > 1]
    assert others, "many edits in one child"


def test_proofs_are_bounded(prepared: Prepared) -> None:
    lost = [case.question.case.name for case in cases(prepared)]
    fake = Answering(prepared, lost)
    search(prepared, fake, attempt(prepared), "double", bounds=Bounds(proofs=2))
    assert sum(not asked[0].exercise.isdecimal() for asked in fake.asked[1:]) == 2


def test_edits_are_bounded(prepared: Prepared) -> None:
    fake = Fake(lambda _q: WRONG_VALUE)
    assert (
        search(prepared, fake, attempt(prepared), "double", bounds=Bounds(candidates=7)).tried == 7
    )


def test_no_time_no_search(prepared: Prepared) -> None:
    fake = Answering(prepared)
    found = search(prepared, fake, attempt(prepared), "double", bounds=Bounds(seconds=0))
    assert (found.repaired, found.is_complete, fake.ran) == (None, False, [])


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.PASSED, Status.RAISED)])
def test_what_ended_the_process_or_is_not_there_is_not_searched(
    prepared: Prepared, status: Status
) -> None:
    if status in (Status.FAILED, Status.BAD_VALUE):
        return
    fake = Answering(prepared)
    assert search(prepared, fake, attempt(prepared, Outcome(status)), "double").tried == 0
    assert fake.ran == []


def test_what_raised_is_searched(prepared: Prepared) -> None:
    raised = Outcome(Status.RAISED, raised=Raised("NameError", "z"))
    assert search(prepared, Answering(prepared), attempt(prepared, raised), "double").repaired


def test_what_is_right_is_not_searched(prepared: Prepared) -> None:
    made = attempt(prepared)
    answers = {c.question.index: right(prepared, c.question) for c in cases(prepared)}
    judged = judge(prepared, made.extraction, answers, pytest.fail)
    fake = Answering(prepared)
    assert search(prepared, fake, replace(made, judged=judged), "double").tried == 0
    assert fake.ran == []


def test_no_answer_goes_to_the_child(prepared: Prepared) -> None:
    """An edit is the student's own text, and what it is asked is what it was asked before."""
    fake = Answering(prepared)
    search(prepared, fake, attempt(prepared), "double")
    own = {case.question.case for case in cases(prepared)}
    assert {q.case for asked in fake.asked for q in asked} <= own
    assert {len(extraction.chunks) for extraction in fake.ran} == {2}


def test_what_is_right_when_it_is_asked_again_is_not_searched(prepared: Prepared) -> None:
    fake = Fake(lambda q: right(prepared, q))
    assert search(prepared, fake, attempt(prepared), "double").tried == 0
    assert len(fake.ran) == 1


class Breaking(Answering):
    """What loaded an edit is right, and something stops there in between."""

    def run(
        self, extraction: Extraction, questions: Sequence[Question], budget: Budget | None = None
    ) -> Execution:
        came = super().run(extraction, questions, budget)
        caught = (Raised("RecursionError", "", 1, 2),)
        return Execution(tuple(replace(one, caught=caught) for one in came.outcomes))


def test_what_makes_something_stop_mends_nothing(prepared: Prepared) -> None:
    assert search(prepared, Breaking(prepared), attempt(prepared), "double").repaired is None
    stopped = replace(WRONG_VALUE, caught=(Raised("RecursionError", "", 1, 1),))
    made = attempt(prepared, stopped)  # as it did before
    assert search(prepared, Breaking(prepared), made, "double").repaired is not None
