"""What every `check` needs: read a student's values whatever they are, say what was found."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.check.compare import agree, states
from grader.check.values import Array, Unfit, array
from grader.model import Finding, Text

RTOL, ATOL = 1e-4, 1e-6
"""What float32 costs at most, and far below the weakest mistake."""


def alike(found: Any, expected: Any) -> bool:
    """Tell whether two arrays of one shape are equal, up to float32."""
    return bool(np.shape(found) == np.shape(expected)) and bool(
        agree(found, expected, RTOL, ATOL).all()
    )


def equals(value: Any, right: Array) -> bool:
    """Tell whether a value is this array, up to float32."""
    try:
        return alike(array(value, "value", right.shape), right)
    except Unfit:
        return False


def as_dict(value: Any) -> Mapping[str, Any]:
    """Return a dict as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


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


def unchanged(answers: Mapping[str, Any], *, item: str, works: bool) -> Finding:
    """Judge that the input was left as it was, by something that did its work at all."""
    if not works:
        return later("unchanged_later", item=item)
    return states(answers.get("changed") is False, "unchanged", item=item)


def later(key: str, *, item: str, part: str = "", **words: str) -> Finding:
    """Refuse what cannot be judged yet: something else has to be right before it means anything."""
    return Finding(item, False, Text(key, words), part=part)


def numbers(expected: Any, got: Any) -> Text:
    """Tell two numbers, for examples."""
    return Text("numbers", {"expected": float(expected), "got": float(got)})
