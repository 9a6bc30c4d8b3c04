"""The definitions that others come to by the names in them: a helper of what is asked for."""

from collections.abc import Sequence

from grader.advise.definition import Definition, definitions
from grader.extract.defining import DEFINITIONS, helpers
from grader.model import Extraction


def reached(own: Sequence[Definition], extraction: Extraction) -> list[Definition]:
    """Return definitions, and the helpers that they use, and those that these use.

    What is asked for by itself is none of them.
    """
    others = {
        one.tree.name: Definition(one.tree.name, one.tree.name, one.chunk)
        for one in helpers(extraction)
        if isinstance(one.tree, DEFINITIONS)
    }
    asked = {one.name for one in definitions(extraction)}
    found, waiting = [*own], [*own]
    while waiting:
        used = waiting.pop().names - asked
        new = [others.pop(name) for name in sorted(used) if name in others]
        found += new
        waiting += new
    return found
