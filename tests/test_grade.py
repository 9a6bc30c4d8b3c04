"""One submission from bytes to report, with a fake executor behind the seam."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, small_assignment, submission
from told import grade

from grader.errors import SandboxFault
from grader.model import Outcome, Raised, Status, Text
from grader.prepare import Prepared, prepare
from grader.reported import ExerciseReport, Report
from grader.sandbox.executor import Question
from grader.sandbox.fake import Fake
from grader.seed import practice_seed


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(small_assignment(), practice_seed())


def _right(prepared: Prepared, q: Question) -> Outcome:
    want = next(c.want for c in prepared.cases if c.question.case is q.case)
    return Outcome(Status.PASSED, want)


def _graded(prepared: Prepared, changed: dict[tuple[str, str], Outcome]) -> Report:
    """Grade answers that are right but for these (exercise, case)."""
    fake = Fake(lambda q: changed.get((q.exercise, q.case.name)) or _right(prepared, q))
    return grade(submission(GOOD_DOUBLE, GOOD_COUNTER), prepared, fake, "en")


def _items(report: Report, exercise: str) -> dict[str, float | None]:
    return {item.id: item.score for item in _exercise(report, exercise).items}


def _exercise(report: Report, name: str) -> ExerciseReport:
    return next(e for e in report.exercises if e.name == name)


def test_right_answers_have_full_marks(prepared: Prepared) -> None:
    report = _graded(prepared, {})
    assert (report.score, report.max_score, report.status) == (10.0, 10.0, "graded")
    assert {e.status for e in report.exercises} == {"passed"}


def test_one_wrong_hidden_case_loses_the_item_but_not_the_share_that_holds(
    prepared: Prepared,
) -> None:
    want = prepared.cases[1].want
    wrong = np.array(want)
    wrong[0, 0] += 1
    report = _graded(prepared, {("double", "drawn"): Outcome(Status.PASSED, wrong)})
    assert _items(report, "double") == {"values": 0.0, "rows": 1.5}
    assert _exercise(report, "double").status == "failed"
    assert report.score == 2.5


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome(Status.RAISED, raised=Raised("ValueError", "secret 42", 1, 2)), "raised"),
        (Outcome(Status.TIMED_OUT, why=Text("ended.timed_out")), "timed_out"),
        (Outcome(Status.CRASHED, why=Text("ended.exit")), "crashed"),
        (Outcome(Status.OUT_OF_MEMORY, why=Text("ended.memory")), "out_of_memory"),
        (Outcome(Status.MISSING), "missing"),
        (Outcome(Status.PASSED, None), "bad_value"),
        (Outcome(Status.PASSED, np.zeros((2, 2, 2))), "bad_value"),
        (Outcome(Status.PASSED, "text"), "bad_value"),
        (Outcome(Status.PASSED, np.full((3, 2), np.nan)), "failed"),
    ],
)
def test_a_case_without_a_right_value_pays_nothing(
    prepared: Prepared, outcome: Outcome, status: str
) -> None:
    report = _graded(prepared, {("double", "drawn"): outcome})
    assert _items(report, "double") == {"values": 0.0, "rows": 0.0}
    assert _exercise(report, "double").status == status
    assert _exercise(report, "Counter").score == 1.0


def test_a_hidden_case_shows_neither_values_nor_the_students_own_message(
    prepared: Prepared,
) -> None:
    raised = Outcome(Status.RAISED, raised=Raised("Leak_0_123", "secret 42", 1, 2))
    wrong = Outcome(Status.PASSED, np.array(prepared.cases[2].want) + 77.125)
    report = _graded(prepared, {("double", "drawn"): raised, ("double", "row"): wrong})
    said = " ".join(
        finding.message
        for item in _exercise(report, "double").items
        for finding in item.findings
        if finding.kind == "hidden"
    )
    assert "cell 1, line 2" in said
    for secret in ("secret", "Leak", "77.125", str(float(prepared.cases[2].want[0, 0]))[:6]):
        assert secret not in said


def test_an_example_shows_values_side_by_side_and_the_message(prepared: Prepared) -> None:
    wrong = np.array(prepared.cases[0].want)
    wrong[1, 0] = 100.0
    report = _graded(prepared, {("double", "small"): Outcome(Status.PASSED, wrong, printed="hi\n")})
    exercise = _exercise(report, "double")
    exhibit = exercise.exhibits[0]
    assert exhibit.expected == (("2", "4"), ("6", "8"))
    assert exhibit.got == (("2", "4"), ("100", "8"))
    assert exhibit.off[0] == (0, 0)
    assert exhibit.off[1][0] == 4
    assert exercise.printed[0].text == "hi\n"


def test_a_check_that_raises_is_our_fault_and_leaves_no_score(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("in our check")

    monkeypatch.setattr(type(prepared.assignment.exercises["double"]), "check", broken)
    faults: list[str] = []
    fake = Fake(lambda q: _right(prepared, q))
    anew = replace(prepared)  # with nothing found in it yet
    report = grade(submission(GOOD_DOUBLE, GOOD_COUNTER), anew, fake, "en", faults.append)
    assert (report.score, report.status) == (None, "grader_fault")
    assert _exercise(report, "Counter").score == 1.0
    assert any("ZeroDivisionError" in fault for fault in faults)
    assert not any("in our check" in fault for fault in faults)  # it could be a hidden input


def test_a_sandbox_that_fails_is_our_fault_and_leaves_no_score(prepared: Prepared) -> None:
    def fail(_q: Question) -> Outcome:
        raise SandboxFault("no more processes")

    faults: list[str] = []
    report = grade(submission(GOOD_DOUBLE), prepared, Fake(fail), "en", faults.append)
    assert (report.score, report.status) == (None, "grader_fault")
    assert faults == ["ana.ipynb: no more processes"]


def test_a_bug_of_ours_is_our_fault_and_not_the_end_of_the_class(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise KeyError("in our extraction")

    monkeypatch.setattr("grader.grade.extract", broken)
    faults: list[str] = []
    fake = Fake(lambda q: _right(prepared, q))
    report = grade(submission(GOOD_DOUBLE), prepared, fake, "en", faults.append)
    assert (report.score, report.status) == (None, "grader_fault")
    assert "ana.ipynb: KeyError, test_grade.py" in faults[0]
    assert "in our extraction" not in faults[0]  # it could be a hidden input


def test_what_is_missing_or_blank_is_not_run(prepared: Prepared) -> None:
    fake = Fake(lambda q: _right(prepared, q))
    handout = "def double(x):\n    # your code here\n    return None"
    report = grade(submission(handout), prepared, fake, "en")
    assert fake.ran == []
    assert (report.score, report.status) == (0.0, "not_attempted")
    assert [e.status for e in report.exercises] == ["not_attempted", "missing"]


def test_a_definition_lost_in_a_broken_cell_is_missing_and_its_cell_is_named(
    prepared: Prepared,
) -> None:
    fake = Fake(lambda q: _right(prepared, q))
    broken = "def double(x):\n    return (2 * x\n"
    report = grade(submission("y = 1", broken, GOOD_COUNTER), prepared, fake, "en")
    assert report.status == "graded"
    assert _exercise(report, "double").status == "missing"
    assert "cell 2" in _exercise(report, "double").summary
    assert _exercise(report, "Counter").score == 1.0


def test_an_unreadable_file_has_a_report_that_says_so(prepared: Prepared) -> None:
    from grader.model import Submission

    fake = Fake(lambda q: _right(prepared, q))
    report = grade(Submission("ana", "ana.ipynb", b"\x00" * 100), prepared, fake, "en")
    assert (report.score, report.status) == (0.0, "unreadable")
    assert report.exercises == ()
    assert "ana.ipynb" in report.problems[0].where


def test_the_same_submission_has_the_same_report_but_for_the_time(prepared: Prepared) -> None:
    from dataclasses import replace

    one, two = _graded(prepared, {}), _graded(prepared, {})
    assert replace(one, timing={}) == replace(two, timing={})


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_reports_speak_the_language_asked_for(prepared: Prepared, language: str) -> None:
    fake = Fake(lambda q: Outcome(Status.PASSED, None))
    report = grade(submission(GOOD_DOUBLE), prepared, fake, language)
    titles = {"pt-BR": "Dobrar", "es": "Duplicar", "en": "Doubling"}
    assert report.title == titles[language]
    said = " ".join(f.message for e in report.exercises for i in e.items for f in i.findings)
    assert {"pt-BR": "devolvido", "es": "devol", "en": "returned"}[language] in said


def test_work_that_python_cannot_read_is_not_left_blank(prepared: Prepared) -> None:
    fake = Fake(lambda q: _right(prepared, q))
    report = grade(submission("def double(x)\n    return 2 * x"), prepared, fake, "en")
    assert (report.status, report.score) == ("graded", 0.0)
    assert _exercise(report, "double").status == "missing"
    assert grade(submission("x = 1"), prepared, fake, "en").status == "not_attempted"
