"""The known mistakes and the alternatives as submissions, through the sandbox to a score."""

from collections.abc import Iterator

import pytest
from course_lesson import ROOT, report_on, submitted
from regularization_lesson import FOLDER, REGULARIZATION, SOLUTIONS, lesson, solution

from grader.grade import grade
from grader.model import Submission
from grader.prepare import Prepared, prepare
from grader.sandbox.jail import Jail
from grader.seed import practice_seed

MISTAKES = [mistake.id for mistake in solution("mistakes").MISTAKES]
ALTERNATIVES = [alternative.id for alternative in solution("alternatives").ALTERNATIVES]


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(lesson(), practice_seed())


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(FOLDER, lesson().limits, (SOLUTIONS,)) as opened:
        yield opened


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_known_mistake_loses_points_in_its_exercise_and_some_are_kept(
    prepared: Prepared, jail: Jail, mistake: str
) -> None:
    exercise = next(m.exercise for m in solution("mistakes").MISTAKES if m.id == mistake)
    report = report_on(submitted(REGULARIZATION, "mistakes", mistake), prepared, jail)
    scores = {e.name: (e.score, e.max_score) for e in report.exercises}
    got, full = scores.pop(exercise)
    assert got is not None and got < full
    assert report.score is not None and 0 < report.score < 100


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_an_alternative_has_full_marks(prepared: Prepared, jail: Jail, alternative: str) -> None:
    report = report_on(submitted(REGULARIZATION, "alternatives", alternative), prepared, jail)
    assert [(e.name, e.score) for e in report.exercises if e.score != e.max_score] == []
    assert report.score == 100


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_the_solution_has_full_marks_and_the_handout_none(
    prepared: Prepared, jail: Jail, language: str
) -> None:
    for path, points in ((SOLUTIONS / "solution.ipynb", 100), (FOLDER / "handout.ipynb", 0)):
        submission = Submission("someone", path.name, path.read_bytes())
        report = grade(submission, prepared, jail, language)
        assert report.score == points
    assert report.status == "not_attempted"


def test_the_lesson_as_printed_is_paid_for_what_is_right_and_told_what_is_not(
    prepared: Prepared, jail: Jail
) -> None:
    path = ROOT / "tests" / "data" / "lessons" / "regularization" / "as-printed.ipynb"
    submission = Submission("lesson", path.name, path.read_bytes())
    report = grade(submission, prepared, jail, "en")
    scores = {e.name: (e.score, e.max_score) for e in report.exercises}
    assert [score for score, full in list(scores.values())[:3] if score != full] == []
    # the unpacking line has 13 names for 14 items
    assert scores["backward_propagation_with_dropout"] == (0, 20)
    said = {e.name: e.summary for e in report.exercises}
    assert "too many values to unpack" in said["backward_propagation_with_dropout"]
    assert "cell 11, line 5" in said["backward_propagation_with_dropout"]
    # `model` is printed without its return
    assert scores["model"] == (0, 10)
    # `lambda` is no name of an argument; that cell defines nothing that is asked for
    assert [p.where for p in report.problems] == ["cell 9, line 1", "cell 9"]
    assert "`lambda` is a word of Python's own" in report.problems[0].message
