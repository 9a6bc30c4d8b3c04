"""Compare a student's numbers with expected ones: one finding, shapes before values."""

import math
from typing import Any

import numpy as np

from grader.measure.values import Unfit, array, number
from grader.model import Finding, Text

RTOL = 1e-6
"""Five orders of magnitude between the rounding of right answers and the weakest wrong one."""
ATOL = 1e-9
"""Entries that should be 0 come out as 1e-17."""
SINGLE = 32 * float(np.finfo(np.float32).eps)
"""What float32 costs, as a share of the largest number: that of a few sums in it."""


def close(
    got: Any,
    want: Any,
    *,
    item: str,
    what: str,
    part: str = "",
    rtol: float = RTOL,
    atol: float = ATOL,
) -> Finding:
    """Judge whether `got` is the array `want`: same shape, every entry within tolerance.

    A broadcast never helps: shapes are compared first. NaN is never close to anything.
    """
    expected = np.asarray(want, dtype=np.float64)
    try:
        found = array(got, what, expected.shape)
    except Unfit as unfit:
        return refused(unfit, item=item, part=part)
    return _compared(found, expected, item, what, part, rtol, atol)


def close_number(
    got: Any,
    want: float,
    *,
    item: str,
    what: str,
    part: str = "",
    rtol: float = RTOL,
    atol: float = ATOL,
) -> Finding:
    """Judge whether `got` is the number `want`; a 0-d or one-entry array counts as a number."""
    try:
        found = np.asarray(number(got, what))
    except Unfit as unfit:
        return refused(unfit, item=item, part=part)
    return _compared(found, np.asarray(float(want)), item, what, part, rtol, atol)


def refused(unfit: Unfit, *, item: str, part: str = "") -> Finding:
    """Turn a value that cannot be judged into a lost finding about one item."""
    return Finding(item, False, unfit.text, unfit.detail, part)


def states(
    ok: Any,
    key: str,
    *,
    item: str,
    part: str = "",
    detail: Text | None = None,
    **words: str,
) -> Finding:
    """Judge a statement that has two sentences, `<key>.holds` and `<key>.fails`.

    `detail` tells the numbers of a failure; it is left out when the statement holds.
    """
    holds = bool(ok)
    message = Text(f"{key}.{'holds' if holds else 'fails'}", dict(words))
    return Finding(item, holds, message, None if holds else detail, part)


def equals(value: Any, right: Any, rtol: float = RTOL, atol: float = ATOL) -> bool:
    """Tell whether a value is this array, of its shape, within tolerance."""
    try:
        return bool(agree(array(value, "value", np.shape(right)), right, rtol, atol).all())
    except Unfit:
        return False


def agree(found: Any, expected: Any, rtol: float = RTOL, atol: float = ATOL) -> Any:
    """Return where two arrays of one shape agree; NaN and infinity agree with nothing.

    What holds no more digits than float32 keeps need agree to these only. A column never agrees
    with a row: compared entry by entry they could become gigabytes.
    """
    if _stretches(np.shape(found), np.shape(expected)):
        return np.False_
    with np.errstate(all="ignore"):
        error = np.abs(found - expected)
        right = error <= atol + rtol * np.abs(expected)
        if np.all(right) or not (is_single(found) or is_single(expected)):
            return right
        return right | (error <= SINGLE * np.abs(expected).max())


def is_single(values: Any) -> bool:
    """Tell whether numbers are of float32, by their digits: a type may be lost on the way.

    Numbers that are short by themselves, such as whole ones, tell nothing.
    """
    numbers = np.asarray(values)
    if numbers.dtype != np.float64 or not np.isfinite(numbers).all():
        return bool(numbers.dtype == np.float32)
    with np.errstate(all="ignore"):
        fits = (numbers.astype(np.float32) == numbers).all()
        return bool(fits and (numbers.astype(np.float16) != numbers).any())


def _stretches(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Tell whether a comparison would be larger than either side."""
    if one == other or not one or not other:
        return False
    together = math.prod(np.broadcast_shapes(one, other))
    return together > max(math.prod(one), math.prod(other))


def _compared(
    found: Any, expected: Any, item: str, what: str, part: str, rtol: float, atol: float
) -> Finding:
    right = agree(found, expected, rtol, atol)
    if bool(right.all()):
        return Finding(item, True, Text("agrees", {"what": what}), part=part)
    if not np.isfinite(found).all():
        return Finding(item, False, Text("not_finite", {"what": what}), part=part)
    index = tuple(int(i) for i in np.argwhere(~right)[0]) if expected.ndim else ()
    detail = Text(
        "entry_differs",
        {
            "what": what + (str(list(index)) if index else ""),
            "got": float(found[index]),
            "expected": float(expected[index]),
            "wrong": int((~right).sum()),
            "size": int(right.size),
        },
    )
    return Finding(item, False, Text("values_differ", {"what": what}), detail, part)
