"""How surely the laws of chance tell right work from wrong, and how many draws that takes.

``python benchmarks/power.py [--quick]`` prints five tables; docs/statistics.md quotes them.

* the test of a rate, computed exactly from the law of its count;
* the test of two rates together, computed likewise;
* the same test beside one that is asked once, and beside a confidence sequence;
* masks of every kind, drawn and judged, for how each lesson asks for them;
* normal draws, and laws that are not.

``--quick`` draws a tenth as often, which takes about half a minute instead of some minutes.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

import power_pairs
from draws_of_layers import NEURONS
from power_lessons import FORWARD, LAYER, NOISE, PAIRS, PLANS, WEIGHTS, Pair, Plan
from power_masks import Tally, of_one_layer, tallies
from power_normal import TESTS, furthest, refused
from power_rates import by_confidence, course, fixed

from grader.measure.budget import ALPHA, BETA, RIGHT_REFUSED
from grader.measure.rate import RateTest

SEED = 20


def main(times: int) -> None:
    """Print every table."""
    print(f"budget: {RIGHT_REFUSED:g} a submission, {ALPHA:g} a test; {BETA:g} for a wrong rate\n")
    _rates()
    _ways()
    _pairs()
    for plan in PLANS:
        _masks(plan, times)
        if plan is FORWARD:
            _layer(times)
    for pair in PAIRS:
        _layers(pair, times)
    _normal(times)


def _rates() -> None:
    print("The rate, computed. Draws: of right work. Wrong: off by the offset, the worse side.")
    print(f"{'lesson':24}{'keep':>6}{'offset':>8}{'mean':>8}{'99 %':>8}{'once':>8}{'before':>8}"
          f"{'right refused':>16}{'wrong accepted':>16}")  # fmt: skip
    for plan in PLANS:
        for rate in plan.keep_probs:
            decide = RateTest(rate, plan.offset).decided
            right = course(decide, rate, plan.batch, plan.least, plan.sent)
            off = (rate - plan.offset, rate + plan.offset)
            wrong = max(course(decide, one, plan.batch, plan.least).accepted for one in off)
            once = fixed(rate, plan.offset)
            print(f"{plan.lesson:24}{rate:6}{plan.offset:8}{right.mean:8.0f}{right.most:8}{once:8}"
                  f"{plan.before:8}{right.refused:16.1e}{wrong:16.1e}")  # fmt: skip


def _ways() -> None:
    print("\nWhy Wald's test: draws in the mean for the same errors, offset 0.05, rounds of 100")
    print(f"{'keep':>6}{'asked once':>12}{'confidence':>12}{'Wald':>8}")
    for rate in (0.2, 0.35, 0.5, 0.7):
        sequence = course(by_confidence(rate, 0.05), rate, 100)
        wald = course(RateTest(rate).decided, rate, 100)
        print(f"{rate:6}{fixed(rate, 0.05):12}{sequence.mean:12.0f}{wald.mean:8.0f}")


def _pairs() -> None:
    print("\nTwo rates together, computed. Draws: of right work, at both. Wrong: both off by the "
          "offset,\nthe worst way.")  # fmt: skip
    print(f"{'lesson':28}{'keep':>12}{'offset':>8}{'mean':>8}{'99 %':>8}"
          f"{'right refused':>16}{'wrong accepted':>16}")  # fmt: skip
    for pair in PAIRS:
        right, keep = power_pairs.course(pair, pair.keep), " ".join(map(str, pair.keep))
        print(f"{pair.lesson:28}{keep:>12}{pair.offset:8}{right.mean:8.0f}{right.most:8}"
              f"{right.refused:16.1e}{power_pairs.worst(pair):16.1e}")  # fmt: skip


def _masks(plan: Plan, times: int) -> None:
    ends = (plan.keep_probs[0], plan.keep_probs[-1])
    print(f"\n{plan.lesson}: rounds of {plan.shape}, {times} submissions of each kind, "
          f"keep {ends[0]} and {ends[1]}")  # fmt: skip
    _heading()
    both = (tallies(plan, rate, times // 2, SEED) for rate in ends)
    for of_kind in zip(*both, strict=True):
        _line(of_kind)


def _layers(pair: Pair, times: int) -> None:
    print(f"\n{pair.lesson}: two layers of {NEURONS}, first {pair.calls} calls at each rate, "
          f"{times} submissions of each kind")  # fmt: skip
    _heading()
    for tally in power_pairs.tallies(pair, times, SEED):
        _line([tally])


def _heading() -> None:
    print(
        f"{'':36}{'dependent':>10}{'rate wrong':>12}{'not shown':>11}{'accepted':>10}{'draws':>8}"
    )


def _line(of_kind: Sequence[Tally]) -> None:
    total = sum(one.times for one in of_kind)
    parts = (
        sum(one.not_independent for one in of_kind) / total,
        sum(one.rate_refused for one in of_kind) / total,
        sum(one.rate_not_shown for one in of_kind) / total,
        sum(one.accepted for one in of_kind) / total,
    )
    widths = (10, 12, 11, 10)
    shown = "".join(f"{p:>{width}.3f}" for p, width in zip(parts, widths, strict=True))
    draws = sum(one.draws for one in of_kind) / len(of_kind)
    print(f"{of_kind[0].kind:36}{shown}{draws:8.0f}")


def _layer(times: int) -> None:
    ends = (LAYER.keep_probs[0], LAYER.keep_probs[-1])
    print(f"\n{LAYER.lesson}: {LAYER.least} rounds of {LAYER.shape} of one layer, {times} "
          f"submissions of each kind, keep {ends[0]} and {ends[1]}")  # fmt: skip
    print(f"{'':36}{'dependent':>10}{'draws':>8}")
    both = (of_one_layer(LAYER, rate, times // 2, SEED) for rate in ends)
    for (kind, one), (_, other) in zip(*both, strict=True):
        share = (one + other) / (times // 2 * 2)
        print(f"{kind:36}{share:10.3f}{LAYER.least * LAYER.batch:8}")


def _normal(times: int) -> None:
    for what, n in (("weights", WEIGHTS), ("noise", NOISE)):
        print(f"\n{what}: {n} draws, refused of {5 * times} samples of each law")
        print(f"{'':28}" + "".join(f"{name:>11}" for name in TESTS))
        for law, shares in refused(n, 5 * times, SEED).items():
            print(f"{law:28}" + "".join(f"{share:11.3f}" for share in shares.values()))
        spread, far = furthest(n, 100 * times, SEED)
        print(f"shape of {100 * times} normal samples: deviation {spread:.3f}, furthest {far:.2f} "
              "(refused from 6)")  # fmt: skip


if __name__ == "__main__":
    if set(sys.argv[1:]) - {"--quick"}:
        sys.exit(__doc__)
    main(20 if "--quick" in sys.argv else 200)
