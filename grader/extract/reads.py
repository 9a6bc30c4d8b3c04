"""Which global names a statement reads, told by Python's own symbol tables.

Python copies the names of a function for each function inside it, in a time that grows with the
product of the two; so of one statement there may not be too many of both.
"""

import re
import symtable
from collections.abc import Iterator

from grader.alone import quietly
from grader.frozen import frozen
from grader.notebook import Broken

_COMPREHENSIONS = frozenset({"listcomp", "setcomp", "dictcomp", "genexpr"})
_OPENS_SCOPE = re.compile(r"lambda|def|class|for|type")
_LARGEST = 5_000_000
"""Most that the characters of a statement times its words that open a scope may be: 200 functions
within 25,000 characters. What students hand in stays below a twentieth of it. A statement at this
bound takes a hundredth of a second."""

TOO_LARGE = "too many functions and names"


@frozen
class Reads:
    """Global names read when the statement is executed, and when what it defines is called.

    A function's local names are in neither: a local `parameters` needs no global of that name.
    """

    now: tuple[str, ...]
    later: tuple[str, ...]


def reads_of(source: str) -> Reads | Broken:
    """Return what a statement reads, or why Python refuses it (``nonlocal`` at top level, say)."""
    top = table_of(source)
    if isinstance(top, Broken):
        return top
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
            found = (s.get_name() for s in symbols(table) if s.is_referenced() and not s.is_free())
            reads.update(dict.fromkeys(found))
        waiting += [(child, reads) for child in table.get_children()]
    return Reads(tuple(now), tuple(later))


def bound_names(source: str) -> frozenset[str]:
    """Return the names that executing a statement may bind at top level."""
    top = table_of(source)
    if isinstance(top, Broken):
        return frozenset()
    return frozenset(s.get_name() for s in symbols(top) if s.is_assigned() or s.is_imported())


def table_of(source: str) -> symtable.SymbolTable | Broken:
    """Return a statement's symbol table, or why there is none."""
    if len(source) * len(_OPENS_SCOPE.findall(source)) > _LARGEST:
        return Broken(1, TOO_LARGE)
    try:
        with quietly():
            return symtable.symtable(source, "<cell>", "exec")
    except SyntaxError as error:
        return Broken(error.lineno or 1, error.msg or "invalid syntax")
    except (RecursionError, MemoryError, ValueError):
        return Broken(1, "too deeply nested")


def symbols(table: symtable.SymbolTable) -> Iterator[symtable.Symbol]:
    """Yield a table's names. Its own `get_symbols` goes through all inner tables for each name."""
    flags: dict[str, int] = table._table.symbols  # type: ignore[attr-defined]
    return (symtable.Symbol(name, of) for name, of in flags.items())
