"""The reference with some of its names doing no work: every function and method answers as a kind.

The right answer is asked of the reference first, for its shapes; a function gets copies of its
arguments for that, so that what it would have done to them is not done. Only the outermost call is
answered dishonestly: what it calls inside is the reference's.
"""

import copy
import functools
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from grader.validate.dishonest.kinds import Call, Kind, turned
from grader.validate.dishonest.leaves import (
    MODULE,
    Path,
    leaves,
    nothing,
    rebuilt,
    without_texts,
)

_MISSING = object()
_UNTOUCHED = frozenset({"__repr__", "__str__", "__hash__", "__eq__", "__dict__", "__weakref__"})

Signature = tuple[Any, ...]


class Namespace:
    """A reference's module, in which wrapped names answer as a kind.

    `public` are the signatures of the calls that public examples make; with no kind, calls are
    right, and their signatures are gathered there.
    """

    def __init__(self, module: ModuleType, kind: Kind | None, public: set[Signature]) -> None:
        self._module = module
        self._kind = kind
        self._public = public
        self._first: dict[str, dict[Any, Any]] = {}
        self._depth = 0
        self._made: list[Any] = []
        if kind is None or kind.idle:
            return  # nothing goes on working in an object of these: a copy does as well
        for value in list(vars(module).values()):
            if isinstance(value, type) and value.__module__ == MODULE:
                self._note_new(value)

    def _note_new(self, real: type) -> None:
        """Remember the objects that a call makes: these are changed where they are, not copied."""
        build = real.__init__  # type: ignore[misc]

        @functools.wraps(build)
        def noted(thing: Any, *arguments: Any, **named: Any) -> None:
            if self._depth:
                self._made.append(thing)
            build(thing, *arguments, **named)

        if "__init__" in vars(real):
            real.__init__ = noted  # type: ignore[misc]

    def wrap(self, names: Iterable[str], *, built: bool = False) -> None:
        """Make these names dishonest; with `built`, objects are built right."""
        for name in names:
            real = getattr(self._module, name)
            made = self._class(real, built) if isinstance(real, type) else self._function(real)
            setattr(self._module, name, made)

    def _function(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def answered(*arguments: Any, **named: Any) -> Any:
            if self._depth:
                return real(*arguments, **named)
            return self._answer(real, None, arguments, named)

        return answered

    def _class(self, real: type, built: bool) -> type:
        methods = {
            name: self._method(function)
            for name, function in vars(real).items()
            if callable(function)
            and not isinstance(function, type)
            and name not in _UNTOUCHED
            and not (built and name == "__init__")
        }
        return type(real.__name__, (real,), {**methods, "__module__": MODULE})

    def _method(self, real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def answered(thing: Any, *arguments: Any, **named: Any) -> Any:
            if self._depth:
                return real(thing, *arguments, **named)
            return self._answer(real, thing, arguments, named)

        return answered

    def _answer(
        self,
        real: Callable[..., Any],
        thing: Any,
        arguments: tuple[Any, ...],
        named: Mapping[str, Any],
    ) -> Any:
        owner = () if thing is None else (thing,)
        kind = self._kind
        if kind is None:
            self._public.add(_signature(real, owner, arguments, named))
            return self._right(real, owner, arguments, named)
        if kind.is_mute:
            return None
        self._made.clear()
        before = {} if thing is None else dict(vars(thing))
        call_of = self._asked(kind, real, owner, arguments, named)
        if thing is None:
            right = self._right(real, owner, *copy.deepcopy((arguments, dict(named))))
        else:
            right = self._right(real, owner, arguments, named)
        stored = _stored(thing, before, arguments, named)
        call = call_of({"": right, **stored})

        new = {id(made) for made in self._made}
        silent = kind.idle or not (kind.alters or call.is_public)

        def change(path: Any, leaf: Any) -> Any:
            return kind.answer(call, path, leaf)

        for name, value in stored.items():
            found = rebuilt(value, change, new=new, silent=silent, path=(name,))
            setattr(thing, name, nothing if silent and callable(found) else found)
        if silent and next(leaves(right), None) is None:
            return without_texts(right)
        return rebuilt(right, change, new=new, silent=silent, path=("",))

    def _right(
        self,
        real: Callable[..., Any],
        owner: tuple[Any, ...],
        arguments: tuple[Any, ...],
        named: Mapping[str, Any],
    ) -> Any:
        self._depth += 1
        try:
            return real(*owner, *arguments, **named)
        finally:
            self._depth -= 1

    def _asked(
        self,
        kind: Kind,
        real: Callable[..., Any],
        owner: tuple[Any, ...],
        arguments: tuple[Any, ...],
        named: Mapping[str, Any],
    ) -> Callable[[Any], Call]:
        """Note what is asked, before the right answer changes it; return what completes it."""
        given = tuple(value for _, value in leaves((arguments, dict(named))))
        public = _signature(real, owner, arguments, named) in self._public
        other = self._turned(real, owner, arguments, named) if kind.turns else {}
        name = real.__qualname__

        def complete(right: Any) -> Call:
            if name not in self._first:
                self._first[name] = {path: copy.copy(leaf) for path, leaf in leaves(right)}
            return Call(given, self._first[name], other, public)

        return complete

    def _turned(
        self,
        real: Callable[..., Any],
        owner: tuple[Any, ...],
        arguments: tuple[Any, ...],
        named: Mapping[str, Any],
    ) -> dict[Any, Any]:
        """Return the leaves of the right answer to the arguments turned round."""
        asked = turned(arguments)
        if asked is None:
            return {}
        thing, asked, named = copy.deepcopy((owner, asked, dict(named)))
        before = dict(vars(thing[0])) if thing else {}
        try:
            right = self._right(real, thing, asked, named)
        except Exception:  # what the reference does with odd arguments does not matter here
            return {}
        stored = _stored(thing[0], before, asked, named) if thing else {}
        return dict(leaves({"": right, **stored}))


def _stored(
    thing: Any, before: Mapping[str, Any], arguments: tuple[Any, ...], named: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the attributes that a call has set, but for arguments that it keeps."""
    if thing is None:
        return {}
    given = {id(value) for value in (*arguments, *named.values())}
    return {
        name: value
        for name, value in vars(thing).items()
        if before.get(name, _MISSING) is not value and id(value) not in given
    }


def _signature(
    real: Callable[..., Any],
    owner: tuple[Any, ...],
    arguments: tuple[Any, ...],
    named: Mapping[str, Any],
) -> Signature:
    """Return what a student who looks at shapes only can tell of a call.

    A whole number is a shape too, and a list's length; of other numbers the values are looked at
    where there is no array.
    """
    seen = list(leaves((owner, arguments, dict(named))))
    has_array = any(np.ndim(value) for _, value in seen)

    def looked_at(path: Path, value: Any) -> Any:
        in_list = any(type(step) is int for step in path[2:])
        by_value = type(value) is int or not (has_array or in_list)
        return value if by_value else np.shape(value)

    return (real.__qualname__, tuple((path, looked_at(path, value)) for path, value in seen))
