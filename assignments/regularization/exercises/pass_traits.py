"""What is true of a pass with dropout whatever was drawn: what its known mistakes are told by."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.exercise import UNTOLD, Case
from grader.lessons import dropout_cache
from grader.lessons.relu_network import NAMES, relu, sigmoid
from grader.measure.compare import equals
from grader.measure.values import Array, Unfit

from .masks import Law
from .masks_asking import MASKS

_APART = 0.07
"""Rates that are nearer to each other are not told apart."""
_NEAR = 3.5
"""Standard deviations within which a share is of a rate."""


def of_pass(case: Case, A3: Any, cache: Any) -> dict[str, Any]:
    """Tell of one pass how it begins, what each layer does to its units, and how it ends."""
    try:
        there = dropout_cache.Pass.read(A3, cache, case.X, case.parameters, case.keep_prob)
        named = dropout_cache.by_name(cache)
    except Unfit as unfit:
        return {"unread": unfit.text.key}
    with np.errstate(all="ignore"):
        found: dict[str, Any] = {
            "length": len(cache),
            "begins": there.starts_at(case.X, case.parameters),
            "ends": _ratio(there.A3, sigmoid(there.Z3), there.A3 != 0),
            "A3": equals(named["A3"], there.A3),
        }
        found |= {name: equals(named[name], case.parameters[name]) for name in NAMES}
        for n, layer in zip((1, 2), there.hidden, strict=True):
            found[f"layer {n}"] = _of_layer(layer, named.get(f"D{n}"))
    return found


def _of_layer(layer: dropout_cache.Layer, mask: Any) -> dict[str, Any]:
    """Tell of a layer what its masks allow: where no unit is kept, nothing is told of kept ones."""
    active, awake, kept = relu(layer.Z), layer.Z > 0, np.asarray(layer.kept)
    goes_on = "cached" if layer.feeds(layer.A) else "masked" if layer.feeds_next else "neither"
    found: dict[str, Any] = {
        "mask": _kind(mask),
        "of kept": _ratio(layer.A, active, kept & awake),
        "of others": _ratio(layer.A, active, ~kept & awake),
        "goes on": goes_on,
    }
    if layer.keep_prob == 1:
        found["keeps all"] = bool(kept.all())
    return found


def _kind(mask: Any) -> Any:
    """Tell what a cached mask holds and, where that is one number, which."""
    if mask is None:
        return "missing"
    found = np.asarray(mask, dtype=np.float64)
    drawn = found[found != 0]
    if not drawn.size:
        return UNTOLD
    return float(drawn[0]) if (drawn == drawn[0]).all() else "numbers"


def _ratio(found: Array, of: Array, where: Array) -> Any:
    """Return the number of times that one is the other, a word for no number."""
    if not where.any():
        return UNTOLD
    ratios = found[where] / of[where]
    first = float(ratios[0])
    return first if np.isclose(ratios, first, rtol=1e-6, atol=1e-9).all() else "uneven"


def of_masks(
    case: Case, laws: Mapping[str, Law | str], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Tell of the masks of many calls what is drawn, at which rate, and whether ever anew."""
    found: dict[str, Any] = {"alike": answers["alike"]}
    for name in MASKS:
        law = laws[name]
        if isinstance(law, str):
            found[name] = law
            continue
        found[name] = {"kind": law.kind, "rate": _rate(case.keep_prob, law)}
        if law.independent:  # of shared draws, that is what is told first
            found[name]["again"] = answers["again"].get(name, False)
    return found


def _rate(keep_prob: float, law: Law) -> str:
    """Return the rate that a share is of, with those that lie near it; a word for none of them."""
    for rates in _clusters(keep_prob):
        if any(abs(law.share - rate) <= _NEAR * law.spread for rate in rates.values()):
            return ", ".join(sorted(rates))
    return "another"


def _clusters(keep_prob: float) -> Sequence[dict[str, float]]:
    below = (1 + math.erf(keep_prob / math.sqrt(2))) / 2
    rates = {
        "keep_prob": keep_prob, "1 - keep_prob": 1 - keep_prob, "0.5": 0.5,
        "normal below": below, "normal above": 1 - below, "all": 1.0, "none": 0.0,
    }  # fmt: skip
    found: list[dict[str, float]] = []
    for name, rate in sorted(rates.items(), key=lambda pair: pair[1]):
        if found and rate - max(found[-1].values()) < _APART:
            found[-1][name] = rate
        else:
            found.append({name: rate})
    return found
