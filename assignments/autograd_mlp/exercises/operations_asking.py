"""What is asked of `Valor`: operations as they are used, and what else may have gone wrong."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from grader.adapt.graph_law import graph_law
from grader.adapt.scalar import Graph, Scalars, told
from grader.exercise import Case
from grader.measure.rows import same
from grader.remote.value import plain

OPERATIONS = ("a + b", "a - b", "a * b", "a / b", "-a", "a ** n", "exp(a)", "sig(a)")
ONE_OPERAND = ("-a", "a ** n", "exp(a)", "sig(a)")

MADE_OF = {
    "-a": ("a * new(-1)",),
    "a - b": ("a + (-b)", "a + b * new(-1)"),
    "a / b": ("a * b ** -1",),
    "sig(a)": (
        "exp(a) / (exp(a) + new(1))",
        "new(1) / (new(1) + exp(-a))",
        "(exp(-a) + new(1)) ** -1",
    ),
}
"""The ways in which an operation may be put together from others."""

TWINS = {
    "a + k": ("a + new(k)",),
    "k + a": ("new(k) + a", "a + new(k)"),
    "sum([a, b])": ("a + b", "new(0.0) + a + b"),
    "a - k": ("a - new(k)", "a + new(k_negative)"),
    "k - a": ("new(k) - a", "(-a) + new(k)"),
    "a * k": ("a * new(k)",),
    "k * a": ("new(k) * a", "a * new(k)"),
    "a / k": ("a / new(k)", "a * new(k_inverse)"),
    "k / a": ("new(k) / a", "a ** -1 * new(k)"),
}
"""What the same would be with a Valor in the number's place, on either side."""

ZEROS = {
    "a * b": (("a * b", "a"), ("a * b", "b")),
    "a ** n": (("a ** 2", "a"),),
    "a / b": (("a / b", "a"),),
}
"""Which operand of an operation is 0, as inputs and errors may be, and in which graph."""

_SIDES = ("inner * new(k)", "new(k) * inner")
"""The products through which a gradient arrives at an operation."""

_STOPPED = "stopped"

_Place = tuple[str, ...]
"""Where an answer belongs: a kind of question, an operation, a way."""

_Asked = tuple[dict[_Place, Graph], str]
"""Graphs by place, and what is sent of them."""


def ask(s: Scalars, case: Case) -> dict[str, Any]:
    """Ask for operations as they are used; where one is not right, for what may have caused it."""
    found = _answers(s, _used(case))
    if not _are_law(case, found):
        found |= _answers(s.elsewhere(), _causes(case), lending="way_back")
    return _told(found)


def _answers(s: Scalars, asked: _Asked, lending: str = "") -> dict[_Place, Any]:
    graphs, text = asked
    found = dict(zip(graphs, plain(s.graphs(text, lending=lending)), strict=True))
    rows = {place: _rows(place, found[place], graph) for place, graph in graphs.items()}
    stopped = {place: why for place, one in found.items() if (why := _stopped(one))}
    return {**rows, **{(_STOPPED, *place): why for place, why in stopped.items()}}


def _stopped(found: Any) -> list[Any]:
    """Return what stopped a way back, and its cell and line where they are known."""
    is_stopped = isinstance(found, list) and len(found) >= 2 and isinstance(found[1], str)
    return found[1:4] if is_stopped else []


def _are_law(case: Case, found: Mapping[_Place, Any]) -> bool:
    return all(
        same(found[place], right) or is_left_out(place[-1], found[place])
        for place, right in _law(case).items()
    )


def is_left_out(name: str, found: Any) -> bool:
    """Tell whether this is a number over a Valor: the lesson has none, and Python says so."""
    return name == "k / a" and isinstance(found, str) and found == "TypeError"


@lru_cache(maxsize=64)
def _law(case: Case) -> dict[_Place, Any]:
    """Return what each operation gives where it is used, by mathematics."""
    rows = {place: graph_law(graph) for place, graph in _used(case)[0].items()}
    return {place: row[1:] if place[-1] == "chain" else row for place, row in rows.items()}


def zero_law(case: Case, name: str) -> list[Any]:
    """Return what an operation gives where one of its operands is 0, by mathematics."""
    return _each(_law(case), "zero", name)


@lru_cache(maxsize=64)
def _used(case: Case) -> _Asked:
    """Return the graphs in which operations are used as a student would."""
    found: dict[_Place, Graph] = {}
    for name in OPERATIONS:
        found |= _both("whole", name, (name,), case)
        found["deep", name] = _deep(name, case)
    both = {"a": case.a, "b": case.b}
    found |= {("number", name): _graph(name, both, case) for name in TWINS}
    for name, zeros in ZEROS.items():
        found |= {("zero", name, str(n)): _at_zero(one, case) for n, one in enumerate(zeros)}
    return found, told([*found.values()])


@lru_cache(maxsize=64)
def _causes(case: Case) -> _Asked:
    """Return the graphs that tell an operation's own part from what it may be made of.

    What numbers do is asked with a right way back too: the student's may be wrong or stop.
    """
    found: dict[_Place, Graph] = {}
    for name in OPERATIONS:
        found["alone", name] = _alone(name, _leaves(name, case), case)
        # how the student goes back through a graph is judged elsewhere
        found["deep right", name] = replace(_deep(name, case), begin="right")
        found["right", name] = replace(_graph(name, _leaves(name, case), case), begin="right")
        found |= _both("made", name, MADE_OF.get(name, ()), case)
        for n, zero in enumerate(ZEROS.get(name, ())):
            found["zero right", name, str(n)] = replace(_at_zero(zero, case), begin="right")
    both = {"a": case.a, "b": case.b}
    for name, ways in TWINS.items():
        found |= {("twin", name, str(n)): _graph(way, both, case) for n, way in enumerate(ways)}
        found["number right", name] = replace(_graph(name, both, case), begin="right")
        for n, way in enumerate(ways):
            found["twin right", name, str(n)] = replace(_graph(way, both, case), begin="right")
    return found, told([*found.values()])


def _both(kind: str, name: str, ways: Sequence[str], case: Case) -> dict[_Place, Graph]:
    """Return the ways of an operation, each alone and inside a product."""
    leaves = _leaves(name, case)
    found: dict[_Place, Graph] = {}
    for n, way in enumerate(ways):
        found[kind, name, str(n)] = _graph(way, leaves, case)
        found[kind, name, str(n), "chain"] = _chained(way, leaves, case)
    return found


def _leaves(name: str, case: Case) -> dict[str, float]:
    return {"a": case.a} if name in ONE_OPERAND else {"a": case.a, "b": case.b}


def _constants(case: Case) -> dict[str, float]:
    return {"n": case.n, "k": case.k, "k_inverse": 1 / case.k, "k_negative": -case.k}


def _graph(text: str, leaves: dict[str, float], case: Case) -> Graph:
    return Graph((f"out = {text}",), leaves, tuple(leaves), constants=_constants(case))


def _at_zero(way: tuple[str, str], case: Case) -> Graph:
    text, zero = way
    leaves = _leaves("a ** n" if "b" not in text else text, case)
    return _graph(text, leaves | {zero: 0.0}, case)


def _deep(text: str, case: Case) -> Graph:
    """Ask what arrives beyond the operands, which are nodes made of others themselves."""
    leaves = _leaves(text, case)
    made = "".join(f"{name}_made = apart({name}); " for name in leaves)
    inner = re.sub(r"\b[ab]\b", lambda found: f"{found[0]}_made", text)
    return Graph((f"{made}out = {inner}",), leaves, tuple(leaves), constants=_constants(case))


def _chained(text: str, leaves: dict[str, float], case: Case) -> Graph:
    """Ask what arrives at an operation inside a product, and what the leaves get."""
    ways = tuple(f"inner = {text}; out = {side}" for side in _SIDES)
    return Graph(ways, leaves, ("inner", *leaves), constants=_constants(case))


def _alone(text: str, leaves: dict[str, float], case: Case) -> Graph:
    """Ask what the leaves get when only the operation's own step is run, with k arriving."""
    return replace(_graph(text, leaves, case), begin=case.k)


def _rows(place: _Place, found: Any, graph: Graph) -> Any:
    """Return an answer as a row of numbers, or the exception's name."""
    if place[0] == "alone":
        return _own_step(found, graph)
    if place[-1] == "chain":
        return found[1] if isinstance(found, list) else found
    return _slopes(found, len(graph.leaves))


def _slopes(found: Any, size: int) -> Any:
    """Return an expression's value and its gradient by each leaf, or the exception's name.

    Of a way back that stopped, gradients are NaN.
    """
    if not isinstance(found, list) or len(found) < 2:
        return found if isinstance(found, str) else None
    value, gradients = found[:2]
    stopped = isinstance(gradients, str)
    return np.array([value, *([math.nan] * size if stopped else gradients)], dtype=float)


def _told(found: Mapping[_Place, Any]) -> dict[str, Any]:
    """Gather answers by operation."""
    answers: dict[str, Any] = {name: found["whole", name, "0"] for name in OPERATIONS}
    answers["chains"] = {name: found["whole", name, "0", "chain"] for name in OPERATIONS}
    answers["numbers"] = {name: found["number", name] for name in TWINS}
    answers["zeros"] = {name: _each(found, "zero", name) for name in ZEROS}
    if ("alone", OPERATIONS[0]) not in found:
        return answers

    def each(kind: str, all_ways: Mapping[str, Sequence[str]], *more: str) -> dict[str, Any]:
        return {
            name: [found[(kind, name, str(n), *more)] for n in range(len(ways))]
            for name, ways in all_ways.items()
        }

    answers["made_of"], answers["chains_of"] = each("made", MADE_OF), each("made", MADE_OF, "chain")
    for key in ("deep", "deep right"):
        answers[key] = {name: found[key, name] for name in OPERATIONS}
    answers["right"] = {name: found["right", name] for name in OPERATIONS}
    answers["zeros right"] = {name: _each(found, "zero right", name) for name in ZEROS}
    answers["stopped"] = {name: found.get((_STOPPED, "whole", name, "0")) for name in OPERATIONS}
    answers["stopped_of"] = {
        name: [found.get((_STOPPED, "made", name, str(n))) for n in range(len(ways))]
        for name, ways in MADE_OF.items()
    }
    answers["alone"] = {name: found["alone", name] for name in OPERATIONS}
    answers["twins"] = each("twin", TWINS)
    answers["twins right"] = each("twin right", TWINS)
    answers["numbers right"] = {name: found["number right", name] for name in TWINS}
    return answers


def _each(found: Mapping[_Place, Any], kind: str, name: str) -> list[Any]:
    return [found[kind, name, str(n)] for n in range(len(ZEROS[name]))]


def _own_step(found: Any, graph: Graph) -> Any:
    """Return the value and what the leaves get for each unit that arrives."""
    if not isinstance(found, list) or isinstance(found[1], str):
        return found[1] if isinstance(found, list) else found
    arrived = graph.begin if isinstance(graph.begin, float) else 1.0
    return [found[0], *(slope / arrived for slope in found[1])]
