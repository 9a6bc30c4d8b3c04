"""Is what a dense layer computes x W + b? Judged with the weights given to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.values import Array, Unfit, array, sequence
from grader.exercise import Case
from grader.model import Finding

from .dense_asking import FAR
from .dense_birth import held
from .judging import alike, as_dict, equals, later, varies

_CLOSE = 1e-4
"""What float32 costs of numbers this far from 0."""
_MOVED = 1e-3


def follows(case: Case, answers: Mapping[str, Any]) -> Finding:
    """Judge the example's output by the layers' own weights.

    That the two agree is no proof; the same part is counted on a list with weights given.
    """
    say = partial(states, key="dense.follows", item="product", part="list")
    expected = np.asarray(case.X, dtype=float)
    try:
        output = array(answers.get("output"), "output", (len(expected), case.sizes[-1]))
        for layer in sequence(answers.get("layers"), "weights", len(case.sizes) - 1):
            weights, biases = (held(as_dict(layer), k) for k in ("weights", "biases"))
            if weights.ndim != 2 or biases.size not in (1, *weights.shape):
                return say(False)
            turned = weights.shape[0] != expected.shape[1]
            expected = expected @ (weights.T if turned else weights) + biases.reshape(1, -1)
    except Unfit as unfit:
        return refused(unfit, item="product", part="list")
    except ValueError:  # shapes that do not fit each other
        return say(False)
    agrees = alike(output, expected)
    if agrees and not varies(output):
        return later("dense.follows_later", item="product", part="list")
    return say(agrees)


def sums(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge x W + b with the weights given: any way that is right will do."""
    given = answers.get("ways")
    ways = [as_dict(way) for way in given] if isinstance(given, list) else []
    if case.name == "square":
        is_listed = any(equals(way.get("plain"), case.X @ case.weights) for way in ways)
        yield states(is_listed, "dense.list", item="product", part="list")
        return
    read, unfit = [], None
    for way in ways:
        try:
            read.append(_Way.read(case, way))
        except Unfit as found:
            unfit = unfit or found
    if unfit is not None and not any(way.product or way.adds for way in read):
        yield refused(unfit, item="product", part="values")
        yield refused(unfit, item="bias")
        return
    yield states(any(w.product for w in read), "dense.product", item="product", part="values")
    yield _bias(read)


def _bias(ways: list["_Way"]) -> Finding:
    if any(way.adds for way in ways) and not any(way.adds and way.works for way in ways):
        return later("dense.bias_later", item="bias")
    return states(any(way.adds for way in ways), "dense.bias", item="bias")


@dataclass(frozen=True, slots=True)
class _Way:
    """What is true of a layer that was given weights one way round."""

    product: bool
    adds: bool
    """What biases change is what they are."""
    works: bool
    """The output depends on the batch and on the weights: each row and each column of it."""

    @classmethod
    def read(cls, case: Case, way: Mapping[str, Any]) -> "_Way":
        right = case.X @ case.weights
        plain, far, biased = (
            array(way.get(key), "output", right.shape) for key in ("plain", "far", "biased")
        )
        product = alike(plain, right)
        moved = bool((np.abs(biased - far - case.biases) <= _CLOSE).all())
        return cls(
            product=product,
            adds=moved and varies(plain),
            works=product or _mixes(far, way) or _draws_again(case, far, way),
        )


def _mixes(far: Array, way: Mapping[str, Any]) -> bool:
    """Tell whether batch and weights matter together, as in a product: a sum of two would not do.

    With (x, W), (x', W), (x, W') and (x', W'), whatever depends on one of the two alone cancels.
    """
    try:
        x, W, both = (
            array(one, "output", far.shape) for one in sequence(way.get("elsewhere"), "output", 3)
        )
    except Unfit:
        return False
    mixed = np.abs(far - x - W + both) > _MOVED
    return bool(mixed.any(axis=0).all() and mixed.any(axis=1).all())


def _draws_again(case: Case, far: Array, way: Mapping[str, Any]) -> bool:
    """Tell whether the output follows other weights that the layer holds now: those it drew."""
    try:
        kept = array(way.get("kept"), "weights", case.weights.shape)
    except Unfit:
        return False
    follows_them = np.abs(far - FAR - case.X @ kept) <= _CLOSE * max(1.0, np.abs(far).max())
    return varies(kept) and bool(follows_them.all())
