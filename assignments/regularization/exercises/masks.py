"""The law of the dropout masks, judged apart from all else: their rate, and who hangs together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.check import law
from grader.check.compare import refused, states
from grader.check.dependence import design_effect
from grader.check.rate import Verdict
from grader.check.rounds import Rounds
from grader.check.values import Array, Unfit
from grader.exercise import Case
from grader.model import Finding

from .judging import numbers
from .masks_asking import (
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

_SHARED = 1.5
"""Entries that count as one draw, in the mean, from which on they are shared."""


@dataclass(frozen=True)
class _Law:
    """What is true of the masks of one layer."""

    masks: Sequence[Array]
    independent: bool
    rate: bool
    """Whether draws at the right rate were shown."""
    is_pattern: bool = False
    """Whether the share is right, of something that was not drawn."""

    @classmethod
    def read(cls, case: Case, answers: Mapping[str, Any], name: str) -> "_Law":
        """Judge the masks of all calls, or the one there is where calls are alike. Raises Unfit."""
        masks, least = calls_of(answers, name, case), LEAST
        if come_again(masks):
            masks, least = [one_stream_of(answers, name)], 1
        rounds = _judged(masks, case.keep_prob, least)
        independent = rounds.independent is Verdict.ACCEPT
        axis = shared_axis(masks)
        if axis is None:
            rate = rounds.rate is Verdict.ACCEPT
            holds = rate if independent else _is_a_count(rounds, masks)
        else:
            rounds = _judged_draws(stretched_of(answers, name, axis), axis, case.keep_prob)
            rate = rounds.rate is Verdict.ACCEPT
            holds = rate and rounds.independent is Verdict.ACCEPT
        return cls(masks, independent, holds, is_pattern=rate and not holds)


def check(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge the share they keep, and that every entry is a draw of its own."""
    laws = []
    for name in MASKS:
        try:
            found = _Law.read(case, answers, name)
        except Unfit as unfit:
            yield refused(unfit, item="mask_probability", part=name)
            yield refused(unfit, item="mask_independence", part=name)
            continue
        laws += [found] if found.independent else []
        kept = float(np.mean([mask.mean() for mask in found.masks]))
        yield states(
            found.rate, "forward.pattern" if found.is_pattern else "forward.share",
            item="mask_probability", part=name, name=name, detail=numbers(case.keep_prob, kept),
        )  # fmt: skip
        yield states(
            found.independent, "forward.independent", item="mask_independence", part=name, name=name
        )
    apart = len(laws) == len(MASKS) and law.unrelated(*map(_in_a_row, laws))
    yield states(apart, "forward.unrelated", item="mask_independence", part="both")


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


def _is_a_count(rounds: Rounds, masks: Sequence[Array]) -> bool:
    """Tell whether masks hang together by their count alone, and keep the right share.

    Entries that tell their neighbours are a pattern, whose share is no rate; shared draws are few.
    """
    kinds, calls = rounds.kinds, np.stack(masks)
    told_best = max(kinds, key=lambda kind: kinds[kind])
    is_share = rounds.test.verdict(int(calls.sum()), calls.size) is Verdict.ACCEPT
    return is_share and told_best.startswith("count") and design_effect(calls) < _SHARED


def _in_a_row(found: _Law) -> Array:
    return np.concatenate([mask.ravel() for mask in found.masks])
