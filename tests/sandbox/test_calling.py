"""What is asked goes by the lesson's names where a signature has them, else by place."""

import inspect
from collections import OrderedDict, namedtuple
from collections.abc import Callable
from typing import Any

import pytest

from grader.sandbox.calling import as_base, called, made

NAMES, FLAGS = "x y", "training mode"


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: (x, y),
        lambda y, x: (x, y),
        lambda a, b: (a, b),
        lambda a, b, more=3: (a, b),
        lambda more=3, x=0, y=0: (x, y),
        lambda x, y, training: (x, y),
        lambda training, a, b: (a, b),
        lambda a, training, b, *, mode: (a, b),
        lambda a, b, /, training: (a, b),
        lambda *given: given,
        lambda *given, **named: given or (named["x"], named["y"]),
    ],
)
def test_what_is_given_arrives(function: Callable[..., Any]) -> None:
    assert called(function, [1, 2], NAMES, FLAGS) == (1, 2)


def test_a_flag_that_is_wanted_is_false() -> None:
    assert called(lambda x, y, Training, mode=True: (Training, mode), [1, 2], NAMES, FLAGS) == (
        False, True,
    )  # fmt: skip


@pytest.mark.parametrize("function", [lambda x: x, lambda x, y, z: x, lambda: 0])
def test_what_does_not_fit_says_what_python_says(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="argument"):
        called(function, [1, 2], NAMES, FLAGS)


def test_what_has_no_signature_is_called_by_place() -> None:
    assert called(max, [1, 2], NAMES, FLAGS) == 2


def test_an_object_is_made_of_a_class_and_of_a_function_that_takes_nothing() -> None:
    class Kind:
        pass

    assert type(made(Kind, [], "")) is Kind
    assert type(made(lambda: Kind(), [], "")) is Kind
    thing = Kind()
    assert made(thing, [], "") is thing
    assert made(abs, [], "") is abs
    assert made(lambda b, a: (a, b), [1, 2], "a b") == (1, 2)


def test_what_is_of_a_subclass_is_what_it_is() -> None:
    class Loss(float):
        pass

    pair = namedtuple("pair", "X y")(1, 2)
    for value, plain in (
        (pair, (1, 2)),
        (OrderedDict(a=1), {"a": 1}),
        (Loss(2), 2.0),
        (True, True),
    ):
        assert as_base(value) == plain
        assert type(as_base(value)) is type(plain)


def test_a_function_is_called_by_what_it_is_now() -> None:
    def asked(x: int, y: int) -> tuple[int, int]:
        return x, y

    assert called(asked, [1, 2], NAMES, FLAGS) == (1, 2)
    assert called(lambda y, x: (x, y), [1, 2], NAMES, FLAGS) == (1, 2)  # another of that name
    asked.__signature__ = inspect.signature(lambda y, x: None)  # type: ignore[attr-defined]
    assert called(asked, [1, 2], NAMES, FLAGS) == (1, 2)
