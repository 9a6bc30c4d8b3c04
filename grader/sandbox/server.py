"""The call server: does with a student's code what the grader asks, one operation at a time.

All that stands beside the code: no exercise, no check, no case but the values of the call at hand.
An operation is ``[number, code, *arguments]``; what it gives lives under its number until the next
question, and a `Reference` among arguments stands for it. See `grader/remote/`.
"""

import copy
import inspect
import operator
import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import count, islice
from types import CodeType
from typing import Any

import numpy as np

from grader.model import Chunk
from grader.remote.reference import Reference
from grader.sandbox import anatomy, randomness
from grader.sandbox.beside import program
from grader.sandbox.calling import as_base, called, made
from grader.sandbox.loading import Loaded, raised
from grader.sandbox.standins import student_builtins

_PLAIN = frozenset({str, int, float, bool, type(None)})


class NotDefined(Exception):
    """What was asked for by name is not there."""


class OperationFailed(Exception):
    """The operation of this number raised its cause."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class Server:
    """One submission's side of the conversation."""

    def __init__(self, loaded: Loaded) -> None:
        self._loaded = loaded
        self._results: dict[int, Any] = {}
        self._free = count(-1, -1)
        self._programs: dict[str, dict[str, Any]] = {}

    def forget(self) -> None:
        """Let go of everything that the last question made."""
        self._results.clear()

    def perform(self, operations: Sequence[Sequence[Any]]) -> None:
        """Perform operations in order. Raises OperationFailed from what the first one raised."""
        for number, code, *arguments in operations:
            try:
                if code == "repeat":
                    self._results[number] = self._repeat(*arguments)
                elif code == "attempt":
                    self._results[number] = self._attempt(*arguments)
                else:
                    ready = [one if type(one) in _PLAIN else self._real(one) for one in arguments]
                    self._results[number] = _OPERATIONS[code](self, *ready)
            except OperationFailed:
                raise
            except BaseException as error:
                raise OperationFailed(number) from error

    def values(self, wanted: Sequence[int]) -> list[Any]:
        """Return what operations gave."""
        return [self._results[number] for number in wanted]

    def keep(self, value: Any) -> Reference:
        """Give something that is not plain a number of its own."""
        number = next(self._free)
        self._results[number] = value
        return Reference(number)

    def _real(self, value: Any) -> Any:
        exact = type(value)
        if exact is Reference:
            return self._results[value.number]
        if exact is list or exact is tuple:
            return exact([one if type(one) in _PLAIN else self._real(one) for one in value])
        if exact is dict:
            return {key: self._real(item) for key, item in value.items()}
        return value

    def _repeat(self, times: int, body: Any, wanted: Sequence[int]) -> list[Any]:
        found = []
        for _ in range(times):
            self.perform(body)
            found.append([copied(value) for value in self.values(wanted)])
        return found

    def _attempt(self, body: Any, wanted: Sequence[int]) -> Any:
        """Return what operations gave, or what one of them raised and where, in a dict."""
        try:
            self.perform(body)
            return [copied(value) for value in self.values(wanted)]
        except OperationFailed as failed:
            error = failed.__cause__ or failed
            if isinstance(error, _NOT_CAUGHT):
                raise error from None
            found = raised(error)
            return {"stopped": [found.type, found.cell, found.line]}

    # ------------------------------------------------------------ operations

    def _name(self, name: str) -> Any:
        try:
            return self._loaded.namespace[name]
        except KeyError:
            raise NotDefined(name) from None

    def _names(self, names: Sequence[str]) -> dict[str, Any]:
        own = self._loaded.namespace
        return {name: own[name] for name in names if name in own}

    def _redefine(self, cell: int, line: int, source: str) -> None:
        self._loaded.redefine(Chunk(cell, line, source))

    def _block(self, place: int, rounds: int | None, bound: dict[str, Any]) -> dict[str, Any]:
        return self._loaded.block(place, rounds, bound)

    def _seed(self, number: int) -> None:
        randomness.seed(number)

    def _random(self, size: int, more: int) -> Any:
        drawn = [random.random() for _ in range(more)]  # noqa: S311  (the stream to look at)
        return np.concatenate([np.random.random(size), drawn])

    def _beside(self, name: str) -> dict[str, Any]:
        if name not in self._programs:
            self._programs[name] = _started(program(name))
        return self._programs[name]


def _started(code: CodeType) -> dict[str, Any]:
    namespace = {"__builtins__": student_builtins(), "__name__": "beside"}
    exec(code, namespace)  # noqa: S102
    return namespace


_NOT_CAUGHT = (KeyboardInterrupt, SystemExit, MemoryError, NotDefined)
"""What ends a question, whatever was only tried."""


def copied(value: Any) -> Any:
    """Return a value that later calls cannot change: arrays and what holds them are copied."""
    exact = type(value)
    if exact is np.ndarray:
        return copy.deepcopy(value) if value.dtype.hasobject else value.copy()
    if exact is list or exact is tuple:
        return exact([copied(item) for item in value])
    if exact is dict:
        return {key: copied(item) for key, item in value.items()}
    return value


def _is_a(thing: Any, kind: Any) -> bool:
    return isinstance(kind, type) and isinstance(thing, kind)


def _kept(thing: Any, names: str) -> Any:
    """Return the first of these that is set; a property that raises is not."""
    for name in names.split():
        with suppress(Exception):
            value = getattr(thing, name, None)
            if value is not None:
                return copied(value)
    return None


def _asked(
    thing: Any, methods: str, kept: str, given: Sequence[Any], names: str, flags: str
) -> Any:
    call = _kept(thing, methods)
    if call is None:
        call = (
            thing if callable(thing) else getattr(thing, methods.split()[0])
        )  # says what is missing
    returned = called(call, given, names, flags)
    result = _kept(thing, kept)
    if result is None and returned is None:
        for name in kept.split():
            getattr(thing, name, None)  # a property that raises says why there is nothing
    return as_base(copied(returned) if result is None else result)


def _give(thing: Any, names: str, value: Any) -> None:
    own = [name for name in names.split() if name in getattr(thing, "__dict__", {})]
    for name in own or [name for name in names.split() if hasattr(thing, name)]:
        setattr(thing, name, value)


def _parts(thing: Any) -> dict[str, Any]:
    found = dict(vars(thing)) if hasattr(thing, "__dict__") else {}
    for name in getattr(type(thing), "__slots__", ()):
        if isinstance(name, str) and hasattr(thing, name):
            found.setdefault(name, getattr(thing, name))
    return found


def _first(thing: Any, names: Sequence[str], is_set: bool) -> str | None:
    for name in names:
        if hasattr(thing, name) and not (is_set and getattr(thing, name) is None):
            return name
    return None


def _signature(function: Any) -> list[Any] | None:
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    return [[p.name, p.kind.name, p.default is p.empty] for p in found]


def _identities(rows: Sequence[Sequence[Any]]) -> list[list[int]]:
    numbers: dict[int, int] = {}
    return [[numbers.setdefault(id(one), len(numbers)) for one in row] for row in rows]


def _set_quietly(thing: Any, name: str, value: Any) -> None:
    with suppress(AttributeError):  # a property that cannot be set
        setattr(thing, name, value)


def _held(thing: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return those of these attributes that there are, and can be read."""
    found = {}
    for name in names:
        with suppress(Exception):
            found[name] = getattr(thing, name)
    return found


def _set_each(things: Sequence[Any], name: str, values: Sequence[Any]) -> None:
    for thing, value in zip(things, values, strict=True):
        setattr(thing, name, value)


_TYPE_NAME = type.__dict__["__name__"].__get__  # whatever a metaclass says of it
_OPERATORS = {
    name: getattr(operator, name)
    for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "neg", "pos",
                 "abs", "truth")
}  # fmt: skip

_OPERATIONS: dict[str, Callable[..., Any]] = {
    "name": Server._name,
    "values": Server._names,
    "redefine": Server._redefine,
    "block": Server._block,
    "seed": Server._seed,
    "random": Server._random,
    "normal": lambda _, size: np.random.randn(size),
    "beside": Server._beside,
    "lent": lambda _, source: _started(compile(source, "<beside>", "exec")),
    "hold": lambda _, value: value,
    "copy": lambda _, value: copied(value),
    "call": lambda _, function, arguments, named: function(*arguments, **named),
    "made": lambda _, thing, given, names: made(thing, given, names),
    "called": lambda _, function, given, names: as_base(called(function, given, names, "")),
    "ask": lambda _, *asked: _asked(*asked),
    "kept": lambda _, thing, names: _kept(thing, names),
    "give": lambda _, thing, names, value: _give(thing, names, value),
    "get": lambda _, thing, name: getattr(thing, name),
    "set": lambda _, thing, name, value: setattr(thing, name, value),
    "item": lambda _, thing, key: thing[key],
    "put": lambda _, thing, key, value: operator.setitem(thing, key, value),
    "operate": lambda _, name, operands: _OPERATORS[name](*operands),
    "length": lambda _, thing: len(thing),
    "list": lambda _, thing, most: list(islice(thing, most)),
    "pick": lambda _, thing, keys: {key: thing[key] for key in keys if key in thing},
    "isa": lambda _, thing, kind: _is_a(thing, kind),
    "isclass": lambda _, thing: isinstance(thing, type),
    "callable": lambda _, thing: callable(thing),
    "type": lambda _, thing: type(thing),
    "typename": lambda _, thing: _TYPE_NAME(type(thing)),
    "attribute": lambda _, thing, names: getattr(thing, _first(thing, names, False) or names[0]),
    "number": lambda _, thing, name: anatomy.number(thing, name),
    "numbers": lambda _, things, name: np.array([anatomy.number(one, name) for one in things]),
    "numbered": lambda _, value, kind, name: anatomy.numbered(value, kind, name),
    "survey": lambda _, names, kind, name: anatomy.survey(names, kind, name),
    "anatomy": lambda _, thing, kind: anatomy.anatomy(thing, kind),
    "follow": lambda _, thing, paths: anatomy.follow(thing, paths),
    "listed": lambda _, value: list(value) if isinstance(value, list | tuple) else [value],
    "first": lambda _, thing, names, is_set: _first(thing, names, is_set),
    "parts": lambda _, thing: _parts(thing),
    "signature": lambda _, function: _signature(function),
    "identities": lambda _, rows: _identities(rows),
    "usable": lambda _, thing, names: [n for n in names if callable(getattr(thing, n, None))],
    "held": lambda _, thing, names: _held(thing, names),
    "setquietly": lambda _, thing, name, value: _set_quietly(thing, name, value),
    "areall": lambda _, things, kind: [_is_a(thing, kind) for thing in things],
    "geteach": lambda _, things, name: [getattr(thing, name) for thing in things],
    "seteach": lambda _, things, name, values: _set_each(things, name, values),
}
