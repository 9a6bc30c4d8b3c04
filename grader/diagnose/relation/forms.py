"""Forms that a wrong array may have beside the right one: a factor, a transposition, a lost axis.

Each test takes what a student gave and what was expected, which is finite, in one shape. All allow
`RTOL` of the numbers compared.
"""

import math
from typing import Any

import numpy as np

from grader.diagnose.relation.leaves import Array

RTOL = 1e-6
_SMALL = 1e-9
"""What counts as 0, as a share of the largest entry."""
_ROUGH = 1e-5
"""How far the numbers of a row must lie apart, as a share of the largest."""
_MOST_ROWS = 64
"""Rows of which permutations are looked for."""
_FLOAT32 = 1e-4
"""What computing in float32 costs at most."""


def close(found: Any, expected: Any) -> bool:
    """Tell whether two arrays agree, zeros measured by the largest entry expected."""
    error, size = np.abs(found - expected), np.abs(expected)
    slack = _SMALL * size.max()
    return bool(error.max() <= slack or (error <= RTOL * size + slack).all())


# ---------------------------------------------------------------- one number for all entries


def factor(got: Array, want: Array) -> float | None:
    """Return the number by which the expected array was multiplied; None when there is no such."""
    g, w = got.ravel(), want.ravel()
    largest = int(np.abs(w).argmax())
    ratio = float(g[largest] / w[largest])
    if not math.isfinite(ratio) or ratio == 0:
        return None
    return ratio if close(g, ratio * w) else None


def summand(got: Array, want: Array) -> float | None:
    """Return the number that was added to every entry; None when there is no such."""
    added = got - want
    first = float(added.flat[0])
    return first if _constant(added, first, got, want) else None


# ---------------------------------------------------------------- the same numbers elsewhere


def transposed(got: Array, want: Array) -> bool:
    """Tell whether rows and columns were swapped; of a square array, or of one of any shape."""
    if got.ndim != 2 or want.ndim != 2 or got.shape != want.shape[::-1]:
        return False
    return close(got.T, want)


def rows(got: Array, want: Array) -> bool:
    """Tell whether the rows (of a vector: the entries) stand in another order."""
    if want.ndim == 0 or not 2 <= len(want) <= _MOST_ROWS:
        return False
    g, w = got.reshape(len(got), -1), want.reshape(len(want), -1)
    weights = np.cos(np.arange(w.shape[1]))  # any numbers without a pattern
    order_g, order_w = np.argsort(g @ weights), np.argsort(w @ weights)
    return close(g[order_g], w[order_w])


def columns(got: Array, want: Array) -> bool:
    """Tell whether the columns stand in another order."""
    return want.ndim == 2 and want.shape[1] > 1 and rows(got.T, want.T)


# ---------------------------------------------------------------- one number for each row or column


def scaled_rows(got: Array, want: Array) -> bool:
    """Tell whether each row was multiplied by a number of its own."""
    if want.ndim != 2:
        return False
    largest = np.abs(want).argmax(axis=1)[:, np.newaxis]
    ratios = np.take_along_axis(got, largest, 1) / np.take_along_axis(want, largest, 1)
    ratios = np.where(want.any(axis=1, keepdims=True), ratios, 1.0)
    known = _varied(want) and bool(np.isfinite(ratios).all() and ratios.all())
    return known and close(got, ratios * want)


def scaled_columns(got: Array, want: Array) -> bool:
    """Tell whether each column was multiplied by a number of its own."""
    return want.ndim == 2 and scaled_rows(got.T, want.T)


def shifted_rows(got: Array, want: Array) -> bool:
    """Tell whether a number of its own was added to each row."""
    if want.ndim != 2:
        return False
    added = got - want
    return _varied(want) and _constant(added, added[:, :1], got, want)


def shifted_columns(got: Array, want: Array) -> bool:
    """Tell whether a number of its own was added to each column."""
    return want.ndim == 2 and shifted_rows(got.T, want.T)


# ---------------------------------------------------------------- some entries


def not_zeroed(got: Array, want: Array) -> bool:
    """Tell whether all is right but entries that should be 0."""
    zero = want == 0
    return bool(zero.any() and not zero.all()) and close(got[~zero], want[~zero])


def zeroed(got: Array, want: Array) -> bool:
    """Tell whether all is right but entries that are 0 and should not be."""
    kept = got != 0
    return bool(kept.any() and not kept.all()) and close(got[kept], want[kept])


def not_finite(got: Array, want: Array) -> bool:
    """Tell whether all is right but entries that are NaN or infinite."""
    finite = np.isfinite(got)
    return bool(not finite.all()) and (not finite.any() or close(got[finite], want[finite]))


def float32(got: Array, want: Array) -> bool:
    """Tell whether the numbers are right up to the digits that float32 keeps, and hold no more."""
    near = np.abs(got - want) <= _FLOAT32 * np.abs(want).max()
    return bool(near.all() and _fits_float32(got).all() and not _fits_float32(want).all())


# ---------------------------------------------------------------- parts


def _varied(want: Array) -> bool:
    """Tell whether rows have entries enough that differ for a number of each row to be seen."""
    spread = np.ptp(want, axis=1) > _ROUGH * np.abs(want).max(axis=1)
    several = np.count_nonzero(want) - len(want) >= 3
    return bool(several and spread[want.any(axis=1)].all())


def _fits_float32(values: Array) -> Any:
    return values.astype(np.float32) == values


def _constant(added: Array, same: Any, got: Array, want: Array) -> bool:
    """Tell whether what was added is the same, to `RTOL` of itself."""
    largest = np.abs(added).max()
    rounding = 1e-12 * max(np.abs(got).max(), np.abs(want).max())
    return bool(np.abs(added - same).max() <= RTOL * largest + rounding)
