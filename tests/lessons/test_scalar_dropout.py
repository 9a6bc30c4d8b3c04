"""Masks are read out of what a network answers, digit by digit, whatever its design."""

from dataclasses import replace

import numpy as np
import pytest

from grader.lessons.scalar_dropout import (
    draw_readable,
    factor,
    logit,
    off_values,
    read,
    read_two_layers,
    slopes,
)
from grader.lessons.scalar_mlp import as_arrays, sigmoid

RATE = 0.3
RNG = np.random.default_rng(5)
X = np.array([0.9, 1.2])


def drawn(neurons=6, calls=50):
    rows, weights = draw_readable(RNG, X.tolist(), neurons)
    kept = RNG.random((calls, neurons)) >= RATE
    return np.array(rows), np.array(weights), kept


@pytest.mark.parametrize("off", ["zero", "half", "bias"])
@pytest.mark.parametrize("scale", ["one", "inverted", "rate"])
def test_a_layers_mask_is_read_with_what_is_handed_on(off, scale):
    layer, weights, kept = drawn()
    on = sigmoid(layer[:, :-1] @ X + layer[:, -1]) * factor(scale, RATE)
    sums = np.where(kept, on, off_values(off, layer)) @ weights
    found = read(sums, X, layer, weights, RATE)
    assert (found.off, found.scale) == (off, scale)
    assert found.read.all()
    assert found.whole.all()
    assert found.drops
    np.testing.assert_array_equal(found.kept, kept)


def test_dropped_inputs_are_told_apart_from_dropped_neurons():
    layer, weights, kept = drawn()
    seen = X * (RNG.random((len(kept), 2)) >= RATE)
    on = sigmoid(seen @ layer[:, :-1].T + layer[:, -1])
    found = read((on * kept) @ weights, X, layer, weights, RATE)
    np.testing.assert_array_equal(found.kept[found.read], kept[found.read])
    awake = found.read & kept.any(axis=1)
    np.testing.assert_array_equal(found.whole[awake], (seen == X).all(axis=1)[awake])


def test_sums_that_fit_no_mask_are_not_read():
    layer, weights, _ = drawn()
    assert read(np.array([0.123456789, np.inf, np.nan]), X, layer, weights, RATE) is None


def network():
    first, weights = draw_readable(RNG, X.tolist(), 4)
    second = [[*(0.8 * w for w in np.roll(weights, k).tolist()), -0.8] for k in range(3)]
    outputs = [[2.0 * (k == n) for k in range(3)] + [-0.7] for n in range(3)]
    return [first, second, outputs]


def answers(layers, masks, scale):
    found = []
    for one, other in zip(*masks, strict=True):
        values = X
        for layer, mask in zip(as_arrays(layers), (one, other, True), strict=True):
            values = sigmoid(layer[:, :-1] @ values + layer[:, -1])
            values = values * mask * (1 if mask is True else scale)
        found.append(values.tolist())
    return found


@pytest.mark.parametrize("scale", ["one", "inverted"])
def test_two_layers_are_read_through_their_outputs(scale):
    layers = network()
    masks = [RNG.random((40, n)) >= RATE for n in (4, 3)]
    found = read_two_layers(answers(layers, masks, factor(scale, RATE)), X.tolist(), layers, RATE)
    assert found.whole_output
    assert found.second.read.all()
    np.testing.assert_array_equal(found.second.kept, masks[1])
    np.testing.assert_array_equal(found.first.read, masks[1].any(axis=1))
    np.testing.assert_array_equal(found.first.kept[found.first.read], masks[0][found.first.read])


def test_outputs_that_were_dropped_are_noticed_and_left_out():
    layers = network()
    masks = [RNG.random((40, n)) >= RATE for n in (4, 3)]
    outputs = np.array(answers(layers, masks, 1.0))
    outputs[::4, 1] = 0.0
    found = read_two_layers(outputs.tolist(), X.tolist(), layers, RATE)
    assert not found.whole_output
    assert not found.second.read[::4].any()
    assert found.known[1::4].all()
    assert not found.known[::4, 1].any()


@pytest.mark.parametrize("scale", ["inverted", "rate"])
def test_outputs_may_be_dropped_and_multiplied_as_hidden_neurons_are(scale):
    layers = network()
    masks = [RNG.random((40, n)) >= RATE for n in (4, 3)]
    outputs = np.array(answers(layers, masks, factor(scale, RATE))) * factor(scale, RATE)
    unread = read_two_layers(outputs, X.tolist(), layers, RATE)  # none of them is off
    assert unread is None or not unread.explained
    outputs[::4, 1] = 0.0
    found = read_two_layers(outputs.tolist(), X.tolist(), layers, RATE)
    assert (found.explained, found.outputs, found.whole_output) == (True, scale, False)
    np.testing.assert_array_equal(found.second.kept[1], masks[1][1])


@pytest.mark.parametrize("outputs", [None, "text", [], [[0.1]], [[0.1, 0.2, "x"]], 3.0])
def test_what_is_no_table_of_answers_is_not_read(outputs):
    assert read_two_layers(outputs, X.tolist(), network(), RATE) is None


@pytest.mark.parametrize("outputs", ["one", "inverted"])
def test_slopes_are_those_of_the_network_that_a_mask_leaves(outputs):
    layers = network()
    masks = [RNG.random((8, n)) >= RATE for n in (4, 3)]
    found = read_two_layers(answers(layers, masks, 1.0), X.tolist(), layers, RATE)
    found = replace(found, outputs=outputs)
    call = int(np.flatnonzero(found.first.read)[0])
    right = slopes(as_arrays(layers), X, found, call, RATE)
    one = [masks[0][[call]], masks[1][[call]]]
    for n, index in ((0, (1, 0)), (1, (2, 3)), (2, (0, 0))):
        ends = []
        for step in (1e-6, -1e-6):
            moved = [layer.copy() for layer in as_arrays(layers)]
            moved[n][index] += step
            ends.append(sum(answers([m.tolist() for m in moved], one, 1.0)[0]))
        ends = [end * factor(outputs, RATE) for end in ends]
        assert right[n][index] == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-9)


def test_logit_undoes_sigmoid_and_is_not_finite_beyond():
    np.testing.assert_allclose(logit(sigmoid(np.array([-7.0, 0.3, 9.0]))), [-7.0, 0.3, 9.0])
    assert not np.isfinite(logit(np.array([0.0, 1.0, 1.5]))).any()


def test_networks_with_other_output_biases_are_read_by_them_and_by_no_others():
    layers = network()
    masks = [RNG.random((40, n)) >= RATE for n in (4, 3)]
    shifts = np.repeat([0.0, 0.1], 20)
    outputs = sigmoid(logit(np.array(answers(layers, masks, 1.0))) + shifts[:, np.newaxis])
    found = read_two_layers(outputs, X.tolist(), layers, RATE, shifts)
    assert found.explained
    np.testing.assert_array_equal(found.second.kept, masks[1])
    assert not read_two_layers(outputs, X.tolist(), layers, RATE).explained


@pytest.mark.parametrize(
    "spoil",
    [
        lambda outputs: outputs * 1.001,
        lambda outputs: np.where(np.arange(len(outputs))[:, None] == 7, 0.31, outputs),
        lambda outputs: np.random.default_rng(1).random(outputs.shape),
    ],
    ids=["scaled", "one_answer", "noise"],
)
def test_answers_that_no_mask_gives_are_not_explained(spoil):
    layers = network()
    masks = [RNG.random((40, n)) >= RATE for n in (4, 3)]
    outputs = np.array(answers(layers, masks, 1.0))
    assert read_two_layers(outputs, X.tolist(), layers, RATE).explained
    found = read_two_layers(spoil(outputs), X.tolist(), layers, RATE)
    assert found is None or not found.explained


def test_a_layer_behind_neurons_that_are_all_off_is_not_read():
    layers = network()
    masks = [RNG.random((10, 4)) >= RATE, np.zeros((10, 3), dtype=bool)]
    found = read_two_layers(answers(layers, masks, 1.0), X.tolist(), layers, RATE)
    assert found.explained
    assert found.second.read.all()
    assert not found.first.read.any()
    assert not found.first.drops


@pytest.mark.parametrize("scale", ["one", "inverted", "rate"])
def test_many_neurons_are_read_behind_small_weights(scale):
    layer, weights = (np.array(part) for part in draw_readable(RNG, [0.9, 1.2], 12, 0.3))
    kept = RNG.random((50, 12)) >= 0.07
    on = sigmoid(layer[:, :-1] @ X + layer[:, -1]) * factor(scale, 0.07)
    # as seen through another neuron
    sums = logit(sigmoid(np.where(kept, on, 0.0) @ weights - 0.8)) + 0.8
    found = read(sums, X, layer, weights, 0.07)
    np.testing.assert_array_equal(found.kept, kept)


def test_slopes_leave_out_the_outputs_that_were_dropped():
    layers = network()
    masks = [RNG.random((8, n)) >= RATE for n in (4, 3)]
    masks[1][:] = True
    outputs = np.array(answers(layers, masks, 1.0))
    outputs[:, 1] = 0.0
    found = read_two_layers(outputs, X.tolist(), layers, RATE)
    last = slopes(as_arrays(layers), X, found, 0, RATE)[2]
    assert not last[1].any()
    assert last[0][[0, 2, 3]].all()  # what stood before the dropped one is not known
