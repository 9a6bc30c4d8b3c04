"""What a notebook did with its objects, cut down to what shows each method, or a function, once."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.author.describe import NotDescribed
from grader.author.recording import Call, Instance, Named

_MOST = 16
"""Calls of a slice: what takes more is no example to be read."""
OPERATORS: Mapping[str, tuple[str, str]] = {
    "__add__": ("+", "total"), "__sub__": ("-", "difference"), "__mul__": ("*", "product"),
    "__truediv__": ("/", "quotient"), "__radd__": ("+", "total_on_the_right"),
    "__rsub__": ("-", "difference_on_the_right"), "__rmul__": ("*", "product_on_the_right"),
    "__rtruediv__": ("/", "quotient_on_the_right"), "__pow__": ("**", "power"),
    "__matmul__": ("@", "matrix_product"),
}  # fmt: skip
"""Methods that an expression asks by an operator, with it and what their step is called."""
_CALLABLE = ("__init__", "__call__", "__neg__", *OPERATORS)


def methods_shown(name: str, calls: Sequence[Call]) -> dict[str, int]:
    """Return the methods of a class that were called and can be asked, each with its first call.

    Calls that students may see go before those of hidden tests.
    """
    found: dict[str, int] = {}
    ordered = sorted(range(len(calls)), key=lambda number: (calls[number].hidden, number))
    for number in ordered:
        call = calls[number]
        is_own = call.object >= 0 and call.name == f"{name}.{call.method}"
        can_be = not call.method.startswith("_") or call.method in _CALLABLE
        if is_own and can_be and not call.raised and call.method not in found:
            found[call.method] = number
    return found


def rests_on_objects(call: Call) -> bool:
    """Tell whether a function was given an object, or another function."""
    return any(True for value in call.given.values() for _ in found_in(value, Instance | Named))


def needed_for(target: int, calls: Sequence[Call]) -> list[int]:
    """Return the calls that a call rests on, with itself, in order.

    These are what made their objects and those that they were given, and what was done to these
    before: of each method the last. Raises NotDescribed where an object came from nowhere, where
    it takes too many, or where a method takes any number of arguments.
    """
    found: set[int] = set()
    left = [target]
    while left:
        number = left.pop()
        if number in found:
            continue
        if calls[number].takes_any:
            raise NotDescribed("*")
        found.add(number)
        if len(found) > _MOST:
            raise NotDescribed(calls[number].name)
        for instance in instances_of(calls[number]):
            made = maker_of(instance, calls)
            if made is None or made > number:
                raise NotDescribed(instance.kind)
            left.append(made)
            left += _done_before(instance, number, calls)
    return sorted(found)


def instances_of(call: Call) -> list[Instance]:
    """Return the objects that a call is about: its own, if it does not make it, and those given."""
    own = call.object >= 0 and call.method != "__init__"
    first = [Instance(call.object, call.name.rpartition(".")[0])] if own else []
    return [*first, *(one for value in call.given.values() for one in found_in(value, Instance))]


def maker_of(instance: Instance, calls: Sequence[Call]) -> int | None:
    """Return the number of the call that made an object, the first to know it."""
    for number, call in enumerate(calls):
        makes = call.method == "__init__" and call.object == instance.number
        gives = isinstance(call.result, Instance) and call.result == instance
        if (makes or gives) and not call.raised:
            return number
    return None


def _done_before(instance: Instance, before: int, calls: Sequence[Call]) -> list[int]:
    last: dict[str, int] = {}
    for number in range(before):
        call = calls[number]
        is_own = call.object == instance.number and call.method != "__init__"
        if is_own and call.is_moved and not call.raised:
            last[call.method] = number
    return list(last.values())


def found_in(value: Any, kind: Any) -> Iterator[Any]:
    """Yield what of a kind is in a value, in lists too."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from found_in(one, kind)
