"""The network of the lessons, LINEAR -> RELU -> LINEAR -> RELU -> LINEAR -> SIGMOID, as a law.

Inputs of cases are drawn and made with it, and students' own quantities are held against it. It
knows what any textbook says and no answer: no gradient and no penalty is here. Columns are
examples.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from grader.measure.values import Array

Parameters = dict[str, Array]
Sizes = tuple[int, int, int, int]
"""Units of the input and of the three layers."""
Drawn = TypeVar("Drawn")

WEIGHTS = ("W1", "W2", "W3")
BIASES = ("b1", "b2", "b3")
NAMES = ("W1", "b1", "W2", "b2", "W3", "b3")
PLAIN_CACHE = ("Z1", "A1", "W1", "b1", "Z2", "A2", "W2", "b2", "Z3", "A3", "W3", "b3")
DROPOUT_CACHE = (
    *("Z1", "D1", "A1", "W1", "b1"),
    *("Z2", "D2", "A2", "W2", "b2"),
    *("Z3", "A3", "W3", "b3"),
)

_TRIES = 10_000


def relu(Z: Array) -> Array:
    """Return max(0, Z); for complex Z the real part decides, so that it can be differentiated."""
    return np.where(Z.real > 0, Z, 0)


def sigmoid(Z: Array) -> Array:
    """Return 1 / (1 + exp(-Z))."""
    with np.errstate(all="ignore"):
        return np.asarray(1 / (1 + np.exp(-Z)))


def forward(
    X: Array,
    parameters: Mapping[str, Array],
    D1: Any = 1.0,
    D2: Any = 1.0,
    keep_prob: float = 1.0,
) -> dict[str, Array]:
    """Return every quantity of the forward pass by name, with the dropout masks given.

    The hidden layers are A = relu(Z) * D / keep_prob; as it stands, nothing is dropped.
    """
    p = parameters
    Z1 = p["W1"] @ X + p["b1"]
    A1 = relu(Z1) * D1 / keep_prob
    Z2 = p["W2"] @ A1 + p["b2"]
    A2 = relu(Z2) * D2 / keep_prob
    Z3 = p["W3"] @ A2 + p["b3"]
    masks = {"D1": np.asarray(D1), "D2": np.asarray(D2)}
    found = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3, "A3": sigmoid(Z3)}
    return {**found, **masks, **{name: p[name] for name in NAMES}}


def cross_entropy(Z3: Array, Y: Array) -> Any:
    """Return the cross-entropy of the outputs sigmoid(Z3), divided by the number of examples.

    log(1 + exp(Z)) is written around |Z|, so it neither overflows nor loses digits; it is
    analytic on either side of 0, as `grader.measure.gradient` needs.
    """
    size = np.where(Z3.real > 0, Z3, -Z3)
    losses = relu(Z3) - Z3 * Y + np.log1p(np.exp(-size))
    return losses.sum() / Y.shape[1]


# ---------------------------------------------------------------- drawing inputs


def draw_sizes(rng: np.random.Generator, outputs: int = 1, smallest: int = 3) -> tuple[Sizes, int]:
    """Draw layer sizes and a number of examples, no two of them alike."""
    n0, n1, n2 = (int(n) for n in rng.permutation(np.arange(smallest, smallest + 4))[:3])
    return (n0, n1, n2, outputs), int(rng.integers(smallest + 4, smallest + 8))


def draw_parameters(rng: np.random.Generator, sizes: Sizes) -> Parameters:
    """Draw weights that keep the units' scale, and biases that are not zero."""
    found: Parameters = {}
    for layer in (1, 2, 3):
        outputs, inputs = sizes[layer], sizes[layer - 1]
        found[f"W{layer}"] = rng.normal(0, 1.4 / np.sqrt(inputs), (outputs, inputs))
        found[f"b{layer}"] = rng.normal(0, 0.5, (outputs, 1))
    return found


def draw_labels(rng: np.random.Generator, rows: int, examples: int) -> Array:
    """Draw labels 0 and 1 as integers."""
    return rng.integers(0, 2, (rows, examples))


def draw_network(
    rng: np.random.Generator, sizes: Sizes, m: int, *dropout: Any
) -> tuple[Array, dict[str, Array]]:
    """Draw X and a network, and return X and every quantity; `dropout` is (D1, D2, keep_prob)."""
    X = rng.normal(size=(sizes[0], m))
    return X, forward(X, draw_parameters(rng, sizes), *dropout)


def alive(found: Mapping[str, Array]) -> bool:
    """Tell whether both hidden layers have units on either side of the ReLU's corner."""
    return all(0.25 <= float((found[Z] > 0).mean()) <= 0.9 for Z in ("Z1", "Z2"))


def draw_until(draw: Callable[[], Drawn], good: Callable[[Drawn], bool]) -> Drawn:
    """Draw again until it is good: inputs on which right and wrong answers differ."""
    for _ in range(_TRIES):
        drawn = draw()
        if good(drawn):
            return drawn
    raise RuntimeError("no good inputs were drawn; the condition is too strict")
