"""Do data flow through a step of the network? Told by rows that are there twice."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.measure.values import Array, array

from .judging import alike, varies

_DISTINCT = 0.85
"""Share of rows; a step function gives some of them twice, by chance."""
_ORDERS = 6
"""Of three classes: whatever only orders them, or chooses one, tells no more rows apart."""
_RELATED = 0.5
"""Correlation of each column with the weighted sum; 0.8 where negative numbers became 0."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one object was given, and gave."""

    given: Array
    output: Array

    @classmethod
    def read(cls, given: Any, output: Any) -> "Step":
        """Read both as arrays. Raises Unfit."""
        return cls(array(given, "inputs"), array(output, "output"))

    def flows(self, twins: Array) -> bool:
        """Tell whether rows that differ come out different, and the same ones alike.

        Rows whose numbers in `twins` differ by half of how many there are were the same at first.
        """
        given, output = self.given, self.output
        if output.ndim != 2 or given.ndim != 2 or not varies(output):
            return False
        if not len(output) == len(given) == len(twins):
            return False
        places = np.split(np.argsort(twins), 2)
        first, again = (output[half] for half in places)
        enough = max(_ORDERS, _DISTINCT * _different_rows(given[places[0]]))
        # a slip in a row or two, such as in the first one only, is no chance
        same = np.mean([alike(one, other) for one, other in zip(first, again, strict=True)])
        return bool(same >= _DISTINCT) and _different_rows(first) > enough

    def is_straight(self) -> bool:
        """Tell whether output is what was given times one number, plus one number."""
        given, output = self.given, self.output
        if output.shape != given.shape or not varies(given):
            return False
        x, y = given - given.mean(), output - output.mean()
        slope = float((x * y).sum()) / max(float((x * x).sum()), np.finfo(float).tiny)
        return alike(y, slope * x)

    def is_rectified(self) -> bool:
        """Tell whether what was given has no negative entry: then a ReLU lets it pass as it is."""
        return bool((self.given >= 0).all())

    def follows(self, weights: Array) -> bool:
        """Tell whether every column goes up and down with the sum that these weights make.

        Its size may, and what two columns differ by: a slip in the sum is judged elsewhere.
        """
        given, output = self.given, self.output
        if weights.shape != (given.shape[1], output.shape[1]):
            weights = weights.T
        if weights.shape != (given.shape[1], output.shape[1]):
            return False
        sums = given @ weights
        related = [_correlation(output, one) for one in (sums, np.abs(sums))]
        # what is added to every column, whatever it is, is in no difference of columns
        related.append(_correlation(np.diff(output, axis=1), np.diff(sums, axis=1)))
        return max(related) >= _RELATED


def _different_rows(values: Array) -> int:
    """Count rows that differ, each by one number that no two of them share."""
    return len(np.unique(values @ np.sqrt(np.arange(2.0, values.shape[1] + 2))))


def _correlation(one: Array, other: Array) -> float:
    """Return the mean correlation of columns with those of another array; 0 where there is none."""
    a, b = one - one.mean(axis=0), other - other.mean(axis=0)
    scale = np.sqrt((a * a).sum(axis=0) * (b * b).sum(axis=0))
    related = (a * b).sum(axis=0) / np.where(scale > 0, scale, np.inf)
    return float(related.mean()) if related.size else 0.0
