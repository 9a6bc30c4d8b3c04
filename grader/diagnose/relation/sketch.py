"""Rule out forms by a few entries of two arrays, so that arrays without a relation cost little.

A form that is left in need not hold. One that is left out does not, unless the entries looked at
are smaller than the others by many orders of magnitude.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from grader.diagnose.relation.leaves import Array

_ENTRIES = 64
_ROUGH = 1e-5
"""How closely the entries must agree for the whole arrays to be looked at."""

Numbers = Sequence[float]


def plausible(got: Array, want: Array) -> Iterator[str]:
    """Yield the forms that two arrays of one shape may have; `want` is finite."""
    g, w = got.ravel()[:_ENTRIES].tolist(), want.ravel()[:_ENTRIES].tolist()
    total = _sum(g, got)
    if not math.isfinite(total):
        yield "not_finite"
        return
    if got.size > 1 and g.count(g[0]) == len(g) and not (got != g[0]).any():
        return  # one number everywhere shows nothing
    if _agree(g, w, w) and np.count_nonzero(want) < want.size:
        yield "not_zeroed"
    if _agree(g, w, g) and np.count_nonzero(got) < got.size:
        yield "zeroed"
    if _proportional(g, w):
        yield "factor"
    if _shifted(g, w):
        yield "summand"
    if want.size > 1 and abs(total - _sum(w, want)) <= _ROUGH * want.size * max(map(abs, w)):
        yield from ("transposed", "rows", "columns")
    if want.ndim == 2 and min(want.shape) > 1:
        yield from _of_each_line(want.shape[1], g, w)
    if float(np.float32(g[0])) == g[0]:
        yield "float32"


def _sum(first: Numbers, whole: Array) -> float:
    """Return the sum of an array whose first entries are known."""
    return sum(first) if whole.size == len(first) else float(whole.sum())


def _of_each_line(columns: int, g: Numbers, w: Numbers) -> Iterator[str]:
    """Look at the first row and, as far as it can be seen, at the first column."""
    for name, some in (("rows", slice(columns)), ("columns", slice(None, None, columns))):
        if _proportional(g[some], w[some]):
            yield f"scaled_{name}"
        if _shifted(g[some], w[some]):
            yield f"shifted_{name}"


def _proportional(got: Numbers, want: Numbers) -> bool:
    """Tell whether some numbers may be a multiple of others."""
    largest = max(want, key=abs)
    if largest == 0:
        return True
    found = got[want.index(largest)]
    ratio, slack = found / largest, _ROUGH * abs(found)
    return all(abs(g - ratio * w) <= slack for g, w in zip(got, want, strict=True))


def _shifted(got: Numbers, want: Numbers) -> bool:
    """Tell whether some numbers may be others plus a number."""
    added = got[0] - want[0]
    slack = _ROUGH * max(abs(added), abs(want[0]))
    return all(abs(g - w - added) <= slack for g, w in zip(got, want, strict=True))


def _agree(got: Numbers, want: Numbers, where: Numbers) -> bool:
    """Tell whether numbers may agree wherever others are not 0."""
    for g, w, looked_at in zip(got, want, where, strict=True):
        if looked_at and not abs(g - w) <= _ROUGH * abs(w):
            return False
    return True
