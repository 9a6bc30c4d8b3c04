"""`backward` in the training phase: the gradient takes the way that `forward` left open."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from grader.check import law
from grader.check.compare import states
from grader.check.values import Unfit, mapping
from grader.exercise import Case, Exercise, Line, Picture
from grader.model import Finding
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
from .judging import (
    consistent,
    drawn,
    factor,
    factors_of,
    fits,
    kept_by,
    own_factor,
    read,
    right_factor,
)


class Backward(Exercise):
    """Judged by the student's own forward pass just before: a slip there is not paid for twice."""

    name = "backward"
    asks = ("Dropout",)
    shown = ("gradient",)

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

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "backward(g)", ())
        y = read(answers, "y", "forward(x)", case.x.shape)
        gradient = read(answers, "gradient", "backward(g)", case.x.shape)
        told = case.x != 0  # elsewhere y does not tell who was kept
        kept, passes = kept_by(y, case.x), gradient != 0
        few = case.asked == "lesson"  # so few that all of them may be kept, or dropped, by chance
        done = (y != case.x).any() if few else (kept & told).any() and (~kept & told).any()
        done = done and answers.get("drops") is True
        same = (passes == kept)[told].all() and _alike(passes[~told], kept[told])
        yield states(done and same, "backward.same_units", item="same_units")

        judged = passes & (kept | ~told)
        done = done and (few or judged.any())
        right, own = right_factor(case), own_factor(y, case.x)
        which = fits(gradient[judged], case.g[judged], right, own) if done else ""
        if which == "own":
            yield consistent("scaling")
            return
        seen = own_factor(np.where(judged, gradient, 0.0), case.g)
        yield states(which, "backward.scaled", item="scaling", detail=factor(right, seen))

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        found: list[Line] = []
        with suppress(Unfit), np.errstate(all="ignore"):
            found = list(_lines(case, mapping(got, "backward(g)", ())))
        yield from found

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        for key in ("y", "gradient"):
            yield from drawn(key, got, key, case.x.shape)


def _lines(case: Case, answers: Mapping[str, Any]) -> Iterator[Line]:
    """Yield both ways through the layer; backward by the mask and the factor of forward."""
    y = read(answers, "y", "forward(x)", case.x.shape)
    kept, right = kept_by(y, case.x), right_factor(case)
    yield Line("forward(x)", y, case.x * kept * right)
    gradient = read(answers, "gradient", "backward(g)", case.x.shape)
    # where x is 0, y does not tell who was kept
    kept = np.where(case.x == 0, gradient != 0, kept)
    own = own_factor(y, case.x)
    by = own if fits(gradient, case.g * kept, right, own) == "own" and own else right
    yield Line("backward(g)", gradient, case.g * kept * by)


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
