"""What was rounded, and what was computed with rounded numbers, is told from what is wrong."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.measure.precision import Rounding, rounding

NUMBERS = st.lists(st.floats(0.5, 3.0), min_size=2, max_size=6, unique=True)


@given(NUMBERS, st.integers(4, 8))
def test_what_is_computed_with_rounded_numbers_is_put_right(
    numbers: list[float], decimals: int
) -> None:
    exact = np.array(numbers)
    cut = np.round(exact, decimals)
    want = {"number": exact, "slope": 2 * exact**0.5}
    got = {"number": cut, "slope": 2 * cut**0.5}
    undone = Rounding(decimals).undone(got, want)
    assert all((undone[key] == want[key]).all() for key in want)


@given(NUMBERS, st.integers(4, 6))
def test_what_is_off_by_more_stays_as_it_was(numbers: list[float], decimals: int) -> None:
    exact = np.array(numbers)
    got = {"number": np.round(exact, decimals), "slope": 1.5 * exact}
    undone = Rounding(decimals).undone(got, {"number": exact, "slope": exact})
    assert (undone["slope"] == got["slope"]).all()


@pytest.mark.parametrize("decimals", [2, 3, None])
def test_of_few_decimals_too_much_comes_about(decimals: int | None) -> None:
    assert not Rounding(decimals).came_of(np.array([1.0001]), np.array([1.0]))


def test_of_numbers_as_small_as_the_rounding_nothing_is_told() -> None:
    assert not Rounding(4).came_of(np.array([0.0]), np.array([0.0009]))


def test_nothing_is_rounded_where_no_number_ends() -> None:
    assert rounding([({"slope": np.array([1.00000123])}, {"slope": np.array([1.0000041])})]) is None
