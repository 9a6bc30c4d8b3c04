"""Two answers to one question: alike within rounding, or different; never an exception."""

import warnings
from typing import Any

import numpy as np
import pytest
from arbitrary_values import TREES, spoilt
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.advise.twice import about_differing, differs
from grader.language import LANGUAGES, Catalogue

ALIKE = [
    (1.0, 1.0 + 1e-12),
    (np.array([np.nan, np.inf]), [np.nan, np.inf]),
    ({"A3": np.ones((2, 3)), "cache": (1, None)}, {"cache": (1, None), "A3": np.ones((2, 3))}),
    ("text", "text"),
]
DIFFERENT = [
    (1.0, 1.001),
    (np.ones((2, 3)), np.ones((3, 2))),
    ({"D1": np.array([True, False])}, {"D1": np.array([False, True])}),
    ({"a": 1}, {"b": 1}),
    ((1, 2), (1, 2, 3)),
    (None, 0),
    ("text", "other"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_what_is_alike_does_not_differ(one: Any, other: Any) -> None:
    assert not differs(one, other)
    assert not differs(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_is_different_differs(one: Any, other: Any) -> None:
    assert differs(one, other)
    assert differs(other, one)


@settings(max_examples=150, deadline=None)
@given(TREES, st.data())
def test_any_answers_can_be_compared(value: Any, data: st.DataObject) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not differs(value, value)
        other = spoilt(data, value)
        assert differs(value, other) == differs(other, value)


def test_answers_nested_too_deeply_are_not_called_different() -> None:
    one: Any = 1.0
    other: Any = 2.0
    for _ in range(100_000):
        one, other = [one], [other]
    assert not differs(one, other)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_names_the_function(language: str) -> None:
    assert "`modelo`" in Catalogue(language).say(about_differing("modelo"))
