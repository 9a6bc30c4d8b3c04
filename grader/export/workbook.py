"""The class as a workbook: marks, items and mistakes, each on a sheet of its own."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from grader.errors import NotExported
from grader.export.export import Exported, Job
from grader.export.listing import entries, exported, points
from grader.export.marks_csv import mark_header, mark_row, status
from grader.model import Text
from grader.report import clean
from grader.spreadsheet import Cell, Id

_WIDEST = 60
_LONGEST = 32_000
"""Characters that a cell holds."""


class Workbook:
    """Makes `marks.xlsx`."""

    name = "xlsx"
    words = "Marks, items and mistakes as a workbook."

    def make(self, job: Job) -> Exported:
        """Return the workbook: numbers are numbers, texts and ids are texts and never formulas.

        Raises NotExported where openpyxl is not installed.
        """
        try:
            import openpyxl
        except ImportError:
            raise NotExported(Text("export.no_openpyxl")) from None
        book = openpyxl.Workbook()
        for sheet in book.worksheets:
            book.remove(sheet)
        word = job.catalogue.word
        marks = [mark_header(job), *(mark_row(entry, job) for entry in entries(job))]
        for name, rows in (("marks", marks), ("items", _items(job)), ("mistakes", _mistakes(job))):
            _write(book.create_sheet(word(f"export.sheet.{name}")), list(rows))
        if job.of.finished_at:
            finished = datetime.fromisoformat(job.of.finished_at).replace(tzinfo=None)
            book.properties.created = book.properties.modified = finished
        content = io.BytesIO()
        book.save(content)
        return exported(job, {"marks.xlsx": content.getvalue()})


def _items(job: Job) -> Iterator[Sequence[Cell]]:
    names = ("student", "name", "status", "exercise", "item", "points", "max_points", "reason")
    yield [job.catalogue.word(f"export.column.{name}") for name in names]
    for entry in entries(job):
        one = entry.student
        for exercise in one.exercises:
            for item in exercise.items:
                yield [
                    Id(one.id), one.who.name, status(entry, job.catalogue), exercise.title,
                    item.title, points(item.score), points(item.max_score), item.reason,
                ]  # fmt: skip


def _mistakes(job: Job) -> Iterator[Sequence[Cell]]:
    names = ("student", "name", "exercise", "mistake", "said")
    yield [job.catalogue.word(f"export.column.{name}") for name in names]
    for entry in entries(job):
        one = entry.student
        said = {
            (exercise.name, mistake): diagnosis.sentence
            for exercise in one.exercises
            for diagnosis in exercise.diagnosis
            for mistake in diagnosis.mistakes
        }
        for name, mistake in one.mistakes:
            title = job.of.titles.get(name, name)
            yield [Id(one.id), one.who.name, title, Id(mistake), said.get((name, mistake), "")]


def _write(sheet: Any, rows: Sequence[Sequence[Cell]]) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    bold = Font(bold=True)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell = sheet.cell(number, column)
            if isinstance(value, Decimal):
                cell.value = value
                continue
            text = value.text if isinstance(value, Id) else value
            cell.value = clean.line(text)[:_LONGEST]
            cell.data_type = "s"  # else a text with an equals sign before it is a formula
            if isinstance(value, Id):
                cell.number_format = "@"  # who edits it writes text again
            if number == 1:
                cell.font = bold
    for column in range(1, len(rows[0]) + 1):
        longest = max(len(_shown(row[column - 1])) for row in rows if column <= len(row))
        sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, _WIDEST)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _shown(value: Cell) -> str:
    return "" if value is None else value.text if isinstance(value, Id) else str(value)
