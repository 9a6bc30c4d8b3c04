"""What every `run` does: hand the inputs over, keep what is judged, see what was changed."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from grader.lessons.relu_network import NAMES
from grader.measure.values import Array, Unfit
from grader.remote.errors import StudentError
from grader.remote.value import called, is_remote, items, picked

GRADIENTS = ("dZ3", "dW3", "db3", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1")


_NAMES = {
    "compute_cost_with_regularization": ("A3", "Y", "parameters", "lambd"),
    "backward_propagation_with_regularization": ("X", "Y", "cache", "lambd"),
    "forward_propagation_with_dropout": ("X", "parameters", "keep_prob"),
    "backward_propagation_with_dropout": ("X", "Y", "cache", "keep_prob"),
    "model": (
        "X", "Y", "learning_rate", "num_iterations", "print_cost", "lambd", "keep_prob",
    ),
}  # fmt: skip
"""What the lesson calls the parameters of its functions."""


def asking(student: Any, name: str) -> Callable[..., Any]:
    """Return what asks one of the student's functions, with the lesson's arguments in order."""
    function = getattr(student, name)
    return lambda *given: called(function, *given, names=_NAMES[name])


def changed(before: Mapping[str, Array], after: Mapping[str, Any]) -> list[str]:
    """Name the arrays that are no longer what they were; `after` is what came back of them."""
    return [name for name, value in before.items() if not _is_same(value, after.get(name))]


def named(names: tuple[str, ...], cache: Any) -> dict[str, Any]:
    """Return the items of a cache that came back, by name; none where it is another."""
    fits = isinstance(cache, list | tuple) and len(cache) == len(names)
    return dict(zip(names, cache, strict=True)) if fits else {}


def pair(found: Any) -> tuple[Any, Any]:
    """Return A3 and the cache of a forward pass; what is no pair stands in the place of A3."""
    if is_remote(found):  # a named tuple, or none
        with suppress(StudentError):
            found = items(found)
    if isinstance(found, tuple | list) and len(found) == 2:
        return found[0], _listed(found[1])
    return found, None


def _listed(cache: Any) -> Any:
    """Return a tuple of a kind of its own as the tuple that it is."""
    if is_remote(cache):
        with suppress(StudentError, Unfit):
            return tuple(items(cache))
    return cache


def parameters(found: Any) -> Any:
    """Return trained parameters: those of another kind of dictionary as those of Python's own."""
    return _picked(found, NAMES) if is_remote(found) else found


def gradients(found: Any) -> dict[str, Any]:
    """Keep the gradients that bear a name of the lesson's, or what was returned in their place."""
    if is_remote(found):  # another kind of dictionary than Python's own, or none
        found = _picked(found, GRADIENTS)
    if not isinstance(found, dict):
        return {"returned": found}
    return {name: found[name] for name in GRADIENTS if name in found}


def _picked(found: Any, names: Sequence[str]) -> Any:
    try:
        return picked(found, names) or found
    except StudentError:
        return found


def _is_same(value: Array, after: Any) -> bool:
    if type(after) is not np.ndarray or (after.shape, after.dtype) != (value.shape, value.dtype):
        return False
    return bool((after == value).all())
