"""A first guess at what inputs are, from those that a function was called with."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from grader.author.recording import Instance, Large, Named, Opaque
from grader.author.sizes import Shared, as_numbers
from grader.declared.tables import InputTable

_LETTERS = 40
"""Letters that texts are drawn of."""
_MANY = 20
"""Whole numbers beyond are no sizes or axes: they are left as they are."""


class NotDescribed(Exception):
    """An input is of a kind that no description draws; `kind` names it."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def describe(path: str, seen: Sequence[Any], shared: Shared) -> InputTable:
    """Return the description of an input from the values that it had. Raises NotDescribed."""
    first = seen[0]
    unsent = [one.kind for one in seen if isinstance(one, Opaque | Instance | Named)]
    if unsent:
        raise NotDescribed(unsent[0])
    if all(isinstance(one, np.ndarray | Large) for one in seen):
        return _array(path, seen, shared)
    if all(isinstance(one, dict) for one in seen):
        keys = [key for key in first if all(key in one for one in seen)]
        if not keys or not all(isinstance(key, str) for key in keys):
            raise NotDescribed("dict")
        fields = {k: describe(f"{path}.{k}", [one[k] for one in seen], shared) for k in keys}
        return InputTable(fields=fields)
    if all(isinstance(one, list | tuple) for one in seen):
        return _listed(path, seen, shared)
    if shared.spelt and all(isinstance(one, str) and one for one in seen):
        letters = "".join(sorted(set("".join(seen))))[:_LETTERS]
        return InputTable(shape=(shared.side(path, 0, len(first)),), letters=letters)
    if shared.wide and all(isinstance(one, bool) for one in seen):
        return InputTable(choice=(True, False))
    if all(isinstance(one, bool | str) for one in seen):
        return _one_of(seen)
    if all(isinstance(one, int) for one in seen):
        return _whole(path, seen, shared)
    if all(isinstance(one, int | float) for one in seen):
        return _number([float(one) for one in seen])
    raise NotDescribed(type(first).__name__)


def _array(path: str, seen: Sequence[Any], shared: Shared) -> InputTable:
    shape = tuple(int(n) for n in seen[0].shape)
    parts = [np.asarray(one.part if isinstance(one, Large) else one) for one in seen]
    if any(len(one.shape) != len(shape) for one in seen):
        raise NotDescribed("array")
    sides = tuple(shared.side(path, axis, n) for axis, n in enumerate(shape))
    if any(part.dtype.kind in "SU" for part in parts):
        words = sorted({str(one) for part in parts for one in part.ravel()})
        return InputTable(shape=sides, choice=tuple(words[:20]))
    return _numbers(path, sides, parts, shared)


def _listed(path: str, seen: Sequence[Any], shared: Shared) -> InputTable:
    numbers = [as_numbers(one) for one in seen]
    is_list = isinstance(seen[0], list)
    if is_list and all(one is not None for one in numbers):
        if len({one.ndim for one in numbers}) > 1:
            raise NotDescribed("list")
        shape = numbers[0].shape
        sides = tuple(shared.side(path, axis, int(n)) for axis, n in enumerate(shape))
        table = _numbers(path, sides, numbers, shared)
        return InputTable(**{**_said(table), "as_list": True})
    if is_list and all(isinstance(one, str) for value in seen for one in value) and seen[0]:
        words = sorted({one for value in seen for one in value})
        return InputTable(shape=(len(seen[0]),), choice=tuple(words[:20]), as_list=True)
    if len({len(one) for one in seen}) > 1 or not seen[0]:
        raise NotDescribed(type(seen[0]).__name__)
    columns = [[one[n] for one in seen] for n in range(len(seen[0]))]
    items = tuple(describe(f"{path}.{n}", column, shared) for n, column in enumerate(columns))
    return InputTable(items=items, as_list=is_list)


def _said(table: InputTable) -> dict[str, Any]:
    return {name: getattr(table, name) for name in table.__struct_fields__}


def _numbers(
    path: str, sides: tuple[int | str, ...], parts: Sequence[Any], shared: Shared
) -> InputTable:
    """Describe entries: truth values, whole numbers, shares, numbers of a range, normal ones."""
    entries = np.concatenate([np.asarray(part).ravel() for part in parts])
    if not entries.size:
        raise NotDescribed("array")
    kind = entries.dtype.kind
    if kind == "b":
        return InputTable(shape=sides, dtype="bool")
    low, high = float(entries.min()), float(entries.max())
    if not (np.isfinite(low) and np.isfinite(high)):
        return InputTable(shape=sides)
    if len(sides) == 2 and (axis := _one_hot(parts)) is not None:
        return InputTable(shape=sides, one_hot=axis, dtype="int" if kind in "iu" else "float")
    if kind in "iu" and shared.real:
        return InputTable(shape=sides, deviation=_rounded(float(entries.std())) or 1.0)
    is_places = kind in "iu" and len(sides) == 1 and low >= 0 and high > 1  # 0 and 1 are labels
    if is_places and (last := shared.last_place(path, _greatest(parts))):
        return InputTable(shape=sides, dtype="int", low=0, high=last)
    if kind in "iu":
        return InputTable(shape=sides, dtype="int", low=int(low), high=int(max(high, low + 1)))
    dtype: Any = "float32" if entries.dtype == np.float32 else "float"
    if len(sides) == 1 and all(_rises(part) for part in parts):
        return InputTable(
            shape=sides, dtype=dtype, low=_rounded(low), high=_rounded(high), ordered=True
        )
    if (axis := _shares(parts)) is not None:
        return InputTable(shape=sides, dtype=dtype, sums_to_one=axis)
    if low >= 0 and high > low and set(entries) == {0.0, 1.0}:
        return InputTable(shape=sides, dtype="int", low=0, high=1)
    if low >= 0 and high > low:
        return InputTable(shape=sides, dtype=dtype, low=_rounded(low), high=_rounded(high))
    deviation = _rounded(float(entries.std())) or 1.0
    return InputTable(shape=sides, dtype=dtype, deviation=deviation)


def _greatest(parts: Sequence[Any]) -> list[int]:
    return [int(part.max()) for part in parts if part.size]


def _one_hot(parts: Sequence[Any]) -> int | None:
    for axis in (1, 0):
        if all(
            set(np.unique(part)) == {0, 1} and (part.sum(axis=axis) == 1).all() for part in parts
        ):
            return axis
    return None


def _shares(parts: Sequence[Any]) -> int | None:
    for axis in range(parts[0].ndim - 1, -1, -1):
        sums = [part.sum(axis=axis) for part in parts if part.shape[axis] > 1 and part.min() >= 0]
        if len(sums) == len(parts) and all(np.allclose(one, 1.0) for one in sums):
            return axis
    return None


def _rises(part: Any) -> bool:
    return bool(part.ndim == 1 and part.size > 2 and (np.diff(part) > 0).all())


def _one_of(seen: Sequence[Any]) -> InputTable:
    return InputTable(choice=tuple(dict.fromkeys(seen)))


def _whole(path: str, seen: Sequence[int], shared: Shared) -> InputTable:
    if size := shared.as_size(seen):
        return InputTable(size=size)
    if min(seen) >= 0 and (last := shared.last_place(path, seen)):
        return InputTable(dtype="int", low=0, high=last)
    low, high = min(seen), max(seen)
    if shared.wide:
        room = max(3, abs(high) // 2)
        least = low if low <= 0 else max(low - room, 1)
        return InputTable(dtype="int", low=least, high=high + room)
    if low < 0 or high > _MANY or set(seen) <= {0, 1} or shared.fixed:
        return _one_of(seen)
    return InputTable(dtype="int", low=min(low, 1), high=max(high, low + 3))


def _number(seen: Sequence[float]) -> InputTable:
    low, high = min(seen), max(seen)
    if not np.isfinite(low + high) or low == high == 0:
        return _one_of(seen)
    if low == high:
        low, high = sorted((low / 2, 1.5 * high))
        if 0 < high / 1.5 < 1:
            high = min(high, 0.95)
    return InputTable(low=_rounded(low), high=_rounded(high))


def _rounded(number: float) -> float:
    return float(f"{number:.2g}")


def examples_fit(value: Mapping[str, Any], most: int = 60) -> bool:
    """Tell whether inputs are plain, and few enough numbers to be read in a table."""
    return _weight(value) <= most


def _weight(value: Any) -> int:
    if isinstance(value, Large | Opaque | Instance | Named) or value is None:
        return 10**6
    if isinstance(value, np.ndarray):
        fine = value.size and value.dtype.kind in "biufU" and (
            value.dtype.kind != "f" or np.isfinite(value).all()
        )  # fmt: skip
        return int(value.size) if fine else 10**6
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            return 10**6
        return sum(map(_weight, value.values())) + 1
    if isinstance(value, list | tuple):
        return sum(map(_weight, value)) + 1
    if isinstance(value, float) and not np.isfinite(value):
        return 10**6
    return 1 + len(value) // 20 if isinstance(value, str) else 1
