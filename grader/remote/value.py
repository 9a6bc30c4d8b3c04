"""What can be asked about a handle of something on the student's side, beyond doing things with it.

Each takes plain values too, since a student may give a number where an object was meant.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from grader.frozen import frozen
from grader.remote.handle import (
    MOST_ITEMS,
    Later,
    Remote,
    forged,
    items,
    number_of,
    plain,
    session_in,
    session_of,
    told,
)

__all__ = [
    "MOST_ITEMS", "Later", "Parameter", "Remote", "are", "as_array", "attribute", "can_be_called",
    "first_of", "get_each", "identities", "is_a", "is_class", "is_remote", "items", "parameters",
    "parts", "picked", "plain", "recorded", "set_each", "snapshot", "special", "then", "type_name",
    "type_of",
]  # fmt: skip

_NAME_SIZE = 80
"""Characters kept of a class's name."""


@frozen
class Parameter:
    """One parameter of a signature; `kind` as `inspect.Parameter.kind.name`."""

    name: str
    kind: str
    is_required: bool


def recorded(code: str, *arguments: Any) -> Any:
    """Write down an operation of the call server's; one of its arguments has a handle in it."""
    session = session_in(arguments)
    if session is None:
        raise TypeError(f"no handle among the arguments of {code}")
    return session.record(code, *arguments)


def then(later: Later, make: Callable[[Any], Any]) -> Later:
    """Return what `make` will make of what comes later."""
    return Later(later.handle, lambda value: make(later.fill(value)))


def is_remote(value: Any) -> bool:
    """Tell whether this is a handle, which after `plain` means that it is no plain value."""
    return type(value) is Remote


def snapshot(value: Any) -> Any:
    """Return a copy of what a handle stands for as it is now: later calls cannot change it."""
    return session_of(value).record("copy", value) if type(value) is Remote else value


def length_of(value: Any) -> Any:
    """Return a handle of a length: to be told with others, where `len` would wait for it."""
    return session_of(value).record("length", value) if type(value) is Remote else len(value)


def made(target: Any, *given: Any, names: Sequence[str] = ()) -> Any:
    """Return a handle of an object of a class; of a function, or an object, as it is.

    What is given goes by `names` where the signature has all of them.
    """
    return session_of(target).record("made", target, list(given), _told(names))


def called(function: Any, *given: Any, names: Sequence[str]) -> Any:
    """Return a handle of what a call gives, by these names where the signature has all of them."""
    return session_of(function).record("called", function, list(given), _told(names))


def asked(
    thing: Any,
    methods: Sequence[str],
    kept: Sequence[str],
    *given: Any,
    names: Sequence[str] = (),
    flags: Sequence[str] = (),
) -> Any:
    """Return a handle of a copy of what the first of these methods gives, all in one operation.

    Where there is none of them the thing itself is called. What it keeps under the first of the
    names `kept` counts, as it is after the call; where it keeps nothing, what was returned. What is
    given goes by `names` where the signature has all of them; `flags` are parameters of other
    designs that are False where the signature wants them.
    """
    told = map(_told, (methods, kept))
    return session_of(thing).record("ask", thing, *told, list(given), _told(names), _told(flags))


def kept(thing: Any, names: Sequence[str]) -> Any:
    """Return a handle of a copy of the first of these attributes that is set; of None for none."""
    return session_of(thing).record("kept", thing, _told(names))


def _told(names: Sequence[str]) -> str:
    """Write names as one text: they go over the wire with every operation."""
    return " ".join(names)


def give(thing: Any, names: Sequence[str], value: Any) -> None:
    """Set every one of these attributes that an object has."""
    session_of(thing).record("give", thing, _told(names), value)


def is_a(value: Any, kind: Any) -> bool:
    """Tell whether something is an instance of a class of the student's."""
    if type(kind) is not Remote:
        return False
    return told(session_of(kind).record("isa", value, kind), bool)


def are(values: Sequence[Any], kind: Any) -> list[bool]:
    """Tell of each whether it is an instance of a class of the student's."""
    if type(kind) is not Remote or not values:
        return [False] * len(values)
    found: list[Any] = told(session_of(kind).record("areall", list(values), kind), list)
    if [type(one) for one in found] != [bool] * len(values):
        raise forged()
    return found


def is_class(value: Any) -> bool:
    """Tell whether this is a class, not a function or an object."""
    return type(value) is Remote and told(session_of(value).record("isclass", value), bool)


def can_be_called(value: Any) -> bool:
    """Tell whether this can be called."""
    return type(value) is Remote and told(session_of(value).record("callable", value), bool)


def type_of(value: Any) -> Any:
    """Return the class of an object."""
    return session_of(value).record("type", value) if type(value) is Remote else type(value)


def type_name(value: Any) -> str:
    """Return the name of something's class, for a person."""
    if type(value) is not Remote:
        return type(value).__name__
    return told(session_of(value).record("typename", value), str)[:_NAME_SIZE]


def attribute(thing: Any, names: Iterable[str]) -> Any:
    """Return a handle of the first of these attributes that an object has.

    When it has none, Python's own complaint about the first name is raised: the lesson's name.
    """
    known = list(names)
    if type(thing) is not Remote:
        raise AttributeError(f"{type(thing).__name__!r} object has no attribute {known[0]!r}")
    return session_of(thing).record("attribute", thing, known)


def special(thing: Any, name: str) -> Any:
    """Return a handle of a method that bears one of Python's own names, such as `__call__`."""
    return session_of(thing).record("get", thing, name) if type(thing) is Remote else None


def usable_of(thing: Any, names: Sequence[str]) -> Any:
    """Return a handle of those of these attributes that can be called."""
    return recorded("usable", thing, list(names))


def held_by(thing: Any, names: Sequence[str]) -> Any:
    """Return a handle of the values of those of these attributes that an object has."""
    return recorded("held", thing, list(names))


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
    session, number = session_of(function), number_of(function)
    if number not in session.signatures:
        session.signatures[number] = plain(session.record("signature", function))
    found = session.signatures[number]
    if not isinstance(found, list) or not all(map(_is_parameter, found)):
        return None
    return [Parameter(*one) for one in found]


def _is_parameter(told_of: Any) -> bool:
    return type(told_of) is list and [type(part) for part in told_of] == [str, str, bool]


def identities(values: Sequence[Any]) -> list[int]:
    """Return numbers: two objects of one number are one and the same."""
    session = session_in(list(values))
    if session is None:
        return [id(value) for value in values]
    found = told(session.record("identities", [list(values)]), list)
    if len(found) != 1 or type(found[0]) is not list:
        raise forged()
    numbers: list[int] = found[0]
    if [type(number) for number in numbers] != [int] * len(values):
        raise forged()
    return numbers


def get_each(values: Sequence[Any], name: str) -> Any:
    """Return a handle of the list of this attribute of each of these objects."""
    session = session_in(list(values))
    return [] if session is None else session.record("geteach", list(values), name)


def set_each(objects: Sequence[Any], name: str, values: Sequence[Any]) -> None:
    """Set this attribute of each of these objects."""
    session = session_in(list(objects))
    if session is not None:
        session.record("seteach", list(objects), name, list(values))


def as_array(value: Any) -> Any:
    """Return `np.asarray` of a value that may be a handle."""
    return np.asarray(plain(value))
