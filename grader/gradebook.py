"""Write the gradebook of a class as CSV."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from grader.language import points
from grader.report.class_row import ClassRow
from grader.spreadsheet import PLAIN, Cell, Locale, csv_table


def gradebook_csv(
    rows: Iterable[ClassRow], exercises: Sequence[str], locale: Locale = PLAIN
) -> bytes:
    r"""Return the gradebook: the columns of `COLUMNS`, then one for each exercise.

    `exercises` are the exercises' names in the assignment's order. UTF-8; lines end in "\n", but
    for a spreadsheet of a `locale`, which gets its own separator, decimal mark and byte-order
    mark. Points not given are an empty cell; no cell can be taken for a formula.
    """
    table: list[Sequence[Cell]] = [[*COLUMNS, *exercises]]
    for row in rows:
        of = {exercise.name: exercise.score for exercise in row.exercises}
        own = (column(row) for column in COLUMNS.values())
        table.append([*own, *(_number(of.get(name)) for name in exercises)])
    return csv_table(table, locale)


def _number(score: float | None) -> Decimal | None:
    return None if score is None or not math.isfinite(score) else Decimal(points(score))


COLUMNS: Mapping[str, Callable[[ClassRow], Cell]] = {
    "student": lambda row: row.student,
    "score": lambda row: _number(row.score),
    "max_score": lambda row: _number(row.max_score),
    "status": lambda row: row.status,
}
"""What a row says of a person before the exercises; another column is a line here."""
