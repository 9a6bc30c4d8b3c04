"""A factor is said by its name where one name fits, by a word where it is always the same."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from answered_lessons import related

from grader.diagnose.relation import Answered


def scaled(factors: list[dict[str, float]], by: Callable[[dict[str, float]], float]) -> Any:
    rng = np.random.default_rng(0)
    wants = [rng.normal(size=(4, 3)) for _ in factors]
    return [Answered(f, {"x": by(f) * w}, {"x": w}) for f, w in zip(factors, wants, strict=True)]


def test_m_and_2_are_told_apart_by_cases_with_another_m() -> None:
    same, other = [{"m": 2.0}, {"m": 2.0}], [{"m": 2.0}, {"m": 6.0}]
    assert related(scaled(same, lambda f: 2)) == [("double", "x")]
    assert related(scaled(other, lambda f: 2)) == [("double", "x")]
    assert related(scaled(other, lambda f: f["m"])) == [("times", "x", "m")]


def test_two_names_that_fit_alike_are_no_name() -> None:
    alike = [{"m": 3.0, "n": 3.0}, {"m": 5.0, "n": 5.0}]
    assert related(scaled(alike, lambda f: f["m"])) == [("proportional", "x")]
    apart = [{"m": 3.0, "n": 3.0}, {"m": 5.0, "n": 4.0}]
    assert related(scaled(apart, lambda f: f["m"])) == [("times", "x", "m")]
    assert related(scaled([{"m": 3.0, "n": 3.0}], lambda f: 3.0)) == [("constant", "x")]


def test_the_simplest_name_is_taken() -> None:
    # 1/n is m here; the plain m is said, and neither 2·half nor n
    factors = [{"m": 4.0, "half": 2.0}, {"m": 6.0, "half": 3.0}]
    assert related(scaled(factors, lambda f: f["m"])) == [("times", "x", "m")]


@pytest.mark.parametrize("value", [0.0, np.inf, np.nan, 1e-300, 1e300])
def test_odd_factors_do_no_harm(value: float) -> None:
    assert related(scaled([{"m": value}] * 2, lambda f: 3.0)) == [("constant", "x")]


def test_a_case_in_which_a_factor_is_1_may_be_right() -> None:
    factors = [{"m": 1.0}, {"m": 4.0}, {"m": 7.0}]
    assert related(scaled(factors, lambda f: f["m"])) == [("times", "x", "m")]
