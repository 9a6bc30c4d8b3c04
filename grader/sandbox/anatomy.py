"""What objects of a student's are made of: numbers, scalars of their own class, lists, objects.

For a network of scalars, whose parts are to be found whatever they are called. What is told is a
tree of ["scalar", which one it is], ["list", parts] (["array", parts] for one of more axes) and
["object", parts by name, whether it can be called]; numbers and text stand for themselves, anything
else is ["other"].
"""

from numbers import Real
from types import CellType, FunctionType
from typing import Any

import numpy as np

_DEPTH = 7
_MOST_PARTS = 20_000
_PLAIN = (bool, int, float, str, type(None))
_EMPTY = CellType()
"""What a function keeps under a name that nothing was given to yet."""


def number(thing: Any, name: str) -> float:
    """Return a number, or the one that a scalar keeps under this name."""
    return float(thing) if isinstance(thing, Real) else float(getattr(thing, name))


def numbered(value: Any, kind: Any, name: str, depth: int = 4) -> Any:
    """Return a value with every scalar of a class in it as its number, NaN where it has none."""
    if isinstance(kind, type) and isinstance(value, kind):
        try:
            return number(value, name)
        except Exception:
            return float("nan")
    if isinstance(value, np.ndarray) and value.dtype == object:
        value = value.tolist()
    if isinstance(value, list | tuple) and depth:
        return [numbered(item, kind, name, depth - 1) for item in value]
    return float(value) if isinstance(value, float) else value  # a subclass of it is one


def survey(names: dict[str, Any], kind: Any, name: str) -> dict[str, Any]:
    """Return the numbers, and the rows of numbers and scalars, among a namespace's values."""
    found = {}
    for key, value in names.items():
        value = numbered(value, kind, name)
        if not key.startswith("_") and isinstance(value, int | float | list | np.ndarray):
            found[key] = value
    return found


def anatomy(thing: Any, kind: Any) -> Any:
    """Take an object apart, as deep as networks go; scalars are instances of `kind`."""
    return _Taken(kind).apart(thing, _DEPTH)


def follow(thing: Any, paths: list[list[Any]]) -> list[Any]:
    """Return the parts of an object that paths lead to: names, places, [places in an array]."""
    return [_at(thing, path) for path in paths]


def _at(thing: Any, path: list[Any]) -> Any:
    for step in path:
        if type(step) is str:
            held = _closure(thing)
            thing = held[step] if step in held else getattr(thing, step)
        else:
            thing = thing.flat[step[0]] if type(step) is list else thing[step]
    return thing


class _Taken:
    """One object on its way of being taken apart: what was seen above, how much there was."""

    def __init__(self, kind: Any) -> None:
        self._kind = kind if isinstance(kind, type) else ()
        self._above: set[int] = set()
        self._scalars: dict[int, int] = {}
        self._left = _MOST_PARTS

    def apart(self, thing: Any, depth: int) -> Any:
        self._left -= 1
        if isinstance(thing, self._kind):
            return ["scalar", self._scalars.setdefault(id(thing), len(self._scalars))]
        if type(thing) in _PLAIN or isinstance(thing, np.generic):
            return thing
        if not depth or self._left < 0 or id(thing) in self._above:
            return ["other"]
        self._above.add(id(thing))
        try:
            return self._inside(thing, depth - 1)
        finally:
            self._above.discard(id(thing))

    def _inside(self, thing: Any, depth: int) -> Any:
        if isinstance(thing, np.ndarray):
            found = thing.ravel()[: self._left].tolist()
            kind = "array" if thing.ndim > 1 else "list"
            return [kind, [self.apart(item, depth) for item in found]]
        if isinstance(thing, list | tuple):
            return ["list", [self.apart(item, depth) for item in thing[: self._left]]]
        if isinstance(thing, type) or (not hasattr(thing, "__dict__") and not _slots(thing)):
            return ["other"]
        own = {**_closure(thing), **getattr(thing, "__dict__", {})}
        own |= {n: getattr(thing, n) for n in _slots(thing) if hasattr(thing, n) and n not in own}
        own |= {n: part for n, part in self._properties(thing).items() if n not in own}
        parts = {n: self.apart(part, depth) for n, part in own.items() if isinstance(n, str)}
        return ["object", parts, callable(thing)]

    def _properties(self, thing: Any) -> dict[str, Any]:
        """Return the scalars and lists that an object's properties give, by name."""
        found = {}
        for kind in type(thing).__mro__:
            for name in [n for n, one in vars(kind).items() if type(one) is property]:
                try:
                    value = getattr(thing, name)
                except Exception:  # noqa: S112  (a student's property may raise anything)
                    continue
                if isinstance(value, list | tuple | self._kind):
                    found[name] = value
        return found


def _closure(thing: Any) -> dict[str, Any]:
    """Return what a function keeps of where it was made, by name: some write classes like that."""
    if type(thing) is not FunctionType or not thing.__closure__:
        return {}
    cells = zip(thing.__code__.co_freevars, thing.__closure__, strict=True)
    return {name: cell.cell_contents for name, cell in cells if cell != _EMPTY}


def _slots(thing: Any) -> list[str]:
    found = getattr(type(thing), "__slots__", ())
    return [name for name in found if isinstance(name, str)] if found else []
