"""Tell whether what is wrong in one exercise may be what another one asks for."""

import ast
from collections.abc import Iterable

from grader.extract.defining import defining
from grader.model import Extraction
from grader.prepare import Prepared


def rests_on(
    prepared: Prepared, extraction: Extraction, exercise: str, others: Iterable[str]
) -> bool:
    """Tell whether an exercise takes, or its definitions use, what one of the others asks for.

    Where both ask for the same, neither rests on the other.
    """
    own = own_asks(prepared, exercise)
    asked = prepared.assignment.exercises[exercise]
    used = {*(asked.asks or (exercise,))} - own
    for one in defining(extraction, own):
        words = {node.id for node in ast.walk(one.tree) if isinstance(node, ast.Name)}
        used |= {name for name, written in extraction.names.items() if written in words}
    return any(not used.isdisjoint(own_asks(prepared, other) - own) for other in others)


def own_asks(prepared: Prepared, exercise: str) -> set[str]:
    """Return what an exercise asks for that no earlier one counts."""
    found = prepared.assignment.exercises[exercise]
    return {*(found.asks or (exercise,))} - {*found.upstream}
