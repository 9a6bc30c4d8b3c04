"""Known wrong variants: each class with one slot filled wrongly. Their texts: mistakes.toml.

Runs as a student's code would: it needs numpy and `grader.mistake`.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.mistake import Mistake, compose

DENSE = "Layer_Dense"
RELU = "Activation_ReLU"
SOFTMAX = "Activation_Softmax"
SPIRAL = "spiral_data"
LOSS = "Loss_CategoricalCrossentropy"
PIPELINE = "pipeline"

Function = Callable[..., Any]


def functions(*mistakes: Mistake) -> dict[str, Function]:
    """Return everything that a student who makes these mistakes defines.

    A mistake of the whole network fills a slot of every class that has it.
    """
    return compose(_MAKERS, mistakes)


def _in_self(thing: Any, value: Any) -> None:
    thing.output = value


def _no_call() -> None:
    """Do nothing before the weights are drawn."""


# ---------------------------------------------------------------- the dense layer


def _hold(layer: Any, weights: Any, biases: Any) -> None:
    layer.weights, layer.biases = weights, biases


def make_dense(
    *,
    begin: Function = _no_call,
    weights: Function = lambda n_inputs, n_neurons: 0.10 * np.random.randn(n_inputs, n_neurons),
    biases: Function = lambda n_neurons: np.zeros((1, n_neurons)),
    hold: Function = _hold,
    combine: Function = lambda layer, inputs: np.dot(inputs, layer.weights) + layer.biases,
    store: Function = _in_self,
) -> Function:
    """Make `Layer_Dense`."""

    class Dense:
        def __init__(self, n_inputs: int, n_neurons: int) -> None:
            begin()
            hold(self, weights(n_inputs, n_neurons), biases(n_neurons))

        def forward(self, inputs: Any) -> Any:
            return store(self, combine(self, inputs))

    return Dense


def _draws_again(layer: Any, inputs: Any) -> Any:
    layer.weights = 0.10 * np.random.randn(*layer.weights.shape)
    return np.dot(inputs, layer.weights) + layer.biases


_DENSE_MISTAKES: dict[str, dict[str, Function]] = {
    "rand_not_randn": {"weights": lambda i, n: 0.10 * np.random.rand(i, n)},
    "uniform_symmetric": {"weights": lambda i, n: np.random.uniform(-0.10, 0.10, (i, n))},
    "scale_added": {"weights": lambda i, n: 0.10 + np.random.randn(i, n)},
    "no_scale": {"weights": lambda i, n: np.random.randn(i, n)},
    "scale_001": {"weights": lambda i, n: 0.01 * np.random.randn(i, n)},
    "weights_zero": {"weights": lambda i, n: np.zeros((i, n))},
    "seed_in_init": {"begin": lambda: np.random.seed(0)},
    "shape_swapped": {"weights": lambda i, n: 0.10 * np.random.randn(n, i)},
    "transposed_convention": {
        "weights": lambda i, n: 0.10 * np.random.randn(n, i),
        "combine": lambda layer, x: np.dot(x, np.transpose(layer.weights)) + layer.biases,
    },
    "bias_column": {"biases": lambda n: np.zeros((n, 1))},
    "bias_scalar": {"biases": lambda n: 0.0},
    "bias_random": {"biases": lambda n: np.random.randn(1, n)},
    "bias_random_scaled": {"biases": lambda n: 0.10 * np.random.randn(1, n)},
    "bias_ones": {"biases": lambda n: np.ones((1, n))},
    "bias_forgotten": {"combine": lambda layer, x: np.dot(x, layer.weights)},
    "bias_subtracted": {"combine": lambda layer, x: np.dot(x, layer.weights) - layer.biases},
    "bias_multiplied": {"combine": lambda layer, x: np.dot(x, layer.weights) * layer.biases},
    "bias_summed": {"combine": lambda layer, x: np.dot(x, layer.weights) + np.sum(layer.biases)},
    "dot_order": {"combine": lambda layer, x: np.dot(layer.weights, x) + layer.biases},
    "attribute_mismatch": {"combine": lambda layer, x: np.dot(x, layer.weight) + layer.biases},
    "weights_in_forward": {"combine": _draws_again},
    "relu_inside": {
        "combine": lambda layer, x: np.maximum(0, np.dot(x, layer.weights) + layer.biases),
    },
}


# ---------------------------------------------------------------- ReLU


def make_relu(
    *, rectify: Function = lambda x: np.maximum(0, x), store: Function = _in_self
) -> Function:
    """Make `Activation_ReLU`."""

    class ReLU:
        def forward(self, inputs: Any) -> Any:
            return store(self, rectify(inputs))

    return ReLU


def _zeros_written(x: Any) -> Any:
    x[x < 0] = 0
    return x


_RELU_MISTAKES: dict[str, dict[str, Function]] = {
    "np_max": {"rectify": lambda x: np.max(0, x)},
    "np_max_reduces": {"rectify": lambda x: max(0, np.max(x))},
    "python_max": {"rectify": lambda x: max(0, x)},
    "minimum": {"rectify": lambda x: np.minimum(0, x)},
    "leaky": {"rectify": lambda x: np.where(x > 0, x, 0.01 * x)},
    "absolute": {"rectify": np.abs},
    "threshold_1": {"rectify": lambda x: np.maximum(1, x)},
    "saturates_at_1": {"rectify": lambda x: np.clip(x, 0, 1)},
    "step": {"rectify": lambda x: np.where(x > 0, 1.0, 0.0)},
    "mutates_input": {"rectify": _zeros_written},
}


# ---------------------------------------------------------------- softmax


def _row_max(z: Any) -> Any:
    return np.max(z, axis=1, keepdims=True)


def _row_sum(e: Any, z: Any) -> Any:
    return np.sum(e, axis=1, keepdims=True)


def make_softmax(
    *,
    largest: Function = _row_max,
    subtract: Function = lambda z, largest: z - largest,
    exponential: Function = np.exp,
    total: Function = _row_sum,
    divide: Function = lambda e, total: e / total,
    store: Function = _in_self,
) -> Function:
    """Make `Activation_Softmax`."""

    class Softmax:
        def forward(self, inputs: Any) -> Any:
            e = exponential(subtract(inputs, largest(inputs)))
            return store(self, divide(e, total(e, inputs)))

    return Softmax


def _in_place(z: Any, largest: Any) -> Any:
    z -= largest
    return z


_NO_MAX: dict[str, Function] = {"largest": lambda z: 0.0}

_SOFTMAX_MISTAKES: dict[str, dict[str, Function]] = {
    "no_max": _NO_MAX,
    "axis_0": {
        "largest": lambda z: np.max(z, axis=0, keepdims=True),
        "total": lambda e, z: np.sum(e, axis=0, keepdims=True),
    },
    "sum_axis_0": {"total": lambda e, z: np.sum(e, axis=0, keepdims=True)},
    "max_axis_0": {"largest": lambda z: np.max(z, axis=0, keepdims=True)},
    "sum_all": {"largest": np.max, "total": lambda e, z: np.sum(e)},
    "sum_axis_0_no_max": {**_NO_MAX, "total": lambda e, z: np.sum(e, axis=0, keepdims=True)},
    "sum_all_no_max": {**_NO_MAX, "total": lambda e, z: np.sum(e)},
    "global_max": {"largest": np.max},
    "absolute_max": {"largest": lambda z: np.max(np.abs(z), axis=1, keepdims=True)},
    "subtracts_min": {"largest": lambda z: np.min(z, axis=1, keepdims=True)},
    "subtracts_mean": {"largest": lambda z: np.mean(z, axis=1, keepdims=True)},
    "scaled_by_max": {"subtract": lambda z, largest: z / largest},
    "clips_logits": {"subtract": lambda z, largest: np.clip(z, -50, 50)},
    "nan_to_num": {**_NO_MAX, "divide": lambda e, total: np.nan_to_num(e / total)},
    "no_keepdims": {"total": lambda e, z: np.sum(e, axis=1)},
    "mutates_input": {"subtract": _in_place},
    "exp_outside": {
        **_NO_MAX,
        "exponential": lambda z: np.exp(z / np.sum(np.exp(z), axis=1, keepdims=True)),
        "total": lambda e, z: 1.0,
    },
    "exp_of_sum": {
        **_NO_MAX,
        "total": lambda e, z: np.exp(np.sum(z, axis=1, keepdims=True)),
    },
    "divide_by_max": {"total": lambda e, z: np.max(e, axis=1, keepdims=True)},
    "no_exp": {**_NO_MAX, "exponential": lambda z: z},
    "base_2": {"exponential": np.exp2},
    "minus_sign": {"subtract": lambda z, largest: np.min(z, axis=1, keepdims=True) - z},
    "sigmoid": {
        **_NO_MAX,
        "exponential": lambda z: 1 / (1 + np.exp(-z)),
        "total": lambda e, z: 1.0,
    },
    "log_softmax": {"divide": lambda e, total: np.log(e / total)},
}


# ---------------------------------------------------------------- the spiral


def make_spiral(
    *,
    each: Function = lambda samples, classes: samples,
    radius: Function = lambda n: np.linspace(0, 1, n),
    turn: Function = lambda number, n: np.linspace(4 * number, 4 * (number + 1), n),
    begin: Function = lambda n: None,
    noise: Function = lambda n, begun: 0.2 * np.random.randn(n),
    point: Function = lambda r, t: np.column_stack([r * np.sin(2.5 * t), r * np.cos(2.5 * t)]),
    label: Function = lambda number: number,
    last: Function = lambda X, y: (X, y),
) -> Function:
    """Make `spiral_data`."""

    def spiral_data(samples: int, classes: int) -> Any:
        n = each(samples, classes)
        begun = begin(n)
        arms = [point(radius(n), turn(number, n) + noise(n, begun)) for number in range(classes)]
        labels = [np.full(n, label(number)) for number in range(classes)]
        return last(np.vstack(arms), np.concatenate(labels))

    return spiral_data


def _shuffled(X: Any, y: Any) -> Any:
    np.random.shuffle(X)
    return X, y


_SPIRAL_MISTAKES: dict[str, dict[str, Function]] = {
    "samples_as_total": {"each": lambda samples, classes: samples // classes},
    "same_angle": {"turn": lambda number, n: np.linspace(0, 4, n)},
    "no_turns": {"point": lambda r, t: np.column_stack([r * np.sin(t), r * np.cos(t)])},
    "noise_not_scaled": {"noise": lambda n, begun: np.random.randn(n)},
    "uniform_noise": {"noise": lambda n, begun: 0.2 * np.random.rand(n)},
    "no_noise": {"noise": lambda n, begun: 0.0},
    "noise_shared": {
        "begin": lambda n: 0.2 * np.random.randn(n),
        "noise": lambda n, begun: begun,
    },
    "cos_first": {
        "point": lambda r, t: np.column_stack([r * np.cos(2.5 * t), r * np.sin(2.5 * t)]),
    },
    "sin_sin": {
        "point": lambda r, t: np.column_stack([r * np.sin(2.5 * t), r * np.sin(2.5 * t)]),
    },
    "constant_radius": {"radius": np.ones},
    "labels_zero": {"label": lambda number: 0},
    "labels_from_one": {"label": lambda number: number + 1},
    "one_hot_labels": {"last": lambda X, y: (X, np.eye(int(y.max()) + 1)[y])},
    "transposed": {"last": lambda X, y: (X.T, y)},
    "shuffled_X_only": {"last": _shuffled},
}


# ---------------------------------------------------------------- the loss


def _right(p: Any, y: Any) -> Any:
    return p[np.arange(len(p)), y] if np.ndim(y) == 1 else np.sum(p * y, axis=1)


def _one_hot(p: Any, y: Any) -> Any:
    return np.eye(p.shape[1])[y] if np.ndim(y) == 1 else y


def _clipped(p: Any) -> Any:
    return np.clip(p, 1e-7, 1 - 1e-7)


def make_loss(
    *,
    clip: Function = _clipped,
    select: Function = _right,
    cost: Function = lambda right: -np.log(right),
    each: Function = lambda p, y, select, cost: cost(select(p, y)),
    mean: Function = np.mean,
) -> Function:
    """Make `Loss_CategoricalCrossentropy`."""

    class Loss:
        def forward(self, y_pred: Any, y_true: Any) -> Any:
            return each(clip(y_pred), y_true, select, cost)

        def calculate(self, y_pred: Any, y_true: Any) -> Any:
            return mean(self.forward(y_pred, y_true))

    return Loss


def _softmax(p: Any) -> Any:
    e = np.exp(_clipped(p))
    return e / e.sum(axis=1, keepdims=True)


def _binary(p: Any, y: Any, select: Any, cost: Any) -> Any:
    right = _one_hot(p, y)
    return -np.sum(right * np.log(p) + (1 - right) * np.log(1 - p), axis=1)


_LOSS_MISTAKES: dict[str, dict[str, Function]] = {
    "no_clip": {"clip": lambda p: p},
    "clip_bounds_equal": {"clip": lambda p: np.clip(p, 1e-7, 1e-7)},
    "clips_too_much": {"clip": lambda p: np.clip(p, 0.1, 0.9)},
    "clips_in_place": {"clip": lambda p: np.clip(p, 1e-7, 1 - 1e-7, out=p)},
    "sum_not_mean": {"mean": np.sum},
    "forward_is_one_number": {"each": lambda p, y, select, cost: np.mean(cost(select(p, y)))},
    "per_sample_vector": {"mean": lambda losses: losses},
    "mean_over_classes": {"each": lambda p, y, select, cost: -_one_hot(p, y) * np.log(p)},
    "no_minus": {"cost": np.log},
    "log2": {"cost": lambda right: -np.log2(right)},
    "log10": {"cost": lambda right: -np.log10(right)},
    "one_minus_p": {"cost": lambda right: 1 - right},
    "probability_not_log": {"cost": lambda right: -right},
    "sparse_only": {"select": lambda p, y: p[np.arange(len(p)), y]},
    "onehot_only": {"select": lambda p, y: np.sum(p * y, axis=1)},
    "argmax_always": {"select": lambda p, y: p[np.arange(len(p)), np.argmax(y, axis=-1)]},
    "one_hot_sum_all": {
        "select": lambda p, y: p[np.arange(len(p)), y] if np.ndim(y) == 1 else np.sum(p * y)
    },
    "most_confident": {"select": lambda p, y: np.max(p, axis=1)},
    "binary_formula": {"each": _binary},
    "softmax_again": {"clip": _softmax},
}


# ---------------------------------------------------------------- the whole network


def _in_the_class(thing: Any, value: Any) -> None:
    type(thing).output = value


def _weights_in_the_class(layer: Any, weights: Any, biases: Any) -> None:
    type(layer).weights, layer.biases = weights, biases


_PIPELINE_MISTAKES: dict[str, dict[str, Function]] = {
    "returned_not_stored": {"store": lambda thing, value: value},
    "output_in_the_class": {"store": _in_the_class},
    "weights_in_the_class": {"hold": _weights_in_the_class},
}


_MAKERS: dict[tuple[str, ...], Function] = {
    (DENSE, PIPELINE): make_dense,
    (RELU, PIPELINE): make_relu,
    (SOFTMAX, PIPELINE): make_softmax,
    (SPIRAL, PIPELINE): make_spiral,
    (LOSS, PIPELINE): make_loss,
}

_FAMILIES: tuple[tuple[str, str, dict[str, dict[str, Function]]], ...] = (
    ("dense", DENSE, _DENSE_MISTAKES),
    ("relu", RELU, _RELU_MISTAKES),
    ("softmax", SOFTMAX, _SOFTMAX_MISTAKES),
    ("spiral", SPIRAL, _SPIRAL_MISTAKES),
    ("loss", LOSS, _LOSS_MISTAKES),
    ("pipeline", PIPELINE, _PIPELINE_MISTAKES),
)

MISTAKES: tuple[Mistake, ...] = tuple(
    Mistake(f"{family}.{name}", exercise, slots)
    for family, exercise, mistakes in _FAMILIES
    for name, slots in mistakes.items()
)
