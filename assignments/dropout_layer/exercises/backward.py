"""`backward` in the training phase: the gradient takes the way that `forward` left open."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, cast

import numpy as np

from grader.claim import Judgement, Said, claim, said
from grader.exercise import Case, Line, Picture
from grader.measure import law
from grader.remote.value import plain

from .asking import (
    Array,
    draw_away_from_zero,
    draw_high,
    draw_low,
    dropping,
    lesson_case,
    new_layer,
    passing,
    split,
)
from .behind import is_held_to
from .design import designs_of
from .drawing import drops_by_chance
from .driving import Driven
from .judging import (
    LayerClaims,
    Passes,
    alike,
    drawn,
    drops,
    factor_of,
    kept_by,
    not_yet,
    own_factor,
    rest_factor,
    scaled,
)
from .telling import factors, with_told


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
        return kept_by(self.gradient, self.case.g)

    @property
    def own_factor(self) -> float | None:
        return own_factor(self.y, self.case.x)

    @cached_property
    def passes_where_kept(self) -> bool:
        """Whether it passes where y tells who was kept, and as often where y does not tell."""
        same = bool((self.passes == self.kept)[self.told].all())
        if self.get("output") is not None:  # which hides who was kept, and does not contradict it
            output = self.array("output", self.case.x.shape, self.called)
            same &= is_held_to(output, self.case.x, self.passes)
        same &= bool(np.isfinite(self.gradient).all())
        return same and _alike(self.passes[~self.told], self.kept[self.told])

    @cached_property
    def passes_where_another_kept(self) -> bool:
        """Whether it passes where another batch was kept, or another layer kept. Raises Unfit."""
        another = self.array("earlier", self.case.x.shape, self.called)
        return bool((self.passes == kept_by(another, self.case.earlier)).all())

    @property
    def rests(self) -> bool:
        """Whether what does not pass is 0, or as much as forward left of it."""
        stopped = self.told & ~self.passes
        rest = rest_factor(self.y, self.case.x)
        found = self.gradient[stopped]
        if not np.isfinite(found).all():  # which is no 0, and no factor either
            return True
        return alike(found, 0.0 * found) or (
            rest is not None and alike(found, self.case.g[stopped] * rest)
        )

    @property
    def few(self) -> bool:
        """Whether there are so few entries that all may be kept, or dropped, by chance."""
        return self.case.asked == "lesson"

    @cached_property
    def does_something(self) -> bool:
        if self.few:  # one call of a layer that drops all or nothing may drop nothing
            return self.is_whole or bool((self.y != self.case.x).any())
        return drops(self.y, self.case.x)

    @property
    def drops(self) -> bool:
        return self.by_chance and self.does_something


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
        yield _case("two_layers", rng, draw_high(rng), asked="two_layers")

    def run(self, student: Any, case: Case) -> Any:
        layer, found = new_layer(student, case), dict[str, Any]()
        if case.asked == "two_layers":
            found = _with_another(layer, Driven(student, case.p), case)
        elif case.asked == "second_batch":
            # an earlier batch: its mask is not the one that counts
            found["earlier"] = passing(layer, case.earlier)
        found = plain(found)
        if case.asked != "two_layers":
            found |= _both_ways(layer, case)
        found["drops"] = drops_by_chance(student, case)
        found["is_whole"] = designs_of(student)[-1].is_whole
        return with_told(self, case, found)

    def tell(self, got: WayBack) -> dict[str, Any]:
        """Tell where the gradient passes, and by what it is multiplied."""
        return {"passes": _where(got), **factors(got.gradient, got.case.g)}

    @claim("backward.same_units", item="same_units", on=("lesson", "second_batch"))
    def same_units(self, got: WayBack) -> Judgement:
        return got.passes_where_kept if got.drops else not_yet(got)

    @claim("backward.own_mask", item="same_units", on="two_layers")
    def own_mask(self, got: WayBack) -> Judgement:
        """Judge a way back after another layer's way forward: networks have several of them."""
        if not got.by_chance:
            return not_yet(got)
        if (got.passes == got.kept).all():
            return True
        return said(False, "" if got.passes_where_another_kept else "backward.same_units")

    @claim("backward.scaled", item="scaling", on=("lesson", "second_batch"))
    def scaling(self, got: WayBack) -> Said:
        g, right = got.case.g, got.right_factor
        if not got.drops:
            return not_yet(got)
        judged = got.passes & (got.kept | ~got.told)
        shows = (got.few or judged.any()) and got.rests
        by = factor_of(got.gradient[judged], g[judged], right, got.own_factor) if shows else None
        return scaled(by, right, own_factor(np.where(judged, got.gradient, 0.0), g))

    def steps(self, got: WayBack) -> Iterator[Line]:
        """Yield both ways through the layer; backward by the mask and the factor of forward."""
        x, g, right = got.case.x, got.case.g, got.right_factor
        forward = x * got.kept * right
        if not got.drops or alike(got.y, forward):  # a slip there is none that backward builds on
            yield Line("forward(x)", got.y, forward)
        kept = np.where(got.told, got.kept, got.passes)
        by = factor_of(got.gradient, g * kept, right, got.own_factor) or right
        yield Line("backward(g)", got.gradient, g * kept * by)

    def beside(self, case: Case, got: Any, want: Any) -> Any:
        found = cast("WayBack", self.read(case, got, None))
        if found.kept.all() or not found.kept.any():  # then y holds no draws
            return want
        kept = np.where(found.told, found.kept, found.passes)
        return {**want, "gradient": case.g * kept * found.right_factor}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        for key in ("y", "gradient"):
            yield from drawn(key, got, key, case.x.shape)


def _both_ways(layer: Driven, case: Case) -> dict[str, Any]:
    """Return an output, and the gradient of the way back after it.

    The lesson's example shows what one call gives.
    """
    if layer.takes_turns and case.asked != "lesson":
        return plain(dict(zip(("y", "gradient"), layer.back_in_rows(case.x, case.g), strict=True)))
    layer.takes_turns = False
    y, design = dropping(layer, case.x), layer.design
    kept = layer.gradient_of(case.x) if design.asks_behind else y
    output = {"output": y} if design.is_tied else {}
    found: dict[str, Any] = plain({"y": kept, **output, "gradient": layer.backward(case.g)})
    return found | {"gradient": split(found["gradient"])[0]}


def _with_another(layer: Driven, another: Driven, case: Case) -> dict[str, Any]:
    """Return the same of a layer, where another goes forward in between."""
    layer.takes_turns = another.takes_turns = False
    found = {"y": passing(layer, case.x), "earlier": passing(another, case.earlier)}
    return found | {"gradient": split(plain(layer.backward(case.g)))[0]}


def _where(got: WayBack) -> str:
    """Tell where the gradient passes."""
    if not got.does_something:
        return "nothing was dropped"
    known = {"kept": got.passes_where_kept, "everywhere": bool(got.passes.all())}
    if got.case.asked != "lesson":
        name = "another layer's" if got.case.asked == "two_layers" else "earlier"
        known[name] = got.passes_where_another_kept
    known["y > 0"] = bool((got.passes == (got.y > 0)).all())
    known["y != 0"] = bool((got.passes == (got.y != 0)).all())
    return next((name for name, holds in known.items() if holds), "elsewhere")


def _alike(some: Array, others: Array) -> bool:
    """Tell whether two groups of entries pass with one probability: the test of two proportions."""
    if not some.size:
        return True
    share = np.concatenate([some, others]).mean()
    deviation = np.sqrt(share * (1 - share) * (1 / some.size + 1 / others.size))
    return bool(abs(some.mean() - others.mean()) <= law.SIGMAS * deviation)


def _case(
    name: str, rng: np.random.Generator, p: float, zeros: float = 0.0, asked: str = "second_batch"
) -> Case:
    shape = (int(rng.integers(20, 30)), int(rng.integers(45, 60)))
    x, earlier, g = (draw_away_from_zero(rng, *shape) for _ in range(3))
    x = np.where(rng.random(shape) < zeros, 0.0, x)
    return Case(name, asked=asked, x=x, earlier=earlier, g=g, p=p)
