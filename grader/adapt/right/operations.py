"""Right operations on a student's scalars; `grader/sandbox/beside/nodes.py` makes their nodes."""

import math
from collections.abc import Callable
from numbers import Real
from typing import Any


def operations(nodes: Any) -> dict[str, Callable[..., Any]]:
    """Return the operations by their names, for scalars and plain numbers."""

    def node(number: float, *slopes: tuple[Any, float]) -> Any:
        parts = [nodes.scalar_of(one.value) for one, _slope in slopes]
        own = [slope for _one, slope in slopes]

        def hand_on(arrived: float) -> None:
            for part, slope in zip(parts, own, strict=True):
                nodes.add_gradient(part, arrived * slope)

        return nodes.linked(number, parts, hand_on)

    known: dict[str, Callable[..., Any]] = {
        "+": lambda a, b: node(a.n + b.n, (a, 1), (b, 1)),
        "-": lambda a, b: node(a.n - b.n, (a, 1), (b, -1)),
        "*": lambda a, b: node(a.n * b.n, (a, b.n), (b, a.n)),
        "/": lambda a, b: node(a.n / b.n, (a, 1 / b.n), (b, -a.n / b.n**2)),
        "**": lambda a, b: node(a.n**b.n, (a, b.n * a.n ** (b.n - 1))),
        "negative": lambda a: node(-a.n, (a, -1)),
        "exp": lambda a: node(math.exp(a.n), (a, math.exp(a.n))),
    }

    def read(operation: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *operands: operation(*(_Operand(one, nodes.number) for one in operands))

    return {name: read(operation) for name, operation in known.items()}


class _Operand:
    """A scalar or a plain number, with its number."""

    def __init__(self, value: Any, name: str) -> None:
        self.value = value
        self.n: Any = value if isinstance(value, Real) else getattr(value, name)
