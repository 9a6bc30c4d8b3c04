"""Is this a dropout mask? The law of its entries, whatever order they were drawn in.

A mask is right when its entries are independent and each is kept with probability `keep_prob`.
These tests judge one answer that was asked for whole; where draws can be asked for in rounds,
`grader.measure.rounds` needs fewer of them and says more. Each refuses right work with probability
`ALPHA` at most, by Chernoff's bound or by Ville's inequality (docs/statistics.md). A mask here is a
two-dimensional array of truth values, units by examples.
"""

import math
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from grader.measure.budget import DOUBT
from grader.measure.code_length import LN_2, by_best_rate, divergence
from grader.measure.codes import Beside, Code, Counts, Mask, Turned, saved_by
from grader.measure.dependence import Dependence, design_effect

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
    return unrelated_pairs([one], [other])


def unrelated_pairs(ones: Sequence[Mask], others: Sequence[Mask]) -> bool:
    """Tell the same of masks that were drawn together, call by call.

    Those of one shape tell each other turned too, by any number of places, mirrored, and read by
    columns.
    """
    row, told = (np.concatenate([mask.ravel() for mask in masks]) for masks in (ones, others))
    if any(entries.all() or not entries.any() for entries in (row, told)):
        return False
    n = min(row.size, told.size)
    beside = Beside()
    beside.add(row[:n], told[:n], row[n:])
    codes: list[Code] = [beside, *_turned(ones, others)]
    doubt = DOUBT + math.log(len(codes))
    return all(by_best_rate(*code.told) - code.nats < doubt for code in codes)


def _turned(ones: Sequence[Mask], others: Sequence[Mask]) -> list[Turned]:
    """Return codes that tell masks by others of their shape: turned, mirrored along any axes."""
    pairs = [(one, other) for one, other in zip(ones, others, strict=False)
             if one.shape == other.shape]  # fmt: skip
    if not pairs or any(one.shape != pairs[0][0].shape for one, _ in pairs):
        return []
    given, told = (np.stack(masks) for masks in zip(*pairs, strict=True))
    axes = range(1, given.ndim)
    mirrors = [some for n in range(given.ndim) for some in combinations(axes, n)]
    ways = [(given, np.flip(told, some)) for some in mirrors]
    rows, of_told = given.reshape(len(given), -1), told.reshape(len(given), -1)
    columns, of_columns = (
        masks.transpose(0, *reversed(axes)).reshape(rows.shape) for masks in (given, told)
    )
    ways += [(rows, of_told), (rows, of_told[:, ::-1]), (rows, of_columns), (columns, of_told)]
    found = []
    for masks, by in ways:
        code = Turned()
        code.add(masks, by)
        found.append(code)
    return found


def _hangs_together(mask: Mask) -> bool:
    found = Dependence()
    found.add(mask[np.newaxis])
    return found.evidence >= DOUBT


def _together(mask: Mask) -> float:
    """Return how many entries count as one draw."""
    return design_effect(mask) if min(mask.shape) > 0 and _hangs_together(mask) else 1.0
