"""`propagar_tudo`: where it starts, how contributions add up, and in which order nodes hand on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from grader.adapt.scalar import Graph, Scalars, told
from grader.check.compare import states
from grader.check.rows import numbers, row, same, stopped, table
from grader.check.values import mapping
from grader.exercise import Case, Exercise, Line
from grader.model import Finding, Text
from grader.remote.value import plain

from .base import can_be_built_on, slopes_of
from .graph_law import graph_law

Findings = Iterator[Finding]

# sums of two operations of one kind: what a receives from both must add up, in either order
SUMS = {
    "add": ("a + a", "(a + c) + (d + a)", "(d + a) + (a + c)"),
    "mul": ("a * a", "a * c + d * a", "d * a + a * c"),
    "exp_pow": ("a ** 2 + a ** 3", "exp(a) + a ** 2", "a ** 2 + exp(a)"),
}

# graphs in which m reaches the end by two paths; the part of the item they belong to
SHAPES = {
    "m * (m + c)": "diamond",
    "(m + c) * m": "diamond",
    "m * c * c * c + m": "long_path",
    "m + m * c * c * c": "long_path",
    "m + w": "equal_values",
}
POWER = 3
"""m is a ** POWER: an operation of its own between m and the leaf a."""


class Propagation(Exercise):
    """Judged by two laws: contributions add up, and what a node hands on is all it received.

    Both are held to the student's own slopes, so that a wrong derivative costs nothing here.
    """

    name = "propagar_tudo"
    asks = ("Valor",)
    shown = tuple(SHAPES)

    def examples(self) -> Iterator[Case]:
        yield Case("lesson", a=2.0, c=0.5)

    def cases(self, rng: np.random.Generator) -> Iterator[Case]:
        a, c = (round(float(v), 3) for v in rng.uniform(0.6, 0.9, 2))
        yield Case("small_values", a=a, c=c + 0.9)
        a, c = (round(float(v), 3) for v in rng.uniform(1.1, 1.6, 2))
        yield Case("negative_values", a=-a, c=-c - 0.6)

    def run(self, student: Any, case: Case) -> Any:
        return _run(Scalars(student), case)

    def check(self, case: Case, got: Any, want: Any) -> Findings:
        answers = mapping(got, "propagar_tudo", ())
        with np.errstate(all="ignore"):
            findings = list(_judge(case, answers, want))
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        answers = table(got)
        if _are_law(case, answers):
            for name in (*_PARTS, *_PATHS):
                yield Line(f"d({name})/da", answers[name][0], _law(case)[name][0])
        sums, power = table(answers.get("sums")), row(answers.get("power"), 1)
        for name in (name for names in SUMS.values() for name in names):
            found = row(sums.get(name), 3)
            if found is not None:
                yield Line(f"d({name})/da", found[0], float(found[1]) + float(found[2]))
        for name in SHAPES:
            found = row(answers.get(name), 2)
            if found is not None and power is not None:
                yield Line(f"d({name})/da", found[0], float(found[1]) * float(power[0]))

    def factors(self, case: Case) -> Mapping[str, float]:
        return {"a": case.a, "c": case.c}


# ---------------------------------------------------------------- asking


_PARTS = {
    "a + a": ("a + b",),
    "(a + c) + (d + a)": ("a + c", "d + a"),
    "(d + a) + (a + c)": ("d + a", "a + c"),
    "a * a": ("a * b",),
    "a * c + d * a": ("a * c", "d * a"),
    "d * a + a * c": ("d * a", "a * c"),
    "a ** 2 + a ** 3": ("a ** 2", "a ** 3"),
    "exp(a) + a ** 2": ("exp(a)", "a ** 2"),
    "a ** 2 + exp(a)": ("a ** 2", "exp(a)"),
}
"""The parts of each sum; of the one part that is alone, both operands are a."""

_PATHS = {
    "m * (m + c)": "m * (m + new(c))",
    "(m + c) * m": "(m + new(c)) * m",
    "m * c * c * c + m": "m * new(c) * new(c) * new(c) + m",
    "m + m * c * c * c": "m + m * new(c) * new(c) * new(c)",
    # another node of the same number as m, which comes first
    "m + w": f"new(v) ** {POWER} + m",
}


_Asked = tuple[dict[str, Graph], str]
"""Graphs by name, and what is sent of them."""


def _run(s: Scalars, case: Case) -> dict[str, Any]:
    """Ask for whole ways back; where one is not right, for the parts that it is to add up to."""
    found = _answers(s, _whole(case))
    if _are_law(case, found):
        return found
    return _told(found, _answers(s, _pieces(case)))


def _answers(s: Scalars, asked: _Asked) -> dict[str, Any]:
    graphs, text = asked
    return dict(zip(graphs, map(_gradients, plain(s.graphs(text))), strict=True))


def _are_law(case: Case, found: Mapping[str, Any]) -> bool:
    """Tell whether every gradient of the whole graphs is the slope that mathematics has."""
    return all(same(found.get(name), right) for name, right in _law(case).items())


@lru_cache(maxsize=64)
def _law(case: Case) -> dict[str, Any]:
    return {name: graph_law(graph)[1:] for name, graph in _whole(case)[0].items()}


@lru_cache(maxsize=64)
def _whole(case: Case) -> _Asked:
    """Return the graphs that tell everything where they are right."""
    found = {"start": _begun(case, "itself")}
    found |= {name: _graph(case, name) for name in _PARTS}
    for name, text in _PATHS.items():
        source = f"m = a ** {POWER}; out = {text}"
        constants = {"c": case.c, "v": case.a}
        found[name] = Graph((source,), {"a": case.a}, ("a", "m"), constants=constants)
    return found, told([*found.values()])


@lru_cache(maxsize=64)
def _pieces(case: Case) -> _Asked:
    """Return the graphs that those are held to: what the student's own operations hand on."""
    found = {"power": _graph(case, f"a ** {POWER}"), "one": _begun(case, "one")}
    for name, text in _BASES.items():
        found |= {f"base {name}": _graph(case, text, *_NAMES.findall(text))}
        found |= {f"step {name}": replace(found[f"base {name}"], begin=_STEP)}
    for name, parts in _PARTS.items():
        both = [(part, "a") for part in parts] if len(parts) > 1 else [(*parts, "a"), (*parts, "b")]
        found |= {f"{name}: part {n}": _graph(case, *part) for n, part in enumerate(both)}
    return found, told([*found.values()])


def _graph(case: Case, text: str, *by: str) -> Graph:
    leaves = {"a": case.a, "b": case.a, "c": case.c, "d": 2.37}
    used = {name: leaves[name] for name in leaves if name in _NAMES.findall(text)}
    return Graph((f"out = {text}",), used, by or ("a",))


def _begun(case: Case, begin: str) -> Graph:
    return Graph(("out = a * c + a",), {"a": case.a, "c": case.c}, ("a", "c", "out"), begin)


_BASES = {"a + b": "a + c", "a * b": "a * c", "a ** n": f"a ** {POWER}", "exp(a)": "exp(a)"}
"""The operations that the others are made of."""
_STEP = 2.0
"""What arrives where the own step of an operation is asked alone."""

_NAMES = re.compile(r"\b[abcd]\b")


def _told(whole: Mapping[str, Any], pieces: Mapping[str, Any]) -> dict[str, Any]:
    """Gather answers by what they are about."""
    begun = [whole["start"], pieces["one"]]
    stopped = [one for one in begun if isinstance(one, str)]
    answers: dict[str, Any] = {name: whole[name] for name in _PATHS}
    answers["power"] = pieces["power"]
    answers["start"] = stopped[0] if stopped else [*begun[0], *begun[1]]
    answers["sums"] = {
        name: [_first(whole[name]), *(_first(pieces[f"{name}: part {n}"]) for n in (0, 1))]
        for name in _PARTS
    }
    answers["bases"] = {
        name: [pieces[f"base {name}"], _per_unit(pieces[f"step {name}"])] for name in _BASES
    }
    return answers


def _first(gradients: Any) -> Any:
    return gradients[0] if isinstance(gradients, list) else gradients


def _per_unit(gradients: Any) -> Any:
    """Return what the own step of an operation hands on for each unit that arrives."""
    return gradients if isinstance(gradients, str) else [one / _STEP for one in gradients]


def _gradients(found: Any) -> Any:
    """Return a graph's gradients, or the name of the exception that there was."""
    return found[1] if isinstance(found, list) and len(found) == 2 else found


# ---------------------------------------------------------------- judging


def _can_be_built_on(case: Case, answers: Mapping[str, Any]) -> bool:
    bases = table(answers.get("bases"))
    found = {name: ways for name, ways in bases.items() if isinstance(ways, list)}
    return can_be_built_on(found, slopes_of(case.a, case.c, POWER))


def _judge(case: Case, answers: Mapping[str, Any], want: Mapping[str, Any]) -> Findings:
    if _are_law(case, answers):
        yield from _all_hold()
    elif _can_be_built_on(case, answers):
        yield _starts(answers)
        yield from _adds_up(answers)
        yield from _order(answers, want)
    else:
        yield from _not_yet()


def _all_hold() -> Findings:
    yield states(True, "propagation.start", item="start")
    for part, names in SUMS.items():
        for name in names:
            yield states(True, "propagation.sum", item="sums", part=part, what=name)
    for name, part in SHAPES.items():
        yield states(True, f"propagation.{part}", item="order", part=part, what=name)


def _not_yet() -> Findings:
    """Say that nothing can be told of the way back through operations that are not right."""
    parts = [("start", ""), *(("sums", part) for part in SUMS)]
    parts += [("order", part) for part in dict.fromkeys(SHAPES.values())]
    for item, part in parts:
        yield Finding(item, False, Text("propagation.not_yet"), part=part)


def _starts(answers: Mapping[str, Any]) -> Finding:
    lost = stopped(answers.get("start"), "propagar_tudo", item="start")
    found = row(answers.get("start"), 6)
    right = found is not None and found[:2].any() and same(found[:3], found[3:])
    # gradients that are filled in whatever arrives are the same however the way back begins
    right = right and same(found[2], 1.0)
    return lost or states(right, "propagation.start", item="start")


def _adds_up(answers: Mapping[str, Any]) -> Findings:
    sums = table(answers.get("sums"))
    for part, names in SUMS.items():
        for name in names:
            found = row(sums.get(name), 3)
            right = found is not None and found[0] != 0 and same(found[0], found[1] + found[2])
            yield states(right, "propagation.sum", item="sums", part=part, what=name)


def _order(answers: Mapping[str, Any], want: Mapping[str, Any]) -> Findings:
    handed_on = _handed_on(answers)
    for name, part in SHAPES.items():
        lost = stopped(answers.get(name), "propagar_tudo", item="order", part=part)
        if lost:
            yield lost
            continue
        found = row(answers.get(name), 2)
        right = handed_on is not None and found is not None and found.all()
        right = right and same(found[0], found[1] * handed_on)
        yield states(
            right, f"propagation.{part}", item="order", part=part, what=name,
            detail=numbers(want[name], "?" if found is None else found),
        )  # fmt: skip


def _handed_on(answers: Mapping[str, Any]) -> Any:
    """Return what m hands on to a for each unit that arrives, right or wrong; None if unknown.

    Its own step tells, which the way back has no part in. Where there is none to be run alone, the
    way through the graph of that one operation does.
    """
    ways = table(answers.get("bases")).get("a ** n")
    steps = [row(way, 1) for way in ways[1:]] if isinstance(ways, list) else []
    power = row(answers.get("power"), 1)
    known = [step[0] for step in (*steps, power) if step is not None]
    return known[0] if known else None
