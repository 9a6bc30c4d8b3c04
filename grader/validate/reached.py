"""Which statements of the reference does no case reach? Who has these wrong keeps full marks."""

import ast
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from grader.frozen import frozen
from grader.prepare import Prepared
from grader.syntax import syntax_tree
from grader.trial import Bench
from grader.validate.flaw import Row

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_DO_NOTHING = (ast.Raise, ast.Assert, ast.Pass, ast.Global, ast.Nonlocal)
_SHOWN = 60
"""Characters of a statement that are shown."""


@frozen
class _Statement:
    owner: str
    """The function, or the class and its method, that it stands in."""
    first: int
    last: int
    """Its lines; of one with a body, those before it."""
    text: str


def examine_reached(bench: Bench, solutions: Path, trials: Sequence[Prepared]) -> Row:
    """Run the reference on every case and note the statements that were never come to.

    Of functions that no case calls nothing is said: what a notebook asks for need not call them.
    """
    path = solutions / "reference.py"
    module = bench.load("reference")
    statements = [*_statements(syntax_tree(path.read_bytes()), "")]
    reached: set[int] = set()
    for prepared in trials:
        asked = {ask.name for ask in prepared.assignment.asks} & vars(module).keys()
        functions = {name: vars(module)[name] for name in asked}
        with _lines_of(path) as lines:
            bench.try_out(functions, prepared, prepared.cases)
        reached |= lines
        if all(_is_reached(one, reached) for one in statements):
            break
    called = {one.owner for one in statements if _is_reached(one, reached)}
    judged = [one for one in statements if one.owner in called]
    missed = [one for one in judged if not _is_reached(one, reached)]
    result = f"{len(judged) - len(missed)} of {len(judged)} statements"
    return Row("reached", result, notes=tuple(_said(one, path) for one in missed))


def _is_reached(one: _Statement, lines: set[int]) -> bool:
    return not lines.isdisjoint(range(one.first, one.last + 1))


def _said(one: _Statement, path: Path) -> str:
    return (
        f"{one.owner}: no case reaches line {one.first} of {path.name} ({one.text}): who has it "
        "wrong loses nothing. Add a case whose inputs lead there; of a declared exercise, a group"
    )


def _statements(node: ast.AST, owner: str) -> Iterator[_Statement]:
    """Yield the statements inside of functions that do something."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (*_FUNCTIONS, ast.ClassDef)):
            yield from _statements(child, f"{owner}.{child.name}" if owner else child.name)
            continue
        is_inside = owner and not isinstance(node, ast.ClassDef)
        if is_inside and isinstance(child, ast.stmt) and not _does_nothing(child):
            yield _Statement(owner, child.lineno, _begun_until(child), _shown(child))
        yield from _statements(child, owner)


def _begun_until(statement: ast.stmt) -> int:
    """Return the last line of a statement; of one with a body, the last before it."""
    inner = [one.lineno for one in ast.walk(statement) if isinstance(one, ast.stmt)][1:]
    last = min(inner) - 1 if inner else statement.end_lineno or statement.lineno
    return max(last, statement.lineno)


def _shown(statement: ast.stmt) -> str:
    text = ast.unparse(statement).partition("\n")[0]
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _does_nothing(node: ast.stmt) -> bool:
    """Tell docstrings, what is printed, what refuses inputs, and what gives nothing."""
    value = node.value if isinstance(node, ast.Expr) else None
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "print"
    return isinstance(value, ast.Constant) or isinstance(node, _DO_NOTHING)


@contextmanager
def _lines_of(path: Path) -> Iterator[set[int]]:
    """Note the lines of a file that are come to in a block."""
    found: set[int] = set()
    name = str(path)

    def of_line(frame: FrameType, event: str, _about: Any) -> Any:
        if event == "line":
            found.add(frame.f_lineno)
        return of_line

    def of_call(frame: FrameType, _event: str, _about: Any) -> Any:
        return of_line if frame.f_code.co_filename == name else None

    before = sys.gettrace()
    sys.settrace(of_call)
    try:
        yield found
    finally:
        sys.settrace(before)
