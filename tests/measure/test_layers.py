"""Layers' draws at two rates: right ones are accepted under every seed, wrong ones under none."""

import numpy as np
import pytest
from draws_of_layers import asked
from draws_of_masks import WRONG, right, seeded, shared

from grader.measure.budget import DOUBT
from grader.measure.dependence import Dependence, saved_by_all
from grader.measure.layers import Drawn, Layer
from grader.measure.rate import Verdict

ACCEPT, REFUSE, MORE = Verdict.ACCEPT, Verdict.REFUSE, Verdict.MORE

CASES = {"few off": ((0.93, 0.81), 36), "many off": ((0.2, 0.08), 76)}
AGAIN = {"one mask for an object's calls", "seeded at each call", "seeded with each object"}
"""Wrong draws in which it is calls, or objects, that hang together."""


def drawn(draw, case="few off", seed=0, rates=None):
    keep, calls = CASES[case]
    return asked(draw, keep, calls, np.random.default_rng(seed), rates)[0]


@pytest.mark.parametrize("case", CASES)
def test_right_draws_are_accepted(case):
    for seed in range(25):
        found = drawn(right, case, seed)
        assert (found.rate, found.independent, found.comes_again) == (ACCEPT, ACCEPT, False)


@pytest.mark.parametrize("by", [-0.05, 0.05])
@pytest.mark.parametrize("case", CASES)
def test_other_rates_are_refused_and_cost_only_the_rate(case, by):
    rates = tuple(rate + by for rate in CASES[case][0])
    for seed in range(10):
        found = drawn(right, case, seed, rates)
        assert (found.rate, found.independent) == (REFUSE, ACCEPT)


@pytest.mark.parametrize("wrong", WRONG)
def test_draws_that_hang_together_are_refused(wrong):
    for seed in range(5):
        found = drawn(WRONG[wrong], seed=seed)
        assert found.independent is REFUSE
        assert found.comes_again is (wrong in AGAIN)


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("case", CASES)
def test_one_draw_for_a_layer_shows_the_rate_once_there_are_enough_of_them(case):
    for seed in range(10):
        found = drawn(shared(-1), case, seed)
        assert (found.rate, found.independent) == (ACCEPT, REFUSE)


def test_of_a_layer_in_which_nothing_varies_the_neurons_of_a_call_are_one_draw():
    off, rng = np.zeros((10, 12), dtype=bool), np.random.default_rng(1)
    one, other = (shared(-1)(rng, (40, 12), 0.5) for _ in range(2))
    assert Layer([[[off, off]]]).effect == 12
    assert Layer([[[one, other], [off, off]]]).effect == pytest.approx(12)


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("by", [-0.05, 0.05])
def test_one_draw_for_a_layer_of_another_rate_is_refused(by):
    rates = tuple(rate + by for rate in CASES["few off"][0])
    for seed in range(5):
        assert drawn(shared(-1), seed=seed, rates=rates).rate is not ACCEPT


@pytest.mark.parametrize("what", ["call", "object"])
def test_calls_that_come_again_end_the_asking_and_show_no_rate(what):
    found = drawn(seeded(what))
    assert found.comes_again
    assert not found.undecided
    assert found.rate is not ACCEPT


def test_layers_that_drop_nothing_show_nothing():
    found = Drawn((0.9, 0.8), [])
    assert (found.rate, found.independent, found.undecided) == (REFUSE, MORE, False)
    assert not Layer([[[np.ones((5, 4), dtype=bool)]]]).drops


def test_rounds_in_which_nothing_can_be_read_are_left_out():
    empty, mask = np.zeros((0, 12), dtype=bool), np.random.default_rng(1).random((40, 12)) < 0.8
    with_them, without = Layer([[[empty, mask], [empty, empty]]]), Layer([[[mask]]])
    assert with_them.counts(0, shared=False) == without.counts(0, shared=False)
    assert with_them.kinds == without.kinds


def test_masks_of_a_single_call_are_no_evidence_of_calls_that_hang_together():
    """A code that tells only some entries is held against those, not against all of them."""
    rng = np.random.default_rng(3)
    for seed in range(20):
        law = Dependence()
        for calls in (1, 1, 3, 1, 1, 4, 1, 1, 1, 1, 2, 1):
            law.add(rng.random((calls, 12)) < 0.15)
        assert max(law.saved().values()) < 4, seed


def test_what_a_code_saves_at_several_rates_is_added_up_and_chosen_once():
    laws = []
    for rate in (0.9, 0.7):
        law = Dependence()
        law.add(shared(-1)(np.random.default_rng(2), (40, 6), rate))
        laws.append(law)
    alone, together = [law.saved() for law in laws], saved_by_all(laws)
    kind = "axis 1"
    assert together[kind] == pytest.approx(sum(one[kind] for one in alone) + np.log(law.KINDS))
    assert together[kind] > DOUBT
    assert saved_by_all(laws[:1]) == pytest.approx(alone[0])
    assert saved_by_all([]) == {}


def test_rates_that_draws_come_from_are_likelier_than_others():
    others = (0.87, 0.75)
    assert drawn(right).nats_of(CASES["few off"][0]) == 0
    assert drawn(right).nats_of(others) < 0 < drawn(right, rates=others).nats_of(others)
