"""Values taken apart into leaves: any value that can arrive, alike for equal ones, and bounded."""

import copy
import warnings
from typing import Any

import numpy as np
import pytest
from arbitrary_values import TREES
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from little_memory import at_most_more, needs_proc

from grader.diagnose.leaves import Leaf, leaves
from grader.sandbox import wire

NUMBERS = st.floats(allow_nan=True, allow_infinity=True) | st.integers(-(10**12), 10**12)
REGULAR = hnp.arrays("f8", hnp.array_shapes(max_dims=3, max_side=4))


def same(one: dict[str, Leaf], other: dict[str, Leaf]) -> bool:
    """Tell whether leaves are equal, NaN equal to NaN."""
    return list(one) == list(other) and all(_same(one[path], other[path]) for path in one)


def _same(one: Leaf, other: Leaf) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return type(one) is type(other) and one == other
    return one.shape == other.shape and np.array_equal(one, other, equal_nan=True)


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_any_value_has_leaves_that_are_float_arrays_or_words(value: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = leaves(value)
    for leaf in found.values():
        assert isinstance(leaf, str) or (leaf.dtype == np.float64 and leaf.size)


@settings(max_examples=200, deadline=None)
@given(TREES)
def test_equal_values_have_equal_leaves(value: Any) -> None:
    found = leaves(value)
    assert same(leaves(copy.deepcopy(value)), found)
    assert same(leaves(_as_tuples(value)), found)
    try:
        arrived = wire.round_trip(value)
    except wire.WireError:
        return
    assert same(leaves(arrived), found)


def _as_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_tuples(inner) for key, inner in value.items()}
    return tuple(map(_as_tuples, value)) if isinstance(value, list | tuple) else value


@given(NUMBERS, st.integers(0, 3))
def test_one_number_is_that_number_in_arrays_of_any_shape(number: float, dimensions: int) -> None:
    written: list[Any] = [number, np.float64(number), np.full((1,) * dimensions, float(number))]
    nested: Any = number
    for _ in range(dimensions):
        nested = [nested]
    for value in (*written, nested):
        assert same(leaves({"cost": value}), {"cost": np.array(float(number))})


@given(REGULAR)
def test_a_list_of_numbers_is_the_array_of_them(value: Any) -> None:
    assert same(leaves(value.tolist()), leaves(value))


def test_leaves_bear_the_path_that_leads_to_them() -> None:
    dW = np.ones((2, 3))
    value = {"grads": {"dW1": dW, "note": "ok"}, "cache": [dW, None, (np.zeros(2), {"m": 5})]}
    found = leaves(value)
    assert list(found) == [
        "grads.dW1", "grads.note", "cache[]", "cache[0]", "cache[1]",
        "cache[2][]", "cache[2][0]", "cache[2][1].m",
    ]  # fmt: skip
    assert (found["cache[]"], found["cache[1]"], found["grads.note"]) == ("3", "NoneType", "ok")
    assert leaves([dW])["[]"] != leaves([dW, dW])["[]"]


def _deep(levels: int) -> Any:
    value: Any = 1.0
    for _ in range(levels):
        value = [value]
    return value


def _branching(levels: int) -> Any:
    value: Any = "leaf"
    for _ in range(levels):
        value = [value, {"k": value}]
    return value


HOSTILE: dict[str, Any] = {
    "deep": _deep(100_000),
    "branching": _branching(14),
    "many keys": dict.fromkeys(map(str, range(100_000)), 1.0),
    "many items": ["x"] * 100_000,
    "long keys": {"k" * 1_000_000 + str(n): {"k" * 1_000_000: 1.0} for n in range(3)},
    "huge numbers": [10**4000, -(10**400), 1e308, [10**4000] * 5],
    "not numbers": [np.nan, np.inf, -np.inf, [np.nan] * 5],
    "other kinds": [{1, 2}, b"x", 1j, np.datetime64("2024-01-01"), wire.Opaque("Thing"), ...],
    "strange keys": {(1, (2,)): 1.0, None: 2.0, b"x": 3.0, 1.5: 4.0},
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_has_few_leaves_with_short_paths(value: Any) -> None:
    found = leaves(value)
    assert 0 < len(found) <= 2_000
    assert max(map(len, found)) < 5_000


@needs_proc
def test_a_long_text_among_numbers_does_not_lend_them_its_length() -> None:
    """As an array of text, a megabyte of list would take eight gigabytes."""
    with at_most_more(1 << 30):
        found = leaves({"costs": [1, "x" * 1_000_000, *[1] * 2_000]})
    assert same({"costs[2]": found["costs[2]"]}, {"costs[2]": np.array(1.0)})
