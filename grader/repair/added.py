"""A statement of its own in the text of a definition: before another one, or after it."""

import ast

from grader.repair.statements import Place
from grader.repair.written import Written

_SIZE = 3


def before(statement: ast.stmt, text: str, written: Written, unlikely: float = 0.0) -> Place:
    """Return a statement that stands before another one."""
    start = written.start_of(statement.lineno)
    added = f"{' ' * statement.col_offset}{text}\n"
    line = statement.lineno
    return Place("statement", (start, start), added, line, _SIZE, True, unlikely, "added")


def after(statement: ast.stmt, text: str, written: Written, unlikely: float = 0.0) -> Place | None:
    """Return a statement that stands after another one; None where others share its line."""
    line = statement.end_lineno or statement.lineno
    rest = written.after(statement)
    if rest.strip() and not rest.lstrip().startswith("#"):
        return None
    end = written.span(statement)[1] + len(rest.encode())
    added = f"\n{' ' * statement.col_offset}{text}"
    return Place("statement", (end, end), added, line + 1, _SIZE, True, unlikely, "added")
