"""`forward` in the training phase: who is dropped, and what becomes of the others."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from grader.check import law
from grader.check.compare import states
from grader.check.rate import Verdict
from grader.check.rounds import Rounds
from grader.check.values import Unfit, mapping
from grader.exercise import Case, Exercise, Line, Picture
from grader.model import Finding
from grader.remote.value import plain

from .asking import (
    Array,
    another,
    draw_away_from_zero,
    draw_high,
    draw_low,
    draw_seed,
    dropping,
    lesson_case,
    new_layer,
)
from .driving import Driven
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

HIDDEN = ("low_p", "high_p")
_OFFSET = 0.02
"""The least difference of rates that is surely seen."""
_ROWS, _MOST_ROWS = 8, 1 << 12
_FIRST, _MORE = 10, 4
"""Calls that are asked in any case, and calls asked for at once from there on."""


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
        yield _case("low_p", rng, draw_low(rng), _ROWS, int(rng.integers(95, 110)))
        yield _case("high_p", rng, draw_high(rng), _ROWS, int(rng.integers(95, 110)))

    def run(self, student: Any, case: Case) -> Any:
        layer = new_layer(student, case)
        if case.name in HIDDEN:
            return {"many": _in_rounds(student, layer, case)}
        y = dropping(layer, case.x)
        return {"y" if case.name == "lesson" else "many": y}  # only the lesson's is drawn

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        [key] = want
        answers = mapping(got, "forward(x)", ())
        if case.name in HIDDEN:
            yield from _judged(case, answers.get(key))
            return
        y = read(answers, key, "forward(x)", case.x.shape)
        dropped = y == 0
        if case.name == "three_axes":
            yield states(
                all(law.independent(mask) for mask in _flat(dropped)), "forward.three_axes",
                item="independence", part="three_axes",
            )  # fmt: skip
            return
        many = case.name != "lesson"
        yield _scaling(case, y, case.x, some_must_be_off=many)
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
            answers = mapping(got, "forward(x)", ())
            if case.name in HIDDEN:
                calls = answers.get(key)
                answers = {key: calls[0] if isinstance(calls, list) and calls else None}
            y = read(answers, key, "forward(x)", case.x.shape)
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


def _in_rounds(student: Any, layer: Driven, case: Case) -> list[Any]:
    """Return what calls give, so many that the law of their masks is certain.

    Each asks a layer of its own: one that keeps its mask pays for that under `contract`.
    """
    rounds = _rounds(case)
    calls: list[Any] = [plain(dropping(layer, case.x))]
    if not _take(rounds, calls[0], case.x):
        return calls
    ask = [_ROWS] * _FIRST
    while rounds.undecided:
        inputs = [_batch(case.x, len(calls) + n, rows) for n, rows in enumerate(ask)]
        drawn = [another(student, case, like=layer).forward(x) for x in inputs]
        for x, y in zip(inputs, plain(drawn), strict=True):
            calls.append(y)
            if not _take(rounds, y, x):
                return calls
        wanted = rounds.wanted(case.x.size) // case.x.shape[1]
        ask = [wanted] if wanted > _ROWS else [_ROWS] * _MORE
    return calls


def _judged(case: Case, calls: Any) -> Iterator[Finding]:
    """Judge calls by the law of their masks, and by the factor of what they keep."""
    found = calls if isinstance(calls, list) and calls else [None]
    rounds, pairs = _rounds(case), []
    for n, call in enumerate(found):
        rows = len(call) if n and isinstance(call, np.ndarray) and call.ndim else _ROWS
        x = _batch(case.x, n, min(rows, _MOST_ROWS)) if n else case.x
        y = read({"y": call}, "y", "forward(x)", x.shape)
        pairs.append((x, y))
        rounds.add((y != 0)[np.newaxis])
    x, y = (np.concatenate(side) for side in zip(*pairs, strict=True))
    yield _scaling(case, y, x, some_must_be_off=True)
    yield states(
        rounds.rate is Verdict.ACCEPT, "forward.share",
        item="probability", detail=share_of(y == 0, case.p),
    )  # fmt: skip
    yield states(
        rounds.independent is Verdict.ACCEPT, "forward.independent",
        item="independence", part="two_axes",
    )  # fmt: skip


def _rounds(case: Case) -> Rounds:
    """Return rounds in which a mask that comes again is no fault: `contract` counts that."""
    return Rounds(1 - case.p, offset=_OFFSET, least=_FIRST, anew=False)


def _take(rounds: Rounds, y: Any, x: Array) -> bool:
    """Take a call if its mask can be read."""
    is_fit = isinstance(y, np.ndarray) and y.shape == x.shape and y.dtype.kind in "biuf"
    if is_fit:
        rounds.add((y != 0)[np.newaxis])
    return is_fit


def _batch(x: Array, number: int, rows: int) -> Array:
    """Return other inputs for each call: a mask that is made of them must not be the last one."""
    return np.roll(np.resize(x, (rows, x.shape[1])), 37 * number)


def _scaling(case: Case, y: Array, x: Array, *, some_must_be_off: bool) -> Finding:
    kept = y != 0
    right, own = right_factor(case), None
    # who took p for the probability of keeping pays under "probability"; 1/p then is consistent
    if some_must_be_off and law.kept_fraction(_flat(kept)[0], case.p):
        own = 1 / case.p
    done = kept.any() and not (some_must_be_off and kept.all())
    which = fits(y, x * kept, right, own) if done else ""
    if which == "own":
        return consistent("scaling")
    told = factor(right, own_factor(y, x))
    return states(which, "forward.scaled", item="scaling", detail=told)


def _case(name: str, rng: np.random.Generator, p: float, *shape: int) -> Case:
    return Case(name, x=draw_away_from_zero(rng, *shape), p=p, seed=draw_seed(rng))
