"""Find the form in which a student's layers keep their weights and their biases."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.measure.values import Array, Unfit, array
from grader.remote.errors import StudentError
from grader.remote.value import give, kept, made, parts, plain

WEIGHTS = ("weights", "weight", "pesos", "peso", "W", "w")
BIASES = ("biases", "bias", "vieses", "vies", "viés", "sesgos", "sesgo", "b")
_INPUTS, _NEURONS = 2, 3


def new_layer(layer_class: Any, inputs: int, neurons: int) -> Any:
    """Return a handle of a new layer of this size."""
    return made(layer_class, inputs, neurons, names=("n_inputs", "n_neurons"))


@dataclass(frozen=True, slots=True)
class LayerForm:
    """Under which names, and which way round; the lesson's where no other was found."""

    weights: tuple[str, ...] = WEIGHTS
    biases: tuple[str, ...] = BIASES
    is_turned: bool = False
    """Whether weights are kept as (neurons, inputs)."""
    is_flat: bool = False
    """Whether biases are kept without rows."""
    is_mended: bool = False
    """Whether layers are put right as soon as they are made."""

    @classmethod
    def of(cls, layer_class: Any) -> "LayerForm":
        """Look at a small layer."""
        layer = new_layer(layer_class, _INPUTS, _NEURONS)
        return cls.told(layer, plain([kept(layer, WEIGHTS), kept(layer, BIASES)]))

    @classmethod
    def told(cls, layer: Any, held: Any) -> "LayerForm":
        """Read the form off what a small layer holds; where it holds nothing, off its arrays."""
        weights, biases = held
        names = WEIGHTS, BIASES
        if weights is None or biases is None:
            own = parts(layer)
            names, (weights, biases) = _by_size(own, held)
        return cls(
            *names,
            is_turned=_shape(weights) == (_NEURONS, _INPUTS),
            is_flat=len(_shape(biases)) == 1,
        )

    def settle(self, layer: Any, inputs: int, neurons: int) -> None:
        """Put a new layer right, where layers of this form are: its shapes are judged elsewhere."""
        if not self.is_mended:
            return
        weights = plain(kept(layer, self.weights))
        if _shape(weights) == (neurons, inputs):
            self.give_weights(layer, array(weights, "weights").T)
        self.give_biases(layer, np.zeros((1, neurons)))

    def read(self, layer: Any) -> dict[str, Any]:
        """Return handles of copies of both; of None for what is not there."""
        return {"weights": kept(layer, self.weights), "biases": kept(layer, self.biases)}

    def give_weights(self, layer: Any, values: Array) -> None:
        """Give a layer other weights, under every name that it uses."""
        give(layer, self.weights, values)

    def give_biases(self, layer: Any, values: Array) -> None:
        """Give a layer other biases, under every name that it uses."""
        give(layer, self.biases, values.ravel() if self.is_flat else values)


USUAL = LayerForm()


def by_form(
    layer_class: Any, ask: Callable[[LayerForm], Any], *, mends: bool = False
) -> tuple[LayerForm, Any]:
    """Return the form of layers, and the value of what `ask` asks of them in that form.

    It is asked in the lesson's form at once; whether that holds is told by a small layer that is
    looked at in passing. With `mends`, what layers cannot do as they are born is asked of them
    once they are settled.
    """
    try:
        layer = new_layer(layer_class, _INPUTS, _NEURONS)
        held, found = plain(([kept(layer, WEIGHTS), kept(layer, BIASES)], ask(USUAL)))
        form = LayerForm.told(layer, held)
        return form, found if form == USUAL else plain(ask(form))
    except StudentError as error:
        return _in_another_form(layer_class, ask, error, mends=mends)


def _in_another_form(
    layer_class: Any, ask: Callable[[LayerForm], Any], error: StudentError, *, mends: bool
) -> tuple[LayerForm, Any]:
    form = LayerForm.of(layer_class)
    forms = [form] if form != USUAL else []
    if mends:
        forms.append(replace(form, is_turned=False, is_mended=True))
    for other in forms:
        try:
            return other, plain(ask(other))
        except StudentError as last:
            error = last
    raise error


def _by_size(own: dict[str, Any], held: Any) -> tuple[Any, list[Any]]:
    """Return names and values of both, where no known name is set: whatever has their size."""
    names, values = [], []
    given = zip(held, (WEIGHTS, BIASES), (_INPUTS * _NEURONS, _NEURONS), strict=True)
    for value, known, size in given:
        found = [n for n, v in own.items() if isinstance(v, np.ndarray) and v.size == size]
        is_found = value is None and bool(found)
        names.append(tuple(found) if is_found else known)
        values.append(own[found[0]] if is_found else value)
    return names, values


def _shape(value: Any) -> tuple[int, ...]:
    try:
        return array(value, "value").shape
    except Unfit:
        return ()
