"""The phases of a layer in its own words (an Enum's members, text, a flag), and what it gives."""

import unicodedata
from collections.abc import Iterator, Sequence
from enum import Enum
from types import ModuleType
from typing import Any

import numpy as np

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
    held = (getattr(layer, name, None) for name in holds)
    current = next((value for value in held if value is not None), None)
    if isinstance(current, bool):
        return training
    kinds = [type(current)] if isinstance(current, Enum) else []
    for kind in kinds or _mentioned([getattr(type(layer), name, None) for name in methods]):
        for name, member in kind.__members__.items():
            if _folded(name) in _WORDS[training]:
                return member
    return Spelling(training)


def output(returned: Any, layer: Any, attributes: Sequence[str]) -> tuple[Any, bool]:
    """Return what a method gave, and whether that is what it returned and nothing else.

    When it returned nothing, it is what it left on the layer.
    """
    found = returned
    if found is None:
        left = (getattr(layer, name, None) for name in attributes)
        found = next((value for value in left if value is not None), None)
    if isinstance(found, tuple) and found and isinstance(found[0], np.ndarray):
        found = found[0]  # the mask came along
    alone = found is returned
    return found.copy() if isinstance(found, np.ndarray) else found, alone


def left_on(returned: Any, layer: Any, attributes: Sequence[str]) -> Any:
    """Return what a method returned; when that is nothing, what it left on the layer."""
    if returned is not None:
        return returned
    left = (getattr(layer, name, None) for name in attributes)
    return next((value for value in left if value is not None), None)


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
