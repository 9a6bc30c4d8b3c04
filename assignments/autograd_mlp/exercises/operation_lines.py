"""The operations' values and local derivatives, beside those of the same operations on numbers."""

import cmath
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from grader.exercise import Case, Line
from grader.measure.gradient import STEP
from grader.measure.rows import first, row, same, table

Law = Callable[..., complex]


def operation_lines(case: Case, answers: Mapping[str, Any]) -> Iterator[Line]:
    """Yield each operation's value and its derivatives, those that can be read."""
    alone, made_of = table(answers.get("alone")), table(answers.get("made_of"))
    stopped = table(answers.get("stopped"))
    for name, law in _laws(case.n).items():
        leaves = (case.a, case.b) if "b" in name else (case.a,)
        right = _slopes(law, leaves)
        value = first(answers.get(name))
        if value is not None:
            yield Line(name, value[0], right[0])
        if stopped.get(name):  # said where it is judged
            continue
        rows = [row(found, len(right)) for found in (answers.get(name), alone.get(name))]
        known = [one[1:] for one in rows if one is not None]
        ways = made_of.get(name)
        made = [row(way, len(right)) for way in (ways if isinstance(ways, list) else [])]
        # derivatives that come of other operations are wrong where those are
        if known and not any(same(known[0], way[1:]) for way in made if way is not None):
            own = next((one for one in known if same(one, right[1:])), known[0])
            for leaf, got, slope in zip("ab", own, right[1:], strict=False):
                yield Line(f"d({name})/d{leaf}", got, slope)


def _laws(n: int) -> dict[str, Law]:
    return {
        "a + b": lambda a, b: a + b,
        "a - b": lambda a, b: a - b,
        "a * b": lambda a, b: a * b,
        "a / b": lambda a, b: a / b,
        "-a": lambda a: -a,
        "a ** n": lambda a: a**n,
        "exp(a)": cmath.exp,
        "sig(a)": lambda a: 1 / (1 + cmath.exp(-a)),
    }


def _slopes(law: Law, leaves: tuple[float, ...]) -> list[float]:
    """Return the value, and the derivative by each leaf (by the complex step)."""
    found = [complex(law(*leaves)).real]
    for place in range(len(leaves)):
        moved = [leaf + STEP * 1j * (place == n) for n, leaf in enumerate(leaves)]
        found.append(complex(law(*moved)).imag / STEP)
    return found
