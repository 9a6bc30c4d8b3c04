"""Runs beside a solved notebook, in the sandbox: notes what its functions were given and gave.

It is sent as text, before the notebook's own cells. It imports what the sandbox has, and knows no
answer; what it tells is the notebook's, and is read as such.
"""

import copy
import functools
import inspect
from typing import Any

import numpy as np

_MOST_CALLS = 8
"""Calls of one function that are noted, of those made by cells, and of those made by functions."""
_WHOLE = 4000
"""Entries of an array that is told whole; of a larger one, its shape and its beginning."""
_SIDE = 12
_DEEPEST = 6
_MOST_ITEMS = 200


class _Recorder:
    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.made: list[tuple[Any, str, int, str]] = []
        self.cell, self.hidden, self.depth = 0, False, 0

    def place(self, cell: int, hidden: bool) -> None:
        """Begin a cell."""
        self.cell, self.hidden, self.depth = cell, hidden, 0

    def watched(self, name: str, function: Any) -> Any:
        """Return a function that notes how it is called."""
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):
            return function

        @functools.wraps(function)
        def recorded(*given: Any, **named: Any) -> Any:
            if not self.has_room(name):
                return function(*given, **named)
            try:
                bound = signature.bind(*given, **named).arguments
            except TypeError:
                return function(*given, **named)
            return self.called(name, function, given, named, dict(bound))

        return recorded

    def has_room(self, name: str) -> bool:
        """Tell whether more calls of a function are noted, at this depth and at this place."""
        alike = [
            one for one in self.calls
            if one["name"] == name and bool(one["depth"]) == bool(self.depth)
            and one["hidden"] == self.hidden
        ]  # fmt: skip
        return len(alike) < _MOST_CALLS

    def called(
        self, name: str, function: Any, given: Any, named: Any, bound: dict[str, Any]
    ) -> Any:
        """Call a function and note it."""
        row: dict[str, Any] = {
            "name": name, "cell": self.cell, "hidden": self.hidden, "depth": self.depth,
            "given": {key: told(value) for key, value in bound.items()},
            "from": {key: self.origin(value) for key, value in bound.items()},
            "raised": "", "shown": "", "result": ["opaque", "nothing"],
        }  # fmt: skip
        self.calls.append(row)
        self.depth += 1
        try:
            result = function(*given, **named)
        except BaseException as error:
            row["raised"] = type(error).__name__
            raise
        finally:
            self.depth -= 1
        row["result"] = told(result)
        row["shown"] = _shown(result)
        self.keep(result, name, len(self.calls) - 1)
        return result

    def keep(self, result: Any, name: str, number: int) -> None:
        """Remember what a call gave, to know it again as an argument."""
        if not isinstance(result, (list, tuple, dict, np.ndarray)):
            return
        self.made.append((result, name, number, ""))
        entries = result.items() if isinstance(result, dict) else enumerate(result)
        if isinstance(result, np.ndarray):
            return
        for key, value in list(entries)[:20]:
            if isinstance(value, (list, tuple, dict, np.ndarray)):
                self.made.append((value, name, number, f"[{key!r}]"))

    def origin(self, value: Any) -> list[Any]:
        """Return which call gave a value, and where in what it gave; nothing where none did."""
        for made, name, number, path in reversed(self.made):
            if made is value:
                return [name, number, path]
        return []

    def told(self) -> list[dict[str, Any]]:
        """Return all that was noted."""
        return self.calls


def _shown(result: Any) -> str:
    try:
        return repr(result)[:2000]
    except BaseException:
        return ""


def told(value: Any, depth: int = 0) -> list[Any]:
    """Return a value as it may be sent: what kind it is, and what it holds."""
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufSU":
        if value.size <= _WHOLE:
            return ["plain", copy.deepcopy(np.asarray(value))]
        part = value[tuple(slice(0, _SIDE) for _ in value.shape)]
        return ["large", list(value.shape), np.array(part)]
    if isinstance(value, (bool, int, float, str, type(None), np.generic)):
        return ["plain", value.item() if isinstance(value, np.generic) else value]
    if isinstance(value, (set, frozenset)) and len(value) <= _MOST_ITEMS:
        if all(isinstance(one, (int, float, str)) for one in value):
            return ["plain", set(value)]
    elif depth < _DEEPEST and isinstance(value, dict) and len(value) <= _MOST_ITEMS:
        if all(isinstance(key, str) for key in value):
            return ["dict", {key: told(one, depth + 1) for key, one in value.items()}]
    elif depth < _DEEPEST and type(value) in (list, tuple) and len(value) <= _MOST_ITEMS:
        return [type(value).__name__, [told(one, depth + 1) for one in value]]
    return ["opaque", type(value).__name__]


_grader_recorder = _Recorder()
_grader_calls = _grader_recorder.told
