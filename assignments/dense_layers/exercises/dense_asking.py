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
            output = way.asked(layer)(output)
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
        return plain(way.asked(layer)(batch))

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

    def given(layer: Any, weights: Array, biases: Array) -> None:
        names.give_weights(layer, weights.T if is_turned else weights)
        names.give_biases(layer, biases)
        student.seed(0)  # a layer that draws as it goes should at least draw the same

    def ask(way: Way) -> Any:
        layer = target(*shape)
        output = way.asked(layer)

        def of(X: Any, weights: Array, biases: Array) -> Any:
            given(layer, weights, biases)
            return output(X)

        W, X = case.weights, case.X
        found = {"plain": of(X, W, zeros), "far": of(X, W, zeros + FAR)}
        found |= {"biased": of(X, W, case.biases + FAR), "kept": names.read(layer)["weights"]}
        if "other_X" in case.inputs:
            x, V = case.other_X, case.other_weights
            found["elsewhere"] = [of(*one, zeros + FAR) for one in ((x, W), (X, V), (x, V))]
        return plain(found)

    def ask_list(way: Way) -> Any:
        layer = target(*shape)
        given(layer, case.weights, zeros)
        return plain(way.asked(layer)(case.X.tolist()))

    def look() -> Way:
        return way_of(target, case.X, *shape)

    found: dict[str, Any] = usually(ask, look, USUAL)
    if "other_X" in case.inputs:
        try:
            found["list"] = usually(ask_list, look, USUAL)
        except StudentError:
            found["list"] = None
    return found
