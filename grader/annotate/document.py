"""A submission as the notebook that is annotated: all its cells with their numbers, as nbformat 4.

`grader.notebook.read` keeps of a file what grading needs, its code. Here everything is kept:
texts, outputs, pictures, the kernel's name.
"""

import json
from collections.abc import Iterable
from itertools import count
from typing import Any

from grader.annotate.mend import Json, mended, record
from grader.frozen import frozen
from grader.model import Notebook, Submission
from grader.notebook.encoding import to_text, to_utf8
from grader.report.outline import Mark

DENSEST = 500_000
"""Most values in a notebook's JSON, about 500 bytes of memory each, for all of it to be copied."""
MOST_CELLS = 10_000
"""Likewise cells."""
MOST_OUTPUTS = 10_000
"""Outputs that are copied; some 0.3 ms each."""

_DIGITS = 400
"""Longest integer, in digits, that is read; `json` itself raises from 4300 on."""


@frozen
class Document:
    """A notebook's cells, each with its number among the code cells of the file; texts have 0."""

    cells: tuple[tuple[int, Json], ...]
    metadata: Json


def document_of(submission: Submission, notebook: Notebook) -> Document:
    """Return the whole notebook, without feedback of ours from an earlier run.

    `notebook` is the same submission as `grader.notebook.read` gave it: where there is no more
    than code (a Python file), or far too much else, its cells are the document.
    """
    whole = _decoded(submission.content)
    found = _cells(whole)
    if found is None:
        found = [(cell.number, _code(cell.source)) for cell in notebook.cells]
        whole = {}
    _cut_outputs([cell for _, cell in found])
    students = tuple((number, cell) for number, cell in found if not is_feedback(cell))
    return Document(students, record(whole.get("metadata")))


def feedback_cell(source: str, mark: Mark) -> Json:
    """Return a cell of ours; its metadata tell a later run so, and a page what it is about."""
    metadata = {"grader": {"feedback": True, "mark": mark}}
    return {"cell_type": "markdown", "id": None, "metadata": metadata, "source": source}


def is_feedback(cell: Json) -> bool:
    """Tell whether a cell is ours. Code never is, whatever its metadata says."""
    mark = cell["metadata"].get("grader")
    is_marked = isinstance(mark, dict) and mark.get("feedback") is True
    return cell["cell_type"] == "markdown" and is_marked


def _decoded(content: bytes) -> Json:
    """Decode notebook JSON; empty where `json` finds none, or more than can be handled."""
    if content.count(b",") + content.count(b"[") > DENSEST:
        return {}
    text, _ = to_text(to_utf8(content))
    try:
        whole = json.loads(text, strict=False, parse_int=_integer)
    except (ValueError, RecursionError):
        return {}
    return whole if isinstance(whole, dict) else {}


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= _DIGITS else None


def _cells(whole: Json) -> list[tuple[int, Json]] | None:
    """Return all cells, code numbered from 1 through all worksheets; None when there are none."""
    cells, sheets = whole.get("cells"), whole.get("worksheets")
    is_version_3 = not isinstance(cells, list)
    if isinstance(sheets, list) and is_version_3:
        cells = [raw for sheet in sheets for raw in _sheet_cells(sheet)]
    if not isinstance(cells, list) or len(cells) > MOST_CELLS:
        return None
    found = [mended(raw, is_version_3=is_version_3) for raw in cells]
    numbers = count(1)
    return [(next(numbers) if cell["cell_type"] == "code" else 0, cell) for cell in found]


def _sheet_cells(sheet: Any) -> list[Any]:
    cells = sheet.get("cells") if isinstance(sheet, dict) else None
    return cells if isinstance(cells, list) else []


def _code(source: str) -> Json:
    return mended({"cell_type": "code", "source": source}, is_version_3=False)


def _cut_outputs(cells: Iterable[Json]) -> None:
    left = MOST_OUTPUTS
    for cell in cells:
        if "outputs" in cell:
            cell["outputs"] = cell["outputs"][: max(left, 0)]
            left -= len(cell["outputs"])
