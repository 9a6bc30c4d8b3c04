"""How a dense layer is born: the shapes and the law of its weights, where biases begin."""

import math
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from grader.claim import Answer, Claims, Said, claim, said
from grader.measure.law import SIGMAS
from grader.measure.normal import bell_shaped, centred, deviates_by, unrelated_turned
from grader.measure.rows import table
from grader.measure.values import Array, Unfit, array
from grader.model import Text

from .judging import equals, varies

DEVIATION = 0.10
_ROWS = 8
"""Rows in which sizes that recur are looked for: that of one is its neighbour's."""
_DISTINCT = 0.9
"""Share of different sizes among draws; float32 has some twice, by chance."""
_TIMES = 4
"""So often no size comes by chance; one at which draws are cut off does."""


def held(layer: Any, name: str) -> Array:
    """Return what a layer holds under a name. Raises Unfit."""
    value = table(layer).get(name)
    if value is None:
        raise Unfit(Text("dense.missing", {"name": name}))
    return array(value, name)


@dataclass(frozen=True, slots=True)
class Law:
    """What is true of the weights that two layers are born with."""

    normal: bool
    spread: bool
    own: bool
    """Whether their weights have nothing to do with each other."""
    independent: bool

    @property
    def any_of_it(self) -> bool:
        return self.independent and (self.normal or self.spread or self.own)


_REPEATED = Said(ok=False, message=Text("dense.repeated"))


class Newborn(Answer):
    """Two layers as they were made."""

    @cached_property
    def law(self) -> Law:
        """Look at both layers' weights. Raises Unfit."""
        weights = held(self.get("first"), "weights")
        others = held({"weights": self.get("second")}, "weights")
        if weights.size != math.prod(self.case.sizes):
            return Law(normal=False, spread=False, own=False, independent=False)
        return Law(
            normal=centred(weights) and bell_shaped(weights),
            spread=deviates_by(weights, DEVIATION),
            own=varies(weights) and _unrelated(weights, others),
            independent=each_by_itself(weights),
        )

    @cached_property
    def recurs(self) -> bool:
        """Tell whether a whole row, or a whole column, is there again. Raises Unfit."""
        weights = held(self.get("first"), "weights")
        if weights.ndim != 2 or min(weights.shape) < 2 or not varies(weights):
            return False
        return any(len(np.unique(W, axis=0)) < len(W) for W in (weights, weights.T))

    @cached_property
    def is_layer(self) -> bool:
        """Zeros of any shape are none: something must have been drawn, or the sum be right."""
        small = self.case.small
        if equals(self.get("small"), small[:, : len(small)] @ small):
            return True
        with suppress(Unfit):
            return self.law.any_of_it
        return False


class Birth(Claims):
    """What is judged of a layer's birth."""

    reads = Newborn

    @claim(
        "dense", item="distribution", parts=("normal", "spread", "own"),
        rests_on="law.independent", later="dense.repeated", on="newborn",
    )  # fmt: skip
    def distribution(self, got: Newborn, part: str) -> Said:
        holds = getattr(got.law, part)
        # of draws that recur neither a law nor a seed is the cause
        return said(holds, f"dense.{part}") if holds or not got.recurs else _REPEATED

    @claim(
        "dense", item="shapes", parts=("weights", "biases"),
        rests_on="is_layer", later="dense.birth_later", on="newborn",
    )  # fmt: skip
    def shapes(self, got: Newborn, name: str) -> Said:
        inputs, neurons = got.case.sizes
        fits = {"weights": [(inputs, neurons)], "biases": [(1, neurons), (neurons,)]}
        return said(held(got.get("first"), name).shape in fits[name], f"dense.{name}_shape")

    @claim(
        "dense.zero_biases", item="biases",
        rests_on="is_layer", later="dense.birth_later", on="newborn",
    )  # fmt: skip
    def zero_biases(self, got: Newborn) -> bool:
        biases = held(got.get("first"), "biases")
        return biases.size > 0 and not biases.any()


def _unrelated(weights: Array, others: Array) -> bool:
    """Tell whether two layers' weights have nothing to do with each other."""
    if weights.size != others.size or not varies(others):
        return False
    a, b = (one.ravel() / np.ptp(one) for one in (weights, others))
    a, b = a - a.mean(), b - b.mean()
    # sums, for a product of this length would wake every core
    scale = math.sqrt(float((a * a).sum()) * float((b * b).sum()))
    if not scale > 0 or abs(float((a * b).sum())) / scale * math.sqrt(a.size) > SIGMAS:
        return False
    return weights.shape != others.shape or unrelated_turned(weights, others)


def each_by_itself(weights: Array) -> bool:
    """Tell whether draws do not recur, and rows and columns hang together by chance only."""
    if weights.ndim != 2 or min(weights.shape) < 2:
        return False
    some = np.abs(weights[:_ROWS])
    times = np.unique(some, return_counts=True)[1]
    is_distinct = times.size >= _DISTINCT * some.size and times.max() <= _TIMES
    return is_distinct and _means_vary(weights, 0) and _means_vary(weights, 1)


def _means_vary(weights: Array, axis: int) -> bool:
    """Tell whether means along an axis vary as those of independent draws: by chi-square.

    Its cube root is nearly normal (Wilson and Hilferty, PNAS 17, 1931).
    """
    means, narrow = weights.mean(axis=axis), 2 / (9 * (weights.shape[1 - axis] - 1))
    ratio = float(means.var(ddof=1)) * weights.shape[axis] / float(weights.var())
    return bool(abs(ratio ** (1 / 3) - (1 - narrow)) <= SIGMAS * math.sqrt(narrow))
