"""The Dropout lesson as submissions, through the sandbox to a score: variants, printed lesson."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from course_lesson import ROOT, Lesson

from grader.grade import grade
from grader.judge import judge
from grader.model import Chunk, Extraction, Report, Submission
from grader.prepare import Prepared, prepare
from grader.sandbox.jail import Jail
from grader.score import About, counted, score
from grader.seed import practice_seed

LESSON = Lesson("dropout_layer")
PRINTED = Path(__file__).parent / "data" / "lessons" / "dropout_layer"
RECORDS = (ROOT / "grader" / "mistake.py").read_text(encoding="utf-8")

MISTAKES = {mistake.id: mistake.exercise for mistake in LESSON.solution("mistakes").MISTAKES}
ALTERNATIVES = [alternative.id for alternative in LESSON.solution("alternatives").ALTERNATIVES]


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(LESSON.assignment(), practice_seed())


@pytest.fixture(scope="module")
def jail() -> Iterator[Jail]:
    with Jail(LESSON.folder, LESSON.assignment().limits, (LESSON.solutions,)) as opened:
        yield opened


def _submitted(file: str, variant: str) -> Extraction:
    """Return a submission that holds a file of variants, with this one's class chosen."""
    source = (LESSON.solutions / f"{file}.py").read_text(encoding="utf-8")
    lines = [line for line in source.splitlines() if not line.startswith("from grader.mistake")]
    made = f"functions(next(v for v in {file.upper()} if v.id == {variant!r}))"
    chunks = (RECORDS, "\n".join(lines), f"Dropout = {made}['Dropout']")
    return Extraction(
        tuple(Chunk(number, 1, text) for number, text in enumerate(chunks, start=1)),
        {"Dropout": "Dropout"},
    )


def _report(extraction: Extraction, prepared: Prepared, jail: Jail) -> Report:
    faults: list[str] = []
    questions = [case.question for case in prepared.cases]
    execution = jail.run(extraction, questions)
    assert execution.load_failures == ()
    outcomes = {q.index: o for q, o in zip(questions, execution.outcomes, strict=True)}
    judged = judge(prepared, extraction, outcomes, faults.append)
    assert faults == []
    about = About("someone", "es", {}, {}, {})
    return score(prepared.assignment, about, counted(prepared.cases), judged, ())


def _graded(path: Path, prepared: Prepared, jail: Jail, language: str = "es") -> Report:
    return grade(Submission("someone", path.name, path.read_bytes()), prepared, jail, language)


def _open_items(report: Report) -> dict[str, str]:
    """Return what is said of each item that is not right."""
    return {
        f"{exercise.name}.{item.id}": " ".join(f.message for f in item.findings if not f.ok)
        for exercise in report.exercises
        for item in exercise.items
        if item.score != item.max_score
    }


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_known_mistake_loses_points_in_its_exercise_and_some_are_kept(
    prepared: Prepared, jail: Jail, mistake: str
) -> None:
    report = _report(_submitted("mistakes", mistake), prepared, jail)
    [(got, full)] = [
        (e.score, e.max_score) for e in report.exercises if e.name == MISTAKES[mistake]
    ]
    assert got is not None and got < full
    assert report.score is not None and 50 < report.score < 100


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_an_alternative_has_full_marks(prepared: Prepared, jail: Jail, alternative: str) -> None:
    report = _report(_submitted("alternatives", alternative), prepared, jail)
    assert _open_items(report) == {}
    assert report.score == 100


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_the_solution_has_full_marks_and_the_handout_none(
    prepared: Prepared, jail: Jail, language: str
) -> None:
    assert _graded(LESSON.solutions / "solution.ipynb", prepared, jail, language).score == 100
    report = _graded(LESSON.folder / "handout.ipynb", prepared, jail, language)
    assert (report.score, report.status) == (0, "not_attempted")


def test_the_printed_lesson_defines_no_layer_and_is_told_so(prepared: Prepared, jail: Jail) -> None:
    report = _graded(PRINTED / "as-printed.ipynb", prepared, jail)
    assert report.score == 0
    assert {exercise.status for exercise in report.exercises} == {"missing"}
    assert all("define `Dropout`" in said for said in _open_items(report).values())
    assert report.problems == ()


def test_the_printed_lesson_with_the_layer_of_its_text_has_full_marks(
    prepared: Prepared, jail: Jail
) -> None:
    report = _graded(PRINTED / "layer-of-the-text.ipynb", prepared, jail)
    assert report.score == 100
    # binomial draws at one half: exactly the zeros that the lesson prints
    exhibits = [exhibit for exercise in report.exercises for exhibit in exercise.exhibits]
    assert [exhibit.name for exhibit in exhibits] == ["y", "gradient", "test"]
    assert all(exhibit.got == exhibit.expected for exhibit in exhibits)


def test_the_layer_of_the_library_is_paid_for_what_is_right_and_told_what_is_not(
    prepared: Prepared, jail: Jail
) -> None:
    report = _graded(PRINTED / "layer-of-the-library.ipynb", prepared, jail)
    assert report.score == 74
    said = _open_items(report)
    assert set(said) == {"forward.probability", "phases.gradient"}
    assert "p es la probabilidad de APAGAR" in said["forward.probability"]
    assert "ni sortearse una nueva" in said["phases.gradient"]
