"""`forward` in the training phase: who is dropped, and what becomes of the others."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from grader.check import law
from grader.check.compare import states
from grader.check.values import Unfit, mapping
from grader.exercise import Case, Exercise, Line, Picture
from grader.model import Finding

from .asking import (
    Array,
    draw_away_from_zero,
    draw_high,
    draw_low,
    draw_seed,
    dropping,
    lesson_case,
    new_layer,
)
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
    share_of,
)


class Forward(Exercise):
    """Judged by the zeros' law on many entries, and by the factor of those that are not zero."""

    name = "forward"
    asks = ("Dropout",)
    shown = ("y",)

    def examples(self) -> Iterator[Case]:
        yield lesson_case()
        x = draw_away_from_zero(np.random.default_rng(0), 40, 60)
        yield Case("many_units", x=x, p=0.2, seed=5)
        x = draw_away_from_zero(np.random.default_rng(0), 18, 22, 25)
        yield Case("three_axes", x=x, p=0.3, seed=6)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        yield _case("low_p", rng, draw_low(rng), int(rng.integers(55, 65)), 140)
        yield _case("high_p", rng, draw_high(rng), 90, int(rng.integers(95, 110)))

    def run(self, student: Any, case: Case) -> Any:
        y = dropping(new_layer(student, case), case.x)
        return {"y" if case.name == "lesson" else "many": y}  # only the lesson's is drawn

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        [key] = want
        y = read(mapping(got, "forward(x)", ()), key, "forward(x)", case.x.shape)
        dropped = y == 0
        if case.name == "three_axes":
            yield states(
                all(law.independent(mask) for mask in _flat(dropped)), "forward.three_axes",
                item="independence", part="three_axes",
            )  # fmt: skip
            return
        many = case.name != "lesson"
        yield _scaling(case, y, some_must_be_off=many)
        if many:
            mask = _flat(dropped)[0]
            yield states(
                law.kept_fraction(mask, case.p), "forward.share",
                item="probability", detail=share_of(mask, case.p),
            )  # fmt: skip
            yield states(
                law.independent(mask), "forward.independent", item="independence", part="two_axes"
            )

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        key = "y" if case.name == "lesson" else "many"
        with suppress(Unfit):
            y = read(mapping(got, "forward(x)", ()), key, "forward(x)", case.x.shape)
            yield Line("forward(x)", y, case.x * kept_by(y, case.x) * right_factor(case))

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        if case.name != "three_axes":  # in the others y is a matrix
            key = "y" if case.name == "lesson" else "many"
            yield from drawn("y", got, key, case.x.shape)


def _flat(mask: Array) -> list[Array]:
    """Return a mask as matrices: its first axis against the others, its last against the others."""
    return [mask.reshape(mask.shape[0], -1), mask.reshape(-1, mask.shape[-1])]


def _scaling(case: Case, y: Array, *, some_must_be_off: bool) -> Finding:
    kept = y != 0
    right, own = right_factor(case), None
    # who took p for the probability of keeping pays under "probability"; 1/p then is consistent
    if some_must_be_off and law.kept_fraction(_flat(kept)[0], case.p):
        own = 1 / case.p
    done = kept.any() and not (some_must_be_off and kept.all())
    which = fits(y, case.x * kept, right, own) if done else ""
    if which == "own":
        return consistent("scaling")
    told = factor(right, own_factor(y, case.x))
    return states(which, "forward.scaled", item="scaling", detail=told)


def _case(name: str, rng: np.random.Generator, p: float, *shape: int) -> Case:
    return Case(name, x=draw_away_from_zero(rng, *shape), p=p, seed=draw_seed(rng))
