"""`Layer_Dense`: how it is born, and the weighted sum that it computes."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.exercise import Case, Line

from .dense_asking import newborn, two_layers, with_given_weights
from .dense_birth import Birth, Newborn
from .dense_sums import Summed, Sums
from .layer_lines import sum_lines

_ASKED = {
    "network": two_layers,
    "newborn": newborn,
    "given": with_given_weights,
    "listed": with_given_weights,
}


class Layer(Newborn, Summed):
    """A layer as it was made, or what it summed."""


class Dense(Birth, Sums):
    """Judged by the law of its own weights, and by the sum it makes of weights given to it."""

    name = "Layer_Dense"
    shown = ("output",)
    meant = ("square",)
    reads = Layer

    def examples(self) -> Iterator[Case]:
        X = [[1, 2, 3, 2.5], [2.0, 5.0, -1.0, 2.0], [-1.5, 2.7, 3.3, -0.8]]
        yield Case("lesson", asked="network", X=X, sizes=[4, 5, 2], seed=0)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        samples, inputs, neurons = (int(n) for n in rng.permutation(np.arange(3, 8))[:3])
        yield _given("different_sizes", "given", rng, samples, inputs, neurons)
        n = int(rng.integers(3, 6))
        yield _given("square", "listed", rng, n, n, n)
        small = rng.normal(size=(3, 4))
        sizes = [int(rng.integers(60, 70)), 80]
        yield Case("many_weights", asked="newborn", sizes=sizes, small=small)

    def run(self, student: Any, case: Case) -> Any:
        return _ASKED[case.asked](student, case)

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from sum_lines(case, got) if "weights" in case.inputs else ()

    def factors(self, case: Case) -> Mapping[str, float]:
        if "weights" not in case.inputs:
            return {}
        inputs, neurons = case.weights.shape
        return {"len(inputs)": len(case.X), "n_inputs": inputs, "n_neurons": neurons}


def _given(
    name: str, asked: str, rng: np.random.Generator, samples: int, inputs: int, neurons: int
) -> Case:
    given = {
        "X": rng.normal(size=(samples, inputs)),
        "weights": rng.normal(size=(inputs, neurons)),
        "biases": rng.choice([-1, 1], (1, neurons)) * rng.uniform(0.5, 3, (1, neurons)),
    }
    if asked == "given":
        given |= {
            "other_X": rng.normal(size=(samples, inputs)),
            "other_weights": rng.normal(size=(inputs, neurons)),
        }
    return Case(name, asked=asked, **given)
