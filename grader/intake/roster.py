"""A course's roster: who should have handed in, with the ids, names, e-mails and groups of each."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.intake.hand_in import Person
from grader.intake.likeness import as_entered, key
from grader.intake.refusal import refused
from grader.intake.roster_columns import LOOKED_AT, columns_of, is_header, refuse_two
from grader.intake.roster_table import Table, tables
from grader.model import Text
from grader.report import clean

_NUMBER = re.compile(r"([0-9]{1,20})\s*$")
_BETWEEN = re.compile(r"\s*[;,/|]\s*")
_SUMMED = re.compile(
    r"(?i)\s*(points possible|pontos possíveis|puntos posibles|(sub)?total( de \w+| of \w+)?"
    r"|tota(is|les)|sum|soma|suma|mean|average|m[ée]dia|promedio)\s*([:(=0-9].*)?"
)
"""How a row begins that is nobody: Canvas's own, and those below a table."""
_LISTED = 10
_LONGEST = 300
"""Characters of a cell."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Everybody who is enrolled."""

    file: str
    people: tuple[Person, ...]


def read_roster(path: Path) -> Roster:
    """Read a roster. Raises NotTakenIn with a sentence that names the file and what to do."""
    found = [(table, header) for table in tables(path) if (header := _header(table)) is not None]
    if not found:
        raise refused(Text("intake.roster_columns", {"file": str(path)}))
    if len(found) > 1:
        names = ", ".join(table.sheet for table, _ in found)
        raise refused(Text("intake.roster_sheets", {"file": str(path), "sheets": names}))
    [(table, header)] = found
    columns = columns_of(table.rows[header])
    refuse_two(columns, table.rows[header], str(path))
    people = [
        (header + number, person)
        for number, row in enumerate(table.rows[header + 1 :], 2)
        if (person := _person(row, columns)) is not None
    ]
    if not people:
        raise refused(Text("intake.roster_empty", {"file": str(path)}))
    _refuse_twice(people, str(path))
    return Roster(str(path), tuple(person for _, person in people))


def _header(table: Table) -> int | None:
    """Return the row of the columns' names: of the first rows, the one that names most."""
    rows = [columns_of(row) for row in table.rows[:LOOKED_AT]]
    best = max(range(len(rows)), key=lambda index: (len(rows[index]), -index), default=None)
    return best if best is not None and is_header(rows[best]) else None


def _person(row: Sequence[str], columns: Mapping[str, Sequence[int]]) -> Person | None:
    def cell(field: str) -> str:
        indexes = columns.get(field, ())
        given = (row[index] for index in indexes if index < len(row))
        return as_entered(clean.line(next(given, "")[:_LONGEST]))

    name = cell("name") or " ".join(filter(None, (cell("first"), cell("last"))))
    number = _NUMBER.search(cell("moodle"))
    ids = [
        ("roster", cell("id")), ("username", cell("username")),
        ("moodle", number[1] if number else ""), ("canvas", cell("canvas")),
    ]  # fmt: skip
    own = cell("id") or cell("username") or cell("email") or name or (number[1] if number else "")
    if not own or (own == name and _SUMMED.fullmatch(name)):
        return None
    groups = [
        group
        for index in columns.get("group", ())
        if index < len(row)
        for group in _BETWEEN.split(clean.line(row[index][:_LONGEST]))
        if group
    ]
    known = tuple((platform, value) for platform, value in ids if value)
    return Person(own, name, cell("email"), known, groups=tuple(dict.fromkeys(groups)))


def _refuse_twice(people: Sequence[tuple[int, Person]], file: str) -> None:
    """Refuse a roster in which two rows are one id, or one e-mail."""
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, person in people:
        unique = {
            *((platform, key(value)) for platform, value in person.ids),
            *([("email", key(person.email))] if person.email else []),
        }
        for one in unique:
            rows[one].append(number)
    twice = {one: numbers for one, numbers in rows.items() if len(numbers) > 1}
    if twice:
        said = [
            f"{value} ({', '.join(map(str, numbers[:_LISTED]))})"
            for (_, value), numbers in list(twice.items())[:_LISTED]
        ]
        values: dict[str, str | int] = {"file": file, "n": len(twice), "ids": "; ".join(said)}
        raise refused(Text("intake.roster_twice", values))
