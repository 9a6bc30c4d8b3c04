"""A solved notebook, read: its cells with their metadata and stored outputs. Nothing runs."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.budget import MAX_FILE_MB
from grader.errors import UnreadableNotebook
from grader.frozen import frozen
from grader.model import Text
from grader.notebook.document import joined

_MB = 1 << 20


@frozen
class SolvedCell:
    """One cell; `number` counts all cells from 1, as a person would."""

    number: int
    kind: str
    """code, markdown or raw."""
    source: str
    printed: str = ""
    """What its stored output shows as its last value; empty for nothing."""
    nbgrader: Mapping[str, Any] | None = None
    """Its nbgrader metadata; None where it has none, or they are damaged."""
    damaged: bool = False
    """Whether it has nbgrader metadata that cannot be read."""


def notebook_in(path: Path) -> Path:
    """Return the notebook that a path stands for: a file, or the only one of a source folder.

    Raises UnreadableNotebook.
    """
    if not path.is_dir():
        return path
    found = sorted(p for p in path.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnreadableNotebook(Text("author.no_notebook", {"path": str(path)}))
    names = ", ".join(str(one.relative_to(path)) for one in found[:8])
    raise UnreadableNotebook(Text("author.several", {"path": str(path), "names": names}))


def read_solved(path: Path) -> tuple[SolvedCell, ...]:
    """Return the cells of a notebook. Raises UnreadableNotebook."""
    try:
        if path.stat().st_size > MAX_FILE_MB * _MB:
            raise UnreadableNotebook(Text("author.too_large", {"path": str(path)}))
        document = json.loads(path.read_bytes())
    except OSError as error:
        told = {"path": str(path), "why": error.strerror or ""}
        raise UnreadableNotebook(Text("author.unread", told)) from None
    except (ValueError, RecursionError):
        raise UnreadableNotebook(Text("author.not_json", {"path": str(path)})) from None
    cells = document.get("cells") if isinstance(document, dict) else None
    if not isinstance(cells, list):
        raise UnreadableNotebook(Text("author.not_notebook", {"path": str(path)}))
    return tuple(_cell(number, cell) for number, cell in enumerate(cells, 1))


def _cell(number: int, cell: Any) -> SolvedCell:
    if not isinstance(cell, dict):
        return SolvedCell(number, "raw", "")
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    is_whole = isinstance(marks, dict) and _is_whole(marks)
    return SolvedCell(
        number,
        str(cell.get("cell_type", "raw")),
        _text(cell.get("source")).replace("\r\n", "\n"),
        next(_printed(cell.get("outputs")), ""),
        marks if is_whole else None,
        marks is not None and not is_whole,
    )


def _is_whole(marks: Mapping[str, Any]) -> bool:
    """Tell whether nbgrader's metadata say what they must."""
    flags = all(isinstance(marks.get(key, False), bool) for key in ("grade", "solution", "locked"))
    points = marks.get("points", 0)
    is_number = isinstance(points, int | float) and not isinstance(points, bool)
    is_counted = "points" in marks and "grade_id" in marks
    return flags and is_number and points >= 0 and (is_counted or not marks.get("grade"))


def _printed(outputs: Any) -> Iterator[str]:
    for output in outputs if isinstance(outputs, list) else ():
        # not "display_data": a figure is no value
        is_value = isinstance(output, dict) and output.get("output_type") == "execute_result"
        data = output.get("data") if is_value else None
        if isinstance(data, dict) and "text/plain" in data:
            yield _text(data["text/plain"])


def _text(source: Any) -> str:
    if isinstance(source, list):
        return joined([line for line in source if isinstance(line, str)])
    return source if isinstance(source, str) else ""
