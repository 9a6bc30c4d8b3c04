"""`set_phase`: in the test phase nothing is dropped, on the way in nor on the way back."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.values import Unfit, mapping
from grader.exercise import Case, Exercise, Line
from grader.model import Finding, Text
from grader.remote.value import plain

from .asking import (
    draw_away_from_zero,
    draw_high,
    draw_low,
    lesson_case,
    new_layer,
    split,
)
from .drawing import drops_by_chance
from .judging import (
    consistent,
    drops,
    equals,
    factor,
    factors_of,
    fits,
    own_factor,
    read,
)


class Phases(Exercise):
    """Judged on layers that trained before. A layer that never does anything earns nothing."""

    name = "phases"
    asks = ("Dropout",)
    shown = ("test",)

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

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "forward(x)", ())
        trains = drops(answers, "training", case.x) and answers.get("drops") is True
        if case.asked == "gradient":
            yield _gradient(case, answers, trains)
            return
        yield _identity(case, answers, trains)
        repeats = equals(answers.get("twice"), _or_nan(answers, "test", case))
        back = repeats and trains and drops(answers, "again", case.x)
        yield states(back, "phases.again", item="again")

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        found: list[Line] = []
        with suppress(Unfit), np.errstate(all="ignore"):
            found = list(_lines(case, mapping(got, "forward(x)", ())))
        yield from found

    def factors(self, case: Case) -> Mapping[str, float]:
        return factors_of(case)


def _lines(case: Case, answers: Mapping[str, Any]) -> Iterator[Line]:
    """Yield both ways through the layer in the test phase; a factor may be there on both."""
    y = read(answers, "test", "forward(x)", case.x.shape)
    yield Line("forward(x) (Phase.Test)", y, case.x)
    if case.asked == "gradient":
        gradient = read(answers, "gradient", "backward(g)", case.x.shape)
        by = own_factor(y, case.x) if (y != 0).all() else None
        right = by if by and fits(gradient, case.g, 1.0, by) == "own" else 1.0
        yield Line("backward(g) (Phase.Test)", gradient, case.g * right)


def _identity(case: Case, answers: dict[str, Any], trains: bool) -> Finding:
    try:
        y = read(answers, "test", "forward(x)", case.x.shape)
    except Unfit as unfit:
        return refused(unfit, item="identity")
    same = equals(y, case.x) and equals(answers.get("twice"), case.x)
    told = factor(1.0, own_factor(y, case.x))
    if same and not trains:
        return _says("phases.never_drops", "identity")
    if equals(answers.get("training"), case.x):
        return _says("phases.inverted", "identity")
    return states(same, "phases.identity", item="identity", detail=told)


def _gradient(case: Case, answers: dict[str, Any], trains: bool) -> Finding:
    try:
        gradient = read(answers, "gradient", "backward(g)", case.x.shape)
        y = read(answers, "test", "forward(x)", case.x.shape)
    except Unfit as unfit:
        return refused(unfit, item="gradient")
    # a factor in the test phase is paid for above; the gradient may follow it
    own = own_factor(y, case.x) if (y != 0).all() else None
    which = fits(gradient, case.g, 1.0, own)
    if which and not trains:
        return _says("phases.never_drops", "gradient")
    return (
        consistent("gradient")
        if which == "own"
        else states(which, "phases.gradient", item="gradient")
    )


def _says(key: str, item: str) -> Finding:
    """Say what is wrong with the phases as a whole."""
    return Finding(item, False, Text(key))


def _or_nan(answers: dict[str, Any], key: str, case: Case) -> Any:
    """Return one of the answers, or an array that equals nothing."""
    try:
        return read(answers, key, key, case.x.shape)
    except Unfit:
        return np.full(case.x.shape, np.nan)


def _case(name: str, asked: str, rng: np.random.Generator, p: float) -> Case:
    shape = (int(rng.integers(36, 44)), int(rng.integers(25, 32)))
    x, g = (draw_away_from_zero(rng, *shape) for _ in range(2))
    return Case(name, asked=asked, x=x, p=p, **({"g": g} if asked == "gradient" else {}))
