"""Several rates are one test: right draws are accepted, draws off at all rates refused."""

import numpy as np
import pytest

from grader.measure.budget import ALPHA, BETA
from grader.measure.rate import RateTest, Verdict
from grader.measure.rates import Rates

ACCEPT, REFUSE, MORE = Verdict.ACCEPT, Verdict.REFUSE, Verdict.MORE

PAIRS = [(0.93, 0.81), (0.2, 0.08), (0.6, 0.45)]

SHARES = {
    "as they should be": ((0.81, 3000), (0.93, 3000), ACCEPT),
    "as they should be, and few": ((0.81, 100), (0.93, 100), MORE),
    "no draws at all": ((0.81, 0), (0.93, 0), MORE),
    "both more": ((0.86, 3000), (0.965, 3000), REFUSE),
    "both less": ((0.76, 3000), (0.88, 3000), REFUSE),
    "one more and one less": ((0.86, 3000), (0.88, 3000), REFUSE),
    "one rate for both, between them": ((0.87, 3000), (0.87, 3000), REFUSE),
    "one rate for both, that of the first": ((0.81, 3000), (0.81, 3000), REFUSE),
    "the rates exchanged": ((0.93, 3000), (0.81, 3000), REFUSE),
    "never off": ((1.0, 3000), (1.0, 3000), REFUSE),
    "always off": ((0.0, 3000), (0.0, 3000), REFUSE),
}  # fmt: skip


@pytest.mark.parametrize("what", SHARES)
def test_shares_at_two_rates(what):
    *shares, verdict = SHARES[what]
    counts = [(share * size, size) for share, size in shares]
    assert Rates((0.81, 0.93)).verdict(counts) is verdict


def ends(rates, drawn, seed, batch=30, most=20_000):
    """Ask for draws until the test ends; return its verdict and how many draws that took."""
    rng, test = np.random.default_rng(seed), Rates(rates)
    counts = [(0, 0) for _ in rates]
    while test.verdict(counts) is MORE and counts[0][1] < most:
        counts = [(ones + int(rng.binomial(batch, rate)), size + batch)
                  for (ones, size), rate in zip(counts, drawn, strict=True)]  # fmt: skip
    return test.verdict(counts), sum(size for _, size in counts)


@pytest.mark.parametrize("rates", PAIRS)
def test_right_draws_are_accepted_under_every_seed(rates):
    assert {ends(rates, rates, seed)[0] for seed in range(50)} == {ACCEPT}


@pytest.mark.parametrize("signs", [(1, 1), (1, -1), (-1, 1), (-1, -1)])
@pytest.mark.parametrize("rates", PAIRS)
def test_draws_off_by_the_offset_are_refused_whichever_way(rates, signs):
    drawn = [rate + 0.05 * sign for rate, sign in zip(rates, signs, strict=True)]
    assert {ends(rates, drawn, seed)[0] for seed in range(50)} == {REFUSE}


@pytest.mark.parametrize("rates", PAIRS)
def test_two_rates_take_hardly_more_draws_than_one(rates):
    together = np.mean([ends(rates, rates, seed)[1] for seed in range(50)])
    alone = [np.mean([ends((rate,), (rate,), seed)[1] for seed in range(50)]) for rate in rates]
    assert together < 1.35 * max(alone)


def test_one_rate_alone_is_refused_from_the_same_evidence_on_as_by_its_own_test():
    """Two sides before the end there, and here; there half of the doubt is left for the end."""
    one, own = Rates((0.7,)), RateTest(0.7)
    assert (one.alpha, one.beta) == (ALPHA, BETA)
    for ones in range(100, 500, 7):
        if own.verdict(ones, 500) is REFUSE and own.most > 500:
            assert one.verdict([(ones, 500)]) is REFUSE
        if own.verdict(ones, 500) is ACCEPT:
            assert one.verdict([(ones, 500)]) is not REFUSE


def test_rates_near_one_are_told_from_what_is_halfway_to_it():
    assert Rates((0.98,)).verdict([(4000, 4000)]) is REFUSE
    assert Rates((0.98,)).verdict([(3920, 4000)]) is ACCEPT


def test_draws_that_hang_together_may_count_as_a_share_of_one():
    whole, twelfth = [(2430, 3000), (2790, 3000)], [(202.5, 250), (232.5, 250)]
    assert Rates((0.81, 0.93)).verdict(whole) is ACCEPT
    assert Rates((0.81, 0.93)).verdict(twelfth) is MORE


def test_all_numbers_of_ones_are_decided_at_once_as_one_by_one():
    test, ones = Rates((0.81, 0.93)), np.arange(0, 1001, 50)
    accepted, refused = test.decided([(ones[:, None], 1000), (ones[None, :], 1000)])
    for i, one in enumerate(ones):
        for j, other in enumerate(ones):
            verdict = test.verdict([(int(one), 1000), (int(other), 1000)])
            assert (verdict is ACCEPT, verdict is REFUSE) == (accepted[i, j], refused[i, j])
