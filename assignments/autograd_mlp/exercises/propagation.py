"""`propagar_tudo`: where it starts, how contributions add up, and in which order nodes hand on."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.scalar import Scalars
from grader.check.compare import states
from grader.check.rows import numbers, row, same, stopped, table
from grader.check.values import mapping
from grader.exercise import Case, Exercise
from grader.model import Finding

from .asking import Expression, slopes, start

Findings = Iterator[Finding]

# the same leaf twice in one expression, and the two expressions it is made of
SUMS = {"add": "a + a", "mul": "a * a", "exp_pow": "exp(a) + a ** 2"}

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
        s = Scalars(student.Valor)
        power = slopes(s, lambda a: a**POWER, (case.a,))
        found: dict[str, Any] = {"power": power, "start": attempted(lambda: _start(s, case))}
        found["sums"] = {part: _sums(s, part, case.a) for part in SUMS}
        for name, shape in _shapes(s, case.c).items():
            found[name] = attempted(lambda shape=shape: _path(s, case.a, shape))
        return found

    def check(self, case: Case, got: Any, want: Any) -> Findings:
        answers = mapping(got, "propagar_tudo", ())
        with np.errstate(all="ignore"):
            findings = [_starts(answers), *_adds_up(answers), *_order(answers, want)]
        yield from findings


def _start(s: Scalars, case: Case) -> list[float]:
    """Return the leaves' gradients when nobody prepared the root, and when it was."""
    found = []
    for prepared in (False, True):
        a, b = s.new(case.a), s.new(case.c)
        root = a * b + a
        start(s, root) if prepared else s.backward(root)
        found += [s.gradient(a), s.gradient(b)]
    return found


def _sums(s: Scalars, part: str, a: float) -> list[Any]:
    """Return the slopes of the whole, and of the parts it is made of, alone."""
    if part == "exp_pow":
        alone = [slopes(s, s.exp, (a,)), slopes(s, lambda v: v**2, (a,))]
        return [slopes(s, lambda v: s.exp(v) + v**2, (a,)), *alone]
    f: Expression = (lambda v, w: v + w) if part == "add" else (lambda v, w: v * w)
    return [slopes(s, lambda v: f(v, v), (a,)), slopes(s, f, (a, a))]


def _shapes(s: Scalars, number: float) -> dict[str, Callable[[Any, float], Any]]:
    def c() -> Any:
        return s.new(number)

    return {
        "m * (m + c)": lambda m, a: m * (m + c()),
        "(m + c) * m": lambda m, a: (m + c()) * m,
        "m * c * c * c + m": lambda m, a: m * c() * c() * c() + m,
        "m + m * c * c * c": lambda m, a: m + m * c() * c() * c(),
        # another node w of the same number as m, which comes first
        "m + w": lambda m, a: s.new(a) ** POWER + m,
    }


def _path(s: Scalars, number: float, shape: Callable[[Any, float], Any]) -> Any:
    """Return the gradients at the leaf and at m, after the whole backward pass."""
    a = s.new(number)
    m = a**POWER
    start(s, shape(m, number))
    return np.array([s.gradient(a), s.gradient(m)])


# ---------------------------------------------------------------- judging


def _starts(answers: Mapping[str, Any]) -> Finding:
    lost = stopped(answers.get("start"), "propagar_tudo", item="start")
    found = row(answers.get("start"), 4)
    right = found is not None and found.any() and same(found[:2], found[2:])
    return lost or states(right, "propagation.start", item="start")


def _adds_up(answers: Mapping[str, Any]) -> Findings:
    sums = table(answers.get("sums"))
    for part, name in SUMS.items():
        found = sums.get(part) if isinstance(sums.get(part), list) else []
        whole = row(found[0] if found else None, 2)
        if part == "exp_pow":
            alone = [row(one, 2) for one in found[1:3]]
            given = [one[1] for one in alone if one is not None]
        else:
            alone = [row(one, 3) for one in found[1:2]]
            given = [one[1] + one[2] for one in alone if one is not None]
        complete = whole is not None and len(given) == len(alone) > 0
        right = complete and whole[1] != 0 and same(whole[1], sum(given))
        yield states(right, "propagation.sum", item="sums", part=part, what=name)


def _order(answers: Mapping[str, Any], want: Mapping[str, Any]) -> Findings:
    power = row(answers.get("power"), 2)
    for name, part in SHAPES.items():
        lost = stopped(answers.get(name), "propagar_tudo", item="order", part=part)
        if lost:
            yield lost
            continue
        found = row(answers.get(name), 2)
        right = power is not None and found is not None and found.all()
        right = right and same(found[0], found[1] * power[1])
        yield states(
            right, f"propagation.{part}", item="order", part=part, what=name,
            detail=numbers(want[name], "?" if found is None else found),
        )  # fmt: skip
