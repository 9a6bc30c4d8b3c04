"""What a loss said of a case, read from whatever it returned."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.check.compare import agree
from grader.check.values import Array, Unfit, array, number, sequence
from grader.exercise import Case

from .judging import RTOL, as_dict
from .loss_asking import WHOLE

CLIPPED = 1e-5
"""What it may cost to keep probabilities away from 0."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a loss said with labels in one format; NaN where it said no number.

    Of a vector, one loss for each sample, the mean is taken: that costs the item of the mean.
    """

    batch: float
    others: float
    elsewhere: float
    again: float
    first: float
    rest: float
    """Of the first sample alone, and of the others."""
    sure: Array
    shares: Array
    """The right class's probability in each of `sure`."""
    samples: int

    @classmethod
    def read(cls, answers: Any, case: Case) -> "Told":
        found: Mapping[str, Any] = as_dict(answers)
        samples, shares = len(case.labels), np.array(case.sure)
        whole = [_level(found.get(key), samples) for key in WHOLE]
        again = _level(found["again"], samples) if "again" in found else whole[0]
        first, rest = _level(found.get("first"), 1), _level(found.get("rest"), samples - 1)
        sure = _numbers(found.get("sure"), len(shares))
        return cls(*whole, again, first, rest, sure, shares, samples)

    @property
    def varies(self) -> bool:
        """Tell whether different samples cost differently: a constant is no answer."""
        return bool(np.abs(self.first - self.rest) > CLIPPED)

    @property
    def looks(self) -> bool:
        """Tell whether other labels cost something else, and other probabilities; alike again."""
        matter = np.abs(self.elsewhere - self.batch) > CLIPPED < np.ptp(self.sure)
        return bool(matter and np.abs(self.again - self.batch) <= CLIPPED)

    @property
    def right_class(self) -> bool:
        """Tell whether nothing but the right class's probability matters."""
        return self.looks and bool(agree(self.others, self.batch, RTOL, CLIPPED))

    @property
    def logarithm(self) -> bool:
        """Tell whether one sample costs -ln of its right class's probability."""
        return bool(agree(self.sure, -np.log(self.shares), RTOL, CLIPPED).all())

    @property
    def merits(self) -> int:
        """Count what is right, to choose the format in which the rest is judged."""
        return self.right_class + self.logarithm + self.varies

    def says_as(self, other: "Told") -> bool:
        """Tell whether labels in another format lead to the same numbers."""
        return bool(agree(self._all, other._all, RTOL, CLIPPED).all())

    @property
    def is_mean(self) -> bool:
        """Tell whether a batch costs what its samples cost, on average."""
        mean = (self.first + (self.samples - 1) * self.rest) / self.samples
        return bool(agree(self.batch, mean, RTOL, CLIPPED))

    @property
    def _all(self) -> Array:
        whole = (self.batch, self.others, self.elsewhere, self.first, self.rest)
        return np.array([*whole, *self.sure])


def _level(value: Any, samples: int) -> float:
    try:
        found = array(value, "loss")
    except Unfit:
        return np.nan
    return float(found.mean()) if found.size in (1, samples) else np.nan


def _numbers(values: Any, length: int) -> Array:
    try:
        return np.array([number(value, "loss") for value in sequence(values, "loss", length)])
    except Unfit:
        return np.full(length, np.nan)
