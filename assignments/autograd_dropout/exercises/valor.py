"""Look whether the class `Valor`, which the handout gives, is still what it was.

It is no work of this lesson, but nothing trains as it should with another one: so what is wrong in
it is told. Of an operation that it lacks nothing is said: this lesson may well do without.
"""

from functools import cache
from typing import Any

import numpy as np

from grader.adapt.graph_law import graph_law
from grader.adapt.scalar import Graph, Scalars, told
from grader.measure.rows import row, same
from grader.remote.value import plain

_LEAVES = {"a": 0.7, "b": -1.3, "c": 0.4}
_NETWORK = "z = a * b + c * 2 + -0.5\ns = sig(z)\nout = (s + -0.25) ** 2"
_OPERATIONS = (
    # every operation hands on to a twice from either side: what arrives must add up
    "out = (a + b) * (a + c) * (b + a) * (c + a)",
    "out = (a - b) * (a - c) * (b - a) * (c - a)",
    "out = (a * b) + (a * c) + (b * a) + (c * a)",
    "out = (a / b) + (a / c) + (b / a) + (c / a)",
    "out = a ** 2 + a ** 3 + a ** -1",
    "out = -a * b + -a * c",
    "out = exp(a) * b + exp(a) * c",
    "out = sig(a) * b + sig(a) * c",
    # numbers on either side
    *(f"out = ({one}) * b * c" for one in ("a + 2", "2 + a", "a - 2", "2 - a")),
    *(f"out = ({one}) * b * c" for one in ("a * 2", "2 * a", "a / 2", "2 / a")),
)

_ONE_BY_ONE = (
    *("a + b", "a * b", "a ** n", "exp(a)"),
    *("a + a", "a * a", "a + a ** n", "a ** n + a", "a + exp(a)", "exp(a) + a"),
    *("-a", "a - b", "a / b", "sig(a)"),
    *("a + k", "k + a", "a - k", "k - a", "a * k", "k * a", "a / k", "k / a"),
)
"""What others are made of first."""
TOGETHER = frozenset(f"d({one})/da" for one in _ONE_BY_ONE[4:10])
"""Slopes that are told where each operation's own are right: the steps, or the way through them."""
WAY_BACK = "propagar_tudo()"
_NUMBERS = {"n": 3, "k": 1.7}
_BY = ("da", "db")


def judged(scalars: Scalars) -> str:
    """Return "right" where graphs of scalars have their numbers and their gradients.

    "changed" where one has others, and "stops" where only a network of them cannot be made.
    """
    found = plain(scalars.graphs(_told()))
    if not isinstance(found, list) or len(found) != len(_graphs()):
        return "changed"
    made = [(one, right) for one, right in zip(found, _law(), strict=True) if type(one) is not str]
    if not all(_is_right(one, right) for one, right in made):
        return "changed"
    return "stops" if isinstance(found[0], str) else "right"


def is_whole(scalars: Scalars) -> bool:
    """Tell whether every graph can be made, and has its number and its gradients."""
    found = plain(scalars.graphs(_told()))
    if not isinstance(found, list) or len(found) != len(_graphs()):
        return False
    return all(_is_right(one, right) for one, right in zip(found, _law(), strict=True))


def changed(scalars: Scalars) -> str:
    """Return the first of the operations that is another, or of its slopes; "Valor" for none.

    Where numbers are right and the way back stops, or brings nothing right anywhere: the way back.
    """
    found = plain(scalars.graphs(_told_one_by_one()))
    answers = found if isinstance(found, list) and len(found) == len(_ONE_BY_ONE) else []
    made = [
        (name, one, right)
        for name, one, right in zip(_ONE_BY_ONE, answers, _laws_one_by_one(), strict=False)
        if type(one) is not str
    ]
    wrong = [(name, one, right) for name, one, right in made if not _is_right(one, right)]
    if not wrong:
        return "Valor"
    if all(_is_right_but_for_slopes(one, right) for _, one, right in wrong):
        stops = any(len(one) > 2 for _, one, _ in wrong)
        if stops or len(wrong) == len(made):
            return WAY_BACK
    return _named(*wrong[0])


def _is_right_but_for_slopes(found: Any, right: Any) -> bool:
    return isinstance(found, list) and len(found) > 1 and same(row(found[:1], 1), right[:1])


def _named(name: str, found: Any, right: Any) -> str:
    """Return an operation, or the first of its slopes that is another where its number is right."""
    is_pair = isinstance(found, list) and len(found) == 2
    number = row(found[:1], 1) if is_pair else None
    if not same(number, right[:1]):
        return name
    slopes = row(found[1], len(right) - 1)
    wrong = (n for n in range(len(right) - 1) if not same(slopes[n : n + 1], right[n + 1 : n + 2]))
    by = _BY[next(wrong, 0)] if slopes is not None else _BY[0]
    return f"d({name})/{by}"


def _is_right(found: Any, right: Any) -> bool:
    try:
        number, gradient = found
    except (TypeError, ValueError):
        return False
    gradient = row(gradient, len(right) - 1)
    return gradient is not None and same(np.array([number, *gradient]), right)


@cache
def _graphs() -> tuple[Graph, ...]:
    return tuple(Graph((way,), _LEAVES, tuple(_LEAVES)) for way in (_NETWORK, *_OPERATIONS))


@cache
def _told() -> str:
    return told(_graphs())


@cache
def _one_by_one() -> tuple[Graph, ...]:
    two = {name: _LEAVES[name] for name in ("a", "b")}
    leaves = ({"a": _LEAVES["a"]} if "b" not in one else two for one in _ONE_BY_ONE)
    return tuple(
        Graph((f"out = {one}",), own, tuple(own), constants=_NUMBERS)
        for one, own in zip(_ONE_BY_ONE, leaves, strict=True)
    )


@cache
def _told_one_by_one() -> str:
    return told(_one_by_one())


@cache
def _laws_one_by_one() -> tuple[Any, ...]:
    return tuple(map(graph_law, _one_by_one()))


@cache
def _law() -> tuple[Any, ...]:
    return tuple(map(graph_law, _graphs()))
