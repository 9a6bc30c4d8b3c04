"""What all exercises need: read a student's values whatever they are, up to float32."""

from functools import partial
from typing import Any

import numpy as np

from grader.measure import compare
from grader.measure.compare import agree
from grader.measure.values import Array, Unfit, array
from grader.model import Text

RTOL, ATOL = 1e-4, 1e-6
"""What float32 costs at most, and far below the weakest mistake."""


def alike(found: Any, expected: Any) -> bool:
    """Tell whether two arrays of one shape are equal, up to float32."""
    return bool(np.shape(found) == np.shape(expected)) and bool(
        agree(found, expected, RTOL, ATOL).all()
    )


equals = partial(compare.equals, rtol=RTOL, atol=ATOL)
"""Tells whether a value is an array, up to float32."""


def keeps(value: Any, before: Array) -> bool:
    """Tell whether a value is still this array, up to float32; NaN is what NaN was."""
    try:
        found = array(value, "value", before.shape)
    except Unfit:
        return False
    return bool(np.allclose(found, before, RTOL, ATOL, equal_nan=True))


def varies(values: Array) -> bool:
    """Tell whether there is more than one number: a constant is no answer to anything."""
    return values.size > 0 and bool(np.isfinite(values).all()) and bool(np.ptp(values) > 0)


def is_changed(after: Any, before: Array) -> bool:
    """Tell whether an input that came back is no longer what was given, to the last bit."""
    try:
        found = array(after, "inputs", before.shape)
    except Unfit:
        return True
    return not np.array_equal(found, before, equal_nan=True)


def numbers(expected: Any, got: Any) -> Text:
    """Tell two numbers, for examples."""
    return Text("numbers", {"expected": float(expected), "got": float(got)})
