"""A frozen record: a dataclass with slots whose methods cost nothing until they are used.

`dataclasses` writes and compiles six methods for each class when it is defined. A command defines
two hundred records and makes a few dozen kinds of them: that was a fifth of what it took to start.
"""

from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

_Class = TypeVar("_Class", bound=type)
_UNREADY = "unready"


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: _Class) -> _Class:
    """Make a class what `dataclass(frozen=True, slots=True)` does: `replace` and `fields` know it.

    A method that the class has itself is left alone.
    """
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    for name, method in {**_METHODS, "__init__": _init_when_needed(made)}.items():
        if name not in vars(cls) or (name == "__hash__" and "__eq__" not in vars(cls)):
            setattr(made, name, method)
    return made  # type: ignore[no-any-return]


def _init_when_needed(cls: type) -> Callable[..., None]:
    def unready(self: Any, *given: Any, **named: Any) -> None:
        own = _init_of(cls)
        type.__setattr__(cls, "__init__", own)
        own(self, *given, **named)

    return unready


def make_ready(*records: type) -> None:
    """Compile what records begin with now: before a fork, so that not every child does."""
    for one in records:
        if vars(one)["__init__"].__name__ == _UNREADY:
            type.__setattr__(one, "__init__", _init_of(one))


def _init_of(cls: type) -> Callable[..., None]:
    """Return a method that takes the fields as parameters, compiled."""
    names: dict[str, Any] = {"_set": object.__setattr__, "_absent": MISSING}
    plain, named, lines = ["self"], list[str](), list[str]()
    for one in fields(cls):
        value = parameter = one.name
        if one.default is not MISSING:
            names[f"_default_{one.name}"] = one.default
            parameter = f"{one.name}=_default_{one.name}"
        elif one.default_factory is not MISSING:
            names[f"_make_{one.name}"] = one.default_factory
            parameter = f"{one.name}=_absent"
            value = f"_make_{one.name}() if {one.name} is _absent else {one.name}"
        (named if one.kw_only else plain).append(parameter)
        lines.append(f" _set(self, {one.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    given = ", ".join([*plain, *(["*", *named] if named else [])])
    exec("\n".join([f"def __init__({given}):", *lines, " return None"]), names)  # noqa: S102
    made: Callable[..., None] = names["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made


@cache
def _compared(cls: Any) -> Callable[[Any], tuple[Any, ...]]:
    names = [one.name for one in fields(cls) if one.compare]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _eq(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    cls: Any = self.__class__
    values = _compared(cls)
    return values(self) == values(other)


def _hash(self: Any) -> int:
    cls: Any = self.__class__
    return hash(_compared(cls)(self))


def _repr(self: Any) -> str:
    shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_setting(_self: Any, name: str, _value: Any) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_self: Any, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _getstate(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in fields(self)]


def _setstate(self: Any, state: list[Any]) -> None:
    for one, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


_METHODS = {
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _refuse_setting,
    "__delattr__": _refuse_deleting,
    "__getstate__": _getstate,
    "__setstate__": _setstate,
}
