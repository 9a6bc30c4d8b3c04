"""`backward` in the training phase: the gradient takes the way that `forward` left open."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from grader.check import law
from grader.claim import Judgement, Said, claim
from grader.exercise import Case, Line, Picture
from grader.remote.value import plain

from .asking import (
    Array,
    draw_away_from_zero,
    draw_high,
    draw_low,
    dropping,
    lesson_case,
    new_layer,
    split,
)
from .drawing import drops_by_chance
from .judging import LayerClaims, Passes, drawn, drops, factor_of, kept_by, own_factor, scaled


class WayBack(Passes):
    """The gradient, and the output of the forward pass just before it."""

    @cached_property
    def kept(self) -> Array:
        return kept_by(self.y, self.case.x)

    @cached_property
    def told(self) -> Array:
        """Where y tells who was kept."""
        return np.asarray(self.case.x != 0)

    @cached_property
    def passes(self) -> Array:
        return np.asarray(self.gradient != 0)

    @property
    def own_factor(self) -> float | None:
        return own_factor(self.y, self.case.x)

    @property
    def few(self) -> bool:
        """Whether there are so few entries that all may be kept, or dropped, by chance."""
        return self.case.asked == "lesson"

    @cached_property
    def drops(self) -> bool:
        done = (self.y != self.case.x).any() if self.few else drops(self.y, self.case.x)
        return self.by_chance and bool(done)


class Backward(LayerClaims):
    """Judged by the student's own forward pass just before: a slip there is not paid for twice."""

    name = "backward"
    shown = ("gradient",)
    answered = "backward(g)"
    reads = WayBack
    needs = ("y", "gradient")

    def examples(self) -> Iterator[Case]:
        yield lesson_case(with_gradient=True)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _case("high_p", rng, draw_high(rng))
        yield _case("exact_zeros", rng, draw_low(rng), zeros=0.4)

    def run(self, student: Any, case: Case) -> Any:
        layer = new_layer(student, case)
        if case.asked != "lesson":
            dropping(layer, case.earlier)  # an earlier batch: its mask is not the one that counts
        y = dropping(layer, case.x)
        found = plain({"y": y, "gradient": layer.backward(case.g)})
        gradient, _ = split(layer.left_by(found["gradient"]))
        return {"y": found["y"], "gradient": gradient, "drops": drops_by_chance(student, case)}

    @claim("backward.same_units", item="same_units")
    def same_units(self, got: WayBack) -> Judgement:
        same = (got.passes == got.kept)[got.told].all()
        return got.drops and same and _alike(got.passes[~got.told], got.kept[got.told])

    @claim("backward.scaled", item="scaling")
    def scaling(self, got: WayBack) -> Said:
        g, right = got.case.g, got.right_factor
        judged = got.passes & (got.kept | ~got.told)
        shows = got.drops and (got.few or judged.any())
        by = factor_of(got.gradient[judged], g[judged], right, got.own_factor) if shows else None
        return scaled(by, right, own_factor(np.where(judged, got.gradient, 0.0), g))

    def steps(self, got: WayBack) -> Iterator[Line]:
        """Yield both ways through the layer; backward by the mask and the factor of forward."""
        x, g, right = got.case.x, got.case.g, got.right_factor
        yield Line("forward(x)", got.y, x * got.kept * right)
        kept = np.where(got.told, got.kept, got.passes)
        by = factor_of(got.gradient, g * kept, right, got.own_factor) or right
        yield Line("backward(g)", got.gradient, g * kept * by)

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        for key in ("y", "gradient"):
            yield from drawn(key, got, key, case.x.shape)


def _alike(some: Array, others: Array) -> bool:
    """Tell whether two groups of entries pass with one probability: the test of two proportions."""
    if not some.size:
        return True
    share = np.concatenate([some, others]).mean()
    deviation = np.sqrt(share * (1 - share) * (1 / some.size + 1 / others.size))
    return bool(abs(some.mean() - others.mean()) <= law.SIGMAS * deviation)


def _case(name: str, rng: np.random.Generator, p: float, zeros: float = 0.0) -> Case:
    shape = (int(rng.integers(20, 30)), int(rng.integers(45, 60)))
    x, earlier, g = (draw_away_from_zero(rng, *shape) for _ in range(3))
    x = np.where(rng.random(shape) < zeros, 0.0, x)
    return Case(name, asked="second_batch", x=x, earlier=earlier, g=g, p=p)
