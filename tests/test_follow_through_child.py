"""The second child: what it says is not shown, and the answer that is asked for is not there."""

import re
from collections.abc import Iterator, Sequence

import pytest
from course_fixture import submission
from course_lesson import Lesson
from each_lesson import readable
from regularization_lesson import BACKWARD, FORWARD, L2, MODEL, REGULARIZATION
from told import grade
from written_lesson import RAISES, UNSCALED_BACK, UNSCALED_THERE, Change, items, written

from grader.budget import Budget
from grader.extract import extract
from grader.follow_through import follow_through
from grader.judge import judge
from grader.model import Attempt, Execution, Extraction, Outcome, Raised, Status, Submission
from grader.notebook import read
from grader.prepare import prepare
from grader.report.to_json import write_json
from grader.reported import Report
from grader.sandbox import policy
from grader.sandbox.executor import Question, budget_of
from grader.sandbox.fake import Fake
from grader.seed import practice_seed

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

from lesson_bench import Bench, opened


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with opened(REGULARIZATION) as found:
        yield found


def graded(bench: Bench, *changes: Change) -> Report:
    return grade(submission(*written(*changes)), bench.prepared, bench.jail, "en", pytest.fail)


# ---------------------------------------------------------------- what the second child may do

SECOND = "second-time-around"


def test_nothing_that_the_second_child_says_is_shown(bench: Bench) -> None:
    """It tells itself from the first by what is defined there."""
    tells = (
        "    if '__upstream__' in globals():\n"
        f"        print({SECOND!r})\n"
        f"        raise ValueError({SECOND!r} + repr(__upstream__.__code__.co_consts))\n"
    )
    loud = (MODEL, "    parameters = initialize", f"{tells}    parameters = initialize")
    report = graded(bench, RAISES, loud)
    content = write_json(report).decode()
    assert SECOND not in content
    assert "dZ3 = A3 - Y" not in content
    assert items(report, MODEL)["agreement"].score == 2


def test_what_own_cases_print_is_not_shown(bench: Bench) -> None:
    """An own case asks with a keep_prob that no other case has."""
    loud = (
        FORWARD,
        "    W1, b1",
        f"    if keep_prob < 1e-9:\n        print({SECOND!r})\n    W1, b1",
    )
    report = graded(bench, UNSCALED_THERE, UNSCALED_BACK, loud)
    assert items(report, BACKWARD)["scaling"].reason
    assert SECOND not in write_json(report).decode()


# ---------------------------------------------------------------- what it is given


def taken(lesson: Lesson) -> Extraction:
    """Return what would be taken from the lesson's reference, handed in."""
    path = lesson.solutions / "reference.py"
    notebook = read(Submission("someone", path.name, path.read_bytes()))
    return extract(notebook, lesson.assignment().asks)


def given_to(lesson: Lesson) -> dict[str, list[Extraction]]:
    """Carry for somebody whose every answer is an exception; return what is run, by exercise."""
    ready = prepare(lesson.assignment(), practice_seed())
    raised = Outcome(Status.RAISED, raised=Raised("ValueError", ""))
    extraction = taken(lesson)
    outcomes = {case.question.index: raised for case in ready.cases}
    judged = judge(ready, extraction, outcomes, pytest.fail)
    asked: dict[str, list[Extraction]] = {}

    class Noting(Fake):
        def run(
            self,
            extraction: Extraction,
            questions: Sequence[Question],
            budget: Budget | None = None,
        ) -> Execution:
            asked.setdefault(questions[0].exercise, []).append(extraction)
            return super().run(extraction, questions, budget)

    attempt, budget = Attempt(extraction, outcomes, judged), budget_of(ready.assignment.limits)
    follow_through(ready, Noting(lambda _q: raised), attempt, pytest.fail, budget)
    return asked


@pytest.mark.parametrize("lesson", readable(), ids=str)
def test_the_references_own_exercise_is_never_given(lesson: Lesson) -> None:
    reference = taken(lesson)
    asked = given_to(lesson)
    if lesson.slug == "regularization":
        assert {*asked} == {L2, BACKWARD, MODEL}
    for name, runs in asked.items():
        exercise = lesson.assignment().exercises[name]
        own = {*(exercise.asks or (name,))} - {*exercise.upstream}
        for extraction in runs:
            if extraction == reference:  # own cases: nothing but the submission's
                continue
            [put_in] = [chunk.source for chunk in extraction.chunks if chunk.cell == 0]
            defined = {*re.findall(r"\b(?:def|class) (\w+)", put_in.replace("\\n", "\n"))}
            assert {*exercise.upstream} <= defined
            assert not own & defined


def test_the_reference_is_given_where_there_are_no_own_cases() -> None:
    asked = given_to(Lesson("regularization"))
    zeros = {
        name: [c.cell for e in runs for c in e.chunks].count(0) for name, runs in asked.items()
    }
    assert zeros == {L2: 0, BACKWARD: 0, MODEL: 1}
