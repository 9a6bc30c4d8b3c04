"""What the rest of a network relies on: fresh draws, what `backward` returns, untouched inputs."""

import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.values import Unfit, mapping
from grader.exercise import Case, Exercise
from grader.model import Finding

from .asking import (
    Array,
    draw_away_from_zero,
    draw_high,
    draw_low,
    draw_seed,
    dropping,
    new_layer,
    split,
    unchanged_by,
)
from .driving import Driven
from .judging import acts, kept_by, read


class Contract(Exercise):
    """Judged on layers that drop: one that only hands its input on keeps no promise."""

    name = "contract"
    asks = ("Dropout",)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        shape = (int(rng.integers(20, 30)), int(rng.integers(35, 50)))
        x, g = (draw_away_from_zero(rng, *shape) for _ in range(2))
        first, second = draw_seed(rng), draw_seed(rng)
        yield Case("repeated", x=x, p=draw_low(rng), seed=first, other_seed=second)
        yield Case("returned", x=x, g=g, p=draw_high(rng), seed=first)

    def run(self, student: Any, case: Case) -> Any:
        layer = new_layer(student, case)
        if "g" in case.inputs:
            y = dropping(layer, case.x)
            returned, left = unchanged_by(layer.backward, case.g)
            gradient, came = split(returned)
            return {"y": y, "gradient": gradient, "came": came, "left": left}
        y, left = unchanged_by(lambda x: dropping_itself(layer, x), case.x)
        again = layer.forward(case.x.copy())
        after = _next_numbers()
        other = new_layer(student, Case("", **{**case.inputs, "seed": case.other_seed}))
        for _ in range(3):  # as many as above: what is left of the streams is then comparable
            dropping(other, case.x)
        return {
            "y": y, "again": again, "left": left, "alone": layer.returns,
            "after": after, "other": _next_numbers(),
        }  # fmt: skip

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "forward(x)", ())
        done = acts(answers, "y", case.x)
        found = _returned if "came" in want else _repeated
        yield from found(case, answers, done)


def dropping_itself(layer: Driven, x: Array) -> Any:
    """Return `dropping(layer, x)` with `x` itself handed over, so that a change of it is seen."""
    dropping(layer, x)
    return layer.forward(x)


def _next_numbers() -> Array:
    """Return what both global streams would give the next caller."""
    return np.array([*np.random.random(3), random.random()])  # noqa: S311  (the one to look at)


def _returned(case: Case, answers: dict[str, Any], done: bool) -> Iterator[Finding]:
    left = answers.get("left") is True
    yield states(done and left, "contract.unchanged", item="unchanged", part="g", name="dE_dy")
    try:
        read(answers, "gradient", "backward(g)", case.g.shape)
    except Unfit as unfit:
        yield refused(unfit, item="returns", part="backward")
        return
    came = answers.get("came")
    pair = isinstance(came, str) and came == "pair"
    yield states(done and pair, "contract.pair", item="returns", part="backward")


def _repeated(case: Case, answers: dict[str, Any], done: bool) -> Iterator[Finding]:
    left = answers.get("left") is True
    yield states(done and left, "contract.unchanged", item="unchanged", part="x", name="x")
    alone = answers.get("alone") is True
    yield states(done and alone, "contract.output", item="returns", part="forward")
    try:
        y = read(answers, "y", "forward(x)", case.x.shape)
        again = read(answers, "again", "forward(x)", case.x.shape)
        after = read(answers, "after", "random", (4,))
        other = read(answers, "other", "random", (4,))
    except Unfit as unfit:
        yield refused(unfit, item="fresh", part="masks")
        yield refused(unfit, item="fresh", part="stream")
        return
    drawn = (kept_by(y, case.x) != kept_by(again, case.x)).any()
    yield states(done and drawn, "contract.fresh", item="fresh", part="masks")
    free = not (after == other).any()
    yield states(done and free, "contract.stream", item="fresh", part="stream")
