"""What the rest of a network relies on: fresh draws, what `backward` returns, untouched inputs."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.check.budget import DOUBT
from grader.check.compare import refused, states
from grader.check.rate import Verdict
from grader.check.rounds import Rounds
from grader.check.values import Unfit, array, mapping, sequence
from grader.exercise import Case, Exercise
from grader.model import Finding
from grader.remote.value import plain, snapshot

from .asking import (
    Array,
    draw_away_from_zero,
    draw_high,
    draw_low,
    draw_seed,
    dropping,
    new_layer,
    split,
)
from .drawing import drops_by_chance
from .judging import comes_of, drops, equals, kept_by, read

CALLS = 14
"""Calls of one layer: 2940 entries, in which it shows what one call tells of another."""
_WITHIN = ("axis 1", "axis 2", "count along 1", "count along 2", "count of call")
"""Kinds of dependence between the entries of one mask; its rows, its columns, their counts."""


class Contract(Exercise):
    """Judged on layers that drop: one that only hands its input on keeps no promise."""

    name = "contract"
    asks = ("Dropout",)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        x = draw_away_from_zero(rng, 14, 15)
        yield Case("repeated", asked="repeated", x=x, p=draw_low(rng), other_seed=draw_seed(rng))
        x, g = (draw_away_from_zero(rng, 40, 36) for _ in range(2))
        yield Case("returned", asked="returned", x=x, g=g, p=draw_high(rng))

    def run(self, student: Any, case: Case) -> Any:
        layer = new_layer(student, case)
        if case.asked == "returned":
            y, g = dropping(layer, case.x), student.hold(case.g)
            found = plain({"y": y, "returned": layer.backward(g), "g": g})
            returned, by_chance = layer.left_by(found["returned"]), drops_by_chance(student, case)
            return found | {"returned": returned, "drops": by_chance}
        dropping(layer, case.x)
        x, given = student.hold(case.x), student.hold(case.x)
        y, alone = layer.forward(x), layer.returns
        after = student.next_random()
        other = new_layer(student, case, case.other_seed)
        for _ in range(2):  # as many as above: what is left of the streams is then comparable
            dropping(other, case.x)
        left = student.next_random()
        calls = student.repeat(CALLS, lambda: layer.forward(snapshot(given)))
        return {
            "y": y, "x": x, "alone": alone, "after": after, "other": left, "calls": calls,
            "drops": drops_by_chance(student, case),
        }  # fmt: skip

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "forward(x)", ())
        calls = answers.get("calls")
        outputs = calls if isinstance(calls, list) else [answers.get("y")]
        done = answers.get("drops") is True and any(drops({"y": y}, "y", case.x) for y in outputs)
        done = done and all(_comes_of(y, case.x) for y in outputs)
        found = _returned if case.asked == "returned" else _repeated
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
        calls = sequence(answers.get("calls"), "forward(x)", CALLS)
        kept = [kept_by(array(y, "forward(x)", case.x.shape), case.x) for y in calls]
        after = read(answers, "after", "random", (4,))
        other = read(answers, "other", "random", (4,))
    except Unfit as unfit:
        yield refused(unfit, item="fresh", part="masks")
        yield refused(unfit, item="fresh", part="stream")
        return
    drawn = _drawn_anew(np.stack(kept), case.p)
    yield states(done and drawn, "contract.fresh", item="fresh", part="masks")
    free = not (after == other).any()
    yield states(done and free, "contract.stream", item="fresh", part="stream")


def _comes_of(y: Any, x: Array) -> bool:
    try:
        return comes_of(array(y, "forward(x)", x.shape), x)
    except Unfit:
        return False


def _drawn_anew(masks: Array, p: float) -> bool:
    """Tell whether the masks of one layer's calls are draws of their own.

    That entries of one mask hang together is counted under `forward`. Their masks are judged by
    being different: how much they tell of each other cannot be seen by so few draws.
    """
    different = np.unique(masks.reshape(CALLS, -1), axis=0).reshape(-1, *masks.shape[1:])
    if 2 * len(different) <= CALLS:
        return False
    rounds = Rounds.judge(masks.reshape(-1, 2, *masks.shape[1:]), 1 - p, least=CALLS // 2)
    if rounds.independent is Verdict.ACCEPT:
        return True
    within = Rounds.judge([different], 1 - p).kinds
    return any(within.get(kind, 0.0) >= DOUBT for kind in _WITHIN)
