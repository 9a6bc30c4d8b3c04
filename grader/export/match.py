"""Whose row is whose: by ids that both sides have, by nothing else unless it is asked for."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.export.columns import Columns
from grader.export.export import Job, Listed
from grader.export.graded_class import Known, Student
from grader.export.table import Table
from grader.intake.called_otherwise import differ, words
from grader.intake.layouts import OF_ONE_SITE
from grader.intake.likeness import as_entered
from grader.model import Text

ANY = "any"
"""An id that means the same wherever it stands: a student's number, a login, an e-mail."""
NAME, TEAM = "name", "team"
_BY_NAMES = {NAME: "export.by_name", TEAM: "export.by_team"}


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows with the hand-in of each, and everybody of whom that cannot be said."""

    rows: tuple[tuple[int, Student], ...]
    skipped: tuple[Listed, ...]
    look: tuple[Listed, ...] = ()


class _Index:
    """The hand-ins by everything that tells them."""

    def __init__(self, students: Sequence[Student]) -> None:
        self._found: dict[tuple[str, str], dict[str, Student]] = defaultdict(dict)
        for student in students:
            # a team's number is none of a person's: platforms count them apart
            for person in student.members or (student.who,):
                for kind, value in _told_by(person):
                    self._found[kind, _same(value)][student.key] = student
            if student.who.name:
                self._found[TEAM, _same(student.who.name)][student.key] = student

    def look_up(self, kind: str, value: str) -> list[Student]:
        value = _in_no_order(value) if kind == NAME else value
        return [*self._found.get((kind, _same(value)), {}).values()] if value.strip() else []


def match(table: Table, columns: Columns, job: Job) -> Matched:
    """Return which row is whose.

    A row is skipped that tells two people, or whose name has no word in common with the person's;
    so are the rows of a person who has two of them.
    """
    index = _Index(job.of.students)
    rows: list[tuple[int, Student]] = []
    told_by_id: list[tuple[int, Student]] = []
    skipped: list[Listed] = []
    look: list[Listed] = []
    for row in columns.rows:
        who = name_of(table, columns, row)
        kind, candidates = _candidates(table, columns, row, index, by_name=job.by_name)
        if not candidates:
            skipped.append(Listed(who, Text("export.not_handed_in")))
        elif len(candidates) > 1:
            both = ", ".join(student.id for student in candidates)
            skipped.append(Listed(who, Text("export.ambiguous", {"ids": both})))
        elif kind not in _BY_NAMES and _differ(table, columns, row, candidates[0]):
            other = candidates[0].who.name
            skipped.append(Listed(who, Text("export.other_name", {"name": other})))
        else:
            rows.append((row, candidates[0]))
            if kind in _BY_NAMES:
                look.append(Listed(who, Text(_BY_NAMES[kind], {"id": candidates[0].id})))
            if kind != TEAM:
                told_by_id.append((row, candidates[0]))
    twice = _twice(told_by_id)
    skipped += [
        Listed(name_of(table, columns, row), Text("export.twice"))
        for row, student in rows
        if student.key in twice
    ]
    kept = tuple((row, student) for row, student in rows if student.key not in twice)
    return Matched(kept, tuple(skipped), tuple(look))


def name_of(table: Table, columns: Columns, row: int) -> str:
    """Return what a row calls its person, for people."""
    name = " ".join(filter(None, (table.value(row, column) for column in columns.names)))
    key = next((v for key in columns.keys if (v := table.value(row, key.column))), "")
    return f"{name} ({key})" if name and key and name != key else name or key


def _candidates(
    table: Table, columns: Columns, row: int, index: _Index, *, by_name: bool
) -> tuple[str, list[Student]]:
    """Return who a row may be about, by the first thing that tells anybody."""
    for key in columns.keys:
        told = key.pattern.fullmatch(as_entered(table.value(row, key.column)))
        for kind in key.kinds if told else ():
            if told and (found := index.look_up(kind, told[1])):
                return kind, found
    team = table.value(row, columns.team)
    if team and (found := index.look_up(TEAM, team)):
        return TEAM, found
    name = " ".join(table.value(row, column) for column in columns.names)
    if by_name and (found := index.look_up(NAME, name)):
        return NAME, found
    return "", []


def _in_no_order(name: str) -> str:
    return " ".join(words(name))


def _told_by(person: Known) -> Iterator[tuple[str, str]]:
    for platform, value in person.ids:
        yield platform, value
        if platform not in OF_ONE_SITE:
            yield ANY, value
    yield ANY, person.id
    if person.email:
        yield ANY, person.email
    if person.name:
        yield NAME, _in_no_order(person.name)


def _same(value: str) -> str:
    """Return an id as it is compared: `Ana@Uni.br` is `ana@uni.br`, and `007` is not `7`."""
    return unicodedata.normalize("NFC", value).casefold().strip()


def _differ(table: Table, columns: Columns, row: int, student: Student) -> bool:
    """Tell whether a row's name and the person's have no word in common."""
    theirs = " ".join(table.value(row, column) for column in columns.names)
    # a group is called otherwise than its people
    return not student.members and differ(student.who.name, theirs)


def _twice(rows: Sequence[tuple[int, Student]]) -> set[str]:
    """Return the keys of those who have two rows and are one person."""
    seen = Counter(student.key for _row, student in rows if not student.members)
    return {key for key, number in seen.items() if number > 1}
