"""How a dense layer is born: the shapes and the law of its weights, where biases begin."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.law import SIGMAS
from grader.check.network import Array
from grader.check.normal import bell_shaped, centred, deviates_by
from grader.check.values import Unfit, array
from grader.exercise import Case
from grader.model import Finding, Text

from .judging import as_dict, equals, later, numbers, varies

DEVIATION = 0.10
_DISTINCT = 0.9
"""Share of different sizes among draws; float32 has some twice, by chance."""


def held(layer: Mapping[str, Any], name: str) -> Array:
    """Return what a layer holds under a name. Raises Unfit."""
    if layer.get(name) is None:
        raise Unfit(Text("dense.missing", {"name": name}))
    return array(layer[name], name)


def shapes(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge the shapes of weights and biases, and that biases begin at zero.

    Zeros of any shape are no layer: something must have been drawn, or the sum must be right.
    """
    inputs, neurons = case.sizes
    first, is_layer = as_dict(answers.get("first")), _is_layer(case, answers)
    fitting: dict[str, Callable[[tuple[int, ...]], bool]] = {
        "weights": lambda shape: shape == (inputs, neurons),
        "biases": lambda shape: shape in ((1, neurons), (neurons,)),
    }
    for name, fits in fitting.items():
        try:
            fit = fits(held(first, name).shape)
        except Unfit as unfit:
            yield refused(unfit, item="shapes", part=name)
            continue
        if fit and not is_layer:
            yield later("dense.birth_later", item="shapes", part=name)
        else:
            yield states(fit, f"dense.{name}_shape", item="shapes", part=name)
    try:
        biases = held(first, "biases")
    except Unfit as unfit:
        yield refused(unfit, item="biases")
        return
    begins = biases.size > 0 and not biases.any()
    if begins and not is_layer:
        yield later("dense.birth_later", item="biases")
    else:
        yield states(begins, "dense.zero_biases", item="biases")


def law(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge the law that weights are drawn from."""
    try:
        weights = held(as_dict(answers.get("first")), "weights")
        others = held({"weights": answers.get("second")}, "weights")
    except Unfit as unfit:
        for part in ("normal", "spread", "own"):
            yield refused(unfit, item="distribution", part=part)
        return
    normal, spread, own = _held_laws(case, weights, others)
    for part, ok in (("normal", normal), ("spread", spread), ("own", own)):
        if ok and not each_by_itself(weights):
            yield later("dense.repeated", item="distribution", part=part)
            continue
        said = numbers(DEVIATION, weights.std()) if part == "spread" else None
        yield states(ok, f"dense.{part}", item="distribution", part=part, detail=said)


def _is_layer(case: Case, answers: Mapping[str, Any]) -> bool:
    """Tell whether anything of the weights' law holds, or given weights are made use of."""
    small = case.small
    if equals(answers.get("small"), small[:, : len(small)] @ small):
        return True
    try:
        weights = held(as_dict(answers.get("first")), "weights")
        others = held({"weights": answers.get("second")}, "weights")
    except Unfit:
        return False
    return each_by_itself(weights) and any(_held_laws(case, weights, others))


def _held_laws(case: Case, weights: Array, others: Array) -> tuple[bool, bool, bool]:
    """Tell whether weights are normal, spread as they should be, and a layer's own."""
    drawn = weights.size == case.sizes[0] * case.sizes[1]
    normal = drawn and centred(weights) and bell_shaped(weights)
    spread = drawn and deviates_by(weights, DEVIATION)
    return normal, spread, drawn and varies(weights) and _unrelated(weights, others)


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
    is_distinct = np.unique(np.abs(weights)).size >= _DISTINCT * weights.size
    return is_distinct and _means_vary(weights, 0) and _means_vary(weights, 1)


def _means_vary(weights: Array, axis: int) -> bool:
    """Tell whether means along an axis vary as those of independent draws: by chi-square.

    Its cube root is nearly normal (Wilson and Hilferty, PNAS 17, 1931).
    """
    means, narrow = weights.mean(axis=axis), 2 / (9 * (weights.shape[1 - axis] - 1))
    ratio = float(means.var(ddof=1)) * weights.shape[axis] / float(weights.var())
    return abs(ratio ** (1 / 3) - (1 - narrow)) <= SIGMAS * math.sqrt(narrow)
