"""A class of a thousand, as rows: the small sample class many times, under other names."""

from dataclasses import replace
from itertools import cycle, islice

from class_samples import class_rows

from grader.report.class_row import ClassRow


def thousand(size: int = 1000, language: str = "en") -> list[ClassRow]:
    """Return so many rows."""
    every = islice(cycle(class_rows(language)), size)
    return [
        replace(
            row, student=f"student-{number:04}", page=f"students/student-{number:04}/report.html"
        )
        for number, row in enumerate(every)
    ]
