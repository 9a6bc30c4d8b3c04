"""Which sizes of the examples are one: sides of arrays that are equal in every call."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np

from grader.author.recording import Large

_NAMES = "mnkpqrstuvw"
_LEAST, _MOST, _BEYOND = 2, 10, 2

Place = tuple[str, int]
"""The path of an input, and an axis of it."""


class Shared:
    """The names of sizes, made as they are met; fixed ones stay numbers."""

    def __init__(
        self,
        calls: Sequence[Mapping[str, Any]],
        *,
        fixed: bool = False,
        apart: bool = False,
        real: bool = False,
        places: bool = False,
        spelt: bool = False,
        wide: bool = False,
    ) -> None:
        """Compare the sides of every array in these calls' inputs, by their paths.

        With `apart` the ranges of sizes do not meet: the larger size of the examples stays so.
        With `places` whole numbers are places along a side, where they can be. With `spelt` texts
        have a side, too: they are drawn letter by letter.
        """
        self.wide = wide
        """Whether whole numbers and truth values are others than those of the examples, too."""
        self.spelt = spelt
        """Whether texts are drawn letter by letter."""
        self._apart, self._places = apart, places
        self._taken = {name for given in calls for name in given}
        self.real = real
        """Whether arrays of whole numbers are drawn as real ones."""
        self.fixed = fixed
        """Whether sizes, and whole numbers, stay what they were."""
        self._count = len(calls)
        self._sides: dict[Place, tuple[int, ...]] = {}
        self._names: dict[tuple[int, ...], str] = {}
        self._ranges: dict[str, tuple[int, int]] = {}
        shapes = [dict(_shapes(given, "", spelt)) for given in calls]
        for path, shape in (shapes[0] if shapes else {}).items():
            each = [one.get(path, ()) for one in shapes]
            if all(len(one) == len(shape) for one in each):
                for axis in range(len(shape)):
                    self._sides[path, axis] = tuple(one[axis] for one in each)

    @classmethod
    def guessed(cls, calls: Sequence[Mapping[str, Any]], guess: str) -> "Shared":
        """Return the sizes of calls as one way of guessing has them."""
        return cls(
            calls,
            fixed=guess == "fixed",
            apart=guess in ("apart", "real"),
            real=guess == "real",
            places=guess == "places",
            spelt=guess == "spelt",
            wide=guess == "wide",
        )

    @property
    def ranges(self) -> dict[str, tuple[int, int]]:
        """The least and the most of every named size."""
        if not self._apart:
            return dict(self._ranges)
        by_size = sorted((sides[0], name) for sides, name in self._names.items())
        places = {name: _LEAST * (place + 1) for place, (_, name) in enumerate(by_size)}
        return {name: (places[name], places[name] + 1) for name in self._ranges}

    def side(self, path: str, axis: int, here: int) -> int | str:
        """Return what the shape of an input says of an axis: a name, or a number."""
        sides = self._sides.get((path, axis))
        if self.fixed or sides is None or set(sides) <= {0, 1}:
            return here
        return self._named(sides)

    def as_size(self, numbers: Sequence[int]) -> str:
        """Return the name of the size that a whole number is in every call; "" for none."""
        sides = tuple(numbers)
        is_one = len(sides) == self._count and sides in self._sides.values() and min(sides) > 1
        return self._named(sides) if is_one and not self.fixed else ""

    def last_place(self, path: str, greatest: Sequence[int]) -> str:
        """Return the last place along a side, as arithmetic of its size; "" where there is none.

        It is the shortest side of an array that every one of these numbers is a place of, call by
        call; `path` is the input's own, whose sides are others.
        """
        if not self._places or len(greatest) != self._count:
            return ""
        fit = [
            sides for (owner, _), sides in self._sides.items()
            if owner != path and min(sides) > 1
            and all(one < side for one, side in zip(greatest, sides, strict=True))
        ]  # fmt: skip
        return f"{self._named(min(fit, key=sum))} - 1" if fit else ""

    def _named(self, sides: tuple[int, ...]) -> str:
        if sides not in self._names:
            free = (name for name in _names() if name not in self._taken)
            name = next(free)
            self._taken.add(name)
            self._names[sides] = name
            low, high = min(sides), max(sides)
            least = max(_LEAST, min(low, _MOST) - 1)
            self._ranges[name] = least, max(least + 1, min(high, _MOST) + _BEYOND)
        return self._names[sides]


def _names() -> Iterator[str]:
    """Yield names for sizes: of one letter, as far as there are any."""
    yield from _NAMES
    yield from (f"n{number}" for number in count(len(_NAMES)))


def _shapes(value: Any, path: str, spelt: bool) -> list[tuple[str, tuple[int, ...]]]:
    if spelt and isinstance(value, str):
        return [(path, (len(value),))]
    if isinstance(value, np.ndarray | Large):
        return [(path, tuple(value.shape))]
    if isinstance(value, Mapping):
        return [
            one for key, inner in value.items() for one in _shapes(inner, f"{path}.{key}", spelt)
        ]
    if isinstance(value, list | tuple):
        numbers = as_numbers(value)
        if numbers is not None:
            return [(path, numbers.shape)]
        pairs = enumerate(value)
        return [one for n, inner in pairs for one in _shapes(inner, f"{path}.{n}", spelt)]
    return []


def as_numbers(value: Any) -> Any:
    """Return nested lists of numbers as an array; None for anything else."""
    if not isinstance(value, list | tuple) or not value:
        return None
    if any(isinstance(one, np.ndarray | Large) for one in value):
        return None
    try:
        found = np.asarray(value)
    except ValueError:
        return None
    return found if found.dtype.kind in "biuf" else None
