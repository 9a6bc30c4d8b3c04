"""What the rest of a network relies on: fresh draws, what `backward` returns, untouched inputs."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from grader.check.budget import DOUBT
from grader.check.rate import Verdict
from grader.check.rounds import Rounds
from grader.check.values import array
from grader.claim import Claims, Said, claim, said
from grader.exercise import Case
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
from .judging import Passes, comes_of, drops, kept_by

CALLS = 14
"""Calls of one layer: 2940 entries, in which it shows what one call tells of another."""
_WITHIN = ("axis 1", "axis 2", "count along 1", "count along 2", "count of call")
"""Kinds of dependence between the entries of one mask; its rows, its columns, their counts."""


class Promised(Passes):
    """What the layer gave, and what became of what it was given."""

    @cached_property
    def outputs(self) -> list[Array]:
        if self.case.asked == "returned":
            return [self.y]
        return self.arrays("calls", CALLS, self.case.x.shape)

    @cached_property
    def works(self) -> bool:
        some = any(drops(y, self.case.x) for y in self.outputs)
        return self.by_chance and some and all(comes_of(y, self.case.x) for y in self.outputs)

    def left(self, key: str, name: str) -> Said:
        """Say whether an array that the layer was given is exactly as it was. Raises Unfit."""
        given = self.case.inputs[key]
        same = (self.array(key, given.shape, name) == given).all()
        return said(self.works and same, name=name)


class Contract(Claims):
    """Judged on layers that drop: one that only hands its input on keeps no promise."""

    name = "contract"
    asks = ("Dropout",)
    answered = "forward(x)"
    reads = Promised

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

    @claim("contract.unchanged", item="unchanged", part="g", on="returned")
    def gradient_left(self, got: Promised) -> Said:
        return got.left("g", "dE_dy")

    @claim("contract.pair", item="returns", part="backward", on="returned")
    def pair(self, got: Promised) -> bool:
        gradient, came = split(got.get("returned"))
        array(gradient, "backward(g)", got.case.g.shape)
        return got.works and came == "pair"

    @claim("contract.unchanged", item="unchanged", part="x", on="repeated")
    def input_left(self, got: Promised) -> Said:
        return got.left("x", "x")

    @claim("contract.output", item="returns", part="forward", on="repeated")
    def output_alone(self, got: Promised) -> bool:
        return got.works and got.get("alone") is True

    @claim("contract.fresh", item="fresh", part="masks", on="repeated")
    def fresh_masks(self, got: Promised) -> bool:
        kept = [kept_by(y, got.case.x) for y in got.outputs]
        return got.works and _drawn_anew(np.stack(kept), got.case.p)

    @claim("contract.stream", item="fresh", part="stream", on="repeated")
    def free_stream(self, got: Promised) -> bool:
        after, other = (got.array(key, (4,), "random") for key in ("after", "other"))
        return got.works and not (after == other).any()


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
