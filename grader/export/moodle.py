"""Moodle: the grading worksheet of one assignment, and the feedback files as a zip.

A worksheet tells people by the number that Moodle has for them in this very assignment, which the
folders of the hand-ins bear too; so a worksheet of another assignment has nobody in it. Where
nobody's such number is known, because the hand-ins did not come by Moodle's download, e-mails,
students' numbers and logins tell people: they do not tell the assignment, and that is said. Moodle
takes feedback files from a zip whose folders are called as those of the hand-ins.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from grader.errors import NotExported
from grader.export.columns import Columns, Key, find, found, needed, plain
from grader.export.export import Exported, Job
from grader.export.feedback import PAGE, page, zipped
from grader.export.fill import Filled, fill
from grader.export.match import ANY
from grader.export.table import Table
from grader.model import Text
from grader.report import clean

_IDENTIFIER = frozenset({"identifier", "identificador"})
_NAME = frozenset({"full name", "nome completo", "nombre completo", "nombre / apellido(s)"})
_MARK = frozenset({"grade", "nota", "calificación", "avaliação"})
_MAXIMUM = frozenset({"maximum grade", "nota máxima", "calificación máxima", "puntuación máxima"})
_SCALE = frozenset({"scale", "escala"})
_LOCKED = frozenset(
    {
        "grade can be changed", "nota pode ser alterada", "a nota pode ser alterada",
        "la calificación puede ser cambiada", "la calificación se puede cambiar",
    }
)  # fmt: skip
_CHANGED = frozenset(
    {
        "last modified (grade)", "última modificação (nota)",
        "última modificación (calificación)",
    }
)  # fmt: skip
_FEEDBACK = frozenset(
    {
        "feedback comments", "comentários de feedback", "comentarios de retroalimentación",
        "comentários do feedback", "comentarios de retroalimentacion",
    }
)  # fmt: skip
_TEAM = frozenset({"team", "group", "equipe", "grupo", "equipo"})
_OF_PERSONS = (
    frozenset(
        {
            "email address", "endereço de email", "endereço de e-mail", "dirección de correo",
            "dirección email", "correo electrónico",
        }
    ),
    frozenset(
        {
            "id number", "número de identificação", "número de id", "número identificador",
        }
    ),
    frozenset({"username", "nome de usuário", "nombre de usuario", "identificação de usuário"}),
)  # fmt: skip
_NUMBER = re.compile(r"\D*(\d{1,20})", re.ASCII)
"""Before it stands `Participant ` in the language of the site."""
_FOLDER = re.compile(r"([^_]*_([0-9]{1,20})_assignsubmission_)file(_?)(.*)", re.DOTALL)

_NO_NAME = re.compile(r"[_/\\:]")


class Moodle:
    """Fills a grading worksheet, and packs everybody's page for `Upload feedback files`."""

    name = "moodle"
    words = "Moodle's grading worksheet"

    def fill(self, table: Table, job: Job) -> Exported:
        """Return the filled worksheet and the feedback zip."""
        columns = _columns(table, job)
        filled = fill(table, columns, job)
        if len(columns.keys) > 1:
            said = replace(filled.exported, notes=(*filled.exported.notes, Text("export.of_which")))
            filled = replace(filled, exported=said)
        return filled.with_file("moodle-feedback.zip", zipped(_pages(filled, table, job)))


def _columns(table: Table, job: Job) -> Columns:
    identifier, mark = needed(table, _IDENTIFIER), needed(table, _MARK)
    needed(table, _CHANGED)
    if find(table, _MAXIMUM) is None and find(table, _SCALE) is not None:
        raise NotExported(Text("export.words_for_marks", {"file": table.file}))
    point = plain(table.header()[mark]) == "grade"
    return Columns(
        rows=range(1, len(table.rows)),
        keys=(Key(identifier, ("moodle",), _NUMBER), *_of_persons(table, job)),
        names=found([find(table, _NAME)]),
        mark=mark,
        feedback=find(table, _FEEDBACK),
        html=True,
        maximum=find(table, _MAXIMUM),
        team=find(table, _TEAM),
        locked=find(table, _LOCKED),
        empty=frozenset({"-"}),
        spoken="." if point else ",",
    )


def _of_persons(table: Table, job: Job) -> tuple[Key, ...]:
    """Return the columns that tell people, where Moodle's numbers tell nobody of the class."""
    people = [who for student in job.of.students for who in (student.who, *student.members)]
    if any(kind == "moodle" for who in people for kind, _id in who.ids):
        return ()
    return tuple(Key(at, (ANY,)) for at in found(find(table, names) for names in _OF_PERSONS))


def _pages(filled: Filled, table: Table, job: Job) -> Iterator[tuple[str, bytes]]:
    """Yield the page of each row that has a mark, by the name that Moodle looks for."""
    number_at = needed(table, _IDENTIFIER)
    name_at = find(table, _NAME)
    for row, student, mark in filled.rows:
        told = _NUMBER.fullmatch(table.value(row, number_at).strip())
        number = told[1] if told else ""
        folder = _folder_of(student.file, number) or _made(table.value(row, name_at), number)
        yield folder, page(job.of, student, mark, job.marking)


def _folder_of(file: str, number: str) -> str:
    """Return where a page lies, by the hand-in's own folder or, without folders, its own name."""
    for depth, part in enumerate(PurePosixPath(file.replace("\\", "/")).parts):
        named = _FOLDER.fullmatch(part)
        if named and named[2] == number:
            is_folder = depth + 1 < len(PurePosixPath(file.replace("\\", "/")).parts)
            return f"{part}/{PAGE}" if is_folder else f"{named[1]}file_{PAGE}"
    return ""


def _made(name: str, number: str) -> str:
    """Return the same for somebody of a team, whose own folder there is not."""
    return f"{_NO_NAME.sub(' ', clean.line(name)).strip()}_{number}_assignsubmission_file/{PAGE}"
