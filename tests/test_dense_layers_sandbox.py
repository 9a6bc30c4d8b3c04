"""The dense layers lesson as submissions, through the sandbox to a score."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from course_lesson import Lesson, report_on, submitted

from grader.grade import grade
from grader.model import ExerciseReport, Report, Submission
from grader.prepare import Prepared, prepare
from grader.sandbox.jail import Jail
from grader.seed import practice_seed

LESSON = Lesson("dense_layers")
DENSE, RELU, SOFTMAX, SPIRAL, LOSS, PIPELINE = LESSON.exercises
PRINTED = Path(__file__).parent / "data" / "lessons" / "dense_layers"

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


def graded_cells(sources: list[str], prepared: Prepared, jail: Jail) -> Report:
    """Grade a notebook of these code cells."""
    cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    submission = Submission("someone", "cells.ipynb", json.dumps(notebook).encode())
    return grade(submission, prepared, jail, "pt-BR")


def by_name(report: Report) -> dict[str, ExerciseReport]:
    return {exercise.name: exercise for exercise in report.exercises}


def scores(report: Report) -> dict[str, float | None]:
    return {exercise.name: exercise.score for exercise in report.exercises}


@pytest.mark.parametrize("language", ["pt-BR", "es", "en"])
def test_the_solution_has_full_marks_and_the_handout_none(
    prepared: Prepared, jail: Jail, language: str
) -> None:
    for path, points in (
        (LESSON.solutions / "solution.ipynb", 100),
        (LESSON.folder / "handout.ipynb", 0),
    ):
        report = graded(path, prepared, jail, language)
        assert report.score == points
    assert report.status == "not_attempted"


def test_the_printed_lesson_earns_what_is_right_in_it(prepared: Prepared, jail: Jail) -> None:
    report = graded(PRINTED / "printed.ipynb", prepared, jail)
    full = {DENSE: 27, RELU: 13, SOFTMAX: 27, PIPELINE: 7}
    assert scores(report) == {**full, SPIRAL: 0, LOSS: 0}
    assert report.score == 74


def test_what_is_wrong_in_the_printed_lesson_is_said(prepared: Prepared, jail: Jail) -> None:
    report = graded(PRINTED / "printed.ipynb", prepared, jail)
    exercises = by_name(report)
    assert "`spiral_data` é importada na célula 15" in exercises[SPIRAL].summary
    assert "Nenhuma célula define `Loss_CategoricalCrossentropy`" in exercises[LOSS].summary
    said = " ".join(problem.message for problem in report.problems)
    assert "`Layer_Dense` aparece com definições diferentes nas células 7, 9, 15" in said


def test_the_names_of_the_first_listing_do_not_match_and_it_is_said(
    prepared: Prepared, jail: Jail
) -> None:
    """`weight` is made and `weights` is read: what does not need forward keeps its points."""
    dense = by_name(graded(PRINTED / "first-listing.ipynb", prepared, jail))[DENSE]
    won = {item.id: item.score for item in dense.items}
    assert won == {"shapes": 4, "distribution": 6, "biases": 3, "product": 0, "bias": 0}
    assert "AttributeError na célula 2, linha 18" in dense.summary
    assert "has no attribute 'weights'" in dense.summary


def test_a_spiral_borrowed_from_nnfs_earns_nothing_and_nothing_else_is_lost(
    prepared: Prepared, jail: Jail
) -> None:
    source = (LESSON.solutions / "reference.py").read_text(encoding="utf-8")
    borrowed = """
from nnfs.datasets import spiral_data as lent
def spiral_data(samples, classes):
    return lent(samples, classes)
"""
    report = graded_cells([source, borrowed], prepared, jail)
    assert report.score == 94
    spiral = by_name(report)[SPIRAL]
    assert spiral.score == 0
    assert "escreva a sua, sem chamar a de nnfs" in spiral.summary


@pytest.mark.parametrize("name", ["em-portugues", "en-espanol"])
def test_a_notebook_with_names_of_its_own_is_read_as_it_is(
    prepared: Prepared, jail: Jail, name: str
) -> None:
    assert graded(PRINTED / f"{name}.ipynb", prepared, jail).score == 100


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_known_mistake_loses_points_in_its_exercise_and_the_rest_is_kept(
    prepared: Prepared, jail: Jail, mistake: str
) -> None:
    report = report_on(submitted(LESSON, "mistakes", mistake), prepared, jail)
    lost = {e.name for e in report.exercises if e.score != e.max_score}
    assert MISTAKES[mistake] in lost
    # what crashes, or computes nothing, stops the whole network too
    assert lost <= {MISTAKES[mistake], PIPELINE} or mistake == "pipeline.weights_in_the_class"


@pytest.mark.parametrize("alternative", ALTERNATIVES)
def test_an_alternative_has_full_marks(prepared: Prepared, jail: Jail, alternative: str) -> None:
    report = report_on(submitted(LESSON, "alternatives", alternative), prepared, jail)
    assert [(e.name, e.score) for e in report.exercises if e.score != e.max_score] == []
    assert report.score == 100
