"""What in a notebook is the solution: by its marks, or the body of every function."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from grader.author.declare import Function
from grader.author.marks import Marked, emptied, functions_of, marked, others_of
from grader.author.solved import SolvedCell
from grader.model import Text


def solutions_in(
    cells: Sequence[SolvedCell],
) -> tuple[dict[int, Marked], dict[str, Function], list[Text]]:
    """Return the cells by their marks, the functions that are exercises, and what is odd."""
    code = {cell.number: marked(cell.source) for cell in cells if cell.kind == "code"}
    left = [Text("author.unclosed", {"cell": n}) for n, cell in code.items() if cell.unclosed]
    has_marks = any(cell.solution for cell in code.values())
    for one in cells:
        if one.kind != "code" or code[one.number].solution or _is_test(one):
            continue
        is_solution = bool(one.nbgrader and one.nbgrader.get("solution"))
        if is_solution or not has_marks:
            code[one.number] = emptied(code[one.number])
    functions: dict[str, Function] = {}
    for number, cell in code.items():
        for node, is_solution in functions_of(cell):
            if not is_solution:
                continue
            if node.name in functions:
                first = functions[node.name].cell
                told = {"name": node.name, "first": str(first), "cell": str(number)}
                left.append(Text("author.twice", told))
            functions[node.name] = Function(node.name, number, node)
        if has_marks:
            left += _others(number, cell)
    return code, functions, left


def _others(number: int, cell: Marked) -> Iterator[Text]:
    """Say of classes and values that they are no exercises: all of a cell at once."""
    found = list(others_of(cell))
    for kind in ("class", "value"):
        names = ", ".join(name for one, name in found if one == kind)
        if names:
            yield Text(f"author.{kind}", {"cell": number, "name": names})


def _is_test(cell: SolvedCell) -> bool:
    return bool(cell.nbgrader and cell.nbgrader.get("grade")) or "def test_" in cell.source


def modules_beside(path: Path, code: Mapping[int, Marked]) -> list[Path]:
    """Return the modules of the notebook's own folder that it imports."""
    text = "\n".join(cell.run for cell in code.values())
    return [
        module
        for module in sorted(path.parent.glob("*.py"))
        if f"import {module.stem}" in text or f"from {module.stem}" in text
    ]
