"""Blackboard Learn: one column of the Grade Center, as it was downloaded to work offline."""

import re
from decimal import Decimal

from grader.export.columns import Columns, Key, chosen, find, found, needed, read_number
from grader.export.export import Exported, Job
from grader.export.fill import fill
from grader.export.match import ANY
from grader.export.table import Table

_USERNAME = frozenset(
    {"username", "user name", "nome do usuário", "nome de usuário", "nombre de usuario"}
)
_STUDENT_ID = frozenset(
    {"student id", "id do aluno", "id. de alumno", "id de alumno", "id del alumno"}
)
_FIRST = frozenset({"first name", "nome", "nombre"})
_LAST = frozenset({"last name", "sobrenome", "apellidos", "apellido"})
_FEEDBACK = frozenset(
    {
        "feedback to learner", "feedback to user", "feedback para o aluno", "feedback ao usuário",
        "comentarios al alumno", "comentarios para el alumno", "comentarios al usuario",
    }
)  # fmt: skip
_COLUMN = re.compile(r".*\|\s*\d+\s*", re.DOTALL)
"""The number that Blackboard has for a column ends its header."""
_BRACKET = re.compile(r"\[([^\[\]]*)\]")
_POINTS = re.compile(r"\d+(?:[.,]\d+)?")


class Blackboard:
    """Fills a column of the Grade Center."""

    name = "blackboard"
    words = "Blackboard's Grade Center"

    def fill(self, table: Table, job: Job) -> Exported:
        """Return the filled table."""
        return fill(table, _columns(table, job), job).exported


def _columns(table: Table, job: Job) -> Columns:
    username, header = needed(table, _USERNAME), table.header()
    columns = [column for column, title in enumerate(header) if _COLUMN.fullmatch(title)]
    mark = chosen(table, columns, job.column, job.of.title)
    student_id = find(table, _STUDENT_ID)
    return Columns(
        rows=range(1, len(table.rows)),
        keys=tuple(Key(column, (kind, ANY)) for column, kind in (
            (username, "blackboard"), *((c, ANY) for c in found([student_id])),
        )),
        names=found([find(table, _FIRST), find(table, _LAST)]),
        mark=mark,
        feedback=find(table, _FEEDBACK),
        maximum=_worth(header[mark]),
        empty=frozenset({"-", "needs grading", "in progress"}),
        reserved=frozenset({"exempt", "isento", "exento"}),
    )  # fmt: skip


def _worth(title: str) -> Decimal | None:
    """Return what full points are worth: `[Total Pts: 10 Score]`, whatever the language."""
    bracket = _BRACKET.search(title)
    points = _POINTS.search(bracket[1].partition(":")[2]) if bracket else None
    return read_number(points[0]) if points else None
