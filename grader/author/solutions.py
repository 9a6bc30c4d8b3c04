"""What in a notebook is the solution: by its marks, or the body of every function."""

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from grader.author.declare import Function
from grader.author.marks import (
    Marked,
    classes_of,
    cleared,
    emptied,
    functions_of,
    marked,
    values_of,
)
from grader.author.objects import Class
from grader.author.solved import SolvedCell
from grader.errors import UnreadableNotebook
from grader.model import Text
from grader.notebook import parse
from grader.sandbox.standins import QUIET


def solutions_in(
    cells: Sequence[SolvedCell],
) -> tuple[dict[int, Marked], dict[str, Function | Class], list[Text]]:
    """Return the cells by their marks, what of them are exercises, and what is odd."""
    code = {cell.number: marked(cell.source) for cell in cells if cell.kind == "code"}
    left = [Text("author.unclosed", {"cell": n}) for n, cell in code.items() if cell.unclosed]
    has_marks = any(cell.solution for cell in code.values())
    for one in cells:
        if one.kind != "code" or code[one.number].solution or _is_test(one):
            continue
        if one.nbgrader and one.nbgrader.get("solution"):
            code[one.number] = cleared(code[one.number])
        elif not has_marks:
            code[one.number] = emptied(code[one.number])
    solved: dict[str, Function | Class] = {}
    for number, cell in code.items():
        for found in _solved_in(number, cell):
            if found.name in solved:
                first = solved[found.name].cell
                told = {"name": found.name, "first": str(first), "cell": str(number)}
                left.append(Text("author.twice", told))
            solved[found.name] = found
        values = ", ".join(values_of(cell)) if has_marks else ""
        if values:
            left.append(Text("author.value", {"cell": number, "name": values}))
    return code, solved, left


def _solved_in(number: int, cell: Marked) -> Iterator[Function | Class]:
    """Yield the functions and classes of a cell of which something is the solution."""
    for function, is_solution in functions_of(cell):
        if is_solution:
            yield Function(function.name, number, function)
    for node, is_solution in classes_of(cell):
        if is_solution:
            yield Class(node.name, number, node)


def _is_test(cell: SolvedCell) -> bool:
    return bool(cell.nbgrader and cell.nbgrader.get("grade")) or "def test_" in cell.source


def modules_beside(path: Path, code: Mapping[int, Marked]) -> list[Path]:
    """Return the modules and packages of the notebook's own folder that it imports."""
    packages = [found.parent for found in path.parent.glob("*/__init__.py")]
    there = sorted([*path.parent.glob("*.py"), *packages])
    return [module for module in there if module.stem in imported(code)]


def imported(code: Mapping[int, Marked]) -> dict[str, int]:
    """Return the top-level names of the modules that cells import, each with its first cell."""
    found: dict[str, int] = {}
    for number, cell in sorted(code.items()):
        for name in _imports(cell.run):
            found.setdefault(name, number)
    return found


def _imports(source: str) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.Module(parse(source).body, [])
    for node in ast.walk(tree):
        for name in _modules(node):
            yield name.partition(".")[0]


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    is_absolute = isinstance(node, ast.ImportFrom) and not node.level and node.module
    return [str(node.module)] if is_absolute else []  # type: ignore[attr-defined]


def absent_in(code: Mapping[int, Marked], provided: Sequence[Path]) -> list[Text]:
    """Say which modules are neither installed nor beside the notebook; nothing is imported."""
    beside = {module.stem for module in provided}
    return [
        Text("author.no_module", {"cell": number, "name": name})
        for name, number in imported(code).items()
        if name not in beside and name not in QUIET and find_spec(name) is None
    ]


def refuse_lacking(provided: Sequence[Path]) -> None:
    """Refuse modules beside the notebook that import what is not installed: no sandbox starts.

    What they import within `try` may be missing. Raises UnreadableNotebook.
    """
    beside = {module.stem for module in provided}
    for module in provided:
        for path in sorted(module.glob("*.py")) if module.is_dir() else [module]:
            source = path.read_text(encoding="utf-8", errors="replace")
            for name in _needed(source):
                if name not in beside and find_spec(name) is None:
                    told = {"module": path.name, "name": name}
                    raise UnreadableNotebook(Text("author.module_lacks", told))


def _needed(source: str) -> Iterator[str]:
    """Yield what a module imports whenever it is loaded."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        body = parse(source).body
    for node in body:
        for name in _modules(node):
            yield name.partition(".")[0]
