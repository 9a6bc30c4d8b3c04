"""Ask a dense layer: as the lesson does, as it is born, and with weights given to it."""

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
from .layer_names import LayerNames

FAR = 100.0
"""A bias so large that the outputs stay positive, whatever a layer does to negative ones."""


def two_layers(student: Any, case: Case) -> dict[str, Any]:
    """Build the lesson's network and feed it the lesson's batch, a list of lists."""
    target = student.Layer_Dense
    names = LayerNames.of(target)

    def ask(way: Way) -> Any:
        student.seed(case.seed)
        layers = [target(*pair) for pair in pairwise(case.sizes)]
        held = [names.read(layer) for layer in layers]
        output = case.X
        for layer in layers:
            output = way.asked(layer, output)
        return plain({"output": output, "layers": held})

    found: dict[str, Any] = usually(ask, lambda: way_of(target, case.X, *case.sizes[:2]), USUAL)
    return found


def newborn(student: Any, case: Case) -> dict[str, Any]:
    """Look at two layers as they are made, the first before there is a second."""
    target = student.Layer_Dense
    names = LayerNames.of(target)
    first = names.read(target(*case.sizes))
    second = names.read(target(*case.sizes))
    found: dict[str, Any] = plain({"first": first, "second": second["weights"]})
    if not _is_drawn(found["first"]["weights"]):
        found["small"] = _small(student, names, case.small)
    return found


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
    names = LayerNames.of(student.Layer_Dense)
    turns = (False, True) if names.is_turned else (False,)
    found, raised = [], None
    for is_turned in turns:
        try:
            found.append(_outputs(student, names, case, is_turned=is_turned))
        except StudentError as error:
            raised = error
    if raised is not None and not found:
        raise raised
    return {"ways": found}


def _outputs(student: Any, names: LayerNames, case: Case, *, is_turned: bool) -> dict[str, Any]:
    target, shape = student.Layer_Dense, case.weights.shape
    zeros = np.zeros((1, shape[1]))

    def ask(way: Way) -> Any:
        layer = target(*shape)

        def give(weights: Array) -> None:
            names.give_weights(layer, weights.T if is_turned else weights)

        def of(X: Any, biases: Array) -> Any:
            names.give_biases(layer, biases)
            student.seed(0)  # a layer that draws as it goes should at least draw the same
            return way.asked(layer, X)

        give(case.weights)
        if case.name == "square":  # counted on lists: whoever reads none loses this alone
            return plain({"list": of(case.X.tolist(), zeros)})
        found = {"plain": of(case.X, zeros), "far": of(case.X, zeros + FAR)}
        found |= {"biased": of(case.X, case.biases + FAR), "kept": names.read(layer)["weights"]}
        elsewhere = [of(case.other_X, zeros + FAR)]
        give(case.other_weights)
        found["elsewhere"] = [*elsewhere, *(of(X, zeros + FAR) for X in (case.X, case.other_X))]
        return plain(found)

    found: dict[str, Any] = usually(ask, lambda: way_of(target, case.X, *shape), USUAL)
    return found
