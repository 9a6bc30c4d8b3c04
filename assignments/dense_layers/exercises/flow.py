"""Do data flow through a step of the network? Told by what comes out for other data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.check.network import Array
from grader.check.values import Unfit, array

from .judging import alike, varies

_DISTINCT, _CHANGED = 0.75, 0.5
"""Shares of rows; a step function gives some rows twice, by chance."""
_RELATED = 0.5
"""Correlation of each column with the weighted sum; 0.8 where negative numbers became 0."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one object was given and gave: to the batch, to the batch again, to another one."""

    given: Any
    output: Any
    again: Any
    elsewhere: Any

    def flows(self) -> bool:
        """Tell whether rows come out as they went in: each its own way, and alike each time.

        There are more rows than an order or a choice of the classes can tell apart.
        """
        try:
            output, again, elsewhere = (
                array(one, "output") for one in (self.output, self.again, self.elsewhere)
            )
        except Unfit:
            return False
        if output.ndim != 2 or not varies(output) or elsewhere.shape != output.shape:
            return False
        distinct = len(np.unique(output, axis=0)) >= _DISTINCT * len(output)
        changed = (output != elsewhere).any(axis=1).mean() >= _CHANGED
        return bool(np.array_equal(output, again) and distinct and changed)

    def is_straight(self) -> bool:
        """Tell whether output is what was given times one number, plus one number.

        What has no negative entry may pass as it is.
        """
        try:
            output, given = array(self.output, "output"), array(self.given, "inputs")
        except Unfit:
            return False
        if output.shape != given.shape or not varies(given) or given.min() >= 0:
            return False
        x, y = given - given.mean(), output - output.mean()
        slope = float((x * y).sum()) / max(float((x * x).sum()), np.finfo(float).tiny)
        return alike(y, slope * x)

    def follows(self, weights: Any) -> bool:
        """Tell whether every column goes up and down with the sum that these weights make."""
        try:
            output, given = array(self.output, "output"), array(self.given, "inputs")
            weights = array(weights, "weights")
        except Unfit:
            return False
        if weights.ndim != 2 or given.ndim != 2 or len(output) != len(given):
            return False
        if weights.shape != (given.shape[1], output.shape[1]):
            weights = weights.T
        if weights.shape != (given.shape[1], output.shape[1]):
            return False
        return _correlation(output, given @ weights) >= _RELATED


def _correlation(one: Array, other: Array) -> float:
    """Return the mean correlation of columns with those of another array; 0 where there is none."""
    a, b = one - one.mean(axis=0), other - other.mean(axis=0)
    scale = np.sqrt((a * a).sum(axis=0) * (b * b).sum(axis=0))
    related = (a * b).sum(axis=0) / np.where(scale > 0, scale, np.inf)
    return float(related.mean())


def steps_of(X: Array, outputs: Any, again: Any, elsewhere: Any) -> Sequence[Step]:
    """Return the steps of a network, by what came out of each; none if some are missing."""
    chains = (outputs, again, elsewhere)
    if not all(isinstance(one, list) for one in chains) or len({*map(len, chains)}) != 1:
        return ()
    return [Step(*one) for one in zip([X, *outputs[:-1]], *chains, strict=True)]
