"""Canvas: one column of the gradebook, and the zip of files that goes back to the submissions.

Canvas finds a submission by the user's and the attachment's number in a file's name; so each page
bears the name of the file that it is about.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePosixPath

from grader.export.columns import Columns, Key, chosen, find, found, needed, plain, read_number
from grader.export.export import Exported, Job
from grader.export.feedback import PAGE, page, zipped
from grader.export.fill import Filled, fill
from grader.export.match import ANY
from grader.export.table import Table

_STUDENT = frozenset({"student", "estudante", "aluno", "estudiante"})
_ID = frozenset({"id"})
_SIS = frozenset({"sis user id"})
_LOGIN = frozenset({"sis login id"})
_ASSIGNMENT = re.compile(r".*\s\(\d+\)\s*", re.DOTALL)
_POSSIBLE = frozenset({"points possible", "pontos possíveis", "puntos posibles"})
_NO_PEOPLE = _POSSIBLE | {"manual posting", "student, test", ""}
_READ_ONLY = "(read only)"
_FILE = re.compile(r"([^_]+_(?:LATE_)?[0-9A-Za-z]{1,20}_[0-9]{1,20}_).+", re.DOTALL)


class Canvas:
    """Fills a column of the gradebook, and packs everybody's page for the bulk upload."""

    name = "canvas"
    words = "Canvas's gradebook"

    def fill(self, table: Table, job: Job) -> Exported:
        """Return the filled gradebook and the zip for `Upload submissions`."""
        filled = fill(table, _columns(table, job), job)
        if pages := [*_pages(filled, job)]:
            return filled.with_file("canvas-feedback.zip", zipped(pages))
        return filled.exported


def _columns(table: Table, job: Job) -> Columns:
    name, number = needed(table, _STUDENT), needed(table, _ID)
    possible = next((r for r in _rows(table) if plain(table.value(r, name)) in _POSSIBLE), None)
    assignments = [
        column
        for column, title in enumerate(table.header())
        if _ASSIGNMENT.fullmatch(title)
        and (possible is None or plain(table.value(possible, column)) != _READ_ONLY)
    ]
    mark = chosen(table, assignments, job.column, job.of.title)
    worth = read_number(table.value(possible, mark)) if possible is not None else None
    sis = [find(table, names) for names in (_SIS, _LOGIN)]
    return Columns(
        rows=[row for row in _rows(table) if plain(table.value(row, name)) not in _NO_PEOPLE],
        keys=(Key(number, ("canvas",)), *(Key(column, (ANY,)) for column in found(sis))),
        names=(name,),
        mark=mark,
        maximum=worth if worth != Decimal(0) else None,
        reserved=frozenset({"ex"}),
        empty=frozenset({"n/a", "-"}),
    )


def _rows(table: Table) -> range:
    return range(1, len(table.rows))


def _pages(filled: Filled, job: Job) -> Iterator[tuple[str, bytes]]:
    for _row, student, mark in filled.rows:
        for part in reversed(PurePosixPath(student.file.replace("\\", "/")).parts):
            if named := _FILE.fullmatch(part):
                yield f"{named[1]}{PAGE}", page(job.of, student, mark, job.marking)
                break
