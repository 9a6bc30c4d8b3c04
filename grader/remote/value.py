"""`Remote`, the handle of something on the student's side, and what can be asked about it.

Whatever is done with a handle (called, an attribute read or set, an item, an operator) is written
down and gives another handle. The functions here wait for an answer. Each takes plain values too,
since a student may give a number where an object was meant.
"""

import operator
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from grader.remote.session import Session

MOST_ITEMS = 100_000
"""Items that are taken from something which is gone over."""


class Remote:
    """Something that a student's code made and that lives where their code runs."""

    # numpy then leaves `array * remote` to the remote side instead of asking for a value
    __array_ufunc__ = None
    __slots__ = ("__number", "__session")

    def __init__(self, session: "Session", number: int) -> None:
        object.__setattr__(self, "_Remote__session", session)
        object.__setattr__(self, "_Remote__number", number)

    def __call__(self, *arguments: Any, **named: Any) -> "Remote":
        """Call it; what it returns is remote too."""
        return self.__session.record("call", self, list(arguments), named)

    def __getattr__(self, name: str) -> "Remote":
        if name.startswith("__") and name.endswith("__"):  # Python asking, not an author
            raise AttributeError(name)
        return self.__session.record("get", self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        self.__session.record("set", self, name, value)

    def __getitem__(self, key: Any) -> "Remote":
        return self.__session.record("item", self, key)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.__session.record("put", self, key, value)

    def __iter__(self) -> Iterator[Any]:
        return iter(items(self))

    def __len__(self) -> int:
        return int(plain(self.__session.record("length", self)))

    def __bool__(self) -> bool:
        return bool(plain(self.__session.record("operate", "truth", [self])))

    def __float__(self) -> float:
        return float(plain(self))

    def __repr__(self) -> str:
        return f"<remote {self.__number}>"


def _operate(name: str, *operands: Any) -> Remote:
    session: Session = next(session_of(one) for one in operands if type(one) is Remote)
    return session.record("operate", name, list(operands))


def _forward(name: str) -> Any:
    return lambda left, right: _operate(name, left, right)


def _reflected(name: str) -> Any:
    return lambda right, left: _operate(name, left, right)


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(Remote, f"__{_name}__", _forward(_name))
    setattr(Remote, f"__r{_name}__", _reflected(_name))
for _name in ("neg", "pos", "abs"):
    setattr(Remote, f"__{_name}__", lambda self, _name=_name: _operate(_name, self))

session_of = operator.attrgetter("_Remote__session")
number_of = operator.attrgetter("_Remote__number")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a signature; `kind` as `inspect.Parameter.kind.name`."""

    name: str
    kind: str
    is_required: bool


def plain(tree: Any) -> Any:
    """Return a value, or a tree of dicts, lists and tuples, with every handle's value in its place.

    What is not plain stays a handle.
    """
    session = _session_in(tree)
    return tree if session is None else session.resolve(tree)


def is_remote(value: Any) -> bool:
    """Tell whether this is a handle, which after `plain` means that it is no plain value."""
    return type(value) is Remote


def snapshot(value: Any) -> Any:
    """Return a copy of what a handle stands for as it is now: later calls cannot change it."""
    return session_of(value).record("copy", value) if type(value) is Remote else value


def made(target: Any, *given: Any) -> Any:
    """Return a handle of an object of a class; of a function, or an object, as it is."""
    return session_of(target).record("made", target, list(given))


def asked(thing: Any, methods: Sequence[str], kept: Sequence[str], *given: Any) -> Any:
    """Return a handle of a copy of what the first of these methods gives, all in one operation.

    Where there is none of them the thing itself is called. What it keeps under the first of the
    names `kept` counts, as it is after the call; where it keeps nothing, what was returned.
    """
    return session_of(thing).record("ask", thing, _told(methods), _told(kept), list(given))


def kept(thing: Any, names: Sequence[str]) -> Any:
    """Return a handle of a copy of the first of these attributes that is set; of None for none."""
    return session_of(thing).record("kept", thing, _told(names))


def _told(names: Sequence[str]) -> str:
    """Write names as one text: they go over the wire with every operation."""
    return " ".join(names)


def give(thing: Any, names: Sequence[str], value: Any) -> None:
    """Set every one of these attributes that an object has."""
    session_of(thing).record("give", thing, _told(names), value)


def items(value: Any, most: int = MOST_ITEMS) -> list[Any]:
    """Return what is gone over, at most so much: plain values, handles for the rest."""
    if type(value) is not Remote:
        return list(value)
    return list(plain(session_of(value).record("list", value, most)))


def is_a(value: Any, kind: Any) -> bool:
    """Tell whether something is an instance of a class of the student's."""
    if type(kind) is not Remote:
        return False
    return bool(plain(session_of(kind).record("isa", value, kind)))


def are(values: Sequence[Any], kind: Any) -> list[bool]:
    """Tell of each whether it is an instance of a class of the student's."""
    if type(kind) is not Remote or not values:
        return [False] * len(values)
    return list(plain([session_of(kind).record("isa", value, kind) for value in values]))


def is_class(value: Any) -> bool:
    """Tell whether this is a class, not a function or an object."""
    return type(value) is Remote and bool(plain(session_of(value).record("isclass", value)))


def can_be_called(value: Any) -> bool:
    """Tell whether this can be called."""
    return type(value) is Remote and bool(plain(session_of(value).record("callable", value)))


def type_of(value: Any) -> Any:
    """Return the class of an object."""
    return session_of(value).record("type", value) if type(value) is Remote else type(value)


def type_name(value: Any) -> str:
    """Return the name of something's class, for a person."""
    if type(value) is not Remote:
        return type(value).__name__
    return str(plain(session_of(value).record("typename", value)))


def first_of(value: Any, names: Iterable[str], *, is_set: bool = False) -> str | None:
    """Return the first of these attributes that an object has; with `is_set`, that is not None."""
    known = list(names)
    if type(value) is not Remote:
        return next((n for n in known if hasattr(value, n)), None)
    found = plain(session_of(value).record("first", value, known, is_set))
    return found if isinstance(found, str) and found in known else None


def parts(value: Any) -> dict[str, Any]:
    """Return an object's own attributes, slots among them: plain values, handles for the rest."""
    if type(value) is not Remote:
        return {}
    found = plain(session_of(value).record("parts", value))
    if not isinstance(found, dict):
        return {}
    return {name: part for name, part in found.items() if isinstance(name, str)}


def picked(value: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return those of these names that a dictionary has: plain values, handles for the rest."""
    if type(value) is not Remote:
        return {}
    found = plain(session_of(value).record("pick", value, list(names)))
    return {n: v for n, v in found.items() if n in names} if isinstance(found, dict) else {}


def parameters(function: Any) -> list[Parameter] | None:
    """Return a signature, None where there is none to be had."""
    if type(function) is not Remote:
        return None
    found = plain(session_of(function).record("signature", function))
    if not isinstance(found, list):
        return None
    return [Parameter(*one) for one in found if isinstance(one, list) and len(one) == 3]


def identities(values: Sequence[Any]) -> list[int]:
    """Return numbers: two objects of one number are one and the same."""
    session = _session_in(list(values))
    if session is None:
        return [id(value) for value in values]
    return [int(n) for n in plain(session.record("identities", list(values)))]


def get_each(values: Sequence[Any], name: str) -> Any:
    """Return a handle of the list of this attribute of each of these objects."""
    session = _session_in(list(values))
    return [] if session is None else session.record("geteach", list(values), name)


def set_each(objects: Sequence[Any], name: str, values: Sequence[Any]) -> None:
    """Set this attribute of each of these objects."""
    session = _session_in(list(objects))
    if session is not None:
        session.record("seteach", list(objects), name, list(values))


def _session_in(tree: Any) -> "Session | None":
    exact = type(tree)
    if exact is Remote:
        found: Session = session_of(tree)
        return found
    if exact is dict or exact is list or exact is tuple:
        for item in tree.values() if exact is dict else tree:
            session = _session_in(item)
            if session is not None:
                return session
    return None


def as_array(value: Any) -> Any:
    """Return `np.asarray` of a value that may be a handle."""
    return np.asarray(plain(value))
