"""What the rest of a network relies on: fresh draws, what `backward` returns, untouched inputs."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from grader.claim import Judgement, Said, claim, said
from grader.exercise import Case
from grader.measure.budget import DOUBT
from grader.measure.dependence import OF_CALL
from grader.measure.rate import Verdict
from grader.measure.rounds import Rounds
from grader.measure.values import array
from grader.model import Text
from grader.remote.value import plain, snapshot

from .asking import (
    Array,
    draw_away_from_zero,
    draw_high,
    draw_low,
    draw_seed,
    new_layer,
    passing,
    passing_now,
    split,
)
from .design import Design, designs_of
from .drawing import drops_by_chance
from .driving import Driven
from .judging import LayerClaims, Passes, alike, comes_of, drops, kept_by, made_alike, not_yet
from .telling import state, with_told

CALLS = 14
"""Calls of one layer: 2940 entries, in which it shows what one call tells of another."""
_NEW = 8
"""New layers that are left as they were made: one that shares its draws may keep all in some."""
_STEPS = 4
"""Numbers of kept entries, each less than the one before: one draw for a whole layer has two."""
_BACK = 3
"""Ways forward of a layer, each with a way back behind it."""
_WITHIN = (
    *("axis 1", "axis 2", "count along 1", "count along 2"),
    *("half 1", "half 2", "half call", "mirror 1", "mirror 2", "mirror call", "half call turned"),
)
"""Kinds of dependence between the entries of one mask; rows, columns, their counts, its halves."""


_MOVED = ("call turned", "call turned along its axes")
"""Kinds of dependence between a mask and the one before, which is the same in other places."""


class Promised(Passes):
    """What the layer gave, and what became of what it was given."""

    @cached_property
    def outputs(self) -> list[Array]:
        if self.case.asked == "returned":
            return [self.y]
        return self.arrays("calls", CALLS, self.case.x.shape)

    @cached_property
    def works(self) -> bool:
        x, outputs = self.case.x, self.outputs
        if not (self.by_chance and any(drops(y, x) for y in outputs)):
            return False
        return all(comes_of(y, x) for y in outputs) or made_alike(np.stack(outputs), x)

    @cached_property
    def obstacle(self) -> str:
        never = all(alike(y, self.case.x) for y in self.outputs)
        return "never_drops" if never else "no_dropout"

    def is_left(self, key: str, name: str) -> bool:
        """Tell whether an array that the layer was given is exactly as it was. Raises Unfit."""
        given = self.case.inputs[key]
        return bool((self.array(key, given.shape, name) == given).all())

    def promise(self, kept: bool, name: str = "") -> Said:
        """Say whether a promise is kept; a layer whose output is no dropout makes none."""
        if kept and not self.works:
            return not_yet(self)
        return said(kept, name=name)

    @cached_property
    def came_back(self) -> str:
        """How the gradient came, whatever its shape: "pair" is as it should be. Raises Unfit."""
        gradient, came = split(self.get("returned"))
        array(gradient, "backward(g)")
        return "stored" if self.get("stored") is True else came

    @cached_property
    def is_seeded_alike(self) -> bool:
        """Whether two new layers dropped the same entries, though nobody seeded alike."""
        x = self.case.x
        first, other = (self.array(key, x.shape, self.called) for key in ("first", "other_first"))
        return drops(first, x) and bool((kept_by(first, x) == kept_by(other, x)).all())

    @property
    def came(self) -> str:
        """How the output came: "alone" is as it should be."""
        found = self.get("came")
        return found if isinstance(found, str) else ""

    @cached_property
    def as_made(self) -> str:
        """What a new layer does before its phase is set: it "goes", "stops", or "hands on".

        One that drops in no phase, or in the wrong one, pays for it where that is judged.
        Raises Unfit.
        """
        if isinstance(self.get("new"), str):
            return "stops"
        outputs = self.arrays("new", _NEW, self.case.x.shape)
        hands_on = all(alike(y, self.case.x) for y in outputs) and self.get("knows_training")
        return "hands on" if hands_on else "goes"

    @cached_property
    def restarts(self) -> bool:
        """Whether what is left of the streams is the same after another seed. Raises Unfit."""
        after, other = (self.array(key, (4,), "random") for key in ("after", "other"))
        return bool((after == other).any())

    @cached_property
    def kept(self) -> Array:
        """Which entries each call kept. Raises Unfit."""
        return np.stack([kept_by(y, self.case.x) for y in self.outputs])

    @cached_property
    def adds_up(self) -> bool:
        """Whether each call keeps only what the one before it kept, and fewer again and again."""
        left = {int(kept.sum()) for kept in self.kept}
        return len(left) >= _STEPS and not (self.kept[1:] & ~self.kept[:-1]).any()

    @cached_property
    def moves_about(self) -> bool:
        """Whether calls keep as many entries as the one before, elsewhere, and new layers do not.

        Then it is one mask, turned or mixed. Who always drops the same number does so in new
        layers too. Raises Unfit.
        """
        x = self.case.x
        counts = {int(kept.sum()) for kept in self.kept}
        others = [self.array("other_first", x.shape, self.called)]
        if self.as_made == "goes":
            others += self.arrays("new", _NEW, x.shape)
        new = {int(kept_by(y, x).sum()) for y in others if drops(y, x)}
        return len(counts) == 1 and (self.kept != self.kept[0]).any() and not new <= counts

    @cached_property
    def goes_round(self) -> bool:
        """Whether a way back takes the layer to the draws that it had. Raises Unfit."""
        if isinstance(self.get("between"), str):  # what stops the way back is told elsewhere
            return False
        kept = [kept_by(y, self.case.x) for y in self.arrays("between", _BACK, self.case.x.shape)]
        return all((one == kept[0]).all() and not one.all() for one in kept)

    @cached_property
    def draws_anew(self) -> bool:
        return not (self.adds_up or self.moves_about) and _drawn_anew(self.kept, self.case.p)


class Contract(LayerClaims):
    """Judged on layers that drop: one that only hands its input on keeps no promise.

    What is drawn and not used is seen on the way back.
    """

    name = "contract"
    reads = Promised

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        x = draw_away_from_zero(rng, 14, 15)
        yield Case("repeated", asked="repeated", x=x, p=draw_low(rng), other_seed=draw_seed(rng))
        x, g = (draw_away_from_zero(rng, 40, 36) for _ in range(2))
        yield Case("returned", asked="returned", x=x, g=g, p=draw_high(rng))

    def run(self, student: Any, case: Case) -> Any:
        layer = new_layer(student, case)
        if case.asked == "returned":
            y, g = passing(layer, case.x), student.hold(case.g)
            returned, stored = layer.backward(g), layer.is_stored
            found = plain({"y": y, "returned": returned, "stored": stored, "g": g})
            found["drops"] = drops_by_chance(student, case)
            return with_told(self, case, found)
        first = passing(layer, case.x)
        x, given = student.hold(case.x), student.hold(case.x)
        y, came = layer.forward(x), layer.came
        after = student.next_random()
        other = new_layer(student, case, case.other_seed)
        # as many as above: what is left of the streams is then comparable
        other_first, _ = [passing(other, case.x) for _ in range(2)]
        left = student.next_random()
        between = student.attempt(lambda: _with_ways_back(layer, case.x))
        new = student.attempt(lambda: [_as_made(student, case) for _ in range(_NEW)])
        calls = student.repeat(CALLS, lambda: passing(layer, snapshot(given)))
        found = {
            "y": y, "x": x, "came": came, "after": after, "other": left, "calls": calls,
            "new": new, "between": between, "first": first, "other_first": other_first,
            "drops": drops_by_chance(student, case), **_known(designs_of(student)[-1]),
        }  # fmt: skip
        return with_told(self, case, plain(found))

    def tell(self, got: Promised) -> dict[str, Any]:
        """Tell how things came, what was left as it was, and what a seed inside would show."""
        if got.case.asked == "returned":
            returned = got.get("returned")
            second = type(returned[1]).__name__ if got.came_back == "other" else ""
            return {"g": got.is_left("g", "dE_dy"), "came": got.came_back, "second": second}
        stream = "restarts" if got.restarts else "alike" if got.is_seeded_alike else "free"
        if not got.draws_anew and stream != "free":
            stream = "seeded"
        told = {"x": got.is_left("x", "x"), "came": got.came, "stream": stream}
        told["as made"] = got.as_made
        anew = "adds up" if got.adds_up else "moves about" if got.moves_about else got.draws_anew
        if anew is False and not (got.kept == got.kept[0]).all():
            anew = "hangs together"
        return told | {"anew": anew, "does": state(got.outputs[0], got.case.x)}

    @claim("contract.unchanged", item="unchanged", part="g", on="returned")
    def gradient_left(self, got: Promised) -> Said:
        return got.promise(got.is_left("g", "dE_dy"), name="dE_dy")

    @claim("contract.pair", item="returns", part="backward", on="returned")
    def pair(self, got: Promised) -> Said:
        return got.promise(got.came_back == "pair")

    @claim("contract.unchanged", item="unchanged", part="x", on="repeated")
    def input_left(self, got: Promised) -> Said:
        return got.promise(got.is_left("x", "x"), name="x")

    @claim("contract.output", item="returns", part="forward", on="repeated")
    def output_alone(self, got: Promised) -> Said:
        return got.promise(got.came == "alone")

    @claim("contract.as_made", item="returns", part="forward", on="repeated")
    def goes_as_made(self, got: Promised) -> Said:
        if got.as_made == "goes" or (got.as_made == "stops" and got.get("has_switch")):
            return got.promise(got.as_made == "goes")
        return Said(False, message=Text("contract.not_in_training")) if got.works else not_yet(got)

    @claim("contract.fresh", item="fresh", part="masks", on="repeated")
    def fresh_masks(self, got: Promised) -> Judgement:
        if got.works and got.adds_up:
            return said(False, "contract.adds_up")
        if got.works and got.moves_about:
            return said(False, "contract.moves_about")
        if got.works and got.draws_anew and got.goes_round:
            return said(False, "contract.goes_round")
        return got.draws_anew if got.works else not_yet(got)

    @claim("contract.stream", item="fresh", part="stream", on="repeated")
    def free_stream(self, got: Promised) -> Said:
        if not got.restarts and got.is_seeded_alike:
            return Said(False, message=Text("contract.own_seed"))
        return got.promise(not got.restarts)


def _with_ways_back(layer: Driven, x: Array) -> list[Any]:
    """Return what will be outputs of a layer that went back after each of them."""
    found = []
    for _ in range(_BACK):
        found.append(passing(layer, x))
        layer.backward(x)
    return found


def _as_made(student: Any, case: Case) -> Any:
    """Return what will be the output of a new layer whose phase nobody has set."""
    layer = Driven(student, case.p, as_made=True)
    return passing_now(layer, case.x)


def _known(design: Design) -> dict[str, bool]:
    """Tell of a design whether it drops where the lesson says, and has the lesson's switch."""
    regular = design.drops_in_training and not design.own_word and not design.hands_on
    return {"knows_training": bool(regular), "has_switch": bool(design.switches)}


def _drawn_anew(masks: Array, p: float) -> bool:
    """Tell whether the masks of one layer's calls are draws of their own.

    That entries of one mask hang together is counted under `forward`. Their masks are judged by
    being different: how much they tell of each other cannot be seen by so few draws. Of other masks
    none comes again, near or far: so many entries do not agree by chance.
    """
    different = np.unique(masks.reshape(CALLS, -1), axis=0).reshape(-1, *masks.shape[1:])
    if 2 * len(different) <= CALLS:
        return False
    kinds = Rounds.judge([different], 1 - p).kinds
    within, moved = (max(kinds.get(kind, 0.0) for kind in some) for some in (_WITHIN, _MOVED))
    if max(within, moved) >= DOUBT:  # what one mask shows by chance, it shows wherever it is moved
        return within >= moved
    if kinds.get(OF_CALL, 0.0) >= DOUBT:
        return True
    rounds = Rounds.judge(masks.reshape(-1, 2, *masks.shape[1:]), 1 - p, least=CALLS // 2)
    return len(different) == CALLS and rounds.independent is Verdict.ACCEPT
