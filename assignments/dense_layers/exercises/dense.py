"""`Layer_Dense`: how it is born, and the weighted sum that it computes."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from grader.check.values import mapping
from grader.exercise import Case, Exercise, Line
from grader.model import Finding

from .dense_asking import newborn, two_layers, with_given_weights
from .dense_birth import born
from .dense_sums import follows, sums
from .layer_lines import sum_lines


class Dense(Exercise):
    """Judged by the law of its own weights, and by the sum it makes of weights given to it."""

    name = "Layer_Dense"
    shown = ("output",)
    meant = ("square",)

    def examples(self) -> Iterator[Case]:
        X = [[1, 2, 3, 2.5], [2.0, 5.0, -1.0, 2.0], [-1.5, 2.7, 3.3, -0.8]]
        yield Case("lesson", X=X, sizes=[4, 5, 2], seed=0)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        samples, inputs, neurons = (int(n) for n in rng.permutation(np.arange(3, 8))[:3])
        yield _given("different_sizes", rng, samples, inputs, neurons)
        n = int(rng.integers(3, 6))
        yield _given("square", rng, n, n, n)
        small = rng.normal(size=(3, 4))
        yield Case("many_weights", sizes=[int(rng.integers(60, 70)), 80], small=small)

    def run(self, student: Any, case: Case) -> Any:
        if case.name == "lesson":
            return two_layers(student, case)
        if case.name == "many_weights":
            return newborn(student, case)
        return with_given_weights(student, case)

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "Layer_Dense", ())
        with np.errstate(all="ignore"):
            if case.name == "lesson":
                findings = [follows(case, answers)]
            elif case.name == "many_weights":
                findings = list(born(case, answers))
            else:
                findings = list(sums(case, answers))
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from sum_lines(case, got) if "weights" in case.inputs else ()

    def factors(self, case: Case) -> Mapping[str, float]:
        if "weights" not in case.inputs:
            return {}
        inputs, neurons = case.weights.shape
        return {"len(inputs)": len(case.X), "n_inputs": inputs, "n_neurons": neurons}


def _given(name: str, rng: np.random.Generator, samples: int, inputs: int, neurons: int) -> Case:
    given = {
        "X": rng.normal(size=(samples, inputs)),
        "weights": rng.normal(size=(inputs, neurons)),
        "biases": rng.choice([-1, 1], (1, neurons)) * rng.uniform(0.5, 3, (1, neurons)),
    }
    if name != "square":
        given |= {
            "other_X": rng.normal(size=(samples, inputs)),
            "other_weights": rng.normal(size=(inputs, neurons)),
        }
    return Case(name, **given)
