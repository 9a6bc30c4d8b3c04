"""`forward` in the training phase: who is dropped, and what becomes of the others."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, cast

import numpy as np

from grader.claim import Judgement, Said, claim, said
from grader.exercise import Case, Line, Picture
from grader.measure import law
from grader.measure.compare import agree
from grader.measure.rate import Verdict
from grader.model import Text
from grader.remote.value import plain

from .asking import (
    Array,
    draw_apart,
    draw_away_from_zero,
    draw_high,
    draw_low,
    dropping,
    lesson_case,
    new_layer,
    passing,
)
from .design import designs_of
from .drawing import SHAPE, asked_for_masks
from .driving import Driven
from .judging import (
    LayerClaims,
    Passes,
    drawn,
    factor_of,
    first_wrong,
    kept_by,
    not_yet,
    own_factor,
    scaled,
)
from .telling import factors, how_drawn, share_kept, with_told


class Outputs(Passes):
    """One output, and what was told of the masks that were asked for until it was certain."""

    @cached_property
    def y(self) -> Array:
        return self.output(_key(self.case))

    @cached_property
    def kept(self) -> Array:
        """Which entries were kept: where y hides it, those that pass on the way back."""
        if self.is_tied:
            return kept_by(self.array("behind", self.case.x.shape), self.case.x)
        return kept_by(self.y, self.case.x)

    @property
    def is_tied(self) -> bool:
        """Whether y is made of draws that the way back alone tells."""
        return self.get("is_tied") is True

    @cached_property
    def dropped(self) -> list[Array]:
        """The mask as matrices: its first axis against the others, its last against the others."""
        zeros = ~self.kept
        return [zeros.reshape(len(zeros), -1), zeros.reshape(-1, zeros.shape[-1])]

    @property
    def has_one_factor(self) -> bool:
        """Whether all outputs of the rounds are drawn and have one factor; True of an example's."""
        return all(self.values.get(key, True) is True for key in ("alike", "drops"))

    @property
    def one_shape(self) -> bool:
        """Whether the layer stops at arrays that have not the example's shape."""
        return self.get("one_shape") is True

    @property
    def drops_some(self) -> bool:
        """Whether some entries of this output were dropped, and others not."""
        return bool(self.dropped[0].any() and not self.dropped[0].all())

    @property
    def has_another_rate(self) -> bool:
        """Whether entries were drawn one by one by the rate of a layer that was made later."""
        other = self.case.inputs.get("other")
        if other is None or not self.drops_some:
            return False
        return law.kept_fraction(self.dropped[0], other) and law.independent(self.dropped[0])

    def verdict(self, key: str) -> str:
        told = self.get(key)
        return told if isinstance(told, str) else ""


class Forward(LayerClaims):
    """Judged by the zeros' law on many entries, and by the factor of those that are not zero."""

    name = "forward"
    shown = ("y",)
    reads = Outputs
    needs = ("y",)

    def examples(self) -> Iterator[Case]:
        yield lesson_case()
        x = draw_away_from_zero(np.random.default_rng(0), 40, 60)
        yield Case("many_units", asked="once", x=x, p=0.2, seed=5)
        x = draw_away_from_zero(np.random.default_rng(0), 18, 22, 25)
        yield Case("three_axes", asked="three_axes", x=x, p=0.3, seed=6)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        for name, p in (("low_p", draw_apart(rng)), ("high_p", draw_high(rng))):
            yield Case(name, asked="rounds", x=draw_away_from_zero(rng, *SHAPE), p=p)
        x = draw_away_from_zero(rng, 40, 45)
        yield Case("two_rates", asked="two_rates", x=x, p=draw_low(rng), other=draw_high(rng))

    def run(self, student: Any, case: Case) -> Any:
        layer = new_layer(student, case)
        design = designs_of(student)[-1]
        if case.asked == "rounds":
            found = asked_for_masks(student, case, passing if design.is_tied else dropping)
        else:
            if case.asked == "two_rates":
                Driven(student, case.other)
            layer.takes_turns &= case.asked != "lesson"  # which shows what one call gives
            found = plain({_key(case): dropping(layer, case.x)})
        if design.is_tied:
            found |= _seen_behind(layer, case)
        design = designs_of(student)[-1]
        found |= {"hands_on": design.hands_on, "is_whole": design.is_whole}
        found |= {"one_shape": design.one_shape}
        return with_told(self, case, found)

    def tell(self, got: Outputs) -> dict[str, Any]:
        """Tell how entries were drawn, how many of them, and by what they were multiplied."""
        told = {"mask on the way back": got.get("hands_on"), "one draw for all": got.is_whole}
        if got.case.asked != "lesson" or not got.is_whole:  # of which one call shows half
            told |= factors(got.y, got.case.x, got.kept)
        if got.case.asked == "lesson":  # too few to tell more
            return told
        if got.case.asked != "rounds":
            told |= {"drawn": how_drawn(got.kept[np.newaxis])}
            return told | {"another layer's rate": got.has_another_rate}
        rate, share = got.verdict("rate"), got.number("share")
        return told | {
            "drawn": how_drawn(got.values["masks"], got.verdict("independent")),
            "share": share_kept(share, got.case.p, rate),
        }

    @claim("forward.scaled", item="scaling", on=("lesson", "once", "rounds"))
    def scaling(self, got: Outputs) -> Said:
        x, p, many = got.case.x, got.case.p, got.case.asked != "lesson"
        kept = got.kept if got.is_tied else got.y != 0
        right = got.right_factor
        # who took p for the probability of keeping pays under "probability"; 1/p then is consistent
        own = 1 / p if many and law.kept_fraction(~got.dropped[0], p) else None
        shows = got.has_one_factor and not (many and kept.all())
        shows = shows and bool(kept.any() or (got.is_whole and not many))
        by = factor_of(got.y, x * kept, right, own) if shows else None
        seen = own_factor(got.y, x, got.kept)
        if by is None and (seen is None or agree(seen, right)):
            # who was kept is not known where an output shows no mask
            detail = first_wrong(got.y, x, got.kept, right) if got.drops_some else None
            return said(False, "forward.values", detail=detail)
        return scaled(by, right, seen)

    @claim("forward.share", item="probability", on="once")
    def share(self, got: Outputs) -> Said:
        """Judge one answer: the example's, whose numbers are told."""
        dropped, p = got.dropped[0], got.case.p
        if got.is_whole:  # a row of each of many calls
            return Said(False, message=Text("forward.share_hidden"))
        zeros = dropped if got.is_tied else got.y == 0
        told = Text("share", {"expected": p, "got": round(float(zeros.mean()), 4)})
        return said(law.kept_fraction(dropped, p), detail=told)

    @claim("forward.share", item="probability", on="rounds")
    def rate(self, got: Outputs) -> Judgement:
        rate = got.verdict("rate")
        if rate == Verdict.MORE and got.verdict("independent") == Verdict.REFUSE:
            return Said(False, message=Text("forward.share_hidden"))
        return got.by_chance and rate == Verdict.ACCEPT

    @claim("forward.own_rate", item="probability", on="two_rates")
    def own_rate(self, got: Outputs) -> Judgement:
        """Judge whether a layer keeps its rate when another is made: nothing else shows here."""
        return not got.has_another_rate if got.drops_some else not_yet(got)

    @claim("forward.independent", item="independence", part="two_axes", on="once")
    def independence(self, got: Outputs) -> Judgement:
        if got.one_shape:
            return Said(False, message=Text("forward.one_shape"))
        return law.independent(got.dropped[0]) if got.drops_some else not_yet(got)

    @claim("forward.three_axes", item="independence", part="three_axes", on="three_axes")
    def independence_in_three_axes(self, got: Outputs) -> Judgement:
        if got.one_shape:
            return Said(False, message=Text("forward.one_shape"))
        return all(map(law.independent, got.dropped)) if got.drops_some else not_yet(got)

    @claim(
        "forward.independent", item="independence", parts=("two_axes", "three_axes"), on="rounds"
    )
    def independence_in_rounds(self, got: Outputs, _part: str) -> Judgement:
        # what no single array shows, such as that the same number is dropped each time, costs both
        if not got.drops_some:
            return not_yet(got)
        return got.verdict("independent") == Verdict.ACCEPT

    def steps(self, got: Outputs) -> Iterator[Line]:
        yield Line("forward(x)", got.y, got.case.x * got.kept * got.right_factor)

    def beside(self, case: Case, got: Any, want: Any) -> Any:
        kept = cast("Outputs", self.read(case, got, None)).kept
        if kept.all() or not kept.any():  # then it holds no draws
            return want
        return {**want, _key(case): case.x * kept / (1 - case.p)}

    def pictures(self, case: Case, got: Any) -> Iterator[Picture]:
        is_one_call = case.asked == "lesson" or not _is_whole(got)
        if case.asked != "three_axes" and is_one_call:  # in the others y is a matrix
            yield from drawn("y", got, _key(case), case.x.shape)


def _seen_behind(layer: Driven, case: Case) -> dict[str, Any]:
    """Return an output and what passes on the way back from it, which tells its mask."""
    y = dropping(layer, case.x)
    found: dict[str, Any] = plain({_key(case): y, "behind": layer.gradient_of(case.x)})
    return found | {"is_tied": True, "alike": case.asked == "lesson"}


def _key(case: Case) -> str:
    """Return what an output is called: only the lesson's is shown."""
    return "y" if case.asked == "lesson" else "many"


def _is_whole(got: Any) -> bool:
    return isinstance(got, dict) and got.get("is_whole") is True
