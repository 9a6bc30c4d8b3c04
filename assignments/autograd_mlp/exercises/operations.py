"""`Valor`: the operations' values, plain numbers on either side, and each local derivative."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from grader.adapt.asking import attempted
from grader.adapt.scalar import Scalars
from grader.check.compare import states
from grader.check.rows import first, numbers, row, same, stopped, table
from grader.check.values import mapping
from grader.exercise import Case, Exercise, Line
from grader.model import Finding

from .asking import Expression, slopes, start
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
        s = Scalars(student.Valor)
        whole = _operations(s, case.n)
        found: dict[str, Any] = {
            name: slopes(s, f, _leaves(name, case)) for name, f in whole.items()
        }
        chain = _chained(case.k)
        found["chains"] = {name: chain(s, f, _leaves(name, case)) for name, f in whole.items()}
        for key, ask in (("made_of", slopes), ("chains_of", chain)):
            found[key] = {
                name: [ask(s, f, _leaves(name, case)) for f in ways]
                for name, ways in _made_of(s).items()
            }
        at = (case.a, case.b)
        found["alone"] = {
            name: attempted(lambda f=f, name=name: _alone(s, f, _leaves(name, case), case.k))
            for name, f in whole.items()
        }
        found["numbers"] = {name: slopes(s, f, at) for name, f in _numbers(case.k).items()}
        found["twins"] = {
            name: [slopes(s, f, at) for f in ways] for name, ways in _twins(s, case.k).items()
        }
        return found

    def check(self, case: Case, got: Any, want: Any) -> Findings:
        answers = mapping(got, "Valor", ())
        with np.errstate(all="ignore"):
            findings = [*_values(answers, want), *_with_numbers(answers, want)]
            findings += _derivatives(answers, want)
        yield from findings

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        yield from operation_lines(case, table(got))


def _leaves(name: str, case: Case) -> tuple[float, ...]:
    return (case.a,) if name in ONE_OPERAND else (case.a, case.b)


def _operations(s: Scalars, n: int) -> dict[str, Expression]:
    return {
        "a + b": lambda a, b: a + b,
        "a - b": lambda a, b: a - b,
        "a * b": lambda a, b: a * b,
        "a / b": lambda a, b: a / b,
        "-a": lambda a: -a,
        "a ** n": lambda a: a**n,
        "exp(a)": s.exp,
        "sig(a)": s.sigmoid,
    }


def _made_of(s: Scalars) -> dict[str, tuple[Expression, ...]]:
    """Return the ways in which an operation may be put together from others."""
    return {
        "-a": (lambda a: a * s.new(-1),),
        "a - b": (lambda a, b: a + (-b), lambda a, b: a + b * s.new(-1)),
        "a / b": (lambda a, b: a * b**-1,),
        "sig(a)": (
            lambda a: s.exp(a) / (s.exp(a) + s.new(1)),
            lambda a: s.new(1) / (s.new(1) + s.exp(-a)),
            lambda a: (s.exp(-a) + s.new(1)) ** -1,
        ),
    }


def _numbers(k: Any) -> dict[str, Expression]:
    return {
        "a + k": lambda a, b: a + k,
        "k + a": lambda a, b: k + a,
        "sum([a, b])": lambda a, b: sum([a, b]),
        "a - k": lambda a, b: a - k,
        "k - a": lambda a, b: k - a,
        "a * k": lambda a, b: a * k,
        "k * a": lambda a, b: k * a,
        "a / k": lambda a, b: a / k,
        "k / a": lambda a, b: k / a,
    }


def _twins(s: Scalars, k: float) -> dict[str, tuple[Expression, ...]]:
    """Return what the same would be with a Valor in the number's place, on either side."""
    return {
        "a + k": (lambda a, b: a + s.new(k),),
        "k + a": (lambda a, b: s.new(k) + a, lambda a, b: a + s.new(k)),
        "sum([a, b])": (lambda a, b: a + b, lambda a, b: s.new(0.0) + a + b),
        "a - k": (lambda a, b: a - s.new(k), lambda a, b: a + s.new(-k)),
        "k - a": (lambda a, b: s.new(k) - a, lambda a, b: (-a) + s.new(k)),
        "a * k": (lambda a, b: a * s.new(k),),
        "k * a": (lambda a, b: s.new(k) * a, lambda a, b: a * s.new(k)),
        "a / k": (lambda a, b: a / s.new(k), lambda a, b: a * s.new(1 / k)),
        "k / a": (lambda a, b: s.new(k) / a, lambda a, b: a**-1 * s.new(k)),
    }


def _chained(k: float) -> Callable[..., Any]:
    """Return a question: what arrives at an operation inside a product, and what the leaves get."""

    def ask(s: Scalars, f: Expression, at: Sequence[float]) -> Any:
        found: list[float] = []
        for whole in (lambda out: out * s.new(k), lambda out: s.new(k) * out):
            leaves = [s.new(number) for number in at]
            out = f(*leaves)
            start(s, whole(out))
            found = [s.gradient(out), *map(s.gradient, leaves)]
            if found[0]:
                break
        return found

    return lambda s, f, at: attempted(lambda: ask(s, f, at))


def _alone(s: Scalars, f: Expression, at: Sequence[float], k: float) -> list[float]:
    """Return what the leaves get when only the operation's own step is run, with k arriving."""
    leaves = [s.new(number) for number in at]
    out = f(*leaves)
    s.set_gradient(out, k)
    s.hand_on(out)
    return [s.number(out), *(s.gradient(leaf) / k for leaf in leaves)]


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


def _derivatives(answers: Mapping[str, Any], want: Mapping[str, Any]) -> Findings:
    chains, chains_of = table(answers.get("chains")), table(answers.get("chains_of"))
    made_of = table(answers.get("made_of"))
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
        as_made = [way for way in _ways(made_of, name, size) if way[1:].any()]
        right = same(own, want[name][1:]) or any(same(own, way[1:]) for way in as_made)
        yield states(
            right, "op.gradient", item="derivatives", part=name, what=name,
            detail=numbers(want[name][1:], own),
        )  # fmt: skip
        if right:
            chain = row(chains.get(name), size)
            arrives = chain is None or (chain[0] not in (0, 1) and same(chain[1:], chain[0] * own))
            arrives = arrives or any(same(chain, way) for way in _ways(chains_of, name, size))
            yield states(arrives, "op.chain", item="derivatives", part=name, what=name)


def _ways(found: Mapping[str, Any], name: str, size: int) -> list[Any]:
    """Return the rows of an operation put together from others, those that could be had."""
    ways = found.get(name)
    rows = [row(way, size) for way in ways] if isinstance(ways, list) else []
    return [way for way in rows if way is not None]
