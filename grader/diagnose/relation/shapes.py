"""Forms that a wrong array may have when its shape is another one: a lost axis, a sum, a broadcast.

Each test takes what a student gave and what was expected.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.diagnose.relation.forms import close
from grader.diagnose.relation.leaves import Array


def flat(got: Array, want: Array) -> bool:
    """Tell whether a column or a row lost its second axis: (n,) in the place of (n, 1)."""
    lost = got.ndim == 1 and want.ndim == 2 and 1 in want.shape
    return lost and _same_entries(got, want)


def extra_axis(got: Array, want: Array) -> bool:
    """Tell whether there is an axis too many: (n, 1) in the place of (n,)."""
    return got.ndim > want.ndim and 1 in got.shape and _same_entries(got, want)


def reshaped(got: Array, want: Array) -> bool:
    """Tell whether the same entries, in the same order, have another shape."""
    return _same_entries(got, want)


def repeated(got: Array, want: Array) -> bool:
    """Tell whether the expected values stand there several times over, as a broadcast does it."""
    if got.size <= want.size or got.ndim < want.ndim:
        return False
    sides = zip(got.shape[::-1], want.shape[::-1], strict=False)
    fits = all(expected in (1, found) for found, expected in sides)
    return fits and close(got, np.broadcast_to(want, got.shape))


def outer(got: Array, want: Array) -> bool:
    """Tell whether a column met a row: a square, with the expected values on its diagonal."""
    n = want.size
    return n > 1 and got.shape == (n, n) and max(want.shape) == n and _on_diagonal(got, want)


def summed(got: Array, want: Array) -> bool:
    """Tell whether the expected values were added up, all or along an axis."""
    return _reduced(got, want, np.sum)


def averaged(got: Array, want: Array) -> bool:
    """Tell whether the mean of the expected values was taken, of all or along an axis."""
    return _reduced(got, want, np.mean)


def not_summed(got: Array, want: Array) -> bool:
    """Tell whether what is there would be right if it were added up."""
    return _reduced(want, got, np.sum)


def not_averaged(got: Array, want: Array) -> bool:
    """Tell whether the mean of what is there would be right."""
    return _reduced(want, got, np.mean)


def _reduced(less: Array, more: Array, by: Callable[..., Any]) -> bool:
    if less.size >= more.size or not np.isfinite(more).all() or not np.isfinite(less).all():
        return False
    axes = [None] if less.size == 1 else range(more.ndim)
    found = (by(more, axis=axis).ravel() for axis in axes)
    return any(one.size == less.size and close(less.ravel(), one) for one in found)


def _same_entries(got: Array, want: Array) -> bool:
    return got.size == want.size and close(got.ravel(), want.ravel())


def _on_diagonal(got: Array, want: Array) -> bool:
    return close(np.diagonal(got), want.ravel())
