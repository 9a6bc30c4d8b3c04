"""Read what single neurons of two hidden layers answered: which were off, and what they hand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from grader.lessons.scalar_dropout import OFF, SCALES, factor, off_values
from grader.lessons.scalar_mlp import sigmoid

_NEAR = 1e-6
"""As near as float32 is."""
_OTHER = "other"
CONSTANT = "constant"
"""What one that is off hands on where that is one number for all of them, and not 0."""
MISSING = "missing"
"""What one that is off hands on where that is no number, such as None."""


@dataclass(frozen=True)
class Heard:
    """How the neurons of one layer were read in some calls."""

    kept: Any
    """Calls by neurons: which were on."""
    off: str
    """What one that is off hands on: a way of `OFF`, `CONSTANT` or `MISSING`."""
    scale: str
    """What one that is on is multiplied by: a way of `SCALES`, or "other" for another value."""

    @property
    def drops(self) -> bool:
        """Whether any neuron was off."""
        return not self.kept.all()


def read(
    outputs: Any,
    inputs: Any,
    layer: Any,
    rate: float,
    *,
    by_zero: bool = False,
    usual: Any = None,
) -> Heard | None:
    """Read a layer out of its neurons' answers; None where they are neither on nor off.

    Of neurons that always give one value when they are not off, that is what they give when on,
    whatever it is. With `by_zero`, which is for neurons that were given these very inputs, so it is
    of those whose values change from call to call: sig is never 0. `usual` are the values of those
    that compute another one than sig of their sum.
    """
    on = sigmoid(inputs @ layer[:, :-1].T + layer[:, -1]) if usual is None else usual
    ways = [(off, _is_off(off, outputs, layer)) for off in (*OFF, MISSING)]
    for (off, is_off), scale in product(ways, SCALES):
        is_on = _near(outputs, on * factor(scale, rate))
        if (is_on | is_off).all():
            return Heard(is_on, off, scale)
    for scale in SCALES:
        is_on = _near(outputs, on * factor(scale, rate))
        rest = outputs[~is_on]
        if _near(rest, rest[0]).all():
            return Heard(is_on, CONSTANT, scale)
    for off, is_off in ways:
        if all(map(_is_one, outputs.T, is_off.T)):
            return Heard(~is_off, off, _OTHER)
    is_zero = np.asarray(outputs) == 0
    return Heard(~is_zero, "zero", _OTHER) if by_zero and is_zero.any() else None


def read_both(
    answers: Sequence[Any], x: Any, layers: Sequence[Any], rate: float, usual: Any = None
) -> tuple[Heard, Heard] | None:
    """Read two layers out of the neurons' answers in the same calls, the first of which saw `x`.

    `usual` are the first layer's values where they are others than sig of the sums.
    """
    first = read(answers[0], np.tile(x, (len(answers[0]), 1)), layers[0], rate, usual=usual)
    if first is None:
        return None
    second = read(answers[1], answers[0], layers[1], rate) if usual is None else None
    if second is None:  # its inputs were changed on the way, or its values are its own
        off = _is_off(first.off, answers[1], layers[1])
        second = Heard(~off, first.off, first.scale)
    return first, second


def _is_off(off: str, outputs: Any, layer: Any) -> Any:
    if off == MISSING:
        return np.isnan(outputs)
    return _near(outputs, off_values(off, layer))


def _near(values: Any, others: Any) -> Any:
    with np.errstate(all="ignore"):
        return np.abs(values - others) <= _NEAR * (1 + np.abs(others))


def _is_one(values: Any, is_off: Any) -> bool:
    rest = values[~is_off]
    return not rest.size or bool(_near(rest, rest[0]).all())
