"""`set_phase`: in the test phase nothing is dropped, on the way in nor on the way back."""

from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any

import numpy as np

from grader.adapt.asking import Failed, attempt
from grader.claim import Judgement, Said, claim, said
from grader.exercise import Case, Line
from grader.measure.values import Unfit
from grader.model import Text
from grader.remote.value import plain

from .asking import (
    Array,
    draw_away_from_zero,
    draw_high,
    draw_low,
    lesson_case,
    new_layer,
    passing_now,
    split,
)
from .design import designs_of
from .drawing import drops_by_chance
from .driving import Driven
from .judging import (
    LayerClaims,
    Passes,
    alike,
    changed,
    drops,
    factor_of,
    kept_by,
    not_yet,
    own_factor,
    scaled,
)
from .telling import factors, state, with_told


class Phased(Passes):
    """Outputs of one layer as its phases change, and the gradient in the test phase."""

    @cached_property
    def y(self) -> Array:
        return self.output("training")

    @cached_property
    def raises(self) -> bool:
        """Whether the way through the layer in training ends in an exception."""
        return isinstance(self.get("training"), str)

    @cached_property
    def obstacle(self) -> str:
        if self.raises:
            return "phases.raises"
        own = self.get("own_word")
        return "phases.not_known" if isinstance(own, str) and own else super().obstacle

    @cached_property
    def trains(self) -> bool:
        return self.by_chance and not self.raises and drops(self.y, self.case.x)

    @cached_property
    def is_judged(self) -> bool:
        """Whether what it does in the test phase counts: it drops in training, or cannot be asked.

        What raises in training pays for that there; its test phase was written all the same.
        """
        return self.trains or self.raises

    @property
    def never_rests(self) -> bool:
        """Whether two outputs of the test phase keep other entries."""
        with suppress(Unfit):  # what cannot be read loses elsewhere
            test, twice = (kept_by(self.output(key), self.case.x) for key in ("test", "twice"))
            return bool((test != twice).any())
        return False

    @property
    def is_old(self) -> bool:
        """Whether the gradient is 0 where the layer dropped in training, and only there."""
        return bool(((self.gradient != 0) == (self.y != 0)).all())

    @property
    def comes_again(self) -> bool:
        """Whether another way forward leads to the same gradient: then no mask is drawn for it."""
        with suppress(Unfit):
            again = self.array("once_more", self.case.x.shape)
            return not self.raises and bool((again == self.gradient).all())
        return False

    @cached_property
    def gradient_factor(self) -> float | None:
        """By what the gradient is multiplied: 1, or the factor of forward, paid for there."""
        own = None
        with suppress(Unfit):  # what cannot be read loses elsewhere
            test = self.output("test")
            own = own_factor(test, self.case.x) if (test != 0).all() else None
        return factor_of(self.gradient, self.case.g, 1.0, own)


class Phases(LayerClaims):
    """Judged on layers that trained before. A layer that never does anything earns nothing.

    One that raises in training is asked for its test phase by itself.
    """

    name = "phases"
    shown = ("test",)
    reads = Phased

    def examples(self) -> Iterator[Case]:
        yield lesson_case()
        x = draw_away_from_zero(np.random.default_rng(1), 3, 8)
        yield Case("both_signs", asked="switched", x=x, p=0.3, seed=7)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _case("switching", "switched", rng, draw_low(rng))
        yield _case("test_gradient", "gradient", rng, draw_high(rng))

    def run(self, student: Any, case: Case) -> Any:
        found = attempt(student, lambda: self._through(student, case))
        if not isinstance(found, Failed):
            return found
        # what is asked here is not known to be what failed there, and may raise as well
        layer = Driven(student, case.p)
        layer.switch(training=False)
        told = {"training": found.name, "drops": False, "again": found.name}
        told |= {key: plain(layer.forward(case.x)) for key in ("test", "twice")}
        if case.asked == "gradient":
            told["gradient"], _ = split(plain(layer.backward(case.g)))
        return with_told(self, case, told)

    def _through(self, student: Any, case: Case) -> Any:
        """Take one layer through its phases."""
        layer, x = new_layer(student, case), case.x
        found = {"training": passing_now(layer, x), "drops": drops_by_chance(student, case)}
        found["own_word"] = designs_of(student)[-1].own_word
        layer.switch(training=False)
        found["test"] = layer.forward(x)
        if case.asked == "gradient":
            found["gradient"] = layer.backward(case.g)
            layer.forward(case.x)
            found = plain(found | {"once_more": layer.backward(case.g)})
            for key in ("gradient", "once_more"):
                found[key], _ = split(found[key])
            return with_told(self, case, found)
        found["twice"] = layer.forward(x)
        layer.switch(training=True)
        found["again"] = passing_now(layer, x)
        return with_told(self, case, plain(found))

    def tell(self, got: Phased) -> dict[str, Any]:
        """Tell what the layer does in either phase."""
        x, test = got.case.x, got.output("test")
        told = {"training": state(got.y, x), "test": state(test, x)}
        if isinstance(told["test"], float):  # one who multiplies here may not have done so there
            told["training factor"] = factors(got.y, x)["kept"]
        if got.case.asked != "gradient":
            return told | {"again": state(got.output("again"), x)}
        back = state(got.gradient, got.case.g)
        if back == "dropped" and (got.gradient != 0).all():  # other numbers are in some places
            back = "something else"
        if back == "dropped" and got.is_old:
            back = "dropped before"
        elif back == "dropped" and got.comes_again:
            back = "something else"
        return told | {"gradient": back}

    @claim("phases.identity", item="identity", on=("lesson", "switched"))
    def identity(self, got: Phased) -> Said:
        x, test = got.case.x, got.output("test")
        same = alike(test, x) and alike(got.output("twice"), x)
        if not same and not got.raises and alike(got.y, x):
            return Said(False, message=Text("phases.inverted"))
        if same and not got.is_judged:
            return not_yet(got)
        key = "" if got.never_rests else "phases.values"
        return said(same, "" if same else key, detail=changed(test, x))

    @claim("phases.again", item="again", on=("lesson", "switched"))
    def again(self, got: Phased) -> Judgement:
        if not got.trains:
            return not_yet(got)
        if got.never_rests:
            return Said(False, message=Text("phases.never_rests"))
        return drops(got.output("again"), got.case.x)

    @claim("phases.gradient", item="gradient", on="gradient")
    def gradient_identity(self, got: Phased) -> Said:
        if not got.is_judged:
            return not_yet(got)
        if got.gradient_factor is None and got.comes_again and not got.is_old:
            return Said(False, "phases.gradient_values")
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
