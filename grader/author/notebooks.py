"""The two notebooks of an assignment: what is handed out, and the same filled in."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from grader.author.marks import Marked
from grader.author.solved import SolvedCell
from grader.author.worth import Course, without_head
from grader.notebook.compose import as_cell, as_notebook


def notebook_text(
    slug: str,
    cells: Sequence[SolvedCell],
    code: Mapping[int, Marked],
    course: Course,
    part: Literal["blank", "solved"],
) -> str:
    """Return a notebook as JSON: no outputs, no other grader's cells, no hidden tests."""
    kept: list[Mapping[str, Any]] = []
    for cell in cells:
        if cell.number in course.chrome | course.hidden:
            continue
        is_code = cell.kind == "code"
        source = getattr(code[cell.number], part) if is_code else without_head(cell.source)
        if not source.strip() or _is_told_away(cell):
            continue
        kept.append(as_cell(cell.kind, source, f"cell-{cell.number}"))
    return as_notebook(kept, grader={"assignment": slug})


def _is_told_away(cell: SolvedCell) -> bool:
    """Tell whether a text cell is an answer: nbgrader's, or Otter's in its usual words."""
    if cell.kind != "markdown":
        return False
    is_answer = cell.nbgrader is not None and bool(cell.nbgrader.get("solution"))
    return is_answer or cell.source.lstrip().startswith(("**SOLUTION", "<!-- SOLUTION"))
