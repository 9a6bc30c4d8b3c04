"""Ask a dense layer: as the lesson does, as it is born, and with weights given to it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np

from grader.exercise import Case
from grader.measure.values import Array, Unfit, array
from grader.remote.errors import StudentError
from grader.remote.value import plain

from .asking import OUTPUTS, Names, in_turn, output, own_names
from .dense_birth import each_by_itself
from .judging import varies
from .layer_form import LayerForm, by_form, new_layer

_SOME = 2.0
"""A bias that is no other number than it is, added or multiplied."""
FAR = 100.0
"""A bias so large that the outputs stay positive, whatever a layer does to negative ones."""


def two_layers(student: Any, case: Case) -> dict[str, Any]:
    """Build the lesson's network and feed it the lesson's batch, a list of lists.

    Where what layers are born with leaves nothing to be seen, they are given biases and, if that
    does not do, weights, and are fed again.
    """
    found = _network(student, case, lambda *_: None)
    shown = found["output"]
    for give in (_give_biases, _give_both):
        if not _shows(found["fed"]):
            with suppress(StudentError):
                found = _network(student, case, give)
    return {**found, "output": shown}


Give = Callable[[LayerForm, Any, int, int], None]


def _give_biases(form: LayerForm, layer: Any, _inputs: int, neurons: int) -> None:
    form.give_biases(layer, np.full((1, neurons), _SOME))


def _give_both(form: LayerForm, layer: Any, inputs: int, neurons: int) -> None:
    weights = np.sqrt(np.arange(2.0, inputs * neurons + 2)).reshape(inputs, neurons)
    form.give_weights(layer, weights.T if form.is_turned else weights)
    form.give_biases(layer, np.full((1, neurons), _SOME))


def _network(student: Any, case: Case, give: Give) -> dict[str, Any]:
    target = student.Layer_Dense

    def network(form: LayerForm, names: Sequence[Names]) -> Any:
        student.seed(case.seed)
        sizes = list(pairwise(case.sizes))
        layers = [new_layer(target, *pair) for pair in sizes]
        for layer, pair in zip(layers, sizes, strict=True):
            form.settle(layer, *pair)
            give(form, layer, *pair)
        held = [form.read(layer) for layer in layers]
        outputs: list[Any] = []
        for layer, own in zip(layers, names, strict=True):
            outputs.append(output(layer, outputs[-1] if outputs else case.X, own))
        return {"outputs": outputs, "layers": held}

    found = in_turn(
        lambda names: by_form(target, lambda form: network(form, names), mends=True)[1],
        lambda: [own_names(target, case.X, *case.sizes[:2])] * 2,
        2,
    )
    end = found["outputs"][-1]
    return {"output": end, "fed": end, "layers": found["layers"]}


def _shows(output: Any) -> bool:
    try:
        return varies(array(output, "output"))
    except Unfit:
        return True


def newborn(student: Any, case: Case) -> dict[str, Any]:
    """Look at two layers as they are made, the first before there is a second."""
    target = student.Layer_Dense

    def look(form: LayerForm) -> Any:
        first = form.read(new_layer(target, *case.sizes))
        return {"first": first, "second": form.read(new_layer(target, *case.sizes))["weights"]}

    form, found = by_form(target, look)
    if not _is_drawn(found["first"]["weights"]):
        found["small"] = _small(target, form, case.small)
    return dict(found)


def _is_drawn(weights: Any) -> bool:
    try:
        return each_by_itself(array(weights, "weights"))
    except Unfit:
        return False


def _small(target: Any, form: LayerForm, weights: Array) -> Any:
    """Feed a layer of given weights, where its own tell nothing; None if it raises."""
    layer = new_layer(target, *weights.shape)
    form.give_weights(layer, weights)
    try:
        return plain(output(layer, weights[:, : len(weights)]))
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
        form, first = _outputs(student, case, is_turned=False)
        found.append(first)
    except StudentError as error:
        raised, form = error, LayerForm.of(student.Layer_Dense)
    if form.is_turned:
        with suppress(StudentError):
            found.append(_outputs(student, case, is_turned=True)[1])
    if raised is not None and not found:
        raise raised
    return {"ways": found}


def _outputs(student: Any, case: Case, *, is_turned: bool) -> tuple[LayerForm, dict[str, Any]]:
    """Return a layer's form, and what it gives with the case's weights and biases."""
    target = student.Layer_Dense
    zeros = np.zeros((1, case.weights.shape[1]))

    def outputs(form: LayerForm, names: Names, *, anew: bool = False) -> Any:
        """Ask one layer everything; with `anew`, a new one each time."""
        layer = new_layer(target, *case.weights.shape)
        given = case.weights

        def give(weights: Array) -> None:
            nonlocal given
            given = weights
            form.give_weights(layer, weights.T if is_turned else weights)

        def of(X: Any, biases: Array) -> Any:
            nonlocal layer
            if anew:
                layer = new_layer(target, *case.weights.shape)
                give(given)
            form.give_biases(layer, biases)
            student.seed(0)  # a layer that draws as it goes should at least draw the same
            return output(layer, X, names)

        give(case.weights)
        # square weights come with a list: whoever reads none loses that alone
        X = case.X.tolist() if case.asked == "listed" else case.X
        found = {"plain": of(X, zeros), "far": of(X, zeros + FAR)}
        found["biased"] = of(X, case.biases + FAR)
        if case.asked == "listed":
            return found
        found["kept"] = form.read(layer)["weights"]
        elsewhere = [of(case.other_X, zeros + FAR)]
        give(case.other_weights)
        found["elsewhere"] = [*elsewhere, *(of(X, zeros + FAR) for X in (case.X, case.other_X))]
        return found

    form, found = by_form(target, lambda form: outputs(form, OUTPUTS))
    if found["plain"] is None:
        own = own_names(target, case.X, *case.weights.shape)
        form, found = by_form(target, lambda form: outputs(form, own))
    if _repeats(found):
        fresh = by_form(target, lambda form: outputs(form, OUTPUTS, anew=True))[1]
        found = {**fresh, "repeats": not _repeats(fresh)}
    return form, found


def _repeats(found: Mapping[str, Any]) -> bool:
    """Tell whether a layer answers whatever it is asked as it did at first.

    Other data have other weighted sums.
    """
    every = plain([found["plain"], found["far"], found["biased"], *found.get("elsewhere", ())])
    try:
        first, *others = (array(one, "output") for one in every)
    except Unfit:
        return False
    return varies(first) and all(np.array_equal(first, other) for other in others)
