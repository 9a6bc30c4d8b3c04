"""Write the gradebook of a class as CSV."""

import csv
import io
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from grader.language import points
from grader.report import clean
from grader.report.class_row import ClassRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins with one of these for a formula and runs it."""
_BEHIND_SEPARATOR = re.compile(r"(;\s*)(?=[=+\-@])")
"""Where a comma separates decimals, a semicolon separates cells."""


def gradebook_csv(rows: Iterable[ClassRow], exercises: Sequence[str]) -> bytes:
    r"""Return the gradebook: the columns of `COLUMNS`, then one for each exercise.

    `exercises` are the exercises' names in the assignment's order. UTF-8, lines end in "\n";
    points not given are an empty cell; no cell can be taken for a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_safe(name) for name in (*COLUMNS, *exercises))
    for row in rows:
        of = {exercise.name: exercise.score for exercise in row.exercises}
        own = (column(row) for column in COLUMNS.values())
        writer.writerow([*own, *(_number(of.get(name)) for name in exercises)])
    return text.getvalue().encode()


def _number(score: float | None) -> str:
    return "" if score is None or not math.isfinite(score) else points(score)


def _safe(text: str) -> str:
    """Return clean text that a spreadsheet shows as text."""
    cleaned = _BEHIND_SEPARATOR.sub(r"\1'", clean.line(text))
    is_formula = text.startswith(_FORMULA) or cleaned.startswith(_FORMULA)
    return f"'{cleaned}" if is_formula else cleaned


COLUMNS: Mapping[str, Callable[[ClassRow], str]] = {
    "student": lambda row: _safe(row.student),
    "score": lambda row: _number(row.score),
    "max_score": lambda row: _number(row.max_score),
    "status": lambda row: _safe(row.status),
}
"""What a row says of a person before the exercises; another column is a line here."""
