"""Put marks and feedback into a platform's own table: those cells, and no other byte."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePath

from grader.errors import NotExported
from grader.export.columns import Columns, decimal_mark, plain, read_number
from grader.export.comment import comment
from grader.export.export import Exported, Job, Listed
from grader.export.graded_class import Student
from grader.export.mark import ROUNDED, Mark
from grader.export.match import Matched, match, name_of
from grader.export.table import Table
from grader.language import built_in
from grader.model import Text
from grader.spreadsheet import number_cell

_ODD = {
    "unreadable": Text("export.was_unreadable"),
    "too_costly": Text("export.was_too_costly"),
    "not_attempted": Text("export.was_blank"),
}
"""What came of a hand-in that a person may want to see before the mark is given."""
_NO = frozenset({"no", "não", "nao", "false", "0"})


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled table with its summary, and who has which row and mark in it."""

    exported: Exported
    rows: tuple[tuple[int, Student, Mark], ...]

    def with_file(self, name: str, content: bytes) -> Exported:
        """Return what is exported, with one file more."""
        return replace(self.exported, files={**self.exported.files, name: content})


def fill(table: Table, columns: Columns, job: Job) -> Filled:
    """Fill a table. Raises NotExported when it is of another assignment."""
    matched = match(table, columns, job)
    if not matched.rows:
        raise NotExported(_nobody(table, columns, job))
    filling = _Filling(table, columns, job)
    skipped = [*matched.skipped, *_not_in(matched, job), *nobodys(job)]
    look = [*matched.look]
    rows, unchanged = [], 0
    for row, student in matched.rows:
        if why := filling.why_not(row, student):
            skipped.append(Listed(name_of(table, columns, row), why))
            continue
        mark = filling.mark(row, student)
        unchanged += not filling.put(row, student, mark)
        rows.append((row, student, mark))
        whys = (*to_look_at(student, mark, job), *filling.to_look_at(row))
        look += [Listed(name_of(table, columns, row), why) for why in whys]
    content = table.with_cells(filling.cells, html=columns.html)
    path = PurePath(table.file)
    exported = Exported(
        {f"{path.stem}-filled{path.suffix}": content}, len(rows), unchanged,
        tuple(skipped), tuple(look), (*filling.notes(),),
    )  # fmt: skip
    return Filled(exported, tuple(rows))


def _nobody(table: Table, columns: Columns, job: Job) -> Text:
    out = job.of.where
    if not columns.rows:
        return Text("export.no_people", {"file": table.file})
    return Text("export.nobody", {"file": table.file, "n": len(columns.rows), "out": out})


def nobodys(job: Job) -> Iterator[Listed]:
    """List those whose result cannot be read."""
    for student in job.of.lost:
        yield Listed(student, Text("export.result_gone"))


def to_look_at(student: Student, mark: Mark, job: Job) -> Iterator[Text]:
    """Say what a person should know of a mark that is given all the same."""
    if student.status in _ODD:
        yield _ODD[student.status]
    if student.decided:
        yield Text("export.decided", {"n": len(student.decided)})
    if job.marking.late and (mark.seconds_late is None or (student.late and not mark.seconds_late)):
        yield Text("export.late_unknown" if student.late else "export.no_time")


class _Filling:
    """The cells of one table as they are filled."""

    def __init__(self, table: Table, columns: Columns, job: Job) -> None:
        self._table, self._columns, self._job = table, columns, job
        self._decimal = decimal_mark(table, columns, job.locale.decimal if job.locale.name else "")
        self._scales: set[Decimal] = set()
        self.cells: dict[tuple[int, int], str] = {}

    def why_not(self, row: int, student: Student) -> Text | None:
        """Return why a row is left as it is; None if it is filled."""
        table, columns = self._table, self._columns
        if not table.has(row, max(columns.mark, columns.feedback or 0)):
            return Text("export.short_row")
        if columns.locked is not None and plain(table.value(row, columns.locked)) in _NO:
            return Text("export.locked")
        there = table.value(row, columns.mark).strip()
        if plain(there) in columns.reserved:
            return Text("export.reserved", {"word": there})
        mark = self._mark(row, student)
        if mark is None:
            return Text("export.no_points")
        if mark.value > mark.of:
            values = {"mark": number_cell(mark.value), "of": number_cell(mark.of)}
            return Text("export.above", values)
        if self._is_graded(there) and read_number(there) != mark.value and not self._job.overwrite:
            return Text("export.graded_already", {"mark": there})
        return None

    def mark(self, row: int, student: Student) -> Mark:
        """Return the mark of a row that is filled."""
        mark = self._mark(row, student)
        if mark is None:
            raise ValueError("asked of a row that is left as it is")
        self._scales.add(mark.of)
        return mark

    def put(self, row: int, student: Student, mark: Mark) -> bool:
        """Fill a row; whether anything in it is another than before."""
        columns, value = self._columns, self._table.value
        changed = {}
        if read_number(value(row, columns.mark)) != mark.value:
            changed[row, columns.mark] = number_cell(mark.value, self._decimal)
        if columns.feedback is not None:
            catalogue = built_in(self._job.of.language)  # a student reads it
            told = comment(student, mark, catalogue, html=columns.html)
            if value(row, columns.feedback) != told and not self._keeps_comment(row):
                changed[row, columns.feedback] = told
        self.cells.update(changed)
        return bool(changed)

    def to_look_at(self, row: int) -> Iterator[Text]:
        """Say what a person should know of a row that gets a mark."""
        is_new = (row, self._columns.mark) in self.cells
        if is_new and self._keeps_comment(row):
            yield Text("export.comment_already")

    def _keeps_comment(self, row: int) -> bool:
        """Tell whether somebody wrote a comment here, which may not be replaced."""
        return not self._job.overwrite and bool(
            self._table.value(row, self._columns.feedback).strip()
        )

    def notes(self) -> Iterator[Text]:
        """Say how marks are written, and what the table's encoding cannot hold."""
        marking = self._job.marking
        for scale in sorted(self._scales):
            values: dict[str, str | int | Text] = {
                "of": number_cell(scale.normalize()),
                "digits": marking.digits,
                "rounding": ROUNDED[marking.rounding],
                "decimal": self._decimal,
            }
            yield Text("export.marks", values)
        if not self._columns.html and any(
            self._table.decoded.lacks(cell) for cell in self.cells.values()
        ):
            yield Text("export.encoding", {"encoding": self._table.decoded.encoding})

    def _is_graded(self, there: str) -> bool:
        return bool(there) and plain(there) not in self._columns.empty

    def _mark(self, row: int, student: Student) -> Mark | None:
        return self._job.marking.mark(student, self._maximum(row))

    def _maximum(self, row: int) -> Decimal | None:
        """Return what full points are worth here. Raises NotExported where --scale differs."""
        maximum = self._columns.maximum
        if isinstance(maximum, int):
            maximum = read_number(self._table.value(row, maximum))
        scale = self._job.marking.scale
        if maximum and scale and maximum != scale:
            values = {
                "file": self._table.file, "max": number_cell(maximum), "scale": number_cell(scale),
            }  # fmt: skip
            raise NotExported(Text("export.scale", values))
        return maximum or None


def _not_in(matched: Matched, job: Job) -> Iterator[Listed]:
    """List those who were graded, and have no row."""
    there = {student.key for _row, student in matched.rows}
    for student in job.of.students:
        if student.key not in there:
            name = student.who.name
            who = f"{name} ({student.id})" if name and name != student.id else student.id
            yield Listed(who, Text("export.not_in_table"))
