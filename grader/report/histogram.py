"""How many students are in each tenth of the points, as bars."""

from collections.abc import Sequence

from grader.frozen import frozen
from grader.language import Catalogue
from grader.report.class_row import ClassRow
from grader.report.outline import mark

BINS = 10


@frozen
class Bin:
    """One bar."""

    label: str
    students: int
    said: str
    height: str
    group: str


def tenth(row: ClassRow) -> int | None:
    """Return in which tenth of the points a student is; full marks are in the last."""
    if mark(row.score, row.max_score) == "unjudged" or row.max_score <= 0:
        return None
    return min(max(int(BINS * (row.score or 0.0) / row.max_score + 1e-9), 0), BINS - 1)


def histogram(rows: Sequence[ClassRow], catalogue: Catalogue) -> list[Bin]:
    """Count students by tenths of the points; the last tenth holds full marks too."""
    tenths = [tenth(row) for row in rows]
    counts = [tenths.count(number) for number in range(BINS)]
    tallest = max(counts) or 1
    width = 100 // BINS
    return [
        Bin(
            label=f"{width * number}–{width * (number + 1)}",
            students=count,
            said=catalogue.count("class.bin", count),
            height=f"{100 * count / tallest:.1f}",
            group=f"b{number}",
        )
        for number, count in enumerate(counts)
    ]
