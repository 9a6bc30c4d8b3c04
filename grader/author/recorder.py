"""Runs beside a solved notebook, in the sandbox: notes what its functions were given and gave.

Of its classes it notes how objects were made, what their methods were given and gave, and which
attributes a call changed, of the object or of others.

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
_MOST_OF_METHODS = 16
"""Likewise of one method: what others rest on is among them."""
_WHOLE = 4000
"""Entries of an array that is told whole; of a larger one, its shape and its beginning."""
_LONGEST = 4000
"""Letters of a text that is told: a whole book is no example."""
_SIDE = 12
_DEEPEST = 6
_MOST_ITEMS = 200
_MOST_CHANGED = 60
"""Attributes that one call changed."""
_MOST_OBJECTS = 20_000
"""Objects that are known again."""
_FIRST = 6
"""Objects of a list whose attributes are told."""
_MOST_NEEDED = 2_000
"""Objects that others rest on, of which it is told how they were made."""
_LOOKED_AT = 30
"""Objects, the newest, whose attributes are compared before a call and after it."""
COLUMNS = (
    "name", "cell", "hidden", "depth", "given", "from", "raised", "shown", "result", "altered",
    "object", "takes_any", "parameters", "is_moved", "changed", "gave",
)  # fmt: skip
"""What is told of a call, in this order."""
_PAIRED = ("given", "from", "gave")
_OPERATORS = (
    "__init__", "__call__", "__neg__", "__add__", "__sub__", "__mul__", "__truediv__", "__pow__",
    "__matmul__", "__radd__", "__rsub__", "__rmul__", "__rtruediv__",
)  # fmt: skip
"""Methods with such names that are noted: those that an expression of a declaration can ask."""


class _Recorder:
    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.made: list[tuple[Any, str, int, str]] = []
        self.cell, self.hidden, self.depth = 0, False, 0
        self.numbers: dict[int, int] = {}
        self.functions: dict[int, str] = {}
        self.objects: list[Any] = []
        self.inside: list[str] = []
        self.counts: dict[tuple[str, bool, bool], int] = {}

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
            number = len(self.calls)
            result = self.called(name, function, given, named, dict(bound))
            self.calls[number] |= {**_kinds(signature), "gave": _gave(result, self)}
            return result

        self.functions[id(recorded)] = name
        return recorded

    def watch(self, cls: type) -> None:
        """Have a class's own methods note how they are called."""
        for name, method in list(vars(cls).items()):
            if inspect.isfunction(method) and (name in _OPERATORS or not name.startswith("_")):
                setattr(cls, name, self.noted(name, method))
        if not any("__init__" in vars(base) for base in cls.__mro__[:-1]):
            setattr(cls, "__init__", self.noted("__init__", lambda self: None))  # noqa: B010

    def noted(self, method: str, function: Any) -> Any:
        """Return a method that notes how it is called, but within methods of the same class."""
        signature = inspect.signature(function)
        kinds = _kinds(signature)
        kinds["parameters"] = kinds["parameters"][1:]

        @functools.wraps(function)
        def recorded(own: Any, *given: Any, **named: Any) -> Any:
            kind = type(own).__name__
            name = f"{kind}.{method}"
            if method == "__init__":
                self.know(own)
            if kind in self.inside:
                return function(own, *given, **named)
            try:
                bound = dict(signature.bind(own, *given, **named).arguments)
            except TypeError:
                return function(own, *given, **named)
            bound.pop(next(iter(bound)))
            self.inside.append(kind)
            try:
                return self.of_object(name, function, own, given, named, bound, kinds)
            finally:
                self.inside.pop()

        return recorded

    def of_object(
        self, name: str, function: Any, own: Any, given: Any, named: Any, bound: Any, kinds: Any
    ) -> Any:
        """Call a method and note it; of what is made beyond what is noted, that it was made."""
        about = {**kinds, "object": self.numbers.get(id(own), -1)}
        if not self.has_room(name):
            if name.endswith(".__init__") and id(own) in self.numbers:
                self.calls.append({**self.row(name, bound), **about, "only_made": True})
            return function(own, *given, **named)
        number = len(self.calls)
        before, state = self.seen(), _state(own, self)
        result = self.called(name, function, (own, *given), named, bound)
        self.calls[number] |= {
            **about, "changed": self.changed(own, before),
            "is_moved": not _same(state, _state(own, self)), "gave": _gave(result, self),
        }  # fmt: skip
        return result

    def know(self, own: Any) -> None:
        """Give an object a number, by which it is known again; it stays as long as this does."""
        if id(own) not in self.numbers and len(self.objects) < _MOST_OBJECTS:
            self.numbers[id(own)] = len(self.objects)
            self.objects.append(own)

    def seen(self) -> dict[int, Any]:
        """Return the attributes of the newest objects."""
        first = max(len(self.objects) - _LOOKED_AT, 0)
        return {n: _attributes(self.objects[n], self) for n in range(first, len(self.objects))}

    def changed(self, own: Any, before: dict[int, Any]) -> list[Any]:
        """Return which attributes are others now, of the object itself and of those before it."""
        known = {self.numbers.get(id(own), -1): own}
        known |= {number: self.objects[number] for number in before}
        found: list[Any] = []
        for number, one in known.items():
            was = before.get(number, {})
            for name, value in _attributes(one, self).items():
                if name not in was or not _same(was[name], value):
                    found.append([number, name, value])
        return found[:_MOST_CHANGED]

    def has_room(self, name: str) -> bool:
        """Tell whether more calls of a function are noted, at this depth and at this place."""
        alike = self.counts.get((name, bool(self.depth), self.hidden), 0)
        return alike < (_MOST_OF_METHODS if "." in name else _MOST_CALLS)

    def row(self, name: str, bound: dict[str, Any]) -> dict[str, Any]:
        """Return what is known of a call before it is made."""
        return {
            "name": name, "cell": self.cell, "hidden": self.hidden, "depth": self.depth,
            "given": {key: told(value, self) for key, value in bound.items()},
            "from": {key: self.origin(value) for key, value in bound.items()},
            "raised": "", "shown": "", "result": ["opaque", "nothing"],
        }  # fmt: skip

    def called(
        self, name: str, function: Any, given: Any, named: Any, bound: dict[str, Any]
    ) -> Any:
        """Call a function and note it."""
        row = self.row(name, bound)
        place = (name, bool(self.depth), self.hidden)
        self.counts[place] = self.counts.get(place, 0) + 1
        self.calls.append(row)
        self.depth += 1
        try:
            result = function(*given, **named)
        except BaseException as error:
            row["raised"] = type(error).__name__
            raise
        finally:
            self.depth -= 1
        row["result"] = told(result, self)
        row["altered"] = [
            key for key, value in bound.items() if not _same(row["given"][key], told(value, self))
        ]
        row["shown"] = "" if self.depth else _shown(result)
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

    def told(self) -> list[Any]:
        """Return all that was noted, in the order of `COLUMNS`: an answer may have few keys.

        Of objects made beyond those that are noted, only what others rest on is told; the places
        of the others are kept.
        """
        needed: set[int] = set()
        found: list[Any] = []
        for row in reversed(self.calls):
            is_full = len(needed) > _MOST_NEEDED
            if row.get("only_made") and (is_full or row["object"] not in needed):
                found.append(None)
                continue
            needed |= {row.get("object", -1), *_objects_in([*row["given"].values()])}
            found.append(
                [_pairs(row.get(name)) if name in _PAIRED else row.get(name) for name in COLUMNS]
            )
        return found[::-1]


def _objects_in(values: list[Any]) -> set[int]:
    """Return the numbers of the objects in values as they are told."""
    found: set[int] = set()
    left = list(values)
    while left:
        one = left.pop()
        if one[0] == "object":
            found.add(one[1])
        elif one[0] in ("list", "tuple"):
            left += one[1]
        elif one[0] == "dict":
            left += one[1].values()
    return found


def _pairs(value: Any) -> list[Any]:
    return [[key, one] for key, one in (value or {}).items()]


def _shown(result: Any) -> str:
    try:
        return repr(result)[:2000]
    except BaseException:
        return ""


def _kinds(signature: inspect.Signature) -> dict[str, Any]:
    """Return whether it takes any number of arguments, and which need no name, in order."""
    kinds = {name: one.kind for name, one in signature.parameters.items()}
    by_name = inspect.Parameter.KEYWORD_ONLY
    starred = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return {
        "takes_any": any(kind in starred for kind in kinds.values()),
        "parameters": [name for name, kind in kinds.items() if kind is not by_name],
    }


def _gave(result: Any, known: _Recorder) -> dict[str, Any]:
    """Return the attributes of an object, or of the first of a list, as they are asked for."""
    if type(result) in (list, tuple):
        return {
            f"[{place}]{name}": value
            for place, one in enumerate(result[:_FIRST])
            for name, value in _gave(one, known).items()
        }
    return {f".{name}": value for name, value in _attributes(result, known).items()}


def _attributes(own: Any, known: _Recorder) -> dict[str, Any]:
    """Return the attributes of an object of a watched class that are values."""
    if id(own) not in known.numbers:
        return {}
    found = {}
    for name, value in list(getattr(own, "__dict__", {}).items())[:40]:
        if not name.startswith("_"):
            as_told = told(value, known)
            if as_told[0] not in ("opaque", "object", "function"):
                found[name] = as_told
    return found


def _state(own: Any, known: _Recorder) -> dict[str, Any]:
    """Return all attributes of an object, private ones too, as far as changes of them show."""
    found = {}
    for name, value in list(getattr(own, "__dict__", {}).items())[:40]:
        as_told = told(value, known)
        found[name] = id(value) if as_told[0] == "opaque" else as_told
    return found


def _same(one: Any, other: Any) -> bool:
    try:
        return repr(one) == repr(other)
    except BaseException:
        return False


def told(value: Any, known: _Recorder, depth: int = 0) -> list[Any]:
    """Return a value as it may be sent: what kind it is, and what it holds."""
    if id(value) in known.numbers:
        return ["object", known.numbers[id(value)], type(value).__name__]
    if id(value) in known.functions:
        return ["function", known.functions[id(value)]]
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufSU":
        if value.size <= _WHOLE:
            return ["plain", copy.deepcopy(np.asarray(value))]
        part = value[tuple(slice(0, _SIDE) for _ in value.shape)]
        return ["large", list(value.shape), np.array(part)]
    if isinstance(value, str) and len(value) > _LONGEST:
        return ["opaque", "long text"]
    if isinstance(value, (bool, int, float, str, type(None), np.generic)):
        return ["plain", value.item() if isinstance(value, np.generic) else value]
    if isinstance(value, (set, frozenset)):
        if len(value) <= _WHOLE and all(map(_is_key, value)):
            return ["plain", set(value)]
    elif depth < _DEEPEST and isinstance(value, dict):
        if len(value) <= _most(value.values()) and all(map(_is_key, value)):
            return ["dict", {key: told(one, known, depth + 1) for key, one in value.items()}]
    elif depth < _DEEPEST and type(value) in (list, tuple) and len(value) <= _most(value):
        return [type(value).__name__, [told(one, known, depth + 1) for one in value]]
    return ["opaque", type(value).__name__]


def _most(entries: Any) -> int:
    """Return how many entries are told: more of those that hold no others."""
    return _WHOLE if all(isinstance(one, (int, float, str)) for one in entries) else _MOST_ITEMS


def _is_key(value: Any) -> bool:
    """Tell what may be told as a key or as an entry of a set."""
    if type(value) is tuple:
        return all(map(_is_key, value))
    return isinstance(value, (int, float, str))


_grader_recorder = _Recorder()
_grader_calls = _grader_recorder.told
