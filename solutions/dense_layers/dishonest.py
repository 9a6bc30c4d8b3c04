"""Answers that do no work, with the most that each may earn. Tried by `grader validate`.

Made by the slots of mistakes.py; what an answer may earn is what it does do right.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from nnfs import datasets

from grader.dishonest import Allowed, Dishonest

DENSE = "Layer_Dense"
RELU = "Activation_ReLU"
SOFTMAX = "Activation_Softmax"
SPIRAL = "spiral_data"
LOSS = "Loss_CategoricalCrossentropy"
PIPELINE = "pipeline"

Function = Callable[..., Any]

DRAWN = {"shapes": 4, "distribution": 6, "biases": 3}
"""What the constructor alone earns, where it is right."""


def _dense(name: str, does: str, combine: Function, **may_earn: float) -> Dishonest:
    limits = {**DRAWN, **may_earn}
    return Dishonest(f"dense.{name}", DENSE, does, {"combine": combine}, may_earn=limits)


def _fixed(n_inputs: int, n_neurons: int) -> Any:
    return 0.10 * np.random.RandomState(5).standard_normal((n_inputs, n_neurons))


_DENSE = (
    _dense(
        "bias_only", "counts the rows and adds the biases",
        lambda layer, x: np.arange(len(x))[:, None] + layer.biases,
    ),
    _dense("biases_repeated", "repeats the biases", lambda layer, x: layer.biases + 0 * x[:, :1]),
    _dense(
        "row_sums", "adds the inputs' sums to the biases",
        lambda layer, x: np.sum(x, axis=1, keepdims=True) + layer.biases,
    ),
    _dense(
        "noise", "draws its output",
        lambda layer, x: np.random.rand(len(x), layer.weights.shape[1]),
    ),
    _dense("input_cut", "gives its inputs in the output's shape",
           lambda layer, x: np.resize(x, (len(x), layer.weights.shape[1]))),
    _dense("scaled", "gives 1.001 times its output",
           lambda layer, x: 1.001 * (np.dot(x, layer.weights) + layer.biases)),
    # the bias is added before the sign is lost, as in the mistake dense.relu_inside: `product` pays
    _dense("absolute", "gives the absolute output",
           lambda layer, x: np.abs(np.dot(x, layer.weights) + layer.biases), bias=7),
    Dishonest(
        "dense.same_weights", DENSE, "has the same weights at each start",
        {"weights": _fixed},
        may_earn={"shapes": 4, "distribution": 4, "biases": 3, "product": 7, "bias": 7},
    ),
)  # fmt: skip


def _relu(name: str, does: str, rectify: Function, **may_earn: float) -> Dishonest:
    return Dishonest(f"relu.{name}", RELU, does, {"rectify": rectify}, may_earn=may_earn)


def _zeros_written(x: Any) -> Any:
    x[x < 0] = 0
    return x


_RELU = (
    _relu("plus_one", "adds 1", lambda x: x + 1),
    _relu("echo", "copies its input", np.array),
    _relu("step", "gives 1 for what is positive", lambda x: (x > 0) * 1.0),
    _relu("noise", "draws its output", lambda x: np.random.rand(*np.shape(x))),
    _relu(
        "scaled", "gives 1.001 times its output", lambda x: 1.001 * np.maximum(0, x),
        values=4, unchanged=5,
    ),
    _relu(
        "lesson_shape", "is right for one row of three only",
        lambda x: np.maximum(0, x) if np.shape(x) == (1, 3) else np.asarray(x) - 1,
    ),
    _relu("in_place", "writes into its input", _zeros_written, values=8),
)  # fmt: skip


def _of_rows(row: Function) -> dict[str, Function]:
    """Fill the slots so that the output is this function of the input."""
    return {
        "largest": lambda z: z,
        "subtract": lambda z, largest: z,
        "exponential": row,
        "total": lambda e, z: 1.0,
    }


def _softmax(name: str, does: str, row: Function) -> Dishonest:
    return Dishonest(f"softmax.{name}", SOFTMAX, does, _of_rows(row))


def _counted(z: Any) -> Any:
    numbers = np.arange(1.0, np.shape(z)[1] + 1)
    return np.tile(numbers / numbers.sum(), (len(z), 1))


def _right(z: Any) -> Any:
    e = np.exp(z - np.max(z, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


def _drawn_rows(z: Any) -> Any:
    drawn = np.random.rand(*np.shape(z))
    return drawn / drawn.sum(axis=1, keepdims=True)


def _ranked(z: Any) -> Any:
    ranks = np.argsort(np.argsort(z, axis=1), axis=1) + 1.0
    return ranks / ranks.sum(axis=1, keepdims=True)


_SOFTMAX = (
    _softmax("constant_row", "gives the same row whatever comes in", _counted),
    _softmax("uniform", "gives every class the same", lambda z: np.ones(z.shape) / z.shape[1]),
    _softmax("winner", "gives all to the largest", lambda z: 1.0 * (z == z.max(1, keepdims=True))),
    _softmax("noise", "draws its output", lambda z: np.random.rand(*z.shape)),
    _softmax("drawn_rows", "draws rows that sum to 1", _drawn_rows),
    _softmax("ranked", "gives by rank, not by size", _ranked),
    _softmax(
        "lesson_shape", "is right for two rows of three only",
        lambda z: _right(z) if z.shape == (2, 3) else np.zeros(z.shape),
    ),
    Dishonest(
        "softmax.scaled", SOFTMAX, "gives 1.001 times its output",
        {"divide": lambda e, total: 1.001 * e / total},
        # huge numbers do it no harm; `rows` is lost, as by the mistake softmax.divide_by_max
        may_earn={"exponential": 6, "own_row": 4, "unchanged": 2, "stable": 9},
    ),
)  # fmt: skip


def _spiral(name: str, does: str, function: Function, **may_earn: float) -> Dishonest:
    return Dishonest(f"spiral.{name}", SPIRAL, does, defines={SPIRAL: function}, may_earn=may_earn)


def _labels(samples: int, classes: int) -> Any:
    return np.repeat(np.arange(classes), samples)


_SPIRAL = (
    _spiral("lent", "hands on the data of nnfs", lambda n, k: _lent(n, k)),
    _spiral("origin", "puts every point at the origin, with the right labels",
            lambda n, k: (np.zeros((n * k, 2)), _labels(n, k)), rows=2),
    _spiral("cloud", "draws a cloud, with the right labels",
            lambda n, k: (np.random.randn(n * k, 2), _labels(n, k)), rows=2),
    _spiral("bands", "hands on the bands of nnfs", lambda n, k: datasets.vertical_data(n, k),
            rows=2),
    _spiral("empty", "gives zeros for points and labels",
            lambda n, k: (np.zeros((n * k, 2)), np.zeros(n * k, dtype=int))),
)  # fmt: skip


def _lent(samples: int, classes: int) -> Any:
    """Ask for what is not lent while it is judged, as a student's code may."""
    vars(datasets)["lent"] = True
    return datasets.spiral_data(samples, classes)


def _loss(name: str, does: str, each: Function, **may_earn: float) -> Dishonest:
    return Dishonest(f"loss.{name}", LOSS, does, {"each": each}, may_earn=may_earn)


_LOSS = (
    _loss("ignores_labels", "looks at the largest probability only",
          lambda p, y, select, cost: 1 - np.max(p, axis=1)),
    # the mistake loss.most_confident: -ln and the mean are right, of the wrong class's probability
    _loss("largest", "takes -ln of the largest probability",
          lambda p, y, select, cost: -np.log(np.max(p, axis=1)), logarithm=4, mean=4),
    _loss("uniform", "costs what knowing nothing costs",
          lambda p, y, select, cost: np.full(len(p), np.log(np.shape(p)[1]))),
    _loss("constant", "costs 0.5 always", lambda p, y, select, cost: np.full(len(p), 0.5)),
    _loss("noise", "draws its cost", lambda p, y, select, cost: np.random.rand(len(p))),
    _loss("entropy", "takes the predictions' entropy",
          lambda p, y, select, cost: -np.sum(p * np.log(p), axis=1)),
    _loss("squares", "costs the squared distance from certainty",
          lambda p, y, select, cost: (1 - np.max(p, axis=1)) ** 2),
    _loss("labels_only", "looks at the labels only",
          lambda p, y, select, cost: 0.1 * (np.argmax(y, axis=1) if np.ndim(y) > 1 else y)),
    _loss("scaled", "costs 1.001 times the right cost",
          lambda p, y, select, cost: 1.001 * cost(select(p, y)),
          right_class=4, mean=4, labels=4, finite=4),
)  # fmt: skip

_TOGETHER = (
    Dishonest(
        "pipeline.noise",
        PIPELINE,
        "draws every output",
        together=("dense.noise", "relu.noise", "softmax.noise"),
    ),
    Dishonest(
        "pipeline.trivial",
        PIPELINE,
        "is wrong throughout",
        together=("dense.bias_only", "relu.step", "softmax.constant_row", "loss.ignores_labels"),
    ),
    Dishonest(
        "pipeline.echo",
        PIPELINE,
        "hands everything on",
        together=("dense.input_cut", "relu.echo", "softmax.uniform", "loss.uniform"),
    ),
)

DISHONEST: tuple[Dishonest, ...] = (
    *_DENSE, *_RELU, *_SOFTMAX, *_SPIRAL, *_LOSS, *_TOGETHER,
)  # fmt: skip

_BUILT = "the constructor is right"

ALLOWED: tuple[Allowed, ...] = (
    Allowed("Layer_Dense.shapes", 4, "a shape is right whatever fills it"),
    Allowed("Layer_Dense.distribution", 6, _BUILT, ("*.built",)),
    Allowed("Layer_Dense.distribution", 6, "noise of the right size is the right draw", ("noise",)),
    Allowed("Layer_Dense.biases", 3, _BUILT, ("*.built",)),
    Allowed("Layer_Dense.biases", 3, "biases begin at zero", ("zeros", "mean", "replay", "public")),
    Allowed(
        "pipeline.*",
        7,
        "what each class computes is judged in its own exercise, and loses there",
        ("scaled",),
    ),
)
