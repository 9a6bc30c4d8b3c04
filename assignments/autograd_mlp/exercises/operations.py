"""`Valor`: the operations' values, plain numbers on either side, and each local derivative."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from grader.adapt.scalar import Graph, Scalars, told
from grader.check.compare import states
from grader.check.rows import first, numbers, row, same, stopped, table
from grader.check.values import mapping
from grader.exercise import Case, Exercise, Line
from grader.model import Finding
from grader.remote.value import plain

from .asking import slopes
from .base import BASES, can_be_built_on, slopes_of
from .graph_law import graph_law
from .operation_lines import operation_lines

Findings = Iterator[Finding]

OPERATIONS = ("a + b", "a - b", "a * b", "a / b", "-a", "a ** n", "exp(a)", "sig(a)")
ONE_OPERAND = ("-a", "a ** n", "exp(a)", "sig(a)")

# with a number k on either side, by operation; sum() starts from the number 0
WITH_NUMBERS = {
    "+": ("a + k", "k + a", "sum([a, b])"),
    "-": ("a - k", "k - a"),
    "*": ("a * k", "k * a"),
    "/": ("a / k", "k / a"),
}


class Operations(Exercise):
    """A derivative is held to the slope alone, and in a chain to the gradient that arrives.

    What is made of other operations may hand on their slips: they are paid for there.
    """

    name = "valor"
    asks = ("Valor",)
    shown = OPERATIONS

    def examples(self) -> Iterator[Case]:
        yield Case("two_values", a=2.0, b=-4.0, n=3, k=5.0)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        a, b, c, d = (float(v) for v in rng.uniform(0.4, 1.4, 4))
        k = float(rng.uniform(2.2, 3.8))
        yield Case("other_values", a=a, b=-b - 0.3, n=int(rng.integers(3, 5)), k=k)
        yield Case("negative_power", a=-c, b=d + 1.3, n=-int(rng.integers(2, 4)), k=-k)

    def run(self, student: Any, case: Case) -> Any:
        return _run(Scalars(student), case)

    def check(self, case: Case, got: Any, want: Any) -> Findings:
        answers = mapping(got, "Valor", ())
        with np.errstate(all="ignore"):
            findings = [*_values(answers, want), *_with_numbers(answers, want)]
            findings += _derivatives(case, answers, want)
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from operation_lines(case, table(got))


# ---------------------------------------------------------------- asking

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

_SIDES = ("inner * new(k)", "new(k) * inner")
"""The products through which a gradient arrives at an operation."""

_Place = tuple[str, ...]
"""Where an answer belongs: a kind of question, an operation, a way."""

_Asked = tuple[dict[_Place, Graph], str]
"""Graphs by place, and what is sent of them."""


def _run(s: Scalars, case: Case) -> dict[str, Any]:
    """Ask for operations as they are used; where one is not right, for what may have caused it."""
    found = _answers(s, _used(case))
    if not _are_law(case, found):
        found |= _answers(s, _causes(case))
    return _told(found)


def _answers(s: Scalars, asked: _Asked) -> dict[_Place, Any]:
    graphs, text = asked
    found = plain(s.graphs(text))
    return {
        place: _rows(place, one, graph)
        for (place, graph), one in zip(graphs.items(), found, strict=True)
    }


def _are_law(case: Case, found: Mapping[_Place, Any]) -> bool:
    return all(
        same(found[place], right) or _is_left_out(place, found[place])
        for place, right in _law(case).items()
    )


def _is_left_out(place: _Place, found: Any) -> bool:
    """Tell whether this is a number over a Valor: the lesson has none, and Python says so."""
    return place == ("number", "k / a") and isinstance(found, str) and found == "TypeError"


@lru_cache(maxsize=64)
def _law(case: Case) -> dict[_Place, Any]:
    """Return what each operation gives where it is used, by mathematics."""
    rows = {place: graph_law(graph) for place, graph in _used(case)[0].items()}
    return {place: row[1:] if place[-1] == "chain" else row for place, row in rows.items()}


@lru_cache(maxsize=64)
def _used(case: Case) -> _Asked:
    """Return the graphs in which operations are used as a student would."""
    found: dict[_Place, Graph] = {}
    for name in OPERATIONS:
        found |= _both("whole", name, (name,), case)
    both = {"a": case.a, "b": case.b}
    found |= {("number", name): _graph(name, both, case) for name in TWINS}
    return found, told([*found.values()])


@lru_cache(maxsize=64)
def _causes(case: Case) -> _Asked:
    """Return the graphs that tell an operation's own part from what it may be made of."""
    found: dict[_Place, Graph] = {}
    for name in OPERATIONS:
        found["alone", name] = _alone(name, _leaves(name, case), case)
        found |= _both("made", name, MADE_OF.get(name, ()), case)
    both = {"a": case.a, "b": case.b}
    for name, ways in TWINS.items():
        found |= {("twin", name, str(n)): _graph(way, both, case) for n, way in enumerate(ways)}
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
    return slopes(found, len(graph.leaves))


def _told(found: Mapping[_Place, Any]) -> dict[str, Any]:
    """Gather answers by operation."""
    answers: dict[str, Any] = {name: found["whole", name, "0"] for name in OPERATIONS}
    answers["chains"] = {name: found["whole", name, "0", "chain"] for name in OPERATIONS}
    answers["numbers"] = {name: found["number", name] for name in TWINS}
    if ("alone", OPERATIONS[0]) not in found:
        return answers

    def each(kind: str, all_ways: Mapping[str, Sequence[str]], *more: str) -> dict[str, Any]:
        return {
            name: [found[(kind, name, str(n), *more)] for n in range(len(ways))]
            for name, ways in all_ways.items()
        }

    answers["made_of"], answers["chains_of"] = each("made", MADE_OF), each("made", MADE_OF, "chain")
    answers["alone"] = {name: found["alone", name] for name in OPERATIONS}
    answers["twins"] = each("twin", TWINS)
    return answers


def _own_step(found: Any, graph: Graph) -> Any:
    """Return the value and what the leaves get for each unit that arrives."""
    if not isinstance(found, list) or isinstance(found[1], str):
        return found[1] if isinstance(found, list) else found
    return [found[0], *(slope / float(graph.begin) for slope in found[1])]


# ---------------------------------------------------------------- judging


def _values(answers: Mapping[str, Any], want: Mapping[str, Any]) -> Findings:
    for name in OPERATIONS:
        found = answers.get(name)
        lost = stopped(found, name, item="values", part=name)
        if lost:
            yield lost
            continue
        value = first(found)
        yield states(
            same(value, want[name][:1]), "op.value", item="values", part=name, what=name,
            detail=numbers(want[name][0], "nan" if value is None else value[0]),
        )  # fmt: skip


def _with_numbers(answers: Mapping[str, Any], want: Mapping[str, Any]) -> Findings:
    """Judge that a number counts as a Valor of that number, whichever side it stands on."""
    found, twins = table(answers.get("numbers")), table(answers.get("twins"))
    for part, names in WITH_NUMBERS.items():
        for name in names:
            value = found.get(name)
            if name == "k / a" and isinstance(value, str) and value == "TypeError":
                continue  # the lesson has no __rtruediv__, and Python says so
            lost = stopped(value, name, item="numbers", part=part)
            if lost:
                yield lost
                continue
            own, true = row(value, 3), want["numbers"][name]
            ways = twins.get(name)
            alike = [true, *ways] if isinstance(ways, list) else [true]
            right = own is not None and same(own[:1], true[:1])
            right = right and any(same(own, row(way, 3)) for way in alike)
            yield states(right, "op.number", item="numbers", part=part, what=name)


def _derivatives(case: Case, answers: Mapping[str, Any], want: Mapping[str, Any]) -> Findings:
    is_built_on = _can_be_built_on(case, answers)
    for name in OPERATIONS:
        size = len(want[name])
        found = row(answers.get(name), size)
        alone = row(table(answers.get("alone")).get(name), size)
        if alone is not None and same(alone, want[name]):
            # right by itself, whatever the way through the graph does with it
            yield states(True, "op.gradient", item="derivatives", part=name, what=name)
            continue
        if found is None:
            lost = stopped(answers.get(name), name, item="derivatives", part=name)
            yield lost or states(False, "op.gradient", item="derivatives", part=name, what=name)
            continue
        own = found[1:]
        # made of others, and of the right value: it hands on their slips, which cost there
        ways = _ways(table(answers.get("made_of")), name, size)
        as_made = is_built_on and same(found[:1], want[name][:1]) and own.any()
        right = same(own, want[name][1:])
        right = right or (as_made and any(same(own, way[1:]) for way in ways))
        yield states(
            right, "op.gradient", item="derivatives", part=name, what=name,
            detail=numbers(want[name][1:], own),
        )  # fmt: skip
        if right:
            arrives = _takes_what_arrives(answers, name, own, is_built_on=is_built_on)
            yield states(arrives, "op.chain", item="derivatives", part=name, what=name)


def _can_be_built_on(case: Case, answers: Mapping[str, Any]) -> bool:
    found: dict[str, list[Any]] = {}
    for name in BASES:
        ways = (answers.get(name), table(answers.get("alone")).get(name))
        rows = [row(way, 1 + len(_leaves(name, case))) for way in ways]
        found[name] = [one[1:] for one in rows if one is not None]
    return can_be_built_on(found, slopes_of(case.a, case.b, case.n))


def _takes_what_arrives(
    answers: Mapping[str, Any], name: str, own: Any, *, is_built_on: bool
) -> bool:
    """Tell whether, inside a product, the derivative is multiplied by the gradient that arrives."""
    size = len(own) + 1
    chain = row(table(answers.get("chains")).get(name), size)
    if chain is None:  # the product itself went wrong, which costs there
        return is_built_on
    if chain[0] not in (0, 1) and same(chain[1:], chain[0] * own):
        return True
    ways = _ways(table(answers.get("chains_of")), name, size)
    return is_built_on and any(same(chain, way) for way in ways)


def _ways(found: Mapping[str, Any], name: str, size: int) -> list[Any]:
    """Return the rows of an operation put together from others, those that could be had."""
    ways = found.get(name)
    rows = [row(way, size) for way in ways] if isinstance(ways, list) else []
    return [way for way in rows if way is not None]
