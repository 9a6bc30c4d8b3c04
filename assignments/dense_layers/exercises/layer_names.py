"""Find the names under which a student's layers keep their weights and their biases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.check.network import Array
from grader.check.values import Unfit, array
from grader.remote.errors import StudentError
from grader.remote.value import first_of, parts, plain, session_of, snapshot

WEIGHTS = ("weights", "weight", "pesos", "peso", "W", "w")
BIASES = ("biases", "bias", "vieses", "vies", "viés", "sesgos", "sesgo", "b")
_INPUTS, _NEURONS = 2, 3


@dataclass(frozen=True, slots=True)
class LayerNames:
    """The names, in the order in which they are believed; none where nothing was found."""

    weights: tuple[str, ...]
    biases: tuple[str, ...]
    is_turned: bool
    """Whether weights are kept as (neurons, inputs)."""
    is_flat: bool
    """Whether biases are kept without rows."""

    @classmethod
    def of(cls, layer_class: Any) -> "LayerNames":
        """Look at a small layer: known names, else whatever holds as many numbers."""
        layer = layer_class(_INPUTS, _NEURONS)
        return cls.told(layer, parts(layer))

    @classmethod
    def told(cls, layer: Any, own: Mapping[str, Any]) -> "LayerNames":
        """Read the names off a small layer's own attributes."""
        weights = _names(layer, own, WEIGHTS, _INPUTS * _NEURONS)
        biases = _names(layer, own, BIASES, _NEURONS)
        return cls(
            weights,
            biases,
            is_turned=_shape(layer, own, weights) == (_NEURONS, _INPUTS),
            is_flat=len(_shape(layer, own, biases)) == 1,
        )

    def read(self, layer: Any) -> dict[str, Any]:
        """Return handles of copies of both; None for what is not there."""
        return {"weights": _kept(layer, self.weights), "biases": _kept(layer, self.biases)}

    def give_weights(self, layer: Any, values: Array) -> None:
        """Give a layer other weights, under every name that it uses."""
        for name in self.weights:
            setattr(layer, name, values)

    def give_biases(self, layer: Any, values: Array) -> None:
        """Give a layer other biases, under every name that it uses."""
        for name in self.biases:
            setattr(layer, name, values.ravel() if self.is_flat else values)


def _names(
    layer: Any, own: Mapping[str, Any], known: tuple[str, ...], size: int
) -> tuple[str, ...]:
    stored = tuple(name for name in known if own.get(name) is not None)
    if stored:
        return stored
    found = first_of(layer, known, is_set=True)
    if found is not None:
        return (found,)
    return tuple(n for n, v in own.items() if isinstance(v, np.ndarray) and v.size == size)


def _kept(layer: Any, names: tuple[str, ...]) -> Any:
    return snapshot(getattr(layer, names[0])) if names else None


def _shape(layer: Any, own: Mapping[str, Any], names: tuple[str, ...]) -> tuple[int, ...]:
    if not names:
        return ()
    value = own[names[0]] if names[0] in own else plain(getattr(layer, names[0]))
    try:
        return array(value, names[0]).shape
    except Unfit:
        return ()


USUAL_NAMES = LayerNames(("weights",), ("biases",), is_turned=False, is_flat=False)


def by_names(layer_class: Any, ask: Callable[[LayerNames], Any]) -> tuple[LayerNames, Any]:
    """Return the names of layers, and the value of what `ask` asks by them.

    It is asked by the lesson's names at once; whether they hold is told by a small layer that is
    looked at in passing.
    """
    try:
        layer = layer_class(_INPUTS, _NEURONS)
        own, found = plain((session_of(layer).record("parts", layer), ask(USUAL_NAMES)))
        names = LayerNames.told(layer, own if isinstance(own, dict) else {})
    except StudentError:
        names = LayerNames.of(layer_class)
        if names == USUAL_NAMES:
            raise
    return names, found if names == USUAL_NAMES else plain(ask(names))
