"""What "training" and "test" are called in a student's code: an Enum's members, text, a flag."""

import unicodedata
from collections.abc import Iterator
from enum import Enum
from types import ModuleType
from typing import Any

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


def phase(current: Any, methods: list[Any], *, training: bool) -> Any:
    """Return the value that means this phase beside `current`, the phase a layer holds now.

    When that tells nothing, the Enum that the layer's own `methods` mention; else a text that
    equals every spelling of the phase.
    """
    if isinstance(current, bool):
        return training
    kinds = [type(current)] if isinstance(current, Enum) else []
    for kind in kinds or _mentioned(methods):
        for name, member in kind.__members__.items():
            if _folded(name) in _WORDS[training]:
                return member
    return Spelling(training)


class Spelling(str):
    """A phase as text, equal to each of its spellings in any case, and to Enum members so named."""

    training: bool

    def __new__(cls, training: bool) -> "Spelling":
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
