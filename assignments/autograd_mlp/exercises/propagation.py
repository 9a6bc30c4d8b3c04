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
from grader.remote.value import then

from .asking import slopes
from .base import can_be_built_on, slopes_of

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
        s = Scalars(student)
        asked, text = _asked_of(case)
        return then(s.graphs(text), lambda found: _read(asked, found))

    def check(self, case: Case, got: Any, want: Any) -> Findings:
        answers = mapping(got, "propagar_tudo", ())
        with np.errstate(all="ignore"):
            judge = _judge if _can_be_built_on(case, answers) else _not_yet
            findings = list(judge(answers, want))
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        answers = table(got)
        sums, power = table(answers.get("sums")), row(answers.get("power"), 2)
        for name in (name for names in SUMS.values() for name in names):
            found = row(sums.get(name), 3)
            if found is not None:
                yield Line(f"d({name})/da", found[0], float(found[1]) + float(found[2]))
        for name in SHAPES:
            found = row(answers.get(name), 2)
            if found is not None and power is not None:
                yield Line(f"d({name})/da", found[0], float(found[1]) * float(power[1]))

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


@lru_cache(maxsize=64)
def _asked_of(case: Case) -> tuple[dict[str, Graph], str]:
    """Return all graphs of a case, and what is sent of them."""
    asked = _asked(case)
    return asked, told(list(asked.values()))


def _asked(case: Case) -> dict[str, Graph]:
    """Return all graphs of a case by name."""
    leaves = {"a": case.a, "b": case.a, "c": case.c, "d": 2.37}

    def graph(text: str, *by: str) -> Graph:
        used = {name: leaves[name] for name in leaves if name in _NAMES.findall(text)}
        return Graph((f"out = {text}",), used, by or ("a",))

    found = {"power": graph(f"a ** {POWER}")}
    for name, text in _BASES.items():
        found |= {f"base {name}": graph(text, *_NAMES.findall(text))}
        found |= {f"step {name}": replace(found[f"base {name}"], begin=_STEP)}
    for begin in ("itself", "one"):
        own = {"a": case.a, "c": case.c}
        found[f"begun {begin}"] = Graph(("out = a * c + a",), own, ("a", "c", "out"), begin)
    for name, parts in _PARTS.items():
        both = [(part, "a") for part in parts] if len(parts) > 1 else [(*parts, "a"), (*parts, "b")]
        found[name] = graph(name)
        found |= {f"{name}: part {n}": graph(*part) for n, part in enumerate(both)}
    for name, text in _PATHS.items():
        source = f"m = a ** {POWER}; out = {text}"
        constants = {"c": case.c, "v": case.a}
        found[f"path {name}"] = Graph((source,), {"a": case.a}, ("a", "m"), constants=constants)
    return found


_BASES = {"a + b": "a + c", "a * b": "a * c", "a ** n": f"a ** {POWER}", "exp(a)": "exp(a)"}
"""The operations that the others are made of."""
_STEP = 2.0
"""What arrives where the own step of an operation is asked alone."""

_NAMES = re.compile(r"\b[abcd]\b")


def _read(asked: Mapping[str, Graph], found: Any) -> dict[str, Any]:
    answers = found if isinstance(found, list) else []
    return _told(dict(zip(asked, answers, strict=True)))


def _told(found: Mapping[str, Any]) -> dict[str, Any]:
    """Gather answers by what they are about."""

    def by_first(name: str) -> Any:
        row = slopes(found[name], 1)
        return row[1] if isinstance(row, np.ndarray) else row

    answers: dict[str, Any] = {"power": slopes(found["power"], 1)}
    begun = [_gradients(found[f"begun {begin}"]) for begin in ("itself", "one")]
    stopped = [one for one in begun if isinstance(one, str)]
    answers["start"] = stopped[0] if stopped else [*begun[0], *begun[1]]
    answers["sums"] = {
        name: [by_first(one) for one in (name, f"{name}: part 0", f"{name}: part 1")]
        for name in _PARTS
    }
    answers["bases"] = {
        name: [_gradients(found[f"base {name}"]), _step(found, name)] for name in _BASES
    }
    return answers | {name: _gradients(found[f"path {name}"]) for name in _PATHS}


def _step(found: Mapping[str, Any], name: str) -> Any:
    """Return what the own step of an operation hands on for each unit that arrives."""
    gradients = _gradients(found[f"step {name}"])
    return gradients if isinstance(gradients, str) else [one / _STEP for one in gradients]


def _gradients(found: Any) -> Any:
    """Return a graph's gradients, or the name of the exception that there was."""
    return found[1] if isinstance(found, list) and len(found) == 2 else found


# ---------------------------------------------------------------- judging


def _can_be_built_on(case: Case, answers: Mapping[str, Any]) -> bool:
    bases = table(answers.get("bases"))
    found = {name: ways for name, ways in bases.items() if isinstance(ways, list)}
    return can_be_built_on(found, slopes_of(case.a, case.c, POWER))


def _judge(answers: Mapping[str, Any], want: Mapping[str, Any]) -> Findings:
    yield _starts(answers)
    yield from _adds_up(answers)
    yield from _order(answers, want)


def _not_yet(answers: Mapping[str, Any], want: Mapping[str, Any]) -> Findings:
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
    power = row(answers.get("power"), 2)
    known = [step[0] for step in steps if step is not None]
    return known[0] if known else (None if power is None else power[1])
