"""A marimo app as cells: each ``@app.cell`` is a function, whose body is what the student wrote.

Its parameters are the names that it takes from other cells and ``return`` hands its own on. In
marimo a cell runs when those that it depends on have run, so they are put in such an order here.
"""

import ast
import re

from grader.model import Cell
from grader.notebook.limits import SOURCE_CHARACTERS
from grader.syntax import UNPARSABLE, syntax_tree

_APP = re.compile(r"^(?:import marimo\b|from marimo import\b)", re.MULTILINE)
_CELLS = ("cell", "function", "class_definition")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def marimo_cells(text: str) -> list[Cell] | None:
    """Return the cells of an app, numbered as marimo shows them; None when it is none."""
    if not _APP.search(text) or ".App(" not in text or len(text) > SOURCE_CHARACTERS:
        return None
    try:
        body = syntax_tree(text).body
    except UNPARSABLE:
        return None
    lines = text.split("\n")
    found = [one for one in (_cell(node, lines) for node in body) if one]
    cells = [(Cell(n, source), takes, gives) for n, (source, takes, gives) in enumerate(found, 1)]
    return _in_order(cells) if cells else None


_Found = tuple[str, frozenset[str], frozenset[str]]
"""A cell's source, the names that it takes from others, and those that it binds."""


def _cell(node: ast.stmt, lines: list[str]) -> _Found | None:
    if isinstance(node, ast.With) and any(_is_of_app(i.context_expr, "setup") for i in node.items):
        return _taken(node.body, lines, frozenset())
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return _unparsable(node.value)
    if not isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        return None
    kind = next((k for d in node.decorator_list for k in _CELLS if _is_of_app(d, k)), "")
    if kind == "cell" and isinstance(node, _FUNCTIONS):
        takes = frozenset(a.arg for a in (*node.args.posonlyargs, *node.args.args))
        inside = node.body[:-1] if isinstance(node.body[-1], ast.Return) else node.body
        return _taken(inside, lines, takes)
    if not kind:
        return None
    node.decorator_list = [d for d in node.decorator_list if not _is_of_app(d, kind)]
    return _taken([node], lines, frozenset())


def _is_of_app(node: ast.expr, name: str) -> bool:
    """Recognise ``app.cell`` and ``app.cell(hide_code=True)``."""
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Attribute) and called.attr == name


def _unparsable(call: ast.Call) -> _Found | None:
    """Take a cell that marimo itself could not read: it keeps its text in a call."""
    text = call.args[0] if call.args else None
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "_unparsable_cell"):
        return None
    if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
        return None
    return _dedented(text.value.strip("\n").split("\n")), frozenset(), frozenset()


def _taken(body: list[ast.stmt], lines: list[str], takes: frozenset[str]) -> _Found | None:
    if not body:
        return None
    first, last = _first_line(body[0]), body[-1].end_lineno or body[-1].lineno
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1  # comments that a cell opens with are lines of it
    gives = {name for node in body for name in _bound(node)}
    return _dedented(lines[first - 1 : last]), takes, frozenset(gives) - takes


def _first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return decorators[0].lineno if decorators else node.lineno


def _dedented(lines: list[str]) -> str:
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip())]
    return "\n".join(line.removeprefix(indent) for line in lines)


def _bound(node: ast.stmt) -> set[str]:
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {a.asname or a.name.partition(".")[0] for a in node.names}
    names = (part for part in ast.walk(node) if isinstance(part, ast.Name))
    return {name.id for name in names if isinstance(name.ctx, ast.Store)}


def _in_order(cells: list[tuple[Cell, frozenset[str], frozenset[str]]]) -> list[Cell]:
    """Put each cell after those that give what it takes, and leave the others where they are."""
    giver = {name: place for place, (_, _, gives) in enumerate(cells) for name in gives}
    after = [{giver[n] for n in takes if n in giver} - {p} for p, (_, takes, _) in enumerate(cells)]
    before: list[list[int]] = [[] for _ in cells]
    for place, grounds in enumerate(after):
        for ground in grounds:
            before[ground].append(place)
    left = [len(grounds) for grounds in after]
    ready = [place for place in reversed(range(len(cells))) if not left[place]]
    order: list[int] = []
    while ready:
        place = ready.pop()
        order.append(place)
        for later in before[place]:
            left[later] -= 1
            if not left[later]:
                ready.append(later)
    if len(order) < len(cells):  # in a circle: marimo would run none of these
        order = [*range(len(cells))]
    return [cells[place][0] for place in order]
