"""An example's values as rows of text: arrays, masks and curves, cut where they are large."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from grader.exhibit import MASK_COLUMNS, MASK_ROWS, POINTS, exhibits_of
from grader.language import built_in
from grader.model import Form, JudgedCase, Shown, Status
from grader.result import Exhibit


def exhibit(form: Form, got: Any, expected: Any = None, status: Status = Status.FAILED) -> Exhibit:
    shown = Shown("name", expected, got, 1e-6, 1e-8, form)
    [made] = exhibits_of(JudgedCase("exercise", "case", "example", status, shown=(shown,)))
    assert made.form == form
    return made


def note_of(made: Exhibit) -> str:
    return " ".join(map(built_in("en").say, made.notes))


@pytest.mark.parametrize(
    ("shape", "rows"),
    [
        ((), [1]), ((0,), [0]), ((5,), [5]), ((0, 0), []), ((0, 3), []), ((3, 0), [0, 0, 0]),
        ((0, 2, 2), []), ((2, 0, 3), [0, 0]), ((2, 2, 3), [6, 6]), ((13, 14), [12] * 12),
    ],
)  # fmt: skip
def test_an_array_of_any_shape_is_laid_out_as_a_matrix(
    shape: tuple[int, ...], rows: list[int]
) -> None:
    made = exhibit("array", np.zeros(shape), np.ones((2, 2)))
    assert [len(row) for row in made.got] == [len(row) for row in made.off] == rows
    assert made.expected == (("1", "1"), ("1", "1"))
    assert f"The shape is {shape}" in note_of(made)
    alike = exhibit("array", np.full(shape, -9.0), np.ones(shape))
    assert alike.off == tuple((4,) * width for width in rows)


def test_a_mask_is_rows_of_0_and_1_and_nothing_is_expected() -> None:
    made = exhibit("mask", np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]))
    assert made.got == (("1", "0"), ("0", "1"), ("1", "1"))
    assert (made.expected, made.off, note_of(made)) == ((), (), "")


@pytest.mark.parametrize(
    ("shape", "drawn"),
    [
        ((MASK_ROWS, MASK_COLUMNS), (MASK_ROWS, MASK_COLUMNS)),
        ((MASK_ROWS + 1, 3), (MASK_ROWS, 3)),
        ((2, MASK_COLUMNS + 7), (2, MASK_COLUMNS)),
    ],
)
def test_a_large_mask_is_cut_and_says_so(shape: tuple[int, int], drawn: tuple[int, int]) -> None:
    whole = np.arange(shape[0] * shape[1]).reshape(shape) % 2
    made = exhibit("mask", whole)
    assert [len(row) for row in made.got] == [drawn[1]] * drawn[0]
    assert made.got == tuple(tuple(map(str, row[: drawn[1]])) for row in whole[: drawn[0]].tolist())
    said = f"Only the first {drawn[0]} rows and {drawn[1]} columns of {shape} are drawn."
    assert note_of(made) == ("" if shape == drawn else said)


def test_a_curve_is_one_row_beside_the_expected_one() -> None:
    made = exhibit("curve", [3.0, 2.0, 9.0], [3.0, 2.0, 1.0])
    assert made.expected == (("3", "2", "1"),)
    assert made.got == (("3", "2", "9"),)
    assert made.off == ((0, 0, 4),)
    assert note_of(made) == ""


def test_a_curve_may_have_nothing_to_be_compared_with() -> None:
    made = exhibit("curve", [3.0, 2.0])
    assert (made.expected, made.got, made.off) == ((), (("3", "2"),), ((0, 0),))


def test_a_curve_of_another_length_is_told_with_both_lengths() -> None:
    made = exhibit("curve", [3.0, 2.0, 1.0], [3.0, 2.0])
    assert "The shape is (3,); the expected shape is (2,)." in note_of(made)
    assert made.off == ((4, 4, 4),)


def test_a_curve_that_breaks_says_where() -> None:
    made = exhibit("curve", [3.0, 2.0, np.nan, 1.0, np.inf])
    assert made.got == (("3", "2", "nan", "1", "inf"),)
    assert "value 3 is the first of these" in note_of(made)


def test_an_accepted_curve_has_nothing_off() -> None:
    made = exhibit("curve", [3.0, 2.5], [3.0, 2.0], Status.PASSED)
    assert made.off == ((0, 0),)
    assert "right all the same" in note_of(made)


@pytest.mark.parametrize("size", [2, POINTS, POINTS + 1, 2 * POINTS, 2 * POINTS + 1, 12_345])
def test_a_long_curve_is_thinned_evenly_and_says_so(size: int) -> None:
    made = exhibit("curve", np.arange(size), np.arange(size))
    places = [int(text) for text in made.got[0]]
    assert len(places) <= POINTS
    assert (places[0], places[-1]) == (0, size - 1)
    steps = {after - before for before, after in pairwise(places[:-1])}
    assert len(steps) <= 1
    assert made.got == made.expected and len(made.off[0]) == len(places)
    if size <= POINTS:
        assert places == list(range(size)) and note_of(made) == ""
    else:
        assert note_of(made) == (
            f"Only one of every {steps.pop()} values is drawn, of {size} in all."
        )


def test_curves_of_two_lengths_are_thinned_alike() -> None:
    made = exhibit("curve", np.arange(1000), np.arange(100))
    assert made.got[0][:10] == made.expected[0][:10]
