"""Write a class's marks before and after a regrade as CSV."""

from collections.abc import Sequence
from decimal import Decimal

from grader.language import points
from grader.report.regrade_page import RegradeRow
from grader.spreadsheet import Cell, csv_table

TABLE = "regrade.csv"


def regrade_csv(rows: Sequence[RegradeRow]) -> bytes:
    """Return everybody's old and new mark; no cell can be taken for a formula."""
    table: list[Sequence[Cell]] = [["student", "old", "new", "went", "would_be", "items"]]
    for row in rows:
        items = "; ".join(f"{m.item}: {_plain(m.old)} > {_plain(m.new)}" for m in row.items)
        marks = [_number(row.old), _number(row.new), row.went, _number(row.would_be)]
        table.append([row.student, *marks, items])
    return csv_table(table)


def _number(score: float | None) -> Decimal | None:
    return None if score is None else Decimal(points(score))


def _plain(score: float | None) -> str:
    return "-" if score is None else points(score)
