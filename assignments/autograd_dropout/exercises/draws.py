"""The law of the masks: what is handed on, how often a neuron is off, a draw for each and anew."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from grader.claim import BY_NAME, Answer, Claims, Said, claim, said
from grader.exercise import Case
from grader.measure.rows import unstopped
from grader.measure.values import Unfit
from grader.model import Text

from . import asking, drawing, glance, neurons
from .arrival import ON_THE_WAY
from .law import AGAIN
from .where import two_layers

_SIZES = (12, 3)
"""A wide layer: many draws in one call, and few sums of which they are read."""
_TOTAL, _HANDED_ON = 0.3, 0.4
"""Weights so small that what is divided by a rate of 0.055 can still be read."""
_RATES = (
    ("few_off", "low", (0.055, 0.06), (0.195, 0.2), 36),
    ("many_off", "high", (0.79, 0.81), (0.115, 0.125), 76),
)
"""Cases: where the lower rate lies, by how much the other is higher, and calls at each rate after
which most right work is certain.

At low rates a mask that stays leaves enough neurons on to be read; both are half a tenth, or
nearly, from any tenth. At high ones a layer of which one is off at most is told by its counts.
"""


class Shown(Answer):
    """The law of the draws in words, as `drawing` tells it."""

    @cached_property
    def law(self) -> Mapping[str, str]:
        """Raises Unfit where neither neurons nor the network's answers tell who was off."""
        unstopped(self.word("stopped") or None, "MLP")
        if self.word("draws") in ("", "unread"):
            raise Unfit(Text("draws.read.fails"))
        return {key: self.word(key) for key in ("draws", "frequency", "off", "scale")}


class Draws(Claims):
    """Asked of two hidden layers whose neurons can be told apart in the network's answer.

    Each case asks at two rates that lie apart: one that is always the same is near one at most.
    """

    name = "sortear"
    answered = "MLP"
    asks = ("Valor", "MLP")
    upstream = ("Valor",)
    asked_twice = False
    is_glanced_at = True
    reads = Shown
    shown = None  # all is drawn: how it relates to other draws says nothing

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        for name, asked, lower, further, calls in _RATES:
            rate = round(float(rng.uniform(*lower)), 3)
            other = round(rate + float(rng.uniform(*further)), 3)
            drawn = two_layers(
                name, rng, _SIZES, rate, features=1, total=_TOTAL, handed_on=_HANDED_ON
            )
            yield Case(name, asked=asked, **drawn.inputs, other_rate=other, calls=calls)

    def run(self, student: Any, case: Case) -> Any:
        return asking.with_networks(student, lambda networks: drawing.ask(networks, case))

    def glance(self, student: Any, case: Case) -> bool:
        return asking.with_networks(
            student, lambda networks: glance.may_drop(networks, case, case.rate)
        )

    @claim("draws.frequency", item="frequency", part=BY_NAME)
    def frequency(self, got: Shown) -> Said:
        if got.law["draws"] == "none":
            return said(False, "draws.none")
        if got.law["frequency"] == drawing.HANDED:
            return said(False, "draws.handed")
        return said(got.law["frequency"] == "rate")

    @claim("draws.alone", item="independence", on="low")
    def independent(self, got: Shown) -> Said:
        """Each neuron has a draw of its own, anew at each call."""
        draws = got.law["draws"]
        if draws == "none":
            return said(False, "draws.none")
        which = "calls" if draws in AGAIN else "layers" if draws == "layers" else "neurons"
        return said(draws == "own", f"draws.{which}" if draws != "own" else "")

    @claim("draws.alone", item="independence", on="high")
    def independent_at_high_rates(self, got: Shown) -> Said | None:
        """Hold neurons of which most are off to it as well; where that is seen, no more is said."""
        draws = got.word("draws")
        if draws == "layers":
            return said(False, "draws.layers")
        return said(False, "draws.neurons") if draws in ("count", "hang together") else None

    @claim("draws.silence", item="silence", on="low")
    def silence(self, got: Shown) -> Said:
        """Neurons that are off hand on 0, the others their value, scaled or not."""
        off, scale = got.law["off"], got.law["scale"]
        if not off:
            return said(False, "draws.none")
        if off in ("plain", neurons.MISSING, neurons.CONSTANT):
            return said(False, f"draws.{off}")
        if scale == "other":
            return said(False, "draws.value")
        if scale == ON_THE_WAY:
            return said(False, "draws.on_the_way")
        if off == "zero" and scale == "one":
            # the lesson leaves it open whether what is kept is scaled: right, and worth a word
            return Said(True, message=Text("draws.unscaled"))
        return said(off == "zero" and scale in ("inverted", "none"))
