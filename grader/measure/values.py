"""Read numbers and arrays out of what a student's code returned, or say why that cannot be done.

Everything here takes hostile but plain values: what `grader.sandbox.wire` decodes.
"""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.model import Text

Array = NDArray[Any]
"""Numbers of any kind: a test of truth, a mask, a loss."""

MOST = 1 << 20
"""Entries of the largest array that is read where no shape is expected."""
_SOME, _TIMES = 1024, 4
"""A list may hold so many entries, and so many times what is expected, to be made an array of."""
_DEEPEST = 64
"""Dimensions that an array of numpy may have."""
_NUMERIC = "biuf"
"""Kinds of dtypes that are numbers: truth values, integers, floats."""


class Unfit(Exception):
    """The value is not of a kind that can be judged.

    `text` may be shown for hidden cases (words only); `detail` is for examples.
    """

    def __init__(self, text: Text, detail: Text | None = None) -> None:
        super().__init__(text.key)
        self.text = text
        self.detail = detail


def number(value: Any, what: str) -> float:
    """Return `value` as a float; 0-d arrays and arrays with one entry count as numbers."""
    if isinstance(value, np.ndarray) and value.dtype.kind in _NUMERIC and value.size != 1:
        raise _not_a_number(value, what)
    if isinstance(value, list | tuple) and (entries(value, _SOME) or 0) > _SOME:
        raise _not_a_number(value, what)
    found = array(value, what)
    if found.size != 1:
        raise _not_a_number(value, what)
    return float(found.reshape(()))


def array(
    value: Any, what: str, shape: tuple[int, ...] | None = None, most: int = MOST
) -> NDArray[np.float64]:
    """Return `value` as a float64 array, of exactly this shape when one is given.

    Booleans and integers are converted; complex numbers, text and ragged lists are refused. What
    has another shape, or more than `most` entries where none is given, is refused before it is
    converted: a list too, when it holds far more than the shape does.
    """
    if value is None:
        raise Unfit(Text("is_none", {"what": what}))
    if isinstance(value, np.ndarray | np.generic):
        if value.dtype.kind not in _NUMERIC:
            raise _not_an_array(value, what)
        _refuse(value.shape, what, shape, most)
        return np.asarray(value).astype(np.float64)
    if not isinstance(value, bool | int | float | list | tuple):
        raise _not_an_array(value, what)
    allowed = most if shape is None else _SOME + _TIMES * math.prod(shape)
    held = entries(value, allowed)
    if held is None:
        raise _not_an_array(value, what)
    if held > allowed:
        if shape is None:
            raise _too_many(what)
        _refuse(outline(value), what, shape)
        raise _not_an_array(value, what)  # only its first entries are of that shape
    try:
        found = np.asarray(value)
        if found.dtype.kind not in _NUMERIC:
            raise ValueError
        found = found.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        raise _not_an_array(value, what) from None
    _refuse(found.shape, what, shape)
    return found


def _refuse(
    found: tuple[int, ...], what: str, shape: tuple[int, ...] | None, most: int = MOST
) -> None:
    """Raise Unfit for another shape, or too many entries where any shape will do."""
    if shape is None:
        if math.prod(found) > most:
            raise _too_many(what)
    elif found != shape:
        shapes: dict[str, str | int | float] = {
            "got": shape_name(found),
            "expected": shape_name(shape),
        }
        raise Unfit(Text("shape_differs", {"what": what}), Text("shapes", shapes))


def entries(value: Any, most: int = MOST, depth: int = 0) -> int | None:
    """Return how many numbers a list holds, arrays of them counted with all of theirs.

    None where it holds anything else: one long text would make numpy write every number beside it
    at the text's length, gigabytes. More than `most`, as soon as there are more; lists count too.
    """
    if isinstance(value, list | tuple):
        if depth >= _DEEPEST:
            return None
        total = 0
        for inner in value:
            held = entries(inner, most - total, depth + 1)
            if held is None:
                return None
            total += held or 1
            if total > most:
                break
        return total
    if isinstance(value, np.ndarray | np.generic):
        return value.size if value.dtype.kind in "biufc" else None
    return 1 if isinstance(value, bool | int | float | complex) else None


def is_complex(value: Any, depth: int = 0) -> bool:
    """Tell whether there is a complex number in a value, or among the entries of a list."""
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind == "c"
    if isinstance(value, list | tuple) and depth < _DEEPEST:
        return any(is_complex(inner, depth + 1) for inner in value)
    return isinstance(value, complex)


def outline(value: Any) -> tuple[int, ...]:
    """Return the shape of an array, or of nested lists as their first entries tell it.

    Anything else has none.
    """
    sides: list[int] = []
    while isinstance(value, list | tuple) and len(sides) < _DEEPEST:
        sides.append(len(value))
        value = value[0] if value else None
    return (*sides, *value.shape) if isinstance(value, np.ndarray | np.generic) else tuple(sides)


def mapping(value: Any, what: str, keys: Iterable[str]) -> dict[str, Any]:
    """Return `value` if it is a dict that has all these keys."""
    if not isinstance(value, dict):
        raise Unfit(Text("not_a_dict", {"what": what}), Text("found", {"got": describe(value)}))
    lacking = [key for key in keys if key not in value]
    if lacking:
        raise Unfit(Text("keys_missing", {"what": what, "keys": ", ".join(lacking)}))
    return value


def sequence(value: Any, what: str, length: int) -> tuple[Any, ...]:
    """Return `value` as a tuple if it is a list or tuple of this length."""
    if not isinstance(value, list | tuple):
        raise Unfit(Text("not_a_tuple", {"what": what}), Text("found", {"got": describe(value)}))
    if len(value) != length:
        raise Unfit(
            Text("length_differs", {"what": what}),
            Text("lengths", {"got": len(value), "expected": length}),
        )
    return tuple(value)


def _not_a_number(value: Any, what: str) -> Unfit:
    return Unfit(Text("not_a_number", {"what": what}), Text("found", {"got": describe(value)}))


def _too_many(what: str) -> Unfit:
    return Unfit(Text("too_many_entries", {"what": what}))


def _not_an_array(value: Any, what: str) -> Unfit:
    return Unfit(Text("not_an_array", {"what": what}), Text("found", {"got": describe(value)}))


def describe(value: Any) -> str:
    """Name the kind of a value, without showing anything it holds."""
    if isinstance(value, np.ndarray):
        return f"ndarray {value.dtype.name} {shape_name(value.shape)}"
    # what the wire could not carry bears the name of the type that it was
    return str(getattr(value, "type_name", type(value).__name__))[:40]


def shape_name(shape: tuple[int, ...]) -> str:
    """Write a shape as numpy does."""
    return str(tuple(int(n) for n in shape))
