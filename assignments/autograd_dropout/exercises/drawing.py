"""How draws are asked for: at two rates together, in rounds, until it is certain what they are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from grader.adapt.dropout import Droppable
from grader.check.budget import DOUBT
from grader.check.dependence import Dependence, Mask, design_effect, shared_evidence
from grader.check.rate import Verdict
from grader.check.rates import Rates
from grader.check.rounds import ENOUGH
from grader.check.scalar_dropout import TwoLayers
from grader.check.values import Unfit, array
from grader.exercise import Case

from . import asking

_SHARING = 2
"""Networks that share a round at one rate: who seeds with each network shows in two of them."""
_MOST = 25
"""Times as many calls as at first, at the most: draws that a layer shares are enough then, too."""
_FEW = 0.75
"""Draws that count, a call: a layer whose neurons share one has as many as there are calls."""


def rates(case: Case) -> tuple[float, float]:
    """Return the rates that a case asks at."""
    return case.rate, case.other_rate


def ask(networks: Droppable, case: Case) -> dict[str, Any]:
    """Ask in rounds until it is certain whether the rates are right."""
    outputs: tuple[list[Any], list[Any]] = ([], [])
    for times in _rounds(case):
        answers = asking.calls(networks, case, times, rates(case), _SHARING)
        if isinstance(answers, str):
            return {"outputs": answers, "other": answers}
        for found, more in zip(outputs, answers, strict=True):
            found += more
        drawn = read(case, {"outputs": outputs[0], "other": outputs[1]})
        if drawn is None or not drawn.undecided:
            break
    return {"outputs": outputs[0], "other": outputs[1]}


def _rounds(case: Case) -> Iterator[int]:
    """Yield how many calls a round has at each rate: then half of what there was, and so on."""
    times, asked = int(case.calls), 0
    while asked < _MOST * case.calls:
        yield times
        asked += times
        times = asked // (2 * _SHARING) * _SHARING


def read(case: Case, answers: Mapping[str, Any]) -> "Drawn | None":
    """Read the masks at both rates; None where an answer is not explained by any."""
    one, other = (_told(answers.get(key)) for key in ("outputs", "other"))
    return None if one is None or other is None else _read(case, one, other)


_Told = tuple[tuple[int, ...], bytes]


def _told(outputs: Any) -> _Told | None:
    """Return a table's shape and entries, by which it is known again; None for what is none."""
    try:
        found = array(outputs, "outputs")
    except Unfit:
        return None
    return (found.shape, found.tobytes()) if found.ndim == 2 and found.size else None


@lru_cache(maxsize=4)
def _read(case: Case, *told: _Told) -> "Drawn | None":
    """Read what was asked for last; `check` judges what `run` has looked at already."""
    tables = [np.frombuffer(entries).reshape(shape) for shape, entries in told]
    rounds, shifts, count = [], [], 0
    for times in _rounds(case):
        if count >= len(tables[0]):
            break
        rounds += [times // _SHARING] * _SHARING
        shifts.append(asking.apart(times, _SHARING))
        count += times
    found = []
    for table, rate in zip(tables, rates(case), strict=True):
        with np.errstate(all="ignore"):
            one = asking.explained(table, case, rate, np.concatenate(shifts))
        if one is None:
            return None
        found.append(one)
    return Drawn(rates(case), (found[0], found[1]), rounds)


@dataclass(frozen=True)
class Layer:
    """The draws of a layer: at each rate, network by network, which neurons were on in a call."""

    masks: Sequence[Sequence[Mask]]

    @property
    def drops(self) -> bool:
        """Whether any neuron was off."""
        return not all(mask.all() for at_rate in self.masks for mask in at_rate)

    @cached_property
    def laws(self) -> list[Dependence]:
        """What the masks at each rate tell of neurons that hang together."""
        found = []
        for at_rate in self.masks:
            law = Dependence()
            for mask in at_rate:
                if mask.size:
                    law.add(mask)
            found.append(law)
        return found

    @cached_property
    def is_dependent(self) -> bool:
        """Whether neurons, or calls, or networks hang together."""
        return shared_evidence(self.laws) >= DOUBT

    @cached_property
    def effect(self) -> float:
        """How many entries count as one draw.

        Rounds in which all are off, or all on, show nothing of what hangs together.
        """
        entries = draws = 0.0
        for masks in self.masks:
            for start in range(0, len(masks), _SHARING):
                of_round = [mask for mask in masks[start : start + _SHARING] if len(mask)]
                if not of_round:
                    continue
                least = min(len(mask) for mask in of_round)
                together = np.stack([mask[:least] for mask in of_round])
                if together.any() and not together.all():
                    entries += together.size
                    draws += together.size / design_effect(together)
        return entries / draws if draws else 1.0

    def counts(self, place: int) -> tuple[float, float]:
        """Return neurons that were on at a rate, and all of them."""
        masks = self.masks[place]
        return sum(float(mask.sum()) for mask in masks), float(sum(mask.size for mask in masks))


@dataclass(frozen=True)
class Drawn:
    """What the answers at two rates tell of their draws."""

    rates: tuple[float, float]
    found: tuple[TwoLayers, TwoLayers]
    rounds: Sequence[int]
    """Calls of each network."""

    @cached_property
    def layers(self) -> list[Layer]:
        """The hidden layers that drop anything."""
        both = [_by_network(found, np.cumsum(self.rounds)) for found in self.found]
        layers = [Layer(masks) for masks in zip(*both, strict=True)]
        return [layer for layer in layers if layer.drops]

    @property
    def undecided(self) -> bool:
        """Whether more draws could tell more of the rates."""
        return bool(self.layers) and self.rate is Verdict.MORE and not self._is_hopeless

    @cached_property
    def rate(self) -> Verdict:
        """Whether neurons are kept at the rates that were asked for."""
        by_entries = self._verdict(shared=False)
        if by_entries is Verdict.MORE or not self._is_dependent:
            return by_entries
        return self._verdict(shared=True)

    @property
    def independent(self) -> Verdict:
        """Whether each neuron has a draw of its own, in every call."""
        if self._is_dependent:
            return Verdict.REFUSE
        told = sum(law.told for layer in self.layers for law in layer.laws)
        return Verdict.ACCEPT if told >= ENOUGH else Verdict.MORE

    @property
    def comes_again(self) -> bool:
        """Whether a network's mask is mostly that of the call before."""
        first = self.layers[0].masks[-1] if self.layers else []
        same = [(mask[1:] == mask[:-1]).all(axis=1) for mask in first]
        return not same or float(np.concatenate(same).mean()) > _SAME

    @cached_property
    def _is_dependent(self) -> bool:
        return any(layer.is_dependent for layer in self.layers)

    @property
    def _is_hopeless(self) -> bool:
        """Whether masks come again so often that hardly a call is a draw of its own."""
        if not self._is_dependent:
            return False
        count = sum(size for _ones, size in self._counts(shared=True))
        return count < _FEW * len(self.rates) * sum(self.rounds)

    def _verdict(self, *, shared: bool) -> Verdict:
        if not self.layers:
            return Verdict.REFUSE
        return Rates(tuple(1 - rate for rate in self.rates)).verdict(self._counts(shared=shared))

    def _counts(self, *, shared: bool) -> list[tuple[float, float]]:
        """Return, at each rate, neurons that were on and all of them; those of one draw as one."""
        found = []
        for place in range(len(self.rates)):
            ones = size = 0.0
            for layer in self.layers:
                effect = layer.effect if shared else 1.0
                on, all_ = layer.counts(place)
                ones, size = ones + on / effect, size + all_ / effect
            found.append((ones, size))
        return found


_SAME = 0.85
"""The share of calls that are as the one before; a few neurons are alike by chance, too."""


def _by_network(found: TwoLayers, ends: Any) -> tuple[list[Mask], list[Mask]]:
    """Return each layer's masks where they could be read, network by network."""
    first, second = found.first, found.second
    places = np.split(np.arange(ends[-1]), ends[:-1])
    masks = [first.kept[own[first.read[own]]] for own in places]
    if second.read.sum() >= ends[-1] / 2:
        return masks, [second.kept[own[second.read[own]]] for own in places]
    # outputs were dropped too: few calls show a whole mask
    return masks, [second.kept[own][found.known[own]][:, np.newaxis] for own in places]
