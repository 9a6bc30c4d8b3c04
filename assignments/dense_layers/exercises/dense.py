"""`Layer_Dense`: how it is born, and the weighted sum that it computes."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from grader.check.compare import refused, states
from grader.check.network import Array
from grader.check.normal import bell_shaped, centred, deviates_by
from grader.check.values import Unfit, array, mapping, sequence
from grader.exercise import Case, Exercise, Line
from grader.model import Finding, Text

from .asking import Spelling, attribute, fed, replace, seed
from .judging import alike, as_dict, numbers, varies
from .layer_lines import sum_lines

DEVIATION = 0.10
FAR = 100.0
"""A bias so large that the outputs stay positive, whatever a layer does to negative ones."""


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
        yield Case("many_weights", sizes=[int(rng.integers(110, 120)), 130])

    def run(self, student: Any, case: Case) -> Any:
        if case.name == "lesson":
            return _two_layers(student, case)
        if case.name == "many_weights":
            return _newborn(student, case)
        return _with_given_weights(student, case)

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        answers = mapping(got, "Layer_Dense", ())
        with np.errstate(all="ignore"):
            if case.name == "lesson":
                findings = [_follows(case, answers)]
            elif case.name == "many_weights":
                findings = [*_shapes(case, answers), *_law(case, answers)]
            else:
                findings = list(_sums(case, answers))
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from sum_lines(case, got) if "weights" in case.inputs else ()

    def factors(self, case: Case) -> Mapping[str, float]:
        if "weights" not in case.inputs:
            return {}
        inputs, neurons = case.weights.shape
        return {"len(inputs)": len(case.X), "n_inputs": inputs, "n_neurons": neurons}


# ---------------------------------------------------------------- asking


def _two_layers(student: Any, case: Case) -> dict[str, Any]:
    """Build the lesson's network and feed it the lesson's batch, a list of lists."""
    names = Spelling.of(student.Layer_Dense)
    seed(case.seed)
    sizes = case.sizes
    layers = [student.Layer_Dense(*pair) for pair in pairwise(sizes)]
    held = [names.read(layer) for layer in layers]
    output = case.X
    for layer in layers:
        output = fed(layer, output)
    return {"output": output, "layers": held}


def _newborn(student: Any, case: Case) -> dict[str, Any]:
    """Look at two layers as they are made, the first before there is a second."""
    names = Spelling.of(student.Layer_Dense)
    first = names.read(student.Layer_Dense(*case.sizes))
    second = names.read(student.Layer_Dense(*case.sizes))
    return {"first": first, "second": second}


def _with_given_weights(student: Any, case: Case) -> dict[str, Any]:
    """Give a layer other weights and biases, and feed it.

    Where layers keep their weights the other way round, they are given so as well: what then
    follows from either is right. A way that raises has no answer, unless both do.
    """
    names = Spelling.of(student.Layer_Dense)
    ways: list[Array] = [case.weights]
    if np.shape(attribute(student.Layer_Dense(2, 3), names.weights)) == (3, 2):
        ways.append(case.weights.T)
    outputs, raised = [], None
    for weights in ways:
        try:
            outputs.append(_outputs(student.Layer_Dense(*case.weights.shape), names, case, weights))
        except MemoryError:
            raise
        except Exception as error:
            raised = error
    if raised is not None and not outputs:
        raise raised
    return {"ways": outputs}


def _outputs(layer: Any, names: Spelling, case: Case, weights: Array) -> dict[str, Any]:
    is_flat = np.ndim(attribute(layer, names.biases)) == 1
    replace(layer, names.weights, weights.copy())

    def output(biases: Array) -> Any:
        replace(layer, names.biases, biases.ravel() if is_flat else biases.copy())
        seed(0)  # a layer that draws as it goes should at least draw the same
        return fed(layer, case.X.copy())

    zeros = np.zeros((1, case.weights.shape[1]))
    return {"plain": output(zeros), "far": output(zeros + FAR), "biased": output(case.biases + FAR)}


# ---------------------------------------------------------------- judging


def _follows(case: Case, answers: Mapping[str, Any]) -> Finding:
    """Judge the example's output by the layers' own weights, whatever was drawn."""
    say = partial(states, key="dense.follows", item="product", part="list")
    expected = np.asarray(case.X, dtype=float)
    try:
        output = array(answers.get("output"), "output", (len(expected), case.sizes[-1]))
        for held in sequence(answers.get("layers"), "weights", len(case.sizes) - 1):
            weights, biases = (_held(as_dict(held), k) for k in ("weights", "biases"))
            if weights.ndim != 2 or biases.size not in (1, *weights.shape):
                return say(False)
            turned = weights.shape[0] != expected.shape[1]
            expected = expected @ (weights.T if turned else weights) + biases.reshape(1, -1)
    except Unfit as unfit:
        return refused(unfit, item="product", part="list")
    except ValueError:  # shapes that do not fit each other
        return say(False)
    return say(varies(output) and alike(output, expected))


def _sums(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge x W + b with the weights given: any way that is right will do."""
    shape, right = (case.X.shape[0], case.weights.shape[1]), case.X @ case.weights
    ways = answers.get("ways")
    product = bias = False
    unfit: Unfit | None = None
    for way in ways if isinstance(ways, list) else []:
        try:
            plain, far, biased = (
                array(as_dict(way).get(k), "output", shape) for k in ("plain", "far", "biased")
            )
        except Unfit as found:
            unfit = unfit or found
            continue
        product = product or alike(plain, right)
        # float32 keeps fewer digits of numbers this far from 0
        moved = np.abs(biased - far - case.biases) <= 1e-4
        bias = bias or (varies(plain) and bool(moved.all()))
    if unfit is not None and not product and not bias:
        yield refused(unfit, item="product", part="values")
        yield refused(unfit, item="bias")
        return
    yield states(product, "dense.product", item="product", part="values")
    yield states(bias, "dense.bias", item="bias")


def _shapes(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    inputs, neurons = case.sizes
    first = as_dict(answers.get("first"))
    shapes: dict[str, Callable[[tuple[int, ...]], bool]] = {
        "weights": lambda shape: shape == (inputs, neurons),
        "biases": lambda shape: shape in ((1, neurons), (neurons,)),
    }
    for name, fits in shapes.items():
        try:
            shape = _held(first, name).shape
        except Unfit as unfit:
            yield refused(unfit, item="shapes", part=name)
            continue
        yield states(fits(shape), f"dense.{name}_shape", item="shapes", part=name)


def _held(layer: Mapping[str, Any], name: str) -> Array:
    """Return what a layer holds under a name. Raises Unfit."""
    if layer.get(name) is None:
        raise Unfit(Text("dense.missing", {"name": name}))
    return array(layer[name], name)


def _law(case: Case, answers: Mapping[str, Any]) -> Iterator[Finding]:
    """Judge the law that weights are drawn from, and where biases begin."""
    first, second = as_dict(answers.get("first")), as_dict(answers.get("second"))
    try:
        weights, others = _held(first, "weights"), _held(second, "weights")
    except Unfit as unfit:
        for part in ("normal", "spread", "own"):
            yield refused(unfit, item="distribution", part=part)
    else:
        drawn = weights.size == case.sizes[0] * case.sizes[1]
        normal = drawn and centred(weights) and bell_shaped(weights)
        spread = drawn and deviates_by(weights, DEVIATION)
        own = drawn and varies(weights) and not np.array_equal(weights, others)
        yield states(normal, "dense.normal", item="distribution", part="normal")
        yield states(
            spread, "dense.spread",
            item="distribution", part="spread", detail=numbers(DEVIATION, weights.std()),
        )  # fmt: skip
        yield states(own, "dense.own", item="distribution", part="own")
    try:
        biases = _held(first, "biases")
    except Unfit as unfit:
        yield refused(unfit, item="biases")
    else:
        yield states(biases.size > 0 and not biases.any(), "dense.zero_biases", item="biases")


# ---------------------------------------------------------------- drawing


def _given(name: str, rng: np.random.Generator, samples: int, inputs: int, neurons: int) -> Case:
    return Case(
        name,
        X=rng.normal(size=(samples, inputs)),
        weights=rng.normal(size=(inputs, neurons)),
        biases=rng.choice([-1, 1], (1, neurons)) * rng.uniform(0.5, 3, (1, neurons)),
    )
