"""A lesson's own notebooks: their cells, and what they define or print when they run."""

import ast
import types
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import nbformat
from course_lesson import Lesson

from grader.load import importable

# a shorter training will do
SHORTER = {
    "num_iterations=6000": "num_iterations=60",
    "epocas=200": "epocas=20",
    "epocas=300": "epocas=30",
}

EXPECTED = ("**Saída esperada**", "**Salida esperada**", "**Expected output**")

DEFINES = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)


def handout(lesson: Lesson) -> Path:
    return lesson.folder / "handout.ipynb"


def solution(lesson: Lesson) -> Path:
    return lesson.solutions / "solution.ipynb"


def cells(path: Path) -> list[Any]:
    """Read a notebook's cells, and hold it against the format."""
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return list(notebook.cells)


def filled_in(lesson: Lesson) -> set[str]:
    """Name the cells that the solution has otherwise than the handout."""
    blank, filled = cells(handout(lesson)), cells(solution(lesson))
    return {b.id for b, f in zip(blank, filled, strict=True) if b.source != f.source}


def expected_outputs(lesson: Lesson) -> list[str]:
    """Return the outputs that a lesson tells a student to expect."""
    sources = [cell.source for cell in cells(solution(lesson))]
    return [s.split("```")[1].strip() for s in sources if any(title in s for title in EXPECTED)]


def executed(lesson: Lesson, path: Path, *, only_definitions: bool) -> dict[str, Any]:
    """Execute a notebook's code in one namespace, without matplotlib or PyTorch."""
    plots = types.ModuleType("matplotlib")
    plots.pyplot = MagicMock()  # type: ignore[attr-defined]
    plots.pyplot.__name__ = "matplotlib.pyplot"  # type: ignore[attr-defined]
    absent = {"matplotlib": plots, "matplotlib.pyplot": plots.pyplot, "torch": None}  # type: ignore[attr-defined]
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with importable({**lesson.provided(), **absent}):  # type: ignore[dict-item]
        for cell in cells(path):
            if cell.cell_type == "code":
                exec(_compiled(cell, only_definitions=only_definitions), namespace)
    return namespace


def _compiled(cell: Any, *, only_definitions: bool) -> types.CodeType:
    source = cell.source
    for long, short in SHORTER.items():
        source = source.replace(long, short)
    tree = ast.parse(source, cell.id)
    if only_definitions:
        tree.body = [statement for statement in tree.body if isinstance(statement, DEFINES)]
    return compile(tree, cell.id, "exec")
