"""The dense layers lesson as it is printed, and other submissions, through the sandbox."""

from collections.abc import Iterator

import pytest
from course_lesson import Lesson
from lesson_bench import Bench, by_name, opened

from grader.reported import Report

LESSON = Lesson("dense_layers")
DENSE, RELU, SOFTMAX, SPIRAL, LOSS, PIPELINE = LESSON.exercises


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with opened(LESSON) as bench:
        yield bench


def scores(report: Report) -> dict[str, float | None]:
    return {exercise.name: exercise.score for exercise in report.exercises}


def test_the_printed_lesson_earns_what_is_right_in_it(bench: Bench) -> None:
    report = bench.graded(bench.data / "printed.ipynb")
    full = {DENSE: 27, RELU: 13, SOFTMAX: 27, PIPELINE: 7}
    assert scores(report) == {**full, SPIRAL: 0, LOSS: 0}
    assert report.score == 74


def test_what_is_wrong_in_the_printed_lesson_is_said(bench: Bench) -> None:
    report = bench.graded(bench.data / "printed.ipynb")
    exercises = by_name(report)
    assert "`spiral_data` é importada na célula 11" in exercises[SPIRAL].summary
    assert "Nenhuma célula define `Loss_CategoricalCrossentropy`" in exercises[LOSS].summary
    said = " ".join(problem.message for problem in report.problems)
    assert "`Layer_Dense` aparece com definições diferentes nas células 5, 7, 11" in said


def test_the_names_of_the_first_listing_do_not_match_and_it_is_said(bench: Bench) -> None:
    """`weight` is made and `weights` is read: what does not need forward keeps its points."""
    dense = by_name(bench.graded(bench.data / "first-listing.ipynb"))[DENSE]
    won = {item.id: item.score for item in dense.items}
    assert won == {"shapes": 4, "distribution": 6, "biases": 3, "product": 0, "bias": 0}
    assert "AttributeError na célula 1, linha 18" in dense.summary
    assert "has no attribute 'weights'" in dense.summary


def test_a_spiral_borrowed_from_nnfs_earns_nothing_and_nothing_else_is_lost(bench: Bench) -> None:
    source = (LESSON.solutions / "reference.py").read_text(encoding="utf-8")
    borrowed = """
from nnfs.datasets import spiral_data as lent
def spiral_data(samples, classes):
    return lent(samples, classes)
"""
    report = bench.graded_cells([source, borrowed])
    assert report.score == 94
    spiral = by_name(report)[SPIRAL]
    assert spiral.score == 0
    assert "aqui conta a sua própria spiral_data, não uma que chama a de nnfs" in spiral.summary


@pytest.mark.parametrize("name", ["em-portugues", "en-espanol"])
def test_a_notebook_with_names_of_its_own_is_read_as_it_is(bench: Bench, name: str) -> None:
    assert bench.graded(bench.data / f"{name}.ipynb").score == 100
