"""An answer is another one when nothing at all tells the two apart."""

import copy
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.measure.identical import identical
from grader.sandbox import wire

NUMBERS = st.one_of(st.booleans(), st.integers(-5, 5), st.floats(), st.none(), st.text(max_size=3))
ARRAYS = st.builds(
    lambda values, kind: np.array(values, dtype=kind),
    st.lists(st.integers(0, 3), max_size=4),
    st.sampled_from(["float64", "float32", "int64", "bool"]),
)
VALUES = st.recursive(
    NUMBERS | ARRAYS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.text(max_size=2), inner, max_size=3),
    ),
    max_leaves=6,
)


def _spelt(value: Any) -> str:
    """Return a value with every type, shape, key's place and bit of it: the oracle."""
    if isinstance(value, np.ndarray):
        return f"array {value.dtype} {value.shape} {value.tobytes().hex()}"
    if isinstance(value, dict):
        return f"dict {[(_spelt(key), _spelt(item)) for key, item in value.items()]}"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__} {[_spelt(item) for item in value]}"
    return (
        f"{type(value).__name__} {value.hex() if isinstance(value, float) else json.dumps(value)}"
    )


@given(VALUES)
def test_a_copy_is_identical(value: Any) -> None:
    assert identical(copy.deepcopy(value), value)


@given(VALUES, VALUES)
def test_identical_is_spelt_the_same(one: Any, other: Any) -> None:
    assert identical(one, other) == (_spelt(one) == _spelt(other))


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (0.0, -0.0),
        (1, 1.0),
        (True, 1),
        ([1.0], (1.0,)),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (np.zeros((2, 1)), np.zeros((1, 2))),
        (np.zeros(2), np.zeros(2, dtype=np.float32)),
        (np.array([0.0]), np.array([-0.0])),
        (np.array(1.0), 1.0),
        (np.nextafter(1.0, 2.0), np.float64(1.0)),
    ],
    ids=str,
)
def test_what_differs_by_as_little_as_a_sign_is_not(got: Any, want: Any) -> None:
    assert not identical(got, want)


def test_what_the_wire_could_not_carry_is_identical_to_nothing() -> None:
    frame = wire.pack(wire.ANSWER, object())
    _kind, header, body = wire.sizes(frame[: wire.HEAD.size])
    rest = frame[wire.HEAD.size :]
    unfit = wire.unpack(rest[:header], rest[header : header + body])
    assert not identical(unfit, copy.copy(unfit))


def test_a_list_without_end_is_not_followed() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert not identical(endless, copy.deepcopy(endless))
