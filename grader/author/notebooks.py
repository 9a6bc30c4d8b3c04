"""The two notebooks of an assignment: what is handed out, and the same filled in."""

from collections.abc import Mapping, Sequence
from typing import Literal

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from grader.author.marks import Marked
from grader.author.solved import SolvedCell
from grader.author.worth import Course

_MAKERS = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


def notebook_text(
    slug: str,
    cells: Sequence[SolvedCell],
    code: Mapping[int, Marked],
    course: Course,
    part: Literal["blank", "solved"],
) -> str:
    """Return a notebook as JSON: no outputs, no other grader's cells, no hidden tests."""
    kept = []
    for cell in cells:
        if cell.number in course.chrome | course.hidden:
            continue
        source = getattr(code[cell.number], part) if cell.kind == "code" else cell.source
        if not source.strip() or _is_told_away(cell):
            continue
        made = _MAKERS.get(cell.kind, new_raw_cell)(source)  # type: ignore[no-untyped-call]
        made["id"] = f"cell-{cell.number}"
        kept.append(made)
    notebook = new_notebook(cells=kept)  # type: ignore[no-untyped-call]
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3", "language": "python", "name": "python3",
    }  # fmt: skip
    notebook.metadata["grader"] = {"assignment": slug}
    return str(nbformat.writes(notebook))  # type: ignore[no-untyped-call]


def _is_told_away(cell: SolvedCell) -> bool:
    """Tell whether a text cell is an answer: nbgrader's, or Otter's in its usual words."""
    if cell.kind != "markdown":
        return False
    is_answer = cell.nbgrader is not None and bool(cell.nbgrader.get("solution"))
    return is_answer or cell.source.lstrip().startswith(("**SOLUTION", "<!-- SOLUTION"))
