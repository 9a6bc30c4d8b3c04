"""The lesson on dropout in the scalar network as submissions, through the sandbox to a score."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from course_lesson import Lesson, report_on, submitted
from told import grade

from grader.model import Submission
from grader.prepare import Prepared, prepare
from grader.reported import ExerciseReport, Report
from grader.sandbox.jail import Jail
from grader.seed import practice_seed

pytestmark = pytest.mark.sampled(4, thorough=4)

LESSON = Lesson("autograd_dropout")
PREVER, SORTEAR, CAMADAS, GRADIENTE, TREINAR = LESSON.exercises
DATA = Path(__file__).parents[2] / "data" / "lessons" / "autograd_dropout"

MISTAKES = {mistake.id: mistake.exercise for mistake in LESSON.solution("mistakes").MISTAKES}
ALTERNATIVES = [alternative.id for alternative in LESSON.solution("alternatives").ALTERNATIVES]


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(LESSON.assignment(), practice_seed())


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(LESSON.folder, LESSON.assignment().limits, (LESSON.solutions,)) as opened:
        yield opened


def graded(path: Path, prepared: Prepared, jail: Jail, language: str = "pt-BR") -> Report:
    return grade(Submission("someone", path.name, path.read_bytes()), prepared, jail, language)


def by_name(report: Report) -> dict[str, ExerciseReport]:
    return {exercise.name: exercise for exercise in report.exercises}


def lost(report: Report) -> dict[str, set[str]]:
    return {
        exercise.name: items
        for exercise in report.exercises
        if (items := {item.id for item in exercise.items if item.score != item.max_score})
    }


def said(exercise: ExerciseReport, item: str, *, ok: bool) -> str:
    [found] = [one for one in exercise.items if one.id == item]
    return " ".join(finding.message for finding in found.findings if finding.ok is ok)


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_the_solution_has_full_marks_and_the_handout_none(
    prepared: Prepared, jail: Jail, language: str
) -> None:
    assert graded(LESSON.solutions / "solution.ipynb", prepared, jail, language).score == 100
    blank = graded(LESSON.folder / "handout.ipynb", prepared, jail, language)
    assert (blank.score, blank.status) == (0, "not_attempted")


def test_the_printed_lesson_is_graded_by_its_own_top_level_loop(
    prepared: Prepared, jail: Jail
) -> None:
    """Data in arrays, 1000 epochs, no __rsub__: shortened, bound and mended on the way."""
    report = graded(DATA / "printed.ipynb", prepared, jail)
    assert lost(report) == {}
    assert report.score == 100
    assert report.problems == ()


def test_what_the_printed_lesson_leaves_open_is_said(prepared: Prepared, jail: Jail) -> None:
    report = graded(DATA / "printed.ipynb", prepared, jail)
    told = said(by_name(report)[SORTEAR], "silence", ok=True)
    assert "não são divididos por 1 - taxa" in told


def test_a_rate_in_the_constructor_and_data_that_only_a_run_could_give_are_no_obstacle(
    prepared: Prepared, jail: Jail
) -> None:
    report = graded(DATA / "rate-in-constructor.ipynb", prepared, jail)
    assert lost(report) == {}
    assert report.score == 100


def test_a_first_hidden_layer_taken_for_the_input_is_told(prepared: Prepared, jail: Jail) -> None:
    report = graded(DATA / "first-hidden-layer-spared.ipynb", prepared, jail)
    assert lost(report) == {CAMADAS: {"hidden"}}
    assert report.score == 95
    assert "camadas[0] não é a entrada" in said(by_name(report)[CAMADAS], "hidden", ok=False)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_known_mistake_loses_points_in_its_exercise(
    prepared: Prepared, jail: Jail, mistake: str
) -> None:
    report = report_on(submitted(LESSON, "mistakes", mistake), prepared, jail)
    assert MISTAKES[mistake] in lost(report)


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_another_design_has_full_marks(prepared: Prepared, jail: Jail, alternative: str) -> None:
    report = report_on(submitted(LESSON, "alternatives", alternative), prepared, jail)
    assert lost(report) == {}
    assert report.score == 100
