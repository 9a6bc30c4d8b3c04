"""Write the gradebook of a class as CSV."""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence

from grader.language import points
from grader.report import clean
from grader.report.class_row import ClassRow

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins with one of these for a formula and runs it."""
_BEHIND_SEPARATOR = re.compile(r"(;\s*)(?=[=+\-@])")
"""Where a comma separates decimals, a semicolon separates cells."""


def gradebook_csv(rows: Iterable[ClassRow], exercises: Sequence[str]) -> bytes:
    r"""Return the gradebook: student, score, max_score, status, then one column per exercise.

    `exercises` are the exercises' names in the assignment's order. UTF-8, lines end in "\n";
    points not given are an empty cell; no cell can be taken for a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_safe(c) for c in ("student", "score", "max_score", "status", *exercises))
    for row in rows:
        of = {exercise.name: exercise.score for exercise in row.exercises}
        writer.writerow(
            [
                _safe(row.student),
                _number(row.score),
                _number(row.max_score),
                _safe(row.status),
                *(_number(of.get(name)) for name in exercises),
            ]
        )
    return text.getvalue().encode()


def _number(score: float | None) -> str:
    return "" if score is None or not math.isfinite(score) else points(score)


def _safe(text: str) -> str:
    """Return clean text that a spreadsheet shows as text."""
    cleaned = _BEHIND_SEPARATOR.sub(r"\1'", clean.line(text))
    is_formula = text.startswith(_FORMULA) or cleaned.startswith(_FORMULA)
    return f"'{cleaned}" if is_formula else cleaned
