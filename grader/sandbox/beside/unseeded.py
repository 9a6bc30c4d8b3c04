"""Let a student's function draw on, whatever seed it fixes inside: for a while, its seeds are void.

Only what the function finds under its own names is changed, and numpy for nobody else.
"""

import random
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np


def unseed(thing: Any) -> Callable[[], None]:
    """Make void the seeds of a function or class, and of all that shares its names.

    Returns what ends it.
    """
    own = _names(thing)
    drawing = _With(np.random, seed=_ignored, RandomState=_state, default_rng=_generator)
    void: list[tuple[Any, Any]] = [
        (np, _With(np, random=drawing)), (np.random, drawing),
        (random, _With(random, seed=_ignored)), (random.seed, _ignored),
        (np.random.seed, _ignored), (np.random.RandomState, _state),
        (np.random.default_rng, _generator),
    ]  # fmt: skip
    before = {}
    for key, value in [*own.items()]:
        for real, other in void:
            if value is real:
                before[key], own[key] = value, other

    def end() -> None:
        own.update(before)

    return end


def _names(thing: Any) -> dict[str, Any]:
    """Return what a function finds its names in, or the first function of a class that has any."""
    of_class = vars(thing).values() if isinstance(thing, type) else ()
    for one in (thing, *of_class):
        found = getattr(one, "__globals__", None)
        if isinstance(found, dict):
            return found
    return {}


class _With:
    """A module, but for some of its names."""

    def __init__(self, module: ModuleType, **others: Any) -> None:
        self._module = module
        vars(self).update(others)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


# generators of its own go on from the stream that the grader seeded
def _state(*_: Any, **__: Any) -> Any:
    return np.random.RandomState(np.random.randint(1 << 31))


def _generator(*_: Any, **__: Any) -> Any:
    return np.random.default_rng(int(np.random.randint(1 << 31)))


def _ignored(*_: Any, **__: Any) -> None:
    """Set no seed."""
