"""How a dense layer is born: the shapes and the law of its weights, where biases begin."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.law import SIGMAS
from grader.check.normal import bell_shaped, centred, deviates_by
from grader.check.values import Array, Unfit, array
from grader.exercise import Case
from grader.model import Finding, Text

from .judging import as_dict, equals, later, varies

DEVIATION = 0.10
_ROWS = 8
"""Rows in which sizes that recur are looked for: that of one is its neighbour's."""
_DISTINCT = 0.9
"""Share of different sizes among draws; float32 has some twice, by chance."""


def held(layer: Mapping[str, Any], name: str) -> Array:
    """Return what a layer holds under a name. Raises Unfit."""
    if layer.get(name) is None:
        raise Unfit(Text("dense.missing", {"name": name}))
    return array(layer[name], name)


@dataclass(frozen=True, slots=True)
class _Birth:
    """What is true of the weights that layers are born with."""

    normal: bool
    spread: bool
    own: bool
    """Whether two layers' weights have nothing to do with each other."""
    independent: bool

    @classmethod
    def read(cls, case: Case, answers: Mapping[str, Any]) -> "_Birth":
        """Look at two layers' weights. Raises Unfit."""
        weights = held(as_dict(answers.get("first")), "weights")
        others = held({"weights": answers.get("second")}, "weights")
        if weights.size != case.sizes[0] * case.sizes[1]:
            return cls(False, False, False, False)
        return cls(
            normal=centred(weights) and bell_shaped(weights),
            spread=deviates_by(weights, DEVIATION),
            own=varies(weights) and _unrelated(weights, others),
            independent=each_by_itself(weights),
        )

    @property
    def any_law(self) -> bool:
        return self.independent and (self.normal or self.spread or self.own)


def born(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge shapes, the law of weights, and that biases begin at zero.

    Zeros of any shape are no layer: something must have been drawn, or the sum must be right.
    """
    small = case.small
    works = equals(answers.get("small"), small[:, : len(small)] @ small)
    try:
        birth = _Birth.read(case, answers)
    except Unfit as unfit:
        yield from (
            refused(unfit, item="distribution", part=p) for p in ("normal", "spread", "own")
        )
    else:
        works = works or birth.any_law
        yield from _law(birth)
    yield from _shapes(case, as_dict(answers.get("first")), is_layer=works)


def _law(birth: _Birth) -> Iterator[Finding]:
    parts = (("normal", birth.normal), ("spread", birth.spread), ("own", birth.own))
    for part, ok in parts:
        if ok and not birth.independent:
            yield later("dense.repeated", item="distribution", part=part)
            continue
        yield states(ok, f"dense.{part}", item="distribution", part=part)


def _shapes(case: Case, layer: Mapping[str, Any], *, is_layer: bool) -> Iterator[Finding]:
    inputs, neurons = case.sizes
    fitting = {"weights": [(inputs, neurons)], "biases": [(1, neurons), (neurons,)]}
    for name, fits in fitting.items():
        try:
            fit = held(layer, name).shape in fits
        except Unfit as unfit:
            yield refused(unfit, item="shapes", part=name)
            continue
        if fit and not is_layer:
            yield later("dense.birth_later", item="shapes", part=name)
        else:
            yield states(fit, f"dense.{name}_shape", item="shapes", part=name)
    try:
        biases = held(layer, "biases")
    except Unfit as unfit:
        yield refused(unfit, item="biases")
        return
    begins = biases.size > 0 and not biases.any()
    if begins and not is_layer:
        yield later("dense.birth_later", item="biases")
    else:
        yield states(begins, "dense.zero_biases", item="biases")


def _unrelated(weights: Array, others: Array) -> bool:
    """Tell whether two layers' weights have nothing to do with each other."""
    if weights.size != others.size or not varies(others):
        return False
    a, b = (one.ravel() / np.ptp(one) for one in (weights, others))
    a, b = a - a.mean(), b - b.mean()
    # sums, for a product of this length would wake every core
    scale = math.sqrt(float((a * a).sum()) * float((b * b).sum()))
    return scale > 0 and abs(float((a * b).sum())) / scale * math.sqrt(a.size) <= SIGMAS


def each_by_itself(weights: Array) -> bool:
    """Tell whether draws do not recur, and rows and columns hang together by chance only."""
    if weights.ndim != 2 or min(weights.shape) < 2:
        return False
    some = np.abs(weights[:_ROWS])
    is_distinct = np.unique(some).size >= _DISTINCT * some.size
    return is_distinct and _means_vary(weights, 0) and _means_vary(weights, 1)


def _means_vary(weights: Array, axis: int) -> bool:
    """Tell whether means along an axis vary as those of independent draws: by chi-square.

    Its cube root is nearly normal (Wilson and Hilferty, PNAS 17, 1931).
    """
    means, narrow = weights.mean(axis=axis), 2 / (9 * (weights.shape[1 - axis] - 1))
    ratio = float(means.var(ddof=1)) * weights.shape[axis] / float(weights.var())
    return abs(ratio ** (1 / 3) - (1 - narrow)) <= SIGMAS * math.sqrt(narrow)
