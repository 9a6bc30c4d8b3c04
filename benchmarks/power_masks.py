"""Masks of every kind, drawn and judged as an exercise would: how often each is refused."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from draws_of_masks import WRONG, Draw, right
from power_lessons import Plan

from grader.measure.rounds import Rounds, Verdict


@dataclass(frozen=True)
class Tally:
    """What became of some submissions of one kind."""

    kind: str
    times: int
    not_independent: int
    rate_refused: int
    rate_not_shown: int
    accepted: int
    """Both laws held."""
    draws: float
    """In the mean."""


def tallies(plan: Plan, keep_prob: float, times: int, seed: int) -> Iterator[Tally]:
    """Yield what becomes of right masks and of every wrong kind of them."""
    kinds: dict[str, Callable[[np.random.Generator, Rounds], None]] = {
        "right": _asked(right, plan, keep_prob),
        f"rate + {plan.offset}": _asked(right, plan, keep_prob, keep_prob + plan.offset),
        f"rate - {plan.offset}": _asked(right, plan, keep_prob, keep_prob - plan.offset),
        **{name: _asked(draw, plan, keep_prob) for name, draw in WRONG.items()},
    }
    for kind, ask in kinds.items():
        yield _tally(kind, ask, plan, keep_prob, times, seed)


def _tally(
    kind: str,
    ask: Callable[[np.random.Generator, Rounds], None],
    plan: Plan,
    keep_prob: float,
    times: int,
    seed: int,
) -> Tally:
    rates, laws, draws = [], [], []
    for n in range(times):
        found = Rounds(keep_prob, **plan.options)
        ask(np.random.default_rng([seed, n]), found)
        rates.append(found.rate)
        laws.append(found.independent)
        draws.append(found.asked)
    both = [one is other is Verdict.ACCEPT for one, other in zip(rates, laws, strict=True)]
    return Tally(
        kind, times, laws.count(Verdict.REFUSE), rates.count(Verdict.REFUSE),
        rates.count(Verdict.MORE), sum(both), float(np.mean(draws)),
    )  # fmt: skip


def _asked(
    draw: Draw, plan: Plan, keep_prob: float, drawn: float | None = None
) -> Callable[[np.random.Generator, Rounds], None]:
    rate = keep_prob if drawn is None else drawn

    def ask(rng: np.random.Generator, found: Rounds) -> None:
        usual, (times, more) = plan.shape[-1], plan.together
        while found.undecided:
            last = usual * found.wanted(plan.batch) // plan.batch
            for _ in range(times if last == usual else 1):
                found.add(draw(rng, (*plan.shape[:-1], last), rate))
                if found.wanted(plan.batch) != plan.batch:
                    break  # the rest of these calls was told by the first of them
            times = more

    return ask


def of_one_layer(plan: Plan, keep_prob: float, times: int, seed: int) -> Iterator[tuple[str, int]]:
    """Yield how often the calls of one layer are refused as not independent, by kind.

    They are asked for in any case, and judged in rounds; no round asks an object of its own.
    """
    calls, *mask = plan.shape
    for kind, draw in {"right": right, **WRONG}.items():
        refused = 0
        for n in range(times):
            rng = np.random.default_rng([seed, n])
            drawn = draw(rng, (plan.least * calls, *mask), keep_prob)
            found = Rounds.judge(drawn.reshape(-1, *plan.shape), keep_prob, **plan.options)
            refused += found.independent is Verdict.REFUSE
        yield kind, refused
