"""Right answers that look different: every one of them must earn full marks.

Runs as a student's code would: it needs numpy and `grader.mistake`.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.mistake import Alternative

DENSE = "Layer_Dense"
RELU = "Activation_ReLU"
SOFTMAX = "Activation_Softmax"
SPIRAL = "spiral_data"
LOSS = "Loss_CategoricalCrossentropy"
PIPELINE = "pipeline"

Function = Callable[..., Any]


# ---------------------------------------------------------------- the dense layer


class DenseEinsum:
    """Biases without rows, `weight` as in the lesson's listings, the output returned as well."""

    def __init__(self, n_inputs: int, n_neurons: int) -> None:
        self.weight = np.random.normal(0.0, 0.10, size=(n_inputs, n_neurons))
        self.biases = np.zeros(n_neurons)

    @property
    def weights(self) -> Any:
        return self.weight

    def forward(self, inputs: Any) -> Any:
        self.output = np.einsum("si,in->sn", np.asarray(inputs, dtype=float), self.weight)
        self.output = self.output + self.biases
        return self.output


class DenseLoops:
    """Names in Portuguese, lists all over, one neuron at a time."""

    def __init__(self, entradas: int, neuronios: int) -> None:
        self.pesos = (np.random.randn(entradas, neuronios) * 0.1).tolist()
        self.vieses = [0.0] * neuronios

    def propagar(self, entradas: Any) -> None:
        self.saida = []
        for amostra in entradas:
            linha = []
            for j in range(len(self.vieses)):
                soma = self.vieses[j]
                for i in range(len(self.pesos)):
                    soma += amostra[i] * self.pesos[i][j]
                linha.append(soma)
            self.saida.append(linha)


class DenseFloat32:
    """Everything in float32, as nnfs has it."""

    def __init__(self, n_inputs: int, n_neurons: int) -> None:
        self.weights = (0.1 * np.random.randn(n_inputs, n_neurons)).astype(np.float32)
        self.biases = np.zeros((1, n_neurons), dtype=np.float32)

    def forward(self, inputs: Any) -> None:
        inputs = np.asarray(inputs, dtype=np.float32)
        self.output = inputs @ self.weights.astype(np.float32) + self.biases.astype(np.float32)


class DenseGenerator:
    """Weights from a generator of its own; called instead of fed; inputs kept."""

    _generator = np.random.default_rng()

    def __init__(self, n_inputs: int, n_neurons: int, scale: float = 0.10) -> None:
        self.W = self._generator.normal(scale=scale, size=(n_inputs, n_neurons))
        self.b = np.zeros((1, n_neurons))
        self.output: Any = None

    def __call__(self, x: Any) -> Any:
        self.inputs = x
        self.output = np.add(np.matmul(x, self.W), self.b)
        return self.output


class DenseTransposed:
    """The product of the transposes, transposed back; slots in place of a dictionary."""

    __slots__ = ("biases", "output", "weights")

    def __init__(self, n_inputs: int, n_neurons: int) -> None:
        self.weights = np.random.standard_normal((n_inputs, n_neurons)) / 10
        self.biases = np.zeros(shape=(1, n_neurons))

    def forward(self, inputs: Any) -> None:
        self.output = np.dot(self.weights.T, np.transpose(inputs)).T + self.biases


# ---------------------------------------------------------------- ReLU and softmax


def activation(compute: Function, *, returns: bool = False) -> Function:
    """Make an activation class."""

    class Activation:
        def forward(self, inputs: Any) -> Any:
            self.output = compute(inputs)
            return self.output if returns else None

    return Activation


def own_name(compute: Function) -> Function:
    """Make an activation class that keeps its inputs, and its output under a Spanish name."""

    class Activacion:
        def __init__(self) -> None:
            self.salida = None

        def adelante(self, inputs: Any) -> None:
            self.inputs = inputs
            self.salida = compute(inputs)

    return Activacion


def _copy_first(x: Any) -> Any:
    found = x.copy()
    found[found < 0] = 0
    return found


def _rows(x: Any) -> Any:
    return [[value if value > 0 else 0 for value in row] for row in x]


RELUS: dict[str, tuple[Function, str]] = {
    "times_truth": (activation(lambda x: x * (x > 0)), "the product gives -0.0 for negatives"),
    "where": (activation(lambda x: np.where(x < 0, 0, x), returns=True), "where; returned as well"),
    "clip": (activation(lambda x: np.clip(x, 0, None)), "clip with no upper bound"),
    "half_the_sum": (activation(lambda x: (x + np.abs(x)) / 2), "half of x plus |x|"),
    "copy_first": (activation(_copy_first), "writes zeros into a copy"),
    "lists": (activation(_rows), "lists, entry by entry"),
    "float32": (activation(lambda x: np.maximum(np.float32(0), x.astype("f4"))), "in float32"),
    "own_name": (own_name(lambda x: np.maximum(x, 0)), "names in Spanish"),
}


def _log_sum_exp(x: Any) -> Any:
    largest = x.max(axis=-1)[:, None]
    return np.exp(x - (largest + np.log(np.exp(x - largest).sum(axis=-1))[:, None]))


def _row_by_row(x: Any) -> Any:
    found = []
    for row in x:
        e = np.exp(row - max(row))
        found.append(e / sum(e))
    return np.array(found)


def _plain_python(x: Any) -> Any:
    found = []
    for row in x:
        powers = [math.exp(value - max(row)) for value in row]
        found.append([power / sum(powers) for power in powers])
    return found


def _in_columns(x: Any) -> Any:
    e = np.exp(x.T - np.amax(x.T, axis=0))
    return (e / np.sum(e, axis=0)).T


def _float32(x: Any) -> Any:
    x = np.asarray(x, dtype=np.float32)
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


SOFTMAXES: dict[str, tuple[Function, str]] = {
    "log_sum_exp": (activation(_log_sum_exp), "exp of what is left of the log of the sum"),
    "row_by_row": (activation(_row_by_row), "row by row in a loop"),
    "plain_python": (activation(_plain_python, returns=True), "without numpy"),
    "in_columns": (activation(_in_columns), "transposed, with the other axis"),
    "float32": (activation(_float32), "in float32"),
    "own_name": (own_name(_row_by_row), "names in Spanish"),
}


# ---------------------------------------------------------------- the spiral


def spiral_in_lists(samples: int, classes: int) -> Any:
    X: list[list[float]] = []
    y: list[int] = []
    for number in range(classes):
        for k in range(samples):
            r = k / (samples - 1)
            t = 2.5 * (4 * (number + r) + float(np.random.normal(0, 0.2)))
            X.append([r * math.sin(t), r * math.cos(t)])
            y.append(number)
    return X, y


def spiral_at_once(samples: int, classes: int) -> Any:
    generator = np.random.default_rng()
    r = np.tile(np.linspace(0, 1, samples), (classes, 1))
    t = 4 * (np.arange(classes)[:, None] + r) + generator.normal(0, 0.2, r.shape)
    X = np.stack([r * np.sin(2.5 * t), r * np.cos(2.5 * t)], axis=2).reshape(-1, 2)
    return X.astype(np.float32), np.repeat(np.arange(classes), samples).astype(float)


def spiral_shuffled(samples: int, classes: int) -> Any:
    X, y = spiral_in_lists(samples, classes)
    order = np.random.permutation(samples * classes)
    return [np.array(X)[order], np.array(y, dtype="uint8")[order]]


# ---------------------------------------------------------------- the loss


class AnyLoss:
    """What all losses share: the mean over the samples."""

    def calculate(self, output: Any, y: Any) -> Any:
        return np.mean(self.forward(output, y))  # type: ignore[attr-defined]


class LossOfSamples(AnyLoss):
    """Only each sample's loss, as a vector."""

    def forward(self, y_pred: Any, y_true: Any) -> Any:
        samples = len(y_pred)
        y_pred_clipped = np.clip(y_pred, 1e-7, 1 - 1e-7)
        if len(y_true.shape) == 1:
            correct = y_pred_clipped[range(samples), y_true]
        elif len(y_true.shape) == 2:
            correct = np.sum(y_pred_clipped * y_true, axis=1)
        return -np.log(correct)


def loss_of_one_hot(y_pred: Any, y_true: Any) -> Any:
    if y_true.ndim == 1:
        y_true = np.eye(y_pred.shape[1])[y_true]
    return -np.sum(y_true * np.log(y_pred + 1e-7)) / len(y_pred)


def loss_of_labels_first(y_true: Any, y_pred: Any) -> Any:
    return loss_of_one_hot(np.asarray(y_pred), np.asarray(y_true))


def loss_of_indices(y_pred: Any, y_true: Any) -> Any:
    indices = np.argmax(y_true, axis=1) if y_true.ndim == 2 else y_true.astype(int)
    picked = np.take_along_axis(y_pred, indices[:, None], axis=1)
    return [[np.average(-np.log(np.maximum(picked, 1e-15)))]]


def loss_one_by_one(previsto: Any, real: Any) -> Any:
    total = 0.0
    for linha, rotulo in zip(previsto, real, strict=True):
        classe = int(rotulo) if np.ndim(rotulo) == 0 else list(rotulo).index(1)
        total -= math.log(max(linha[classe], 1e-10))
    return total / len(previsto)


def loss_float32(y_pred: Any, y_true: Any) -> Any:
    return loss_of_one_hot(np.asarray(y_pred, dtype=np.float32), np.asarray(y_true))


class LossStored:
    """forward alone, which keeps the mean as every other class keeps its output."""

    def forward(self, y_pred: Any, y_true: Any) -> None:
        self.output = np.array(loss_of_one_hot(y_pred, y_true))


class LossCalled:
    """Called with keyword names of its own, the labels first."""

    def __call__(self, rotulos: Any, previsoes: Any) -> float:
        return float(loss_of_one_hot(previsoes, rotulos))


LOSSES: dict[str, tuple[Function, str]] = {
    "base_class": (LossOfSamples, "calculate in a base class, a vector in forward"),
    "one_hot": (loss_of_one_hot, "a function: labels to one-hot, log(p + 1e-7)"),
    "labels_first": (loss_of_labels_first, "a function with y_true first"),
    "indices": (loss_of_indices, "a function: labels to numbers, at least 1e-15, one by one array"),
    "one_by_one": (loss_one_by_one, "a function: a loop without numpy"),
    "float32": (loss_float32, "in float32"),
    "stored": (LossStored, "the mean in self.output, returned by nothing"),
    "called": (LossCalled, "an object that is called, the labels first"),
}

_BASE: dict[str, Function] = {
    DENSE: DenseEinsum,
    RELU: RELUS["where"][0],
    SOFTMAX: SOFTMAXES["log_sum_exp"][0],
    SPIRAL: spiral_in_lists,
    LOSS: LossOfSamples,
}

ALTERNATIVES: tuple[Alternative, ...] = (
    Alternative("dense.einsum", DENSE, DenseEinsum, "biases (n,), `weight`, returned as well"),
    Alternative("dense.loops", DENSE, DenseLoops, "lists and loops, names in Portuguese"),
    Alternative("dense.float32", DENSE, DenseFloat32, "in float32"),
    Alternative("dense.generator", DENSE, DenseGenerator, "a generator nobody can seed; called"),
    Alternative("dense.transposed", DENSE, DenseTransposed, "transposed twice; slots"),
    *(Alternative(f"relu.{name}", RELU, made, note) for name, (made, note) in RELUS.items()),
    *(
        Alternative(f"softmax.{name}", SOFTMAX, made, note)
        for name, (made, note) in SOFTMAXES.items()
    ),
    Alternative("spiral.in_lists", SPIRAL, spiral_in_lists, "lists, point by point"),
    Alternative("spiral.at_once", SPIRAL, spiral_at_once, "without a loop; float32"),
    Alternative("spiral.shuffled", SPIRAL, spiral_shuffled, "X and y shuffled together"),
    *(Alternative(f"loss.{name}", LOSS, made, note) for name, (made, note) in LOSSES.items()),
    Alternative("pipeline.stored_and_returned", PIPELINE, DenseEinsum, "stored and returned"),
    Alternative("pipeline.lists", PIPELINE, DenseLoops, "lists from one step to the next"),
    Alternative("pipeline.called", PIPELINE, DenseGenerator, "called instead of fed"),
)


def functions(alternative: Alternative | None = None) -> dict[str, Function]:
    """Return everything that a student defines who writes one thing this way."""
    own = dict(_BASE)
    if alternative is not None:
        name = DENSE if alternative.exercise == PIPELINE else alternative.exercise
        own[name] = alternative.function
    if own[DENSE] is DenseLoops:  # who writes lists reads them too
        own |= {RELU: RELUS["lists"][0], SOFTMAX: SOFTMAXES["plain_python"][0]}
    return own
