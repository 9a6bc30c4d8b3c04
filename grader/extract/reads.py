"""Which global names a statement reads, told by Python's own symbol tables."""

import symtable
from dataclasses import dataclass

from grader.notebook import Broken

_COMPREHENSIONS = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})


@dataclass(frozen=True, slots=True)
class Reads:
    """Global names read when the statement is executed, and when what it defines is called.

    A function's local names are in neither: a local `parameters` needs no global of that name.
    """

    now: tuple[str, ...]
    later: tuple[str, ...]


def reads_of(source: str) -> Reads | Broken:
    """Return what a statement reads, or why Python refuses it (``nonlocal`` at top level, say)."""
    try:
        top = symtable.symtable(source, "<cell>", "exec")
    except SyntaxError as error:
        return Broken(error.lineno or 1, error.msg or "invalid syntax")
    except (RecursionError, MemoryError, ValueError):
        return Broken(1, "too deeply nested")
    now: dict[str, None] = {}  # dicts keep an order that does not vary from run to run, sets do not
    later: dict[str, None] = {}
    waiting = [(top, now)]
    while waiting:
        table, reads = waiting.pop()
        if isinstance(table, symtable.Function):
            if table.get_name() not in _COMPREHENSIONS:
                reads = later
            reads.update(dict.fromkeys(table.get_globals()))
        else:
            # In a class body even a name bound there may first be read as a global.
            symbols = map(table.lookup, table.get_identifiers())
            found = (s.get_name() for s in symbols if s.is_referenced() and not s.is_free())
            reads.update(dict.fromkeys(found))
        waiting += [(child, reads) for child in table.get_children()]
    return Reads(tuple(now), tuple(later))


def bound_names(source: str) -> frozenset[str]:
    """Return the names that executing a statement may bind at top level."""
    try:
        top = symtable.symtable(source, "<cell>", "exec")
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        return frozenset()
    symbols = map(top.lookup, top.get_identifiers())
    return frozenset(s.get_name() for s in symbols if s.is_assigned() or s.is_imported())
