"""Ask a dense layer: as the lesson does, as it is born, and with weights given to it."""

from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np

from grader.check.network import Array
from grader.check.values import Unfit, array
from grader.exercise import Case
from grader.remote.errors import StudentError
from grader.remote.value import plain

from .asking import USUAL, Way, usually, way_of
from .dense_birth import each_by_itself
from .layer_names import LayerNames, by_names

FAR = 100.0
"""A bias so large that the outputs stay positive, whatever a layer does to negative ones."""


def two_layers(student: Any, case: Case) -> dict[str, Any]:
    """Build the lesson's network and feed it the lesson's batch, a list of lists."""
    target = student.Layer_Dense

    def network(names: LayerNames, way: Way) -> Any:
        student.seed(case.seed)
        layers = [target(*pair) for pair in pairwise(case.sizes)]
        held = [names.read(layer) for layer in layers]
        output = case.X
        for layer in layers:
            output = way.asked(layer, output)
        return {"output": output, "layers": held}

    found: dict[str, Any] = usually(
        lambda way: by_names(target, lambda names: network(names, way))[1],
        lambda: way_of(target, case.X, *case.sizes[:2]),
        USUAL,
    )
    return found


def newborn(student: Any, case: Case) -> dict[str, Any]:
    """Look at two layers as they are made, the first before there is a second."""
    target = student.Layer_Dense

    def look(names: LayerNames) -> Any:
        first = names.read(target(*case.sizes))
        return {"first": first, "second": names.read(target(*case.sizes))["weights"]}

    names, found = by_names(target, look)
    if not _is_drawn(found["first"]["weights"]):
        found["small"] = _small(student, names, case.small)
    return dict(found)


def _is_drawn(weights: Any) -> bool:
    try:
        return each_by_itself(array(weights, "weights"))
    except Unfit:
        return False


def _small(student: Any, names: LayerNames, weights: Array) -> Any:
    """Feed a layer of given weights, where its own tell nothing; None if it raises."""
    target, batch = student.Layer_Dense, weights[:, : len(weights)]

    def ask(way: Way) -> Any:
        layer = target(*weights.shape)
        names.give_weights(layer, weights)
        return plain(way.asked(layer, batch))

    try:
        return usually(ask, lambda: way_of(target, batch, *weights.shape), USUAL)
    except StudentError:
        return None


def with_given_weights(student: Any, case: Case) -> dict[str, Any]:
    """Give a layer other weights and biases, and feed it.

    Where layers keep their weights the other way round, they are given so as well: what then
    follows from either is right. A way that raises has no answer, unless both do.
    """
    raised = None
    found = []
    try:
        names, first = _outputs(student, case, is_turned=False)
        found.append(first)
    except StudentError as error:
        raised, names = error, LayerNames.of(student.Layer_Dense)
    if names.is_turned:
        with suppress(StudentError):
            found.append(_outputs(student, case, is_turned=True)[1])
    if raised is not None and not found:
        raise raised
    return {"ways": found}


def _outputs(student: Any, case: Case, *, is_turned: bool) -> tuple[LayerNames, dict[str, Any]]:
    """Return a layer's names, and what it gives with the case's weights and biases."""
    target = student.Layer_Dense
    zeros = np.zeros((1, case.weights.shape[1]))

    def outputs(names: LayerNames, way: Way) -> Any:
        layer = target(*case.weights.shape)

        def give(weights: Array) -> None:
            names.give_weights(layer, weights.T if is_turned else weights)

        def of(X: Any, biases: Array) -> Any:
            names.give_biases(layer, biases)
            student.seed(0)  # a layer that draws as it goes should at least draw the same
            return way.asked(layer, X)

        give(case.weights)
        if case.name == "square":  # counted on lists: whoever reads none loses this alone
            return {"list": of(case.X.tolist(), zeros)}
        found = {"plain": of(case.X, zeros), "far": of(case.X, zeros + FAR)}
        found |= {"biased": of(case.X, case.biases + FAR), "kept": names.read(layer)["weights"]}
        elsewhere = [of(case.other_X, zeros + FAR)]
        give(case.other_weights)
        found["elsewhere"] = [*elsewhere, *(of(X, zeros + FAR) for X in (case.X, case.other_X))]
        return found

    found: tuple[LayerNames, dict[str, Any]] = usually(
        lambda way: by_names(target, lambda names: outputs(names, way)),
        lambda: way_of(target, case.X, *case.weights.shape),
        USUAL,
    )
    return found
