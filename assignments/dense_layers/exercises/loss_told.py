"""What a loss said of a case, read from whatever it returned."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from grader.claim import Answer
from grader.exercise import Case
from grader.measure.compare import agree
from grader.measure.rows import table
from grader.measure.values import Array, Unfit, array, number, sequence

from .judging import RTOL
from .loss_asking import FORMATS, PAIR, WHOLE

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
    copies: int
    """How many samples that are alike stand for one: more, where one alone has no loss."""

    @classmethod
    def read(cls, answers: Any, case: Case) -> "Told":
        found: Mapping[str, Any] = table(answers)
        samples, shares = len(case.labels), np.array(case.sure)
        batch, others, elsewhere = (_level(found.get(key), samples) for key in WHOLE)
        again = _level(found["again"], samples) if "again" in found else batch
        first, rest = _level(found.get("first"), 1), _level(found.get("rest"), samples - 1)
        sure = _numbers(found.get("sure"), len(shares))
        said = found.get("copies")
        copies = PAIR if type(said) is int and said == PAIR else 1
        return cls(batch, others, elsewhere, again, first, rest, sure, shares, samples, copies)

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
    def tells_apart(self) -> bool:
        """Tell whether samples differ in what labels matter to, or in what is a logarithm."""
        return self.varies and (self.looks or self.logarithm)

    @property
    def right_class(self) -> bool:
        """Tell whether nothing but the right class's probability matters."""
        return self.looks and bool(agree(self.others, self.batch, RTOL, CLIPPED))

    @property
    def logarithm(self) -> bool:
        """Tell whether one sample costs -ln of its right class's probability.

        Who divides by one less than there are samples pays for it under the mean.
        """
        right = -np.log(self.shares)
        by = (1.0,) if self.copies == 1 else (1.0, self.copies / (self.copies - 1))
        return any(bool(agree(self.sure, right * one, RTOL, CLIPPED).all()) for one in by)

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


class NearZero(Answer):
    """What a probability of 0 costs, with labels in one format."""

    called = "loss"

    @property
    def is_large(self) -> bool:
        """Tell whether it is more than what a small one costs, and a finite number."""
        with suppress(Unfit):
            none, small = self.numbers("rows", 2)
            return bool(np.isfinite(none)) and abs(none) > abs(small)
        return False

    @property
    def is_endless(self) -> bool:
        """Tell whether it alone is no finite number, where a small one costs its logarithm."""
        found = self.values.get("rows")
        if not isinstance(found, list | tuple) or len(found) != 2:
            return False
        none, small = (_level(one, 1) for one in found)
        right = -np.log(self.case.rows[1][0, self.case.labels[0]])
        return not np.isfinite(none) and bool(agree(abs(small), right, RTOL, CLIPPED))

    @property
    def is_anchored(self) -> bool:
        """Tell whether it is something else where another class is right; alike again."""
        with suppress(Unfit):
            none, other, again = map(self.number, ("loss", "other", "again"))
            return abs(none - other) > CLIPPED >= abs(none - again)
        return False


class Losses(Answer):
    """What was said with labels in both formats."""

    @cached_property
    def told(self) -> dict[str, Told]:
        return {name: Told.read(self.get(name), self.case) for name in FORMATS}

    @cached_property
    def format(self) -> str:
        """Return the format that the loss reads best, the first of equals."""
        return max(FORMATS, key=lambda name: self.told[name].merits)

    @property
    def chosen(self) -> Told:
        return self.told[self.format]

    @cached_property
    def near_zero(self) -> list[NearZero]:
        return [NearZero(self.case, table(self.get(name)), None) for name in FORMATS]

    @property
    def large(self) -> list[NearZero]:
        return [one for one in self.near_zero if one.is_large]

    @property
    def leaks(self) -> bool:
        """Whether labels in one of the formats get past the limits."""
        return any(one.is_endless for one in self.near_zero)

    @cached_property
    def keeps(self) -> bool:
        """Whether a loss is another once one object was asked about other batches and labels."""
        for name in FORMATS:
            told = table(self.get(name))
            kept, batch = (_level(told.get(key), 1) for key in ("kept", "loss"))
            if self.told[name].says_as(self.chosen) and not abs(kept - batch) <= CLIPPED:
                return told.get("kept") is not None
        return False

    @cached_property
    def anchored(self) -> list[NearZero]:
        return [one for one in self.large if one.is_anchored]


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
