"""`propagar_tudo`: where it starts, how contributions add up, and in which order nodes hand on."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.scalar import Scalars
from grader.check.compare import states
from grader.check.rows import numbers, row, same, stopped, table
from grader.check.values import mapping
from grader.exercise import Case, Exercise, Line
from grader.model import Finding

from .asking import Expression, slopes, start

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
        s = Scalars(student.Valor)
        power = slopes(s, lambda a: a**POWER, (case.a,))
        found: dict[str, Any] = {"power": power, "start": attempted(lambda: _start(s, case))}
        found["sums"] = {name: _sum(s, parts, case) for name, parts in _sums(s).items()}
        for name, shape in _shapes(s, case.c).items():
            found[name] = attempted(lambda shape=shape: _path(s, case.a, shape))
        return found

    def check(self, case: Case, got: Any, want: Any) -> Findings:
        answers = mapping(got, "propagar_tudo", ())
        with np.errstate(all="ignore"):
            findings = [_starts(answers), *_adds_up(answers), *_order(answers, want)]
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


def _start(s: Scalars, case: Case) -> list[float]:
    """Return the leaves' gradients when nobody prepared the root, and when it was."""
    found = []
    for prepared in (False, True):
        a, b = s.new(case.a), s.new(case.c)
        root = a * b + a
        start(s, root) if prepared else s.backward(root)
        found += [s.gradient(a), s.gradient(b)]
    return found


def _sums(s: Scalars) -> dict[str, tuple[Expression, ...]]:
    """Return the two parts of each sum as functions of a and c, or one of which a is both."""
    add_left, add_right = (lambda a, c: a + c), (lambda a, c: s.new(2.37) + a)
    mul_left, mul_right = (lambda a, c: a * c), (lambda a, c: s.new(2.37) * a)
    exp, square, cube = (lambda a, c: s.exp(a)), (lambda a, c: a**2), (lambda a, c: a**3)
    return {
        "a + a": (lambda a, c: a + c,),
        "(a + c) + (d + a)": (add_left, add_right),
        "(d + a) + (a + c)": (add_right, add_left),
        "a * a": (lambda a, c: a * c,),
        "a * c + d * a": (mul_left, mul_right),
        "d * a + a * c": (mul_right, mul_left),
        "a ** 2 + a ** 3": (square, cube),
        "exp(a) + a ** 2": (exp, square),
        "a ** 2 + exp(a)": (square, exp),
    }


def _sum(s: Scalars, parts: tuple[Expression, ...], case: Case) -> list[Any]:
    """Return what a receives from the whole, and from each of its parts alone."""
    if len(parts) == 1:  # both operands are a
        [f] = parts
        whole = slopes(s, lambda a: f(a, a), (case.a,))
        alone = slopes(s, f, (case.a, case.a))
        return [_second(whole), *(alone[1:] if len(alone) == 3 else [alone])]
    one, other = parts
    whole = slopes(s, lambda a, c: one(a, c) + other(a, c), (case.a, case.c))
    return [_second(found) for found in (whole, *_alone(s, parts, case))]


def _alone(s: Scalars, parts: tuple[Expression, ...], case: Case) -> list[Any]:
    return [slopes(s, part, (case.a, case.c)) for part in parts]


def _second(found: Any) -> Any:
    """Return the gradient by the first leaf; an exception's name stays as it is."""
    return found if isinstance(found, str) else found[1]


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
    for part, names in SUMS.items():
        for name in names:
            found = row(sums.get(name), 3)
            right = found is not None and found[0] != 0 and same(found[0], found[1] + found[2])
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
