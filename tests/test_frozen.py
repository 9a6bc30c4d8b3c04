"""Frozen records are what frozen `dataclasses` with slots are, as far as anybody can tell."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from grader.frozen import frozen, make_ready


@frozen
class Ours:
    """A record."""

    name: str
    size: int = 3
    parts: list[int] = field(default_factory=list, compare=False)
    note: str = field(default="", kw_only=True, repr=False)


@dataclass(frozen=True, slots=True)
class Theirs:
    """The same by `dataclasses`."""

    name: str
    size: int = 3
    parts: list[int] = field(default_factory=list, compare=False)
    note: str = field(default="", kw_only=True, repr=False)


@frozen
class Careful:
    """A record with methods of its own."""

    value: int

    def __post_init__(self) -> None:
        """Refuse what is not positive."""
        if self.value <= 0:
            raise ValueError(self.value)

    def __repr__(self) -> str:
        """Say it in a word."""
        return "careful"


GIVEN: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "a name": (("a",), {}),
    "all by position": (("a", 4, [1]), {}),
    "all by name": ((), {"name": "a", "size": 4, "parts": [1], "note": "n"}),
    "no hash": (([],), {}),
    "nothing": ((), {}),
    "too many": (("a", 1, [], "note"), {}),
    "a strange name": (("a",), {"colour": 1}),
}
ASKED: dict[str, Callable[[Any], Any]] = {
    "repr": lambda one: repr(one).partition("(")[2],
    "values": asdict,
    "names": lambda one: [each.name for each in fields(one)],
    "replaced": lambda one: asdict(replace(one, size=9)),
    "equal to a copy": lambda one: one == copy.deepcopy(one),
    "equal to another": lambda one: one == replace(one, size=9),
    "equal but for what is not compared": lambda one: one == replace(one, parts=[7]),
    "equal to a text": lambda one: one == "a",
    "hash": hash,
    "pickled": lambda one: asdict(pickle.loads(pickle.dumps(one))),
    "set": lambda one: setattr(one, "size", 1),
    "deleted": lambda one: delattr(one, "size"),
    "no room": lambda one: hasattr(one, "__dict__"),
}


def came_of(kind: type, given: str, asked: str) -> Any:
    """Return what an answer is, or the kind of exception."""
    positional, named = GIVEN[given]
    try:
        return ASKED[asked](kind(*positional, **named))
    except (TypeError, FrozenInstanceError) as error:
        return type(error)


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("given", GIVEN)
def test_a_record_answers_as_a_frozen_dataclass(given: str, asked: str) -> None:
    assert came_of(Ours, given, asked) == came_of(Theirs, given, asked)


def test_records_do_not_share_what_a_factory_makes() -> None:
    Ours("a").parts.append(1)
    assert Ours("a").parts == []


def test_a_method_of_its_own_is_left_alone_and_called() -> None:
    assert repr(Careful(1)) == "careful"
    with pytest.raises(ValueError, match="-1"):
        Careful(-1)


def test_a_record_made_ready_answers_as_before() -> None:
    make_ready(Ours, Careful)
    assert Ours("a", 4) == Ours("a", size=4)
    assert Careful(2).value == 2
