"""Draws of a network's layers, asked for at several rates in rounds of a few objects each.

Neurons are kept at the rates that were asked for (grader/measure/rates.py), and each has a draw of
its own in every call. A layer is judged by what it shows at all rates together, so that it takes
hardly more draws to see what is wrong with them than at one. Nothing here draws or asks.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from grader.measure.budget import DOUBT
from grader.measure.code_length import by_best_rate
from grader.measure.codes import Beside, Mask
from grader.measure.dependence import Dependence, design_effect, saved_by_all
from grader.measure.rate import Verdict
from grader.measure.rates import Rates
from grader.measure.rounds import ENOUGH

Round = Sequence[Mask]
"""Of each object that shares a round: calls by neurons, which were kept; calls may be missing."""

_AGAIN = ("axis 0", "count along 0", "round")
"""Codes that tell a call by those before it, and an object by the first one."""


@dataclass(frozen=True)
class Layer:
    """The draws of a layer: at each rate, round by round."""

    rounds: Sequence[Sequence[Round]]

    @property
    def drops(self) -> bool:
        """Whether any neuron was off."""
        return not all(mask.all() for at_rate in self.masks for mask in at_rate)

    @cached_property
    def masks(self) -> list[list[Mask]]:
        """At each rate the masks of one object after the other, without those that hold nothing."""
        return [
            [mask for of_round in rounds for mask in of_round if mask.size]
            for rounds in self.rounds
        ]

    @cached_property
    def laws(self) -> list[Dependence]:
        """What the masks at each rate tell of neurons that hang together."""
        found = []
        for masks in self.masks:
            law = Dependence()
            for mask in masks:
                law.add(mask)
            found.append(law)
        return found

    @cached_property
    def kinds(self) -> dict[str, float]:
        """Nats that each kind of dependence saves at all rates; from `DOUBT` on it is refused."""
        return saved_by_all(self.laws)

    @property
    def evidence(self) -> float:
        """Nats against independent draws."""
        return max(self.kinds.values(), default=0.0)

    @property
    def is_dependent(self) -> bool:
        """Whether neurons, or calls, or objects hang together."""
        return self.evidence >= DOUBT

    @property
    def comes_again(self) -> bool:
        """Whether calls hang together with those before, or objects, and that tells most.

        Neurons that share a draw make calls look alike that are so by chance.
        """
        return self.is_dependent and max(self.kinds, key=lambda kind: self.kinds[kind]) in _AGAIN

    @cached_property
    def effect(self) -> float:
        """How many entries count as one draw.

        Rounds in which all are off, or all on, show nothing of what hangs together; where there are
        no others, the neurons of a call are taken for one draw.
        """
        entries = draws = 0.0
        for of_round in (one for rounds in self.rounds for one in rounds):
            masks = [mask for mask in of_round if mask.size]
            least = min((len(mask) for mask in masks), default=0)
            together = np.array([mask[:least] for mask in masks])
            if together.any() and not together.all():
                entries += together.size
                draws += together.size / design_effect(together)
        neurons = max((mask.shape[1] for masks in self.masks for mask in masks), default=1)
        return entries / draws if draws else float(neurons)

    def counts(self, place: int, *, shared: bool) -> tuple[float, float]:
        """Return neurons that were on at a rate, and all of them; `shared` ones count as one."""
        effect = self.effect if shared else 1.0
        ones = sum(float(mask.sum()) for mask in self.masks[place])
        return ones / effect, sum(mask.size for mask in self.masks[place]) / effect


def saved_between(layers: Sequence[Layer]) -> float:
    """Return the nats that one layer's neurons save of the next one's, place by place, in a call.

    At all rates together; most where two layers have one draw between them.
    """
    choice = math.log(Dependence.KINDS)
    found = -math.inf
    for one, after in pairwise(layers):
        nats = -choice
        for of_one, of_after in zip(one.rounds, after.rounds, strict=True):
            code = Beside()
            for told, given in _objects(of_one, of_after):
                n = min(told.shape[1], given.shape[1])
                code.add(given[:, :n], told[:, :n], given[:, :0])
            nats += by_best_rate(*code.told) - code.nats
        found = max(found, nats)
    return found


def _objects(one: Sequence[Round], other: Sequence[Round]) -> Iterator[tuple[Mask, Mask]]:
    """Yield the masks of two layers of the same object, where all of the calls are there."""
    for masks, others in zip(one, other, strict=True):
        for mask, beside in zip(masks, others, strict=True):
            if len(mask) == len(beside) and mask.ndim == beside.ndim == 2:
                yield mask, beside


@dataclass(frozen=True)
class Drawn:
    """What the layers that drop anything tell of their draws, at these rates of being kept."""

    rates: tuple[float, ...]
    layers: Sequence[Layer]
    offset: float = 0.05

    @property
    def undecided(self) -> bool:
        """Whether more draws could tell more of the rates."""
        # of calls that come again more would show nothing either
        return bool(self.layers) and self.rate is Verdict.MORE and not self.comes_again

    @cached_property
    def rate(self) -> Verdict:
        """Whether neurons are kept at the rates that were asked for.

        MORE at the end: it cannot be told, nothing is shown.
        """
        by_entries = self._verdict(shared=False)
        if by_entries is Verdict.MORE or not self._is_dependent:
            return by_entries
        return self._verdict(shared=True)

    def nats_of(self, others: Sequence[float]) -> float:
        """Return by how many nats other rates of being kept are likelier than these."""
        return sum(
            ones * math.log(other / rate) + (size - ones) * math.log((1 - other) / (1 - rate))
            for (ones, size), rate, other in zip(
                self._counts(shared=False), self.rates, others, strict=True
            )
        )

    @property
    def independent(self) -> Verdict:
        """Whether each neuron has a draw of its own, in every call."""
        if self._is_dependent:
            return Verdict.REFUSE
        told = sum(law.told for layer in self.layers for law in layer.laws)
        return Verdict.ACCEPT if told >= ENOUGH else Verdict.MORE

    @property
    def comes_again(self) -> bool:
        """Whether calls, or objects, hang together in the layer that tells most of it."""
        if not self.layers:
            return False
        return max(self.layers, key=lambda layer: layer.evidence).comes_again

    @cached_property
    def _is_dependent(self) -> bool:
        return any(layer.is_dependent for layer in self.layers) or self.is_across

    @cached_property
    def is_across(self) -> bool:
        """Whether neurons of one layer hang together with those of the next, and with no others."""
        if any(layer.is_dependent for layer in self.layers):
            return False
        return saved_between(self.layers) >= DOUBT

    def _verdict(self, *, shared: bool) -> Verdict:
        if not self.layers:
            return Verdict.REFUSE
        return Rates(self.rates, self.offset).verdict(self._counts(shared=shared))

    def _counts(self, *, shared: bool) -> list[tuple[float, float]]:
        found = []
        for place in range(len(self.rates)):
            counts = [layer.counts(place, shared=shared) for layer in self.layers]
            found.append((sum(ones for ones, _ in counts), sum(size for _, size in counts)))
        return found
