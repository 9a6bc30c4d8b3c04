"""`set_phase`: in the test phase nothing is dropped, on the way in nor on the way back."""

from collections.abc import Iterator
from functools import cached_property, partial
from typing import Any

import numpy as np

from grader.claim import Said, claim, said
from grader.exercise import Case, Line
from grader.model import Text
from grader.remote.value import plain

from .asking import draw_away_from_zero, draw_high, draw_low, lesson_case, new_layer, split
from .drawing import drops_by_chance
from .judging import LayerClaims, Passes, alike, drops, factor, factor_of, own_factor, scaled

after_training = partial(claim, rests_on="trains", later="phases.never_drops")
"""Claim what a layer that never drops does as well, and is no work then."""


class Phased(Passes):
    """Outputs of one layer as its phases change, and the gradient in the test phase."""

    @cached_property
    def trains(self) -> bool:
        return self.by_chance and drops(self.output("training"), self.case.x)

    @cached_property
    def gradient_factor(self) -> float | None:
        """By what the gradient is multiplied: 1, or the factor of forward, paid for there."""
        test = self.output("test")
        own = own_factor(test, self.case.x) if (test != 0).all() else None
        return factor_of(self.gradient, self.case.g, 1.0, own)


class Phases(LayerClaims):
    """Judged on layers that trained before. A layer that never does anything earns nothing."""

    name = "phases"
    shown = ("test",)
    reads = Phased

    def examples(self) -> Iterator[Case]:
        yield lesson_case()

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _case("switching", "switched", rng, draw_low(rng))
        yield _case("test_gradient", "gradient", rng, draw_high(rng))

    def run(self, student: Any, case: Case) -> Any:
        layer = new_layer(student, case)
        found = {"training": layer.forward(case.x), "drops": drops_by_chance(student, case)}
        layer.switch(training=False)
        found["test"] = layer.forward(case.x)
        if case.asked == "gradient":
            found = plain(found | {"gradient": layer.backward(case.g)})
            found["gradient"], _ = split(layer.left_by(found["gradient"]))
            return found
        found["twice"] = layer.forward(case.x)
        layer.switch(training=True)
        found["again"] = layer.forward(case.x)
        return found

    @after_training("phases.identity", item="identity", on=("lesson", "switched"))
    def identity(self, got: Phased) -> Said:
        x, test = got.case.x, got.output("test")
        same = alike(test, x) and alike(got.output("twice"), x)
        if not same and alike(got.output("training"), x):
            return Said(False, message=Text("phases.inverted"))
        return said(same, detail=factor(1.0, own_factor(test, x)))

    @claim("phases.again", item="again", on=("lesson", "switched"))
    def again(self, got: Phased) -> bool:
        repeats = alike(got.output("twice"), got.output("test"))
        return repeats and got.trains and drops(got.output("again"), got.case.x)

    @after_training("phases.gradient", item="gradient", on="gradient")
    def gradient_identity(self, got: Phased) -> Said:
        return scaled(got.gradient_factor, 1.0)

    def steps(self, got: Phased) -> Iterator[Line]:
        """Yield both ways through the layer in the test phase; a factor may be there on both."""
        yield Line("forward(x) (Phase.Test)", got.output("test"), got.case.x)
        if got.case.asked == "gradient":
            right = got.case.g * (got.gradient_factor or 1.0)
            yield Line("backward(g) (Phase.Test)", got.gradient, right)


def _case(name: str, asked: str, rng: np.random.Generator, p: float) -> Case:
    shape = (int(rng.integers(36, 44)), int(rng.integers(25, 32)))
    x, g = (draw_away_from_zero(rng, *shape) for _ in range(2))
    return Case(name, asked=asked, x=x, p=p, **({"g": g} if asked == "gradient" else {}))
