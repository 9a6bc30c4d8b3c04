"""Is this a dropout mask? The law of its entries, whatever order they were drawn in.

A mask is right when its entries are independent and each is kept with probability `keep_prob`.
Every test allows 6 standard deviations: a right mask is refused about twice in a thousand million
tests. A mask here is a two-dimensional array of truth values, units by examples.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIGMAS = 6.0

Mask = NDArray[np.bool_]


def kept_fraction(mask: Mask, keep_prob: float) -> bool:
    """Tell whether the share of kept entries agrees with `keep_prob`.

    Rows or columns that were drawn together count as one draw (the design effect): that they
    hang together is `independent`'s matter, not this one's.
    """
    return pooled_fraction([mask], keep_prob)


def pooled_fraction(masks: Sequence[Mask], keep_prob: float) -> bool:
    """Tell whether the share of kept entries of all these masks agrees with `keep_prob`."""
    size = sum(mask.size for mask in masks)
    kept = sum(int(mask.sum()) for mask in masks) / size if size else math.nan
    together = max((_design_effect(mask) for mask in masks), default=1.0)
    deviation = math.sqrt(keep_prob * (1 - keep_prob) * together / max(size, 1))
    return abs(kept - keep_prob) <= SIGMAS * deviation


def independent(mask: Mask) -> bool:
    """Tell whether the counts per row and per column spread as independent draws do.

    Masks drawn per unit or per example spread too much, an exact count per unit or per example
    too little. Neighbours must be unrelated as well.
    """
    if min(mask.shape) < 2 or mask.all() or not mask.any():
        return False
    spreads = all(binomial(mask, axis) for axis in (0, 1))
    return spreads and unrelated(mask[1:], mask[:-1]) and unrelated(mask[:, 1:], mask[:, :-1])


def binomial(mask: Mask, axis: int) -> bool:
    """Tell whether the counts along `axis` vary as binomial counts.

    The sum of their squared standard scores follows chi-square; its cube root is nearly normal
    (Wilson and Hilferty, PNAS 17, 1931).
    """
    degrees_of_freedom = mask.shape[1 - axis] - 1
    ratio = _spread(mask, axis) * mask.shape[axis]
    narrow = 2 / (9 * degrees_of_freedom)
    return bool(abs(ratio ** (1 / 3) - (1 - narrow)) <= SIGMAS * math.sqrt(narrow))


def unrelated(one: Mask, other: Mask) -> bool:
    """Tell whether two masks of one shape are uncorrelated; equal or opposite ones are not."""
    a, b = one - one.mean(), other - other.mean()
    scale = math.sqrt(float((a * a).sum() * (b * b).sum()))
    if scale == 0.0:
        return False
    return abs(float((a * b).sum())) / scale * math.sqrt(one.size) <= SIGMAS


def _design_effect(mask: Mask) -> float:
    return max(1.0, *(float(_spread(mask, axis) * mask.shape[axis]) for axis in (0, 1)))


def _spread(mask: Any, axis: int) -> float:
    """Return the variance of the means along `axis` over that of one entry; 0 for no variance."""
    kept = float(mask.mean()) if mask.size else 0.0
    if not 0.0 < kept < 1.0 or mask.shape[1 - axis] < 2:
        return 0.0
    return float(mask.mean(axis=axis).var(ddof=1)) / (kept * (1 - kept))
