"""The law of the dropout masks, judged apart from all else: their rate, and who hangs together."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any

import numpy as np

from grader.claim import Answer, Claims, Said, claim, said
from grader.exercise import Case
from grader.measure import law
from grader.measure.dependence import design_effect
from grader.measure.rate import Verdict
from grader.measure.rounds import Rounds
from grader.measure.values import Array, Unfit
from grader.model import Text

from .judging import numbers
from .masks_asking import (
    ASKED,
    LEAST,
    LONG,
    MASKS,
    calls_of,
    come_again,
    one_stream_of,
    rounds_of,
    shared_axis,
    stretched_of,
)

PLACES = "places"
"""The kind of masks in which a few entries are the same at every call."""
_SHARED = 1.5
"""Entries that count as one draw, in the mean, from which on they are shared."""


@dataclass(frozen=True)
class Law:
    """What is true of the masks of one layer."""

    masks: Sequence[Array]
    independent: bool
    rate: bool
    """Whether draws at the right rate were shown."""
    is_pattern: bool = False
    """Whether nothing is wrong with the share, of something that was not drawn."""
    kind: str = ""
    """What is drawn: entries one by one, a number for each unit or example, how many, or all but a
    few places."""
    share: float = 0.0
    spread: float = 0.0
    """The share that is kept, and its standard deviation."""

    @property
    def is_one_value(self) -> bool:
        """Whether all entries are 0, or all are 1, in every call."""
        return not any(m.any() for m in self.masks) or all(m.all() for m in self.masks)

    @classmethod
    def read(cls, case: Case, answers: Mapping[str, Any], name: str) -> "Law":
        """Judge the masks of all calls, or the one there is where calls are alike. Raises Unfit."""
        masks, least = calls_of(answers, name, case), LEAST
        if come_again(masks):
            masks, least = [one_stream_of(answers, name)], 1
        rounds = _judged(masks, case.keep_prob, least)
        independent = rounds.independent is Verdict.ACCEPT
        axis, told, kind = shared_axis(masks), masks, "entries"
        if axis is None:
            rate = rounds.rate is Verdict.ACCEPT
            kind = "entries" if independent else _kind(rounds, masks)
            holds = rate if independent else kind != "pattern"
            is_pattern = kind == "pattern" and rounds.rate is not Verdict.REFUSE
        else:
            stretched, kind = stretched_of(answers, name, axis), ("examples", "units")[axis]
            rounds = _judged_draws(stretched, axis, case.keep_prob)
            rate, told = rounds.rate is Verdict.ACCEPT, [stretched.take(0, axis)]
            holds = rate and rounds.independent is Verdict.ACCEPT
            is_pattern = rate and not holds
        share, size = float(np.mean([m.mean() for m in told])), sum(m.size for m in told)
        spread = float(np.sqrt(max(share * (1 - share), 0.01) / size))
        return cls(masks, independent, holds, is_pattern, kind, share, spread)


def laws_of(case: Case, answers: Mapping[str, Any]) -> dict[str, "Law | str"]:
    """Return the law of each layer's masks, or why it cannot be read."""
    found: dict[str, Law | str] = {}
    for name in MASKS:
        try:
            found[name] = Law.read(case, answers, name)
        except Unfit as unfit:
            found[name] = unfit.text.key
    return found


class Masks(Answer):
    """The masks of many calls."""

    @cached_property
    def law(self) -> Callable[[str], Law]:
        """Return what tells the law of one layer's masks, read once. Raises Unfit."""
        return cache(partial(Law.read, self.case, self.values))

    @property
    def draws_anew(self) -> dict[str, bool]:
        """Tell of each mask, and of both, whether a call draws others than the call before."""
        again = self.get("again")
        told = again if isinstance(again, dict) else {}
        anew = {name: told.get(name) is not True for name in MASKS}
        return {**anew, "": all(anew.values())}


class MasksLaw(Claims):
    """Judged by the share they keep, and that every entry is a draw of its own."""

    reads = Masks

    @claim("forward.share", item="mask_probability", parts=MASKS, on=ASKED)
    def share(self, got: Masks, name: str) -> Said:
        found = got.law(name)
        kept = float(np.mean([mask.mean() for mask in found.masks]))
        key = "forward.pattern" if found.is_pattern else ""
        return said(found.rate, key, numbers(got.case.keep_prob, kept), name=name)

    @claim(
        "forward.independent", item="mask_independence", parts=MASKS,
        rests_on={"draws_anew": "forward.same_again"}, on=ASKED,
    )  # fmt: skip
    def independent(self, got: Masks, name: str) -> Said:
        found = got.law(name)
        if found.is_one_value:
            return Said(False, message=Text("forward.one_value", {"name": name}))
        key = "forward.places" if found.kind == PLACES else ""
        return said(found.independent, key, name=name)

    @claim(
        "forward.unrelated", item="mask_independence", part="both",
        rests_on={"draws_anew": "forward.some_again"}, on=ASKED,
    )  # fmt: skip
    def unrelated(self, got: Masks) -> Said:
        with suppress(Unfit):
            laws = [got.law(name) for name in MASKS]
            is_drawn = not any(one.is_one_value for one in laws)
            if got.get("alike") is True and is_drawn:
                return said(False)
            if all(one.independent for one in laws):
                return said(law.unrelated_pairs(*(one.masks for one in laws)))
        # what hangs together within a mask looks related to anything
        return Said(False, message=Text("forward.unrelated_later"))


def _judged(masks: Sequence[Array], keep_prob: float, least: int) -> Rounds:
    rounds = rounds_of(keep_prob, least)
    for mask in masks:
        rounds.add(mask[np.newaxis])
    return rounds


def _judged_draws(mask: Array, axis: int, keep_prob: float) -> Rounds:
    """Judge the draws of a mask whose rows, or columns, are one draw each: there are thousands.

    Whatever is not of that kind after all shows nothing.
    """
    if shared_axis([mask]) != axis:
        return rounds_of(keep_prob)
    return _judged([mask.take(0, axis).reshape(LONG)], keep_prob, least=1)


def _kind(rounds: Rounds, masks: Sequence[Array]) -> str:
    """Tell by what masks of the right share hang together: their count, or a few places, alone.

    Entries that tell their neighbours are a pattern, whose share is no rate; shared draws are few.
    """
    kinds, calls = rounds.kinds, np.stack(masks)
    told_best = max(kinds, key=lambda kind: kinds[kind])
    is_share = rounds.test.verdict(int(calls.sum()), calls.size) is Verdict.ACCEPT
    if is_share and told_best == PLACES:
        return PLACES
    is_count = told_best.startswith("count") and design_effect(calls) < _SHARED
    return "count" if is_share and is_count else "pattern"
