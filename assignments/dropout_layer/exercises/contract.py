"""What the rest of a network relies on: fresh draws, what `backward` returns, untouched inputs."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.values import Unfit, mapping
from grader.exercise import Case, Exercise
from grader.model import Finding

from .asking import (
    draw_away_from_zero,
    draw_high,
    draw_low,
    draw_seed,
    dropping,
    new_layer,
    split,
)
from .judging import drops, equals, kept_by, read


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
            y, g = dropping(layer, case.x), student.hold(case.g)
            return {"y": y, "returned": layer.backward(g), "g": g}
        dropping(layer, case.x)
        x = student.hold(case.x)
        y, alone = layer.forward(x), layer.returns
        again = layer.forward(case.x)
        after = student.next_random()
        other = new_layer(student, case, case.other_seed)
        other.switch(training=layer.training)
        for _ in range(3):  # as many as above: what is left of the streams is then comparable
            other.forward(case.x)
        return {
            "y": y, "again": again, "x": x, "alone": alone,
            "after": after, "other": student.next_random(),
        }  # fmt: skip

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "forward(x)", ())
        done = drops(answers, "y", case.x)
        found = _returned if "returned" in want else _repeated
        yield from found(case, answers, done)


def _returned(case: Case, answers: dict[str, Any], done: bool) -> Iterator[Finding]:
    left = equals(answers.get("g"), case.g, exactly=True)
    yield states(done and left, "contract.unchanged", item="unchanged", part="g", name="dE_dy")
    gradient, came = split(answers.get("returned"))
    try:
        read({"gradient": gradient}, "gradient", "backward(g)", case.g.shape)
    except Unfit as unfit:
        yield refused(unfit, item="returns", part="backward")
        return
    yield states(done and came == "pair", "contract.pair", item="returns", part="backward")


def _repeated(case: Case, answers: dict[str, Any], done: bool) -> Iterator[Finding]:
    left = equals(answers.get("x"), case.x, exactly=True)
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
