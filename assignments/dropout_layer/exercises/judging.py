"""What every `check` needs: what a layer's own numbers tell of its mask and its factor."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from grader.check.compare import agree
from grader.check.values import Unfit, array, mapping
from grader.exercise import Case, Picture
from grader.model import Finding, Text

from .asking import Array


def read(answers: Mapping[str, Any], key: str, what: str, shape: tuple[int, ...]) -> Array:
    """Return one of the answers as an array of this shape. Raises Unfit."""
    return array(answers.get(key), what, shape)


def drawn(name: str, got: Any, key: str, shape: tuple[int, ...]) -> Iterator[Picture]:
    """Draw which entries of an answer are not 0; nothing, when it is no array of this shape."""
    with suppress(Unfit):
        yield Picture(f"{name} != 0", "mask", read(mapping(got, name, ()), key, name, shape) != 0)


_MANY = 100
"""Entries among which some are dropped and some are kept, whatever the rate."""


def drops(answers: Mapping[str, Any], key: str, x: Array) -> bool:
    """Tell whether some entries were dropped and others kept: what any dropout layer does.

    Of so few that all may be kept, or dropped, by chance: whether anything was done to them.
    """
    try:
        y = read(answers, key, key, x.shape)
    except Unfit:
        return False
    if x.size < _MANY:
        return bool((y != x).any() and (y != 0).any())
    kept = kept_by(y, x)[x != 0]
    return bool(kept.any() and not kept.all())


def equals(value: Any, right: Array, *, exactly: bool = False) -> bool:
    """Tell whether a value is this array, or as good as it."""
    try:
        found = array(value, "value", right.shape)
        return bool((found == right).all() if exactly else agree(found, right).all())
    except Unfit:
        return False


def kept_by(y: Array, x: Array) -> Array:
    """Return which entries a layer kept.

    Where a mask was added instead of multiplied nothing is 0, and what was dropped is still x.
    """
    kept, told = y != 0, x != 0
    return np.asarray(y != x) if kept[told].all() and (y == x)[told].any() else kept


def comes_of(y: Array, x: Array) -> bool:
    """Tell whether what a layer kept is the input's own, each entry in its place.

    That is by one factor, or one for each row or column where the scaling went wrong, all of one
    sign; or with one number added. Whether the factor is right is judged elsewhere.
    """
    kept = kept_by(y, x) & (x != 0)
    if not kept.any():
        return True
    added = (y - x)[kept]
    if bool(agree(added, added[0]).all()):
        return True
    with np.errstate(all="ignore"):
        ratios = np.sort(y[kept] / x[kept])
    steps = int((~agree(ratios[1:], ratios[:-1])).sum())
    return bool(ratios[0] * ratios[-1] > 0) and steps < max(x.shape)


def right_factor(case: Case) -> float:
    """Return what kept entries are multiplied by: p is the probability of dropping."""
    return float(1 / (1 - case.p))


def factors_of(case: Case) -> Mapping[str, float]:
    """Return what formulas multiply and divide by; p is the probability of dropping."""
    return {"p": case.p, "1 - p": 1 - case.p, "p/(1 - p)": case.p / (1 - case.p)}


def own_factor(y: Array, x: Array) -> float | None:
    """Return the number by which a layer multiplied what it kept; None when there is no such."""
    kept = (y != 0) & (x != 0)
    if not kept.any():
        return None
    with np.errstate(all="ignore"):
        ratios = y[kept] / x[kept]
    return float(ratios[0]) if agree(ratios, ratios[0]).all() else None


def fits(values: Array, given: Array, right: float, own: float | None) -> str:
    """Tell which factor makes these values out of the given ones: "right", "own" or neither, "".

    `own` is the one that the student used elsewhere: a slip there is not paid for here again.
    """
    for which, by in (("right", right), ("own", own)):
        if by is not None and bool(agree(values, given * by).all()):
            return which
    return ""


def consistent(item: str) -> Finding:
    """Say that something agrees with the rest of the student's own layer."""
    return Finding(item, True, Text("consistent"))


def share_of(zeros: Array, p: float) -> Text:
    """Tell the share of zeros, for examples."""
    return Text("share", {"expected": p, "got": round(float(zeros.mean()), 4)})


def factor(right: float, own: float | None) -> Text | None:
    """Tell the factor of what was kept, for examples; nothing when there is no one factor."""
    return None if own is None else Text("factor", {"expected": right, "got": own})
