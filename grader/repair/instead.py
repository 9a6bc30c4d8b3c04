"""What may take the place of an expression."""

import ast

from grader.frozen import frozen
from grader.repair.candidate import EditKind
from grader.repair.written import ATOM, Written, binding


@frozen
class Instead:
    """What may take the place of an expression, how tightly it binds, and how much it edits."""

    kind: EditKind
    text: str
    binds: int = ATOM
    size: int = 1
    unlikely: float = 0.0
    """How much later it is tried than others of its size."""


def alone(kind: EditKind, part: ast.expr, written: Written, size: int) -> Instead:
    """Return what takes a part for the whole."""
    is_wide = part.lineno != part.end_lineno  # then in brackets, whatever stands round it
    return Instead(kind, written.operand(part, 0), ATOM if is_wide else binding(part), size)
