"""The sequential test of a rate: its error rates are computed exactly, draw by draw."""

import math

import numpy as np
import pytest

from grader.measure.budget import ALPHA, BETA
from grader.measure.code_length import (
    by_best_rate,
    by_unknown_rate,
    divergence,
    log_choose,
    log_sum,
)
from grader.measure.rate import RateTest, Verdict

BATCH = 72


def errors(test: RateTest, drawn: float) -> tuple[float, float]:
    """Return how often draws of this rate are accepted and refused, from the law of their count."""
    ones = np.arange(BATCH + 1)
    law = np.exp(log_choose(BATCH) + ones * math.log(drawn) + (BATCH - ones) * math.log(1 - drawn))
    open_, size, accepted, refused = np.ones(1), 0, 0.0, 0.0
    while size < test.most:
        open_, size = np.convolve(open_, law), size + BATCH
        accept, refuse = test.decided(np.arange(size + 1), size)
        accepted, refused = accepted + open_[accept].sum(), refused + open_[refuse].sum()
        open_[accept | refuse] = 0.0
    assert open_.sum() == 0.0
    assert accepted + refused == pytest.approx(1)
    return accepted, refused


@pytest.mark.parametrize("rate", [0.15, 0.33, 0.5, 0.7, 0.85])
def test_both_errors_keep_to_the_budget(rate):
    test = RateTest(rate)
    assert errors(test, rate)[1] <= ALPHA
    for other in (rate - test.offset, rate + test.offset):
        assert errors(test, other)[0] <= BETA


def test_a_coarser_budget_is_kept_as_closely():
    """Where the errors are large enough to be seen, they are neither above nor far below."""
    test = RateTest(0.7, alpha=0.01, beta=0.01)
    assert 0.001 < errors(test, 0.7)[1] <= 0.01
    assert 0.001 < errors(test, 0.75)[0] <= 0.01


@pytest.mark.parametrize("rate", [0.02, 0.2, 0.5, 0.97])
def test_no_number_of_ones_is_both_accepted_and_refused(rate):
    test = RateTest(rate)
    for size in (1, 50, test.least, test.most // 2, test.most, 2 * test.most):
        accepted, refused = test.decided(np.arange(size + 1), size)
        assert not (accepted & refused).any()
        assert size < test.most or (accepted | refused).all()
        assert size >= test.least or not accepted.any()


def test_a_count_is_accepted_refused_or_not_enough():
    test = RateTest(0.3)
    said = [test.verdict(ones, 3000) for ones in (600, 900, 965, 1300)]
    assert said == [Verdict.REFUSE, Verdict.ACCEPT, Verdict.MORE, Verdict.REFUSE]


@pytest.mark.parametrize("ones", [0, 1, 7, 50])
def test_an_unknown_rate_is_told_by_a_law(ones):
    """All sequences of one length have probability 1 together."""
    n = 50
    told = [log_choose(n)[k] - by_unknown_rate(k, n - k) for k in range(n + 1)]
    assert log_sum(np.array(told)) == pytest.approx(0)
    assert by_unknown_rate(ones, n - ones) >= by_best_rate(ones, n - ones)


def test_divergence_is_what_each_draw_tells():
    assert divergence(0.3, 0.3) == 0
    assert divergence(0.0, 0.3) == pytest.approx(-math.log(0.7))
    assert divergence(1.0, 0.0) == math.inf
