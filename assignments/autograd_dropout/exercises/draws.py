"""The law of the masks: what is handed on, how often a neuron is off, a draw for each and anew."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.adapt.dropout import Droppable
from grader.check import law
from grader.check.compare import states
from grader.check.dependence import design_effect
from grader.check.rate import Verdict
from grader.check.rates import Rates
from grader.check.rows import stopped
from grader.check.scalar_dropout import TwoLayers, read_two_layers
from grader.check.values import mapping
from grader.exercise import Case, Exercise
from grader.model import Finding, Text

from . import asking
from .where import two_layers

_SIZES = (5, 4)
_CALLS = 48
"""Calls at each rate in a round."""
_ROUNDS = 14
"""Rounds at the most, for draws that hang together; right work is certain after two, mostly."""
_ANEW = 0.15
"""The least share of calls whose mask differs from the one before; a new network has a new one."""


class Draws(Exercise):
    """Asked of two hidden layers whose neurons can be told apart in the network's answer.

    Each case asks at two rates that lie apart: one that is always the same is near one at most.
    """

    name = "sortear"
    asks = ("Valor", "MLP")
    upstream = ("Valor",)
    asked_twice = False

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        for name, low, high in (("few_off", 0.13, 0.17), ("many_off", 0.62, 0.66)):
            rate = round(float(rng.uniform(low, high)), 3)
            other = round(rate + float(rng.uniform(0.11, 0.13)), 3)
            drawn = two_layers(name, rng, _SIZES, rate)
            yield Case(name, **drawn.inputs, other_rate=other)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: _run(networks, case))

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "MLP", ())
        with np.errstate(all="ignore"):
            findings = list(_judge(case, answers))
        yield from findings


def _run(networks: Droppable, case: Case) -> dict[str, Any]:
    """Ask in rounds until it is certain whether the rates are right."""
    outputs: tuple[list[Any], list[Any]] = ([], [])
    for _ in range(_ROUNDS):
        for rate, found in zip(_rates(case), outputs, strict=True):
            answers = asking.calls(networks, case, _CALLS, rate)
            if isinstance(answers, str):
                return {"outputs": answers, "other": answers}
            found += answers
        with np.errstate(all="ignore"):
            if _verdict(case, outputs) is not Verdict.MORE:
                break
    return {"outputs": outputs[0], "other": outputs[1]}


def _rates(case: Case) -> tuple[float, float]:
    return case.rate, case.other_rate


def _verdict(case: Case, outputs: Sequence[Any]) -> Verdict:
    """Tell whether neurons are kept at the rates that were asked for.

    REFUSE where nothing can be read: more of it would show nothing either.
    """
    counts = []
    for rate, answers in zip(_rates(case), outputs, strict=True):
        found = read_two_layers(answers, case.x[0], case.layers, rate)
        masks = [] if found is None else _dropping(found, len(answers))
        if not masks:
            return Verdict.REFUSE
        effects = [design_effect(mask.T[np.newaxis]) for mask in masks]
        pairs = list(zip(masks, effects, strict=True))
        kept = sum(float(mask.sum()) / effect for mask, effect in pairs)
        counts.append((kept, sum(mask.size / effect for mask, effect in pairs)))
    return Rates(tuple(1 - rate for rate in _rates(case))).verdict(counts)


def _judge(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    pairs = [("frequency", case.name), ("silence", "")]
    if case.name == "few_off":
        pairs[1:] = [("independence", "neurons"), ("independence", "calls")]
    outputs = answers.get("outputs")
    lost = [stopped(outputs, "MLP", item=item, part=part) for item, part in pairs]
    if lost[0]:
        yield from filter(None, lost)
        return
    found = read_two_layers(outputs, case.x[0], case.layers, case.rate)
    if found is None:
        for item, part in pairs:
            yield states(False, "draws.read", item=item, part=part)
        return
    right = _verdict(case, (outputs, answers.get("other"))) is Verdict.ACCEPT
    yield states(right, "draws.frequency", item="frequency", part=case.name)
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


def _dropping(found: TwoLayers, calls: int) -> list[Any]:
    """Return the masks, neurons by calls, of the layers that drop any."""
    second = found.second.kept[found.second.read].T
    if second.shape[1] < calls / 2:  # outputs were dropped too: few calls show a whole mask
        second = found.second.kept[found.known][np.newaxis]
    masks = [found.first.kept[found.first.read].T, second]
    return [mask for mask in masks if not mask.all()]


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
