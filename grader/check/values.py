"""Read numbers and arrays out of what a student's code returned, or say why that cannot be done.

Everything here takes hostile but plain values: what `grader.sandbox.wire` decodes.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from grader.model import Text

_DEEPEST = 64
"""Dimensions that an array of numpy may have."""


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
    found = array(value, what)
    if found.size != 1:
        raise Unfit(Text("not_a_number", {"what": what}), Text("found", {"got": describe(value)}))
    return float(found.reshape(()))


def array(value: Any, what: str, shape: tuple[int, ...] | None = None) -> NDArray[np.float64]:
    """Return `value` as a float64 array, of exactly this shape when one is given.

    Booleans and integers are converted; complex numbers, text and ragged lists are refused.
    """
    if value is None:
        raise Unfit(Text("is_none", {"what": what}))
    if not isinstance(value, bool | int | float | np.generic | np.ndarray | list | tuple):
        raise _not_an_array(value, what)
    try:
        if not only_numbers(value):
            raise ValueError
        found = np.asarray(value)
        if found.dtype.kind not in "biuf":
            raise ValueError
        found = found.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        raise _not_an_array(value, what) from None
    if shape is not None and found.shape != shape:
        shapes: dict[str, str | int | float] = {
            "got": shape_name(found.shape),
            "expected": shape_name(shape),
        }
        raise Unfit(Text("shape_differs", {"what": what}), Text("shapes", shapes))
    return found


def only_numbers(value: Any, depth: int = 0) -> bool:
    """Tell whether lists hold nothing but numbers and arrays of them.

    One long text would make numpy write every number beside it at the text's length: gigabytes.
    """
    if isinstance(value, list | tuple):
        return depth < _DEEPEST and all(only_numbers(inner, depth + 1) for inner in value)
    if isinstance(value, np.ndarray | np.generic):
        return value.dtype.kind in "biufc"
    return isinstance(value, bool | int | float | complex)


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
