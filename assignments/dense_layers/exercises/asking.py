"""Ask classes and functions that are written in many ways: find the method, feed it, read it.

The lesson itself calls the weights `weight` here and `weights` there; notebooks in Portuguese and
Spanish have names of their own. A result may be stored, returned, or both.
"""

import inspect
import random
from collections.abc import Callable
from typing import Any

import numpy as np

WEIGHTS = ("weights", "weight", "pesos", "peso", "W", "w")
BIASES = ("biases", "bias", "vieses", "vies", "viés", "sesgos", "sesgo", "b")
OUTPUTS = ("output", "outputs", "saida", "saída", "saidas", "salida", "out")
FORWARD = ("forward", "propagar", "propaga", "frente", "avancar", "avançar", "adelante")
CALCULATE = ("calculate", "calcular", "calcula", "calc")
LOSSES = ("loss", "perda", "perdida", "pérdida", *OUTPUTS)
LABELS = ("y_true", "true", "y", "labels", "label", "targets", "target", "y_verdadeiro", "y_real",
          "rotulos", "rótulos", "etiquetas", "alvos", "alvo")  # fmt: skip


def seed(number: int) -> None:
    """Seed both global streams."""
    np.random.seed(number)
    random.seed(number)


def made(target: Any) -> Any:
    """Return an object of a class that takes no arguments; a function or an object as it is."""
    return target() if isinstance(target, type) else target


def attribute(thing: Any, names: tuple[str, ...]) -> Any:
    """Return the first of these attributes that has a value, else None."""
    values = (getattr(thing, name, None) for name in names)
    return next((value for value in values if value is not None), None)


def replace(thing: Any, names: tuple[str, ...], value: Any) -> None:
    """Give an object another value under every one of these names that it uses."""
    own = [name for name in names if name in getattr(thing, "__dict__", {})]
    for name in own or [name for name in names if hasattr(thing, name)]:
        setattr(thing, name, value)


def fed(thing: Any, batch: Any) -> Any:
    """Feed a batch forward; return what was stored or, failing that, what was returned."""
    returned = method(thing, FORWARD)(batch)
    stored = attribute(thing, OUTPUTS)
    return copied(returned if stored is None else stored)


def method(thing: Any, names: tuple[str, ...]) -> Callable[..., Any]:
    """Return the first method of these names, or the thing itself where it can be called."""
    found = attribute(thing, names)
    if found is None and not callable(thing):
        return getattr(thing, names[0])  # type: ignore[no-any-return]  # says what is missing
    return thing if found is None else found  # type: ignore[no-any-return]


def copied(value: Any) -> Any:
    """Copy an array: what later calls do to it must not reach what was kept."""
    return value.copy() if isinstance(value, np.ndarray) else value


def changed(before: np.ndarray, after: Any) -> bool:
    """Tell whether an input is no longer what it was."""
    return not np.array_equal(before, after, equal_nan=True)


def loss_of(target: Any, predicted: Any, labels: Any) -> Any:
    """Ask a loss, whether class or function, whichever argument comes first."""
    thing = made(target)
    names = CALCULATE if attribute(thing, CALCULATE) is not None else FORWARD
    ask = method(thing, names)
    given = (labels, predicted) if _labels_come_first(ask) else (predicted, labels)
    returned = ask(*given)
    return copied(attribute(thing, LOSSES) if returned is None else returned)


def _labels_come_first(ask: Callable[..., Any]) -> bool:
    try:
        first = next(iter(inspect.signature(ask).parameters))
    except (TypeError, ValueError, StopIteration):
        return False
    return first.lower() in LABELS
