"""The law of the masks: what is handed on, how often a neuron is off, a draw for each and anew."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.adapt.dropout import Droppable
from grader.check import law
from grader.check.compare import states
from grader.check.rows import stopped
from grader.check.scalar_dropout import TwoLayers, read_two_layers
from grader.check.values import mapping
from grader.exercise import Case, Exercise
from grader.model import Finding, Text

from . import asking
from .where import two_layers

_SIZES = (5, 4)
_CALLS = 64
_ANEW = 0.06
"""The least share of calls whose mask differs from the one before; a new network has a new one."""


class Draws(Exercise):
    """Asked of two hidden layers whose neurons can be told apart in the network's answer."""

    name = "sortear"
    asks = ("Valor", "MLP")
    upstream = ("Valor",)
    asked_twice = False

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        for name, low, high in (("few_off", 0.15, 0.28), ("many_off", 0.62, 0.72)):
            yield two_layers(name, rng, _SIZES, round(float(rng.uniform(low, high)), 3))

    def run(self, student: Any, case: Case) -> Any:
        def ask(networks: Droppable) -> Any:
            return {"outputs": asking.calls(networks, case, _CALLS)}

        return asking.with_networks(student, ask)

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "MLP", ())
        with np.errstate(all="ignore"):
            findings = list(_judge(case, answers.get("outputs")))
        yield from findings


def _judge(case: Case, outputs: Any) -> Iterator[Finding]:
    pairs = [("frequency", case.name), ("silence", "")]
    if case.name == "few_off":
        pairs[1:] = [("independence", "neurons"), ("independence", "calls")]
    lost = [stopped(outputs, "MLP", item=item, part=part) for item, part in pairs]
    if lost[0]:
        yield from filter(None, lost)
        return
    found = read_two_layers(outputs, case.x[0], case.layers, case.rate)
    if found is None:
        for item, part in pairs:
            yield states(False, "draws.read", item=item, part=part)
        return
    yield states(_frequency(found, 1 - case.rate), "draws.frequency", item="frequency",
                 part=case.name)  # fmt: skip
    if case.name == "few_off":
        yield from _independence(_whole_mask(found))
        return
    dropping = [one for one in (found.first, found.second) if one.drops]
    silent = all(one.off == "zero" and one.scale != "rate" for one in dropping)
    if dropping and silent and all(one.scale == "one" for one in dropping):
        # the lesson leaves it open whether what is kept is scaled: right, and worth a word
        yield Finding("silence", True, Text("draws.unscaled"))
        return
    yield states(dropping and silent, "draws.silence", item="silence")


def _frequency(found: TwoLayers, keep_prob: float) -> bool:
    """Tell whether the layers that drop neurons keep the right share of them."""
    second = found.second.kept[found.second.read].T
    if second.shape[1] < _CALLS / 2:  # outputs were dropped too: few calls show a whole mask
        second = found.second.kept[found.known][np.newaxis]
    masks = [found.first.kept[found.first.read].T, second]
    dropping = [mask for mask in masks if not mask.all()]
    return bool(dropping) and law.pooled_fraction(dropping, keep_prob)


def _independence(mask: Any) -> Iterator[Finding]:
    """Judge that neurons differ from each other, and calls from the one before."""
    differ = 0.0 if mask is None else float((mask[:, 1:] != mask[:, :-1]).any(axis=0).mean())
    anew = differ > _ANEW
    # of a mask that stays no more can be told than that it is mixed
    alone = mask is not None and (law.binomial(mask, 0) if anew else bool(mask.any()))
    yield states(alone, "draws.neurons", item="independence", part="neurons")
    yield states(anew, "draws.calls", item="independence", part="calls")


def _whole_mask(found: TwoLayers) -> Any:
    """Return which neurons were on, neurons by calls, of the layers that drop any at all."""
    layers = [one for one in (found.first, found.second) if one.drops]
    if not layers:
        return None
    known = np.logical_and.reduce([one.read for one in layers])
    return np.concatenate([one.kept[known] for one in layers], axis=1).T if known.any() else None
