"""What the test of two rates together does, computed from the law of both counts; and masks drawn.

Both counts are followed from round to round with their whole law, as in `power_rates` one is.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from draws_of_layers import NEURONS, asked
from draws_of_masks import WRONG, Draw, right
from power_lessons import Pair
from power_masks import Tally
from power_rates import Course

from grader.measure.code_length import log_choose
from grader.measure.rate import Verdict
from grader.measure.rates import Rates

_NOTHING = 1e-18
"""Chances that are left out."""


def schedule(pair: Pair) -> Iterator[list[int]]:
    """Yield how many draws each round shows at either rate, as many as there mostly are."""
    many, few = NEURONS
    shown = [many * (1 - (1 - keep) ** few) + few for keep in pair.keep]
    times, count = pair.calls, 0
    while True:
        yield [round(times * draws) for draws in shown]
        count += times
        times = count // 8 * 2


def course(pair: Pair, drawn: Sequence[float]) -> Course:
    """Follow the test, round by round, when draws have these rates."""
    test = Rates(pair.keep, pair.offset)
    law, begins, sizes = np.ones((1, 1)), [0, 0], [0, 0]
    accepted = refused = mean = 0.0
    most = 0
    for batches in schedule(pair):
        for axis, (batch, rate) in enumerate(zip(batches, drawn, strict=True)):
            law = _more(law, axis, batch, rate)
            sizes[axis] += batch
            law, begins[axis] = _trimmed(law, axis, begins[axis])
        ones = [begin + np.arange(n) for begin, n in zip(begins, law.shape, strict=True)]
        counts = [(ones[0][:, np.newaxis], sizes[0]), (ones[1][np.newaxis], sizes[1])]
        accept, refuse = test.decided(counts)
        ended = float(law[accept].sum()), float(law[refuse].sum())
        accepted, refused = accepted + ended[0], refused + ended[1]
        mean += sum(sizes) * sum(ended)
        law[accept | refuse] = 0.0
        if not most and law.sum() <= 0.01:
            most = sum(sizes)
        if law.sum() <= 1e-12:
            return Course(accepted, refused, mean, most)
    raise AssertionError


def worst(pair: Pair) -> float:
    """Return how often draws whose rates are both off by the offset are accepted, at the most."""
    (one, other), offset = pair.keep, pair.offset
    signs = ((s, t) for s in (-1, 1) for t in (-1, 1))
    off = ((one + s * offset, other + t * offset) for s, t in signs)
    return max(course(pair, drawn).accepted for drawn in off if max(drawn) < 1)


def _more(law: Any, axis: int, batch: int, rate: float) -> Any:
    ones = np.arange(batch + 1)
    new = np.exp(log_choose(batch) + ones * math.log(rate) + ones[::-1] * math.log(1 - rate))
    return np.apply_along_axis(np.convolve, axis, law, new)


def _trimmed(law: Any, axis: int, begin: int) -> tuple[Any, int]:
    some = np.flatnonzero(law.sum(axis=1 - axis) > _NOTHING)
    if not some.size:
        return law, begin
    kept = slice(some[0], some[-1] + 1)
    return (law[kept] if axis == 0 else law[:, kept]), begin + int(some[0])


def tallies(pair: Pair, times: int, seed: int) -> Iterator[Tally]:
    """Yield what becomes of right draws and of every wrong kind of them."""
    one, other = pair.keep
    middle = (one + other) / 2
    yield _tally("right", right, pair, None, times, seed)
    for by in (pair.offset, -pair.offset):
        sign = "+" if by > 0 else "-"
        off = (min(one + by, 1.0), other + by)
        yield _tally(f"rates {sign} {abs(by)}", right, pair, off, times, seed)
    yield _tally("one rate, between the two", right, pair, (middle, middle), times, seed)
    for kind, draw in WRONG.items():
        yield _tally(kind, draw, pair, None, times, seed)


def _tally(
    kind: str,
    draw: Draw,
    pair: Pair,
    drawn: tuple[float, float] | None,
    times: int,
    seed: int,
) -> Tally:
    rates, laws, draws = [], [], []
    for n in range(times):
        rng = np.random.default_rng([seed, n])
        found, count = asked(draw, pair.keep, pair.calls, rng, drawn)
        rates.append(found.rate)
        laws.append(found.independent)
        draws.append(count)
    both = [one is other is Verdict.ACCEPT for one, other in zip(rates, laws, strict=True)]
    return Tally(
        kind, times, laws.count(Verdict.REFUSE), rates.count(Verdict.REFUSE),
        rates.count(Verdict.MORE), sum(both), float(np.mean(draws)),
    )  # fmt: skip
