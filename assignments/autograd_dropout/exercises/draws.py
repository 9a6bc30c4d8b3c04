"""The law of the masks: what is handed on, how often a neuron is off, a draw for each and anew."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.check.compare import states
from grader.check.layers import Drawn
from grader.check.rate import Verdict
from grader.check.rows import stopped
from grader.check.values import mapping
from grader.exercise import Case, Exercise
from grader.lessons.scalar_dropout import TwoLayers
from grader.model import Finding, Text

from . import asking, drawing
from .where import two_layers

_SIZES = (12, 3)
"""A wide layer: many draws in one call, and few sums of which they are read."""
_TOTAL, _HANDED_ON = 0.3, 0.4
"""Weights so small that what is divided by a rate of 0.06 can still be read."""
_RATES = (("few_off", 0.06, 0.08, 36), ("many_off", 0.79, 0.81, 76))
"""Cases: where the lower rate lies, and calls at each rate after which most right work is certain.
"""


class Draws(Exercise):
    """Asked of two hidden layers whose neurons can be told apart in the network's answer.

    Each case asks at two rates that lie apart: one that is always the same is near one at most.
    """

    name = "sortear"
    asks = ("Valor", "MLP")
    upstream = ("Valor",)
    asked_twice = False
    shown = None  # all is drawn: how it relates to other draws says nothing

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        for name, low, high, calls in _RATES:
            rate = round(float(rng.uniform(low, high)), 3)
            other = round(rate + float(rng.uniform(0.115, 0.125)), 3)
            drawn = two_layers(
                name, rng, _SIZES, rate, features=1, total=_TOTAL, handed_on=_HANDED_ON
            )
            yield Case(name, **drawn.inputs, other_rate=other, calls=calls)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: drawing.ask(networks, case))

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "MLP", ())
        with np.errstate(all="ignore"):
            findings = list(_judge(case, answers))
        yield from findings


def _judge(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    items = [("frequency", case.name)]
    if case.name == "few_off":  # where a mask that stays leaves enough on to be read
        items += [("independence", ""), ("silence", "")]
    lost = [stopped(answers.get("outputs"), "MLP", item=item, part=part) for item, part in items]
    if lost[0]:
        yield from filter(None, lost)
        return
    told = drawing.read(case, answers)
    if told is None:
        for item, part in items:
            yield states(False, "draws.read", item=item, part=part)
        return
    right = told.drawn.rate is Verdict.ACCEPT
    yield states(right, "draws.frequency", item="frequency", part=case.name)
    if case.name == "few_off":
        yield _alone(told.drawn)
        yield _silence(told.found)


def _alone(drawn: Drawn) -> Finding:
    """Judge that each neuron has a draw of its own, anew at each call."""
    if drawn.independent is Verdict.ACCEPT:
        return states(True, "draws.alone", item="independence")
    which = "neurons" if drawn.layers and not drawn.comes_again else "calls"
    return states(False, f"draws.{which}", item="independence")


def _silence(found: Sequence[TwoLayers]) -> Finding:
    """Judge what a neuron that is off hands on, and one that is on."""
    layers = [layer for one in found for layer in (one.first, one.second)]
    dropping = [layer for layer in layers if layer.drops]
    silent = any(layer.kept.any() for layer in dropping) and all(
        layer.off == "zero" and layer.scale != "rate" for layer in dropping
    )
    if silent and all(one.scale == "one" for one in dropping):
        # the lesson leaves it open whether what is kept is scaled: right, and worth a word
        return Finding("silence", True, Text("draws.unscaled"))
    return states(silent, "draws.silence", item="silence")
