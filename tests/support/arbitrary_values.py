"""Arbitrary plain values, as a student's code might return them, and right answers spoilt."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

KEYS = """
    cost without W1 b1 W2 b2 W3 b3 dW1 dA1 dZ3 A3 cache D1 kept alike changed one two many three
    step first again no_chance returned twice costs
"""
NAMES = st.sampled_from(KEYS.split())
ARRAYS = hnp.arrays(
    dtype=st.sampled_from(["f8", "f4", "i8", "u1", "?", "c16", "<U3"]),
    shape=hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=6),
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.just(10**400)
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.complex_numbers()
    | st.text(max_size=5)
    | st.binary(max_size=5)
    | ARRAYS
    | st.just(np.float64("nan"))
    | st.just(np.array([1e308, -1e308]))
)
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES | st.text(max_size=3), inner, max_size=6)
        | st.tuples(inner, inner)
    ),
    max_leaves=12,
)


def spoilt(data: st.DataObject, value: Any) -> Any:
    """Replace one leaf of a right answer, at a drawn place."""
    if data.draw(st.integers(0, 3)) == 0:
        return data.draw(TREES)
    if isinstance(value, dict) and value:
        key = data.draw(st.sampled_from(sorted(value)))
        return {**value, key: spoilt(data, value[key])}
    if isinstance(value, tuple | list) and value:
        place = data.draw(st.integers(0, len(value) - 1))
        return [spoilt(data, one) if i == place else one for i, one in enumerate(value)]
    if isinstance(value, np.ndarray) and value.ndim:
        ways = [value.T, value.tolist()]
        if value.ndim and len(value):
            ways.append(value[0])
        if value.dtype.kind in "biufc":
            with np.errstate(invalid="ignore"):  # infinities too
                ways.append(value * np.nan)
        return data.draw(st.sampled_from(ways))
    return data.draw(TREES)
