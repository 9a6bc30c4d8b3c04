"""Rows of numbers that a student's code gave: read them, compare them, say what became of them."""

import builtins
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import numpy as np

from grader.measure.compare import SINGLE, agree, is_single
from grader.measure.values import Unfit, array
from grader.model import Text

RTOL = 1e-6
UNRUN = ("generator", "coroutine", "async_generator")
"""What a call of a function gives that has yet to be run, by the name of its class."""
ABSENT = "AbsentModuleError"
"""What is raised where a module is used that is not installed here."""
_WRITTEN = 40
"""Numbers of a row that are written."""


def row(value: Any, length: int) -> Any:
    """Return a row of so many finite numbers as an array; None for anything else."""
    try:
        found = array(value, "row", (length,))
    except Unfit:
        return None
    return found if np.isfinite(found).all() else None


def first(value: Any) -> Any:
    """Return the first number of a row, in a row of its own; None when there is none."""
    try:
        return row(array(value, "row")[:1], 1)
    except (Unfit, IndexError):
        return None


def same(found: Any, right: Any) -> bool:
    """Tell whether two rows agree; None and what is no row agree with nothing."""
    try:
        other = array(right, "row")
        one = array(found, "row", other.shape)
    except Unfit:
        return False
    return bool(agree(one, other, RTOL).all())


def along(step: Any, slope: Any) -> bool:
    """Tell whether a row is a positive multiple of another."""
    size = float(slope @ slope)
    factor = float(step @ slope) / size if size else 0.0
    return factor > 0 and bool(np.abs(step - factor * slope).max() <= RTOL * np.abs(step).max())


def moved_alike(end: Any, start: Any, right: Any) -> bool:
    """Tell whether a row came from `start` as far as another did: a step is small beside them."""
    if same(end - start, right - start):
        return True
    slack = SINGLE * np.abs(right).max() if is_single(end) else 0.0
    return bool(np.abs(end - right).max() <= slack)


def table(value: Any) -> Mapping[str, Any]:
    """Return a dict as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


def numbers(expected: Any, got: Any) -> Text:
    """Tell two rows of numbers; a detail, for examples only."""
    return Text("expected_got", {"expected": written(expected), "got": written(got)})


def written(value: Any) -> str:
    """Write a number or a row of them; of a long one the beginning."""
    if isinstance(value, np.ndarray | list | tuple):
        some = [written(one) for one in islice(_flat(value), _WRITTEN + 1)]
        return ", ".join([*some[:_WRITTEN], *(["…"] if len(some) > _WRITTEN else [])])
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)[:40]


def _flat(value: Any) -> Iterator[Any]:
    """Yield the entries of an array or of nested lists, in their order."""
    if isinstance(value, np.ndarray):
        yield from map(value.item, range(value.size))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _flat(inner)
    else:
        yield value


def unstopped(value: Any, what: str) -> Any:
    """Return a value as it is. Raises Unfit where the name of an exception stands in its place.

    So does the name of what has yet to be run.
    A student's own exception could bear a hidden input in its name: only Python's are repeated.
    """
    if not isinstance(value, str):
        return value
    if value == "NotImplementedError":
        raise Unfit(Text("still_blank", {"what": what}))
    if value == ABSENT:
        raise Unfit(Text("stopped_absent", {"what": what}))
    if value in UNRUN:
        raise Unfit(Text("unrun", {"what": what, "kind": value}))
    error = value if is_exception(value) else "Exception"
    raise Unfit(Text("stopped", {"what": what, "error": error}))


def is_exception(name: str) -> bool:
    """Tell whether one of Python's own exceptions bears a name."""
    known = getattr(builtins, name, None)
    return isinstance(known, type) and issubclass(known, BaseException)
