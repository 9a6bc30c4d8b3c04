"""The law of draws in words: what a student's masks obey, whichever generator they came from.

Words are what known mistakes are told by: two programs that draw by one law answer alike, though no
two of their masks are the same.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from grader.measure.layers import Drawn, Layer, Round
from grader.measure.rate import Verdict

_ENOUGH = 6
"""Calls that came out alike, where they may differ, are no chance."""


def kept_by(rate: float) -> dict[str, float]:
    """Return how often a neuron is on by each law that is known by name."""
    normal = math.erf(rate / math.sqrt(2)) / 2
    return {
        "rate": 1 - rate, "inverted": rate, "half": 0.5, "normal": 1 - normal,
        _SIZE_OF_NORMAL: 1 - 2 * normal,
    }  # fmt: skip


_SIZE_OF_NORMAL = "size of a normal draw"
"""Compared with a low rate it is off nearly as often as the rate says: the two are told apart."""
_AS_RATE, _AS_NORMAL = -4.0, 18.0
"""Nats by which such a draw is likelier than the rate: where the one is told, and the other."""

AGAIN = ("again", "again in all", "one")
"""Draws that do not change from call to call."""


class Law:
    """What the draws of a network's layers show at some rates; built once for every look."""

    def __init__(self, rates: Sequence[float], layers: Sequence[Sequence[Sequence[Round]]]) -> None:
        """`layers` are rounds of masks at each rate, layer by layer (`grader.measure.layers`)."""
        self.layers = [layer for layer in map(Layer, layers) if layer.drops]
        self._by = {
            name: Drawn(tuple(kept_by(rate)[name] for rate in rates), self.layers)
            for name in kept_by(rates[0])
        }
        self.drawn = self._by["rate"]

    @property
    def undecided(self) -> bool:
        """Whether more draws could tell more of the rates, or by which law others are drawn."""
        if self.drawn.undecided:
            return True
        if not self.layers or self.drawn.comes_again:
            return False
        if self.drawn.rate is Verdict.ACCEPT:
            return _AS_RATE < self._normal_beside_rate < _AS_NORMAL
        verdicts = [drawn.rate for drawn in self._by.values()]
        return Verdict.ACCEPT not in verdicts and Verdict.MORE in verdicts

    @property
    def frequency(self) -> str:
        """By which law neurons are on as often as they are."""
        if not self.layers or self.drawn.comes_again:
            return "rate" if self.layers and self.drawn.rate is Verdict.ACCEPT else "none"
        if self.drawn.rate is Verdict.ACCEPT:
            return "rate" if self._normal_beside_rate < _AS_NORMAL else "normal"
        names = (name for name, drawn in self._by.items() if drawn.rate is Verdict.ACCEPT)
        found = next(names, "another")
        return "normal" if found == _SIZE_OF_NORMAL else found

    @property
    def _normal_beside_rate(self) -> float:
        """By how many nats the size of a normal draw is likelier than the rate.

        It is no neighbour of the rate where neurons hang together.
        """
        if self.drawn.independent is Verdict.REFUSE:
            return -math.inf
        return self.drawn.nats_of(self._by[_SIZE_OF_NORMAL].rates)

    @property
    def draws(self) -> str:
        """How draws hang together: "own" where they do not."""
        if not self.layers:
            return "none"
        if all(_are_one(masks) for layer in self.layers for masks in layer.masks):
            return "one"
        if self.drawn.comes_again:
            every = all(_are_alike(masks) for layer in self.layers for masks in layer.masks)
            return "again in all" if every else "again"
        if self.drawn.independent is Verdict.ACCEPT:
            return "own"
        if self.drawn.independent is Verdict.MORE:
            return "few"
        if self.drawn.is_across:
            return "layers"
        masks = [mask for layer in self.layers for some in layer.masks for mask in some]
        if all(_are_together(mask) for mask in masks):
            return "together"
        return "count" if all(_are_as_many(mask) for mask in masks) else "hang together"


def _are_one(masks: Sequence[Any]) -> bool:
    """Tell whether all neurons are on in all calls, or off in all."""
    entries = np.concatenate([np.ravel(mask) for mask in masks]) if masks else np.array([])
    return entries.size >= _ENOUGH and bool(entries.all() or not entries.any())


def _are_alike(masks: Sequence[Any]) -> bool:
    """Tell whether every call of every object came out the same."""
    rows = np.concatenate(masks) if masks else np.empty((0, 0))
    return len(rows) >= _ENOUGH and bool((rows == rows[0]).all())


def _are_together(mask: Any) -> bool:
    return bool((mask.all(axis=1) | ~mask.any(axis=1)).all())


def _are_as_many(mask: Any) -> bool:
    counts = mask.sum(axis=1)
    return bool((counts == counts[:1]).all())
