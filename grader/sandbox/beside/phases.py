"""The phases of a layer in its own words (an Enum's members, text, a flag), and what it gives."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from types import ModuleType
from typing import Any

import numpy as np

_OF_A_MASK = 2
"""Numbers that a mask is made of, at most."""
_CALLS = 80
"""Calls of which some drop and some do not, whatever the rate."""
_WORDS = {
    True: (
        "train", "training", "entrenamiento", "entrenar", "entreno", "treino", "treinamento",
    ),
    False: (
        "test", "testing", "prueba", "eval", "evaluation", "evaluacion", "evaluar", "val",
        "validation", "validacion", "inference", "inferencia", "predict", "prediction",
        "prediccion", "teste", "avaliacao",
    ),
}  # fmt: skip


def phase(layer: Any, holds: Sequence[str], methods: Sequence[str], training: bool) -> Any:
    """Return the value that means this phase to a layer.

    It is of the kind that the layer holds now under one of the names `holds`; when that tells
    nothing, a member of the Enum that its own `methods` mention; else a text that equals every
    spelling of the phase.
    """
    values = (value_of(layer, name) for name in holds)
    current = next((value for value in values if value is not None), None)
    if isinstance(current, bool):
        return training
    kinds = [type(current)] if isinstance(current, Enum) else []
    for kind in kinds or _mentioned([getattr(type(layer), name, None) for name in methods]):
        for name, member in kind.__members__.items():
            if _folded(name) in _WORDS[training]:
                return member
    return Spelling(training)


def held(layer: Any) -> dict[str, Any]:
    """Return the arrays that a layer holds now, by name."""
    inside = getattr(layer, "__dict__", {})
    return {name: value for name, value in inside.items() if isinstance(value, np.ndarray)}


def output(
    returned: Any, layer: Any, attributes: Sequence[str], before: dict[str, Any], given: Any
) -> tuple[Any, str]:
    """Return what a method gave, and how it came: "alone", "accompanied" or "stored".

    When it returned nothing, it is what it left on the layer; `before` is what was there.
    """
    if returned is None or returned is layer:
        found = left_on(layer, attributes, before, given)
        return found.copy() if isinstance(found, np.ndarray) else found, "stored"
    is_pair = isinstance(returned, tuple | list) and len(returned) > 0
    if is_pair and isinstance(returned[0], np.ndarray):
        return returned[0].copy(), "accompanied"
    return returned.copy() if isinstance(returned, np.ndarray) else returned, "alone"


def returned_by(
    returned: Any, layer: Any, attributes: Sequence[str], before: dict[str, Any], given: Any
) -> tuple[Any, bool]:
    """Return what a method returned, or what it left on the layer; and whether that is where it is.

    What is a tuple or a dictionary by another name is what it is.
    """
    if returned is None or returned is layer:
        return left_on(layer, attributes, before, given), True
    if isinstance(returned, tuple):
        return tuple(dict(one) if isinstance(one, dict) else one for one in returned), False
    return returned, False


def gradient(
    returned: Any, layer: Any, attributes: Sequence[str], before: dict[str, Any], given: Any
) -> Any:
    """Return the input's gradient alone, whatever came along with it."""
    return output(returned, layer, attributes, before, given)[0]


def in_rows(
    forward: Callable[..., Any],
    layer: Any,
    outputs: Sequence[str],
    named: dict[str, Any],
    given: Any,
) -> tuple[Any, str]:
    """Return what many calls gave, a row of each, and how the first of them came.

    A layer that drops all of its input or nothing drops rows then, and all else of it can be seen.
    What a call does to its input is no matter of the next one's.
    """
    rest = [np.array(given) for _ in range(_CALLS - 1)]
    found = [_gave(forward, layer, outputs, named, one) for one in [given, *rest]]
    ys = [y for y, _ in found]
    return _taken(ys, _rows_of(ys, np.shape(given))), found[0][1]


def back_in_rows(
    ways: tuple[Callable[..., Any], Callable[..., Any]],
    layer: Any,
    attributes: tuple[Sequence[str], Sequence[str]],
    named: dict[str, Any],
    given: tuple[Any, Any],
) -> tuple[Any, Any]:
    """Return what `forward`, and `backward` right after it, gave so often: the same rows of each.

    `ways`, `attributes` and `given` are those of `forward`, and those of `backward`.
    """
    ys, gradients = [], []
    for _ in range(_CALLS):
        x, gradient = map(np.array, given)
        ys.append(_gave(ways[0], layer, attributes[0], named, x)[0])
        gradients.append(_gave(ways[1], layer, attributes[1], {}, gradient)[0])
    rows = _rows_of(ys, np.shape(given[0]))
    return _taken(ys, rows), _taken(gradients, rows)


def _gave(
    method: Callable[..., Any],
    layer: Any,
    attributes: Sequence[str],
    named: dict[str, Any],
    given: Any,
) -> tuple[Any, str]:
    before = held(layer)
    return output(method(given, **named), layer, attributes, before, given)


def _rows_of(outputs: list[Any], shape: tuple[int, ...]) -> list[int]:
    """Tell which output gives each row: one after the other, and one of either kind at least."""
    if not shape or not all(isinstance(y, np.ndarray) and y.shape == shape for y in outputs):
        return []
    drops = [not y.any() for y in outputs]
    rows = [number % len(outputs) for number in range(shape[0])]
    if len({drops[number] for number in rows}) == 1 and any(drops) != all(drops):
        rows[-1] = drops.index(not drops[0])
    return rows


def _taken(outputs: list[Any], rows: list[int]) -> Any:
    """Return an array of these rows; the first output, where they are no such arrays."""
    shapes = {one.shape[:1] if isinstance(one, np.ndarray) else () for one in outputs}
    if not rows or shapes != {(len(rows),)}:
        return outputs[0]
    return np.stack([outputs[number][place] for place, number in enumerate(rows)])


def left_on(layer: Any, attributes: Sequence[str], before: dict[str, Any], given: Any) -> Any:
    """Return what a method left on the layer, which returned nothing.

    That is under one of the usual names, else the one array of the right shape that is new there
    and no mask.
    """
    named = [value_of(layer, name) for name in attributes]
    usual = next((value for value in named if isinstance(value, np.ndarray)), None)
    if usual is not None:
        return usual
    shape = np.shape(given)
    new = [
        value
        for name, value in held(layer).items()
        if before.get(name) is not value and value.shape == shape and not _is_mask(value)
    ]
    changed = [value for value in new if not np.array_equal(value, given)]
    if len(changed) == 1 or not new:
        return changed[0] if changed else next((v for v in named if v is not None), None)
    return None if changed else new[0]


def value_of(layer: Any, name: str) -> Any:
    """Return an attribute; None where there is none, or where it cannot be read."""
    try:
        return getattr(layer, name, None)
    except Exception:
        return None


def _is_mask(values: Any) -> bool:
    """Tell whether an array holds but two numbers, such as 0 and a factor."""
    return bool(np.unique(values).size <= _OF_A_MASK < values.size)


class Spelling(str):
    """A phase as text, equal to each of its spellings in any case, and to Enum members so named."""

    training: bool

    def __new__(cls, training: bool) -> "Spelling":
        """Make the text of a phase."""
        text = super().__new__(cls, _WORDS[training][0])
        text.training = training
        return text

    def __eq__(self, other: object) -> bool:
        said = other.name if isinstance(other, Enum) else other
        return isinstance(said, str) and _folded(said) in _WORDS[self.training]

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = str.__hash__

    @property
    def value(self) -> str:
        """Stand in for an Enum member's value."""
        return self


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalpha())


def _mentioned(methods: list[Any]) -> Iterator[type[Enum]]:
    """Yield the Enums whose names occur in these methods, directly or as `module.Name`."""
    for method in methods:
        code = getattr(method, "__code__", None)
        known = getattr(method, "__globals__", {})
        names = code.co_names if code else ()
        for value in [known.get(name) for name in names]:
            inside = vars(value) if isinstance(value, ModuleType) else {}
            for found in (value, *(inside.get(name) for name in names)):
                if isinstance(found, type) and issubclass(found, Enum):
                    yield found
