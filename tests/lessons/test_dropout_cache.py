"""Dropout masks recovered from what a student returned, and trained parameters read back."""

import numpy as np
import pytest

from grader.lessons import dropout_cache
from grader.lessons.relu_network import (
    DROPOUT_CACHE,
    NAMES,
    PLAIN_CACHE,
    draw_network,
    draw_until,
)
from grader.lessons.trained import accuracy, alike, cost, parameters
from grader.measure.gradient import gradient
from grader.measure.values import Unfit

SIZES, M, KEEP_PROB = (3, 6, 5, 1), 9, 0.6


@pytest.fixture
def net():
    rng = np.random.default_rng(3)
    masks = [rng.random((n, M)) < KEEP_PROB for n in SIZES[1:3]]
    X, found = draw_network(rng, SIZES, M, *masks, KEEP_PROB)
    return {**found, "X": X}


def read(net, order=DROPOUT_CACHE, **replaced):
    cache = tuple({**net, **replaced}[name] for name in order)
    return dropout_cache.Pass.read(net["A3"], cache, net["X"], net, KEEP_PROB)


def test_a_right_pass_holds_with_masks_of_any_kind_or_none(net):
    for kind in (bool, int, float):
        found = read(net, D1=net["D1"].astype(kind), D2=net["D2"].astype(kind))
        assert found.starts_at(net["X"], net) and found.ends_in_sigmoid
        assert all(layer.is_scaled and layer.feeds_next for layer in found.hidden)
    for layer, D in zip(read(net, order=PLAIN_CACHE).hidden, ("D1", "D2"), strict=True):
        awake = layer.Z > 0
        assert (layer.kept[awake] == net[D][awake]).all()
        assert layer.is_scaled


def test_a_wrong_scale_is_seen_and_what_follows_from_it_is_not_blamed(net):
    A1 = net["A1"] * KEEP_PROB
    Z2 = net["W2"] @ A1 + net["b2"]
    found = read(net, A1=A1, Z2=Z2)
    assert not found.hidden[0].is_scaled
    assert found.hidden[0].feeds_next


@pytest.mark.parametrize("cache", [None, 3, (), (1,) * 13, ("x",) * 14, {"Z1": 1}])
def test_a_cache_that_cannot_be_read_is_unfit(net, cache):
    with pytest.raises(Unfit):
        dropout_cache.Pass.read(net["A3"], cache, net["X"], net, KEEP_PROB)
    assert dropout_cache.evidence(cache, "D1") is None


@pytest.mark.parametrize(
    ("mask", "ok"),
    [([[1, 0]], True), ([[True, False]], True), ([[1, 0.5]], False), ([[1]], False), (None, False)],
)
def test_a_mask_is_zeros_and_ones_in_the_layers_shape(mask, ok):
    assert dropout_cache.zero_or_one(mask, (1, 2)) is ok


def test_evidence_of_a_mask_is_small_and_tells_a_scaled_mask_from_none(net):
    items = [net[name] for name in DROPOUT_CACHE]
    scaled = dropout_cache.evidence([*items[:1], net["D1"] / KEEP_PROB, *items[2:]], "D1")
    kept = dropout_cache.read_mask(scaled, "D1", net["D1"].shape)
    assert scaled["kept"].dtype == bool
    assert (kept == net["D1"]).all()
    raw = dropout_cache.evidence(
        [*items[:1], np.linspace(0, 1, 6 * M).reshape(6, M), *items[2:]], "D1"
    )
    with pytest.raises(Unfit, match="not_a_mask"):
        dropout_cache.read_mask(raw, "D1", net["D1"].shape)


def test_a_step_against_the_gradient_lets_the_cost_fall(net):
    p, X = {name: net[name] for name in NAMES}, net["X"]
    Y = np.arange(M).reshape(1, M) % 2
    slopes = gradient(lambda at: cost(at, X, Y), p)
    step = {name: p[name] - 0.3 * slopes[name] for name in NAMES}
    assert cost(step, X, Y) < cost(p, X, Y)
    assert 0 <= accuracy(p, X, Y) <= 1


def test_parameters_fit_each_other_or_are_unfit(net):
    p = {name: net[name] for name in NAMES}
    assert alike(p, {name: value.copy() for name, value in p.items()})
    assert not alike(p, {**p, "b3": p["b3"] + 1})
    for bad in ({}, None, {**p, "b1": p["b1"].ravel()}, {**p, "W2": p["W2"].T}):
        assert not alike(p, bad)
        with pytest.raises(Unfit):
            parameters(bad)


def test_drawing_gives_up_on_a_condition_that_is_never_met():
    with pytest.raises(RuntimeError, match="too strict"):
        draw_until(lambda: 0, lambda drawn: drawn > 0)
