"""Is this a dropout mask? The law of its entries, whatever order they were drawn in.

A mask is right when its entries are independent and each is kept with probability `keep_prob`.
These tests judge one answer that was asked for whole; where draws can be asked for in rounds,
`grader.measure.rounds` needs fewer of them and says more. Each refuses right work with probability
`ALPHA` at most, by Chernoff's bound or by Ville's inequality (docs/statistics.md). A mask here is a
two-dimensional array of truth values, units by examples.
"""

from collections.abc import Sequence

import numpy as np

from grader.measure.budget import DOUBT
from grader.measure.code_length import LN_2, divergence
from grader.measure.dependence import Beside, Counts, Dependence, Mask, design_effect, saved_by

SIGMAS = 6.0
"""As many standard deviations as `DOUBT` allows, for tests of two shares."""


def kept_fraction(mask: Mask, keep_prob: float) -> bool:
    """Tell whether the share of kept entries agrees with `keep_prob`.

    Rows or columns that were drawn together count as one draw (the design effect): that they
    hang together is `independent`'s matter, not this one's.
    """
    return pooled_fraction([mask], keep_prob)


def pooled_fraction(masks: Sequence[Mask], keep_prob: float) -> bool:
    """Tell whether the share of kept entries of all these masks agrees with `keep_prob`."""
    size = sum(mask.size for mask in masks)
    if not size:
        return False
    kept = sum(int(mask.sum()) for mask in masks) / size
    draws = sum(mask.size / _together(mask) for mask in masks)
    return draws * divergence(kept, keep_prob) <= DOUBT + LN_2


def independent(mask: Mask) -> bool:
    """Tell whether no code that looks for dependence tells the mask shorter than it should.

    Rows or columns that are shared, counts that are always the same, neighbours that hang together.
    """
    if mask.ndim != 2 or min(mask.shape) < 2 or mask.all() or not mask.any():
        return False
    return not _hangs_together(mask)


def binomial(mask: Mask, axis: int) -> bool:
    """Tell whether the counts along `axis` vary as binomial counts."""
    if mask.ndim != 2 or min(mask.shape) < 2:
        return False
    counts, beside = Counts(), Beside()
    counts.add(mask.sum(axis=axis), mask.shape[axis])
    rows = np.moveaxis(mask, axis, 0)
    beside.add(rows[1:], rows[:-1], rows[:1])
    doubt = DOUBT + 2 * LN_2  # four codes: three for counts, one for neighbours
    return all(saved_by(code, mask) < doubt for code in (counts, beside))


def unrelated(one: Mask, other: Mask) -> bool:
    """Tell whether two masks do not tell of each other; equal or opposite ones do.

    Masks of different shapes are compared in the order in which they are drawn.
    """
    if any(mask.all() or not mask.any() for mask in (one, other)):
        return False
    row, told = one.ravel(), other.ravel()
    n = min(row.size, told.size)
    beside = Beside()
    beside.add(row[:n], told[:n], row[n:])
    return saved_by(beside, one) < DOUBT


def _hangs_together(mask: Mask) -> bool:
    found = Dependence()
    found.add(mask[np.newaxis])
    return found.evidence >= DOUBT


def _together(mask: Mask) -> float:
    """Return how many entries count as one draw."""
    return design_effect(mask) if min(mask.shape) > 0 and _hangs_together(mask) else 1.0
