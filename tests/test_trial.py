"""Two answers are the same where nothing that they hold tells them apart."""

from typing import Any

import numpy as np
import pytest

from grader.trial import same
from grader.validate.dishonest.leaves import leaves, rebuilt

ALIKE: list[tuple[Any, Any]] = [
    ({2, 3}, {3, 2}),
    (1 + 2j, 1 + 2j + 1e-12),
    ([1j, 2.0], np.array([1j, 2.0])),
    ({"a": {1}}, {"a": {1}}),
]
UNLIKE: list[tuple[Any, Any]] = [
    ({2, 3}, {2, 5}),
    ({2, 3}, [2, 3]),
    (1 + 2j, 1 - 2j),
    (np.array([1j, 2.0]), np.array([1j, 3.0])),
    (2.0, 2.0 + 1j),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_answers_that_are_the_same(one: Any, other: Any) -> None:
    assert same(one, other)


@pytest.mark.parametrize(("one", "other"), UNLIKE)
def test_answers_that_differ(one: Any, other: Any) -> None:
    assert not same(one, other)


def test_a_set_of_numbers_is_walked_and_rebuilt() -> None:
    """So that answers without work are made of functions that return sets, too."""
    assert [value for _, value in leaves({5, 2})] == [2, 5]
    assert rebuilt({5, 2}, lambda _, value: value + 1, new=set(), silent=False) == {3, 6}
    words = {"a", "b"}
    assert rebuilt(words, lambda _, value: 0, new=set(), silent=False) == words
