"""The Dropout lesson as it is printed and as its library has it, through the sandbox."""

from collections.abc import Iterator

import pytest
from course_lesson import Lesson
from lesson_bench import Bench, open_items, opened


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    with opened(Lesson("dropout_layer"), "es") as bench:
        yield bench


def test_the_printed_lesson_defines_no_layer_and_is_told_so(bench: Bench) -> None:
    report = bench.graded(bench.data / "as-printed.ipynb")
    assert report.score == 0
    assert {exercise.status for exercise in report.exercises} == {"missing"}
    assert all("define `Dropout`" in said for said in open_items(report).values())
    assert report.problems == ()


def test_the_printed_lesson_with_the_layer_of_its_text_has_full_marks(bench: Bench) -> None:
    report = bench.graded(bench.data / "layer-of-the-text.ipynb")
    assert report.score == 100
    # binomial draws at one half: exactly the zeros that the lesson prints
    exhibits = [exhibit for exercise in report.exercises for exhibit in exercise.exhibits]
    arrays = [exhibit for exhibit in exhibits if exhibit.form == "array"]
    assert [exhibit.name for exhibit in arrays] == ["y", "gradient", "test", "test"]
    assert all(exhibit.got == exhibit.expected for exhibit in arrays)
    # 20 entries in the lesson, 2400 in the example of many; backward lets through what y keeps
    masks = [exhibit for exhibit in exhibits if exhibit.form == "mask"]
    lesson, many, y, gradient = masks
    assert lesson.got == y.got == gradient.got
    assert tuple(tuple("01"[float(text) != 0] for text in row) for row in arrays[0].got) == y.got
    assert (len(many.got), len(many.got[0])) == (40, 60)


def test_the_layer_of_the_library_is_paid_for_what_is_right_and_told_what_is_not(
    bench: Bench,
) -> None:
    report = bench.graded(bench.data / "layer-of-the-library.ipynb")
    assert report.score == 74
    said = open_items(report)
    assert set(said) == {"forward.probability", "phases.gradient"}
    assert "p es la probabilidad de APAGAR" in said["forward.probability"]
    assert "ni sortearse una nueva" in said["phases.gradient"]
