"""How many nats it takes to tell zeros and ones, by several codes.

A code that tells some data in fewer nats than the best rate does is evidence against independent
draws, and exact evidence: of data that a law draws, any other code saves `n` nats with probability
at most exp(-n), at whatever moment one looks (Ville's inequality).
"""

import math
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

LN_2 = math.log(2)
"""Nats of a choice between two: of two sides, or of two codes."""

Floats = NDArray[np.float64]


def divergence(share: float, rate: float) -> float:
    """Return the nats that each draw with this share tells against this rate (Kullback, Leibler).

    That n draws of this rate have a share so far on one side has probability at most
    exp(-n divergence) (Chernoff).
    """
    told = 0.0
    for seen, stated in ((share, rate), (1 - share, 1 - rate)):
        if seen > 0:
            told += seen * math.log(seen / stated) if stated > 0 else math.inf
    return max(told, 0.0)


def by_best_rate(ones: int, zeros: int) -> float:
    """Return the nats of independent draws at the rate that suits them best."""
    n = ones + zeros
    return sum(-k * math.log(k / n) for k in (ones, zeros) if k)


def by_unknown_rate(ones: int, zeros: int) -> float:
    """Return the nats of draws at a rate that nobody told (Krichevsky and Trofimov, 1981)."""
    n = ones + zeros
    rising = math.lgamma(ones + 0.5) + math.lgamma(zeros + 0.5) - math.log(math.pi)
    return math.lgamma(n + 1.0) - rising


@lru_cache(maxsize=16)
def log_choose(n: int) -> Floats:
    """Return the logarithms of n over 0, 1, ..., n; not to be changed."""
    steps = np.log(np.arange(1, n + 1))
    logs = np.concatenate([[0.0], np.cumsum(steps)])
    return np.asarray(logs[-1] - logs - logs[::-1])


def log_sum(logs: Any, *, none_is_large: bool = False) -> Any:
    """Return the logarithm of sums of exponentials along the last axis.

    `none_is_large` where they are logarithms of shares: the largest need not be looked for.
    """
    top = 0.0 if none_is_large else np.max(logs, axis=-1)
    weights = np.exp(logs if none_is_large else logs - np.expand_dims(top, -1))
    return top + np.log(np.einsum("...i->...", weights))  # of short rows faster than `sum`
