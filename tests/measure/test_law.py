"""The statistics of dropout masks: right masks pass under every seed, wrong ones under none."""

import math

import numpy as np
import pytest

from grader.measure import law
from grader.measure.budget import ALPHA, DOUBT
from grader.measure.code_length import LN_2, divergence, log_choose

SHAPE = (50, 200)
KEEP_PROBS = (0.1, 0.3, 0.5, 0.7, 0.95)


def _mirrored(half):
    return np.concatenate([half, half[..., ::-1]], axis=-1)


def _and_turned(half):
    return np.concatenate([half, np.roll(half, 17)])


WRONG = {
    "drawn per unit": lambda rng, p: np.repeat(rng.random((50, 1)) < p, 200, axis=1),
    "drawn per example": lambda rng, p: np.repeat(rng.random((1, 200)) < p, 50, axis=0),
    "an exact count per example": lambda rng, p: rng.random(SHAPE).argsort(0).argsort(0) < 50 * p,
    "an exact count per unit": lambda rng, p: rng.random(SHAPE).argsort(1).argsort(1) < 200 * p,
    "every second example repeated": lambda rng, p: np.repeat(rng.random((50, 100)) < p, 2, axis=1),
    "every second unit repeated": lambda rng, p: np.repeat(rng.random((25, 200)) < p, 2, axis=0),
    "half of the examples twice": lambda rng, p: np.tile(rng.random((50, 100)) < p, 2),
    "half of the units twice": lambda rng, p: np.tile(rng.random((25, 200)) < p, (2, 1)),
    "half of the examples mirrored": lambda rng, p: _mirrored(rng.random((50, 100)) < p),
    "half of the draws turned": lambda rng, p: _and_turned(rng.random((25, 200)) < p),
    "half of the draws mirrored": lambda rng, p: _mirrored(rng.random(5000) < p).reshape(SHAPE),
    "all kept": lambda rng, p: np.ones(SHAPE, dtype=bool),
    "none kept": lambda rng, p: np.zeros(SHAPE, dtype=bool),
}


@pytest.mark.parametrize("keep_prob", KEEP_PROBS)
def test_independent_draws_pass_every_test(keep_prob):
    for seed in range(100):
        one, other = np.random.default_rng(seed).random((2, *SHAPE)) < keep_prob
        assert law.kept_fraction(one, keep_prob)
        assert law.independent(one)
        assert law.unrelated(one, other)


@pytest.mark.parametrize("keep_prob", (0.3, 0.7))
@pytest.mark.parametrize("wrong", WRONG)
def test_entries_that_hang_together_are_refused(wrong, keep_prob):
    for seed in range(20):
        assert not law.independent(WRONG[wrong](np.random.default_rng(seed), keep_prob))


@pytest.mark.parametrize("wrong", ["drawn per unit", "drawn per example"])
def test_the_share_of_masks_drawn_together_is_judged_by_the_number_of_draws(wrong):
    for seed in range(100):
        mask = WRONG[wrong](np.random.default_rng(seed), 0.7)
        assert law.kept_fraction(mask, 0.7)


@pytest.mark.parametrize(("drawn", "stated"), [(0.7, 0.3), (0.5, 0.7), (0.788, 0.85), (0.35, 0.3)])
def test_another_keep_probability_is_refused(drawn, stated):
    for seed in range(20):
        assert not law.kept_fraction(np.random.default_rng(seed).random(SHAPE) < drawn, stated)


MOVED = {
    "turned in one row": lambda mask: np.roll(mask, 11),
    "turned along an axis": lambda mask: np.roll(mask, 3, axis=0),
    "mirrored": lambda mask: mask[::-1],
    "mirrored and turned": lambda mask: np.roll(mask[:, ::-1], 7, axis=1),
    "read by columns": lambda mask: np.resize(mask.T, mask.shape),
    "turned, and the other way on": lambda mask: ~np.roll(mask, 5),
}


@pytest.mark.parametrize("moved", MOVED)
def test_a_mask_that_is_moved_about_is_not_unrelated(moved):
    rng = np.random.default_rng(1)
    masks = [rng.random((12, 14)) < 0.75 for _ in range(4)]
    assert law.unrelated_pairs(masks[:2], masks[2:])
    assert not law.unrelated_pairs(masks, [MOVED[moved](mask) for mask in masks])
    assert not law.unrelated_pairs([MOVED[moved](mask) for mask in masks], masks)


def test_masks_of_each_call_are_unrelated_at_every_rate():
    for seed in range(60):
        rng = np.random.default_rng(seed)
        one, other = rng.random((2, 20, 12, 14)) < rng.uniform(0.1, 0.9)
        assert law.unrelated_pairs(one, other)


def test_one_mask_used_twice_or_turned_round_is_not_unrelated():
    mask = np.random.default_rng(0).random(SHAPE) < 0.7
    assert not law.unrelated(mask, mask)
    assert not law.unrelated(mask, ~mask)
    assert not law.unrelated(mask, np.ones(SHAPE, dtype=bool))


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (1, 5), (5, 1), (0, 4)])
def test_masks_too_small_to_tell_are_not_independent(shape):
    mask = np.ones(shape, dtype=bool)
    assert not law.independent(mask)


@pytest.mark.parametrize("shape", [(0, 0), (0, 4), (4, 0)])
def test_an_empty_mask_keeps_no_share(shape):
    assert not law.kept_fraction(np.ones(shape, dtype=bool), 0.3)


@pytest.mark.parametrize("keep_prob", [0.05, 0.3, 0.5, 0.95])
@pytest.mark.parametrize("size", [40, 600, 10_000])
def test_the_share_of_a_right_mask_is_refused_no_more_often_than_the_budget_says(size, keep_prob):
    """Summed over the whole law of the count, which takes no sample."""
    ones = np.arange(size + 1)
    law_of_count = np.exp(
        log_choose(size) + ones * math.log(keep_prob) + ones[::-1] * math.log(1 - keep_prob)
    )
    doubt = DOUBT + LN_2
    refused = [size * divergence(k / size, keep_prob) > doubt for k in ones]
    assert 0 < law_of_count[refused].sum() <= ALPHA
    mask = np.zeros((2, size // 2), dtype=bool)
    nearest = min(np.flatnonzero(refused), key=lambda k: abs(k - size * keep_prob))
    mask.flat[np.random.default_rng(0).permutation(size)[:nearest]] = True
    assert not law.kept_fraction(mask, keep_prob)


@pytest.mark.parametrize("columns", [200, 150])
def test_a_stream_that_begins_again_is_not_unrelated_whatever_the_shape(columns):
    one = np.random.default_rng(7).random((50, 200)) < 0.7
    other = np.random.default_rng(7).random((50, columns)) < 0.7
    assert not law.unrelated(one, other)
    assert not law.unrelated(other, one)


def test_counts_of_calls_vary_as_binomial_counts_do():
    shape = (9, 64)  # neurons by calls
    for seed in range(50):
        assert law.binomial(np.random.default_rng(seed).random(shape) < 0.8, 0)
    for seed in range(20):
        rng = np.random.default_rng(seed)
        assert not law.binomial(rng.random(shape).argsort(0).argsort(0) < 7, 0)
        assert not law.binomial(np.broadcast_to(rng.random(64) < 0.8, shape), 0)
