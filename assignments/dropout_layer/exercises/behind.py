"""Masks that an output does not tell: drawn rightly, and hidden by what is made of what was kept.

Of `np.maximum(0, x * u)`, `(x * u).astype(int)` or `x / u` it is the way back that tells who was
kept. It is held to the output all the same: what does not pass there looks alike here.
"""

from typing import Any

import numpy as np

from grader.measure.compare import agree
from grader.remote.value import plain

from .driving import Array, Driven
from .judging import comes_of, kept_by, made_alike

RATE = 0.4
"""Of the layers that are looked at."""
_SHOWN = 0.1
"""The share of what passes that an output has to tell from what does not."""


def _looked_at() -> Array:
    """Return numbers of both signs, none of them near zero; the same ones each time."""
    rng = np.random.default_rng(0)
    return np.asarray(rng.uniform(0.2, 2.0, (12, 15)) * rng.choice([-1.0, 1.0], (12, 15)))


_X = _looked_at()


def what_is_behind(student: Any, training: bool) -> dict[str, bool]:
    """Tell of a student's layers whether their masks show on the way back alone.

    `is_tied`: each output is made of its entry and its draw, so that the mask is forward's own.
    Who scales twice or draws wrongly shows it in both, and nothing more is to be seen behind.
    """
    found = plain(student.attempt(lambda: [_both_ways(student, training) for _ in range(2)]))
    if not isinstance(found, list):
        return {}
    ys, gradients = ([one[way] for one in found] for way in (0, 1))
    if not all(isinstance(one, np.ndarray) and one.shape == _X.shape for one in gradients):
        return {}
    passes = [one != 0 for one in gradients]
    if not all(one.any() and not one.all() for one in passes):
        return {}
    if not all(isinstance(y, np.ndarray) and y.shape == _X.shape for y in ys):
        return {"told_behind": True}
    if all((kept_by(y, _X) == one).all() for y, one in zip(ys, passes, strict=True)):
        return {}
    if _is_tied(ys, passes):
        return {"told_behind": True, "is_tied": True}
    shows = made_alike(np.stack(ys), _X) or all(comes_of(y, _X) for y in ys)
    return {"told_behind": not shows and all(comes_of(one, _X) for one in gradients)}


def _both_ways(student: Any, training: bool) -> tuple[Any, Any]:
    layer = Driven(student, RATE)
    if not training:
        layer.switch(training=False)
    return layer.forward(_X), layer.gradient_of(_X)


def _is_tied(ys: list[Array], passes: list[Array]) -> bool:
    """Tell whether two outputs are made entry by entry, of the input and of what passes."""
    alike = [_like_stopped(y, _X, one) for y, one in zip(ys, passes, strict=True)]
    for same, one in zip(alike, passes, strict=True):
        if not same[~one].all() or same[one].mean() > 1 - _SHOWN:
            return False
    both = passes[0] & passes[1]
    return bool(agree(ys[0], ys[1])[both].all())


def is_held_to(y: Array, x: Array, passes: Array) -> bool:
    """Tell whether an output has one look wherever nothing passes on the way back."""
    told = x != 0
    y, x, passes = y[told], x[told], passes[told]
    return bool(_like_stopped(y, x, passes)[~passes].all())


def _like_stopped(y: Array, x: Array, passes: Array) -> Array:
    """Tell which outputs look as those that do not pass: one number, no number, or x by one."""
    stopped = ~passes
    if not stopped.any():
        return np.zeros(y.shape, dtype=bool)
    if not np.isfinite(y[stopped]).any():
        return np.asarray(~np.isfinite(y))
    looks = [agree(one, one[stopped][0]) for one in (y, y / x)]
    return np.asarray(next((one for one in looks if one[stopped].all()), looks[0]))
