"""A class at a glance, made of the grades that count: its page, and what it tells as JSON."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from grader import __version__
from grader.classrun.same_file import same_bytes
from grader.frozen import frozen
from grader.intake import Collision, Member
from grader.intake.likeness import visible
from grader.language import Catalogue
from grader.model import Text
from grader.report.class_page import CollisionRow, render_class_page
from grader.report.class_row import ClassRow
from grader.report.insight import insight_of
from grader.report.insight_json import write_insight
from grader.service.class_rows import read_row
from grader.service.course import Declared
from grader.service.database import transaction
from grader.service.service import Service
from grader.service.store.class_grades import Attempt, Counted, contents, counted
from grader.service.store.grades import ROW
from grader.service.store.rosters import Enrolled, read_roster_of

_SUBMISSION = "../../submissions/{}"
"""Where a submission is, from both addresses of the page: the browser's and the API's."""


@frozen
class Glance:
    """A class as it is asked for."""

    declared: Declared
    attempt: Attempt
    language: str
    counted: Sequence[Counted]
    roster: Mapping[str, Enrolled]
    """By the ids of people."""

    @property
    def without_row(self) -> int:
        """Of how many grades no more than the points is known: an earlier version made them."""
        return sum(not one.has_row for one in self.counted)

    def digest(self, kind: str) -> str:
        """Return the digest of all that something of this kind is made of."""
        title = self.declared.title(self.language)
        about = [kind, __version__, self.language, self.declared.slug, title]
        for one in self.counted:
            known = self.roster.get(one.student, Enrolled(one.student))
            about.append(f"{one.student}\0{known.name}\0{known.email}")
            about.append(f"{one.submission}\0{one.grade}\0{one.has_row}\0{one.due_at}")
        return hashlib.sha256("\1".join(about).encode("utf-8", "surrogatepass")).hexdigest()


def look(service: Service, declared: Declared, attempt: Attempt, language: str) -> Glance:
    """Return which grades a class is seen by; two queries, however large it is."""
    with transaction(service.engine) as connection:
        found = counted(connection, declared.slug, attempt)
        roster = read_roster_of(connection, declared.slug)
    language = language or declared.table.languages[0]
    return Glance(declared, attempt, language, found, {one.student: one for one in roster})


def class_page(service: Service, glance: Glance) -> bytes:
    """Return the page that `grader grade` writes, of the grades that the service has."""
    return service.remembered.get(glance.digest("page"), lambda: _page(service, glance))


def class_insight(service: Service, glance: Glance) -> bytes:
    """Return the same as JSON (docs/report-format.md, insight.json)."""
    make: Callable[[], bytes] = lambda: write_insight(insight_of(_rows(service, glance)))  # noqa: E731
    return service.remembered.get(glance.digest("insight"), make)


def _page(service: Service, glance: Glance) -> bytes:
    rows = _rows(service, glance)
    page = render_class_page(
        rows,
        title=glance.declared.title(glance.language),
        language=glance.language,
        collisions=_collisions(glance),
        run={"versions": {"grader": __version__}},
        is_framed=True,
    )
    return page.encode()


def _rows(service: Service, glance: Glance) -> list[ClassRow]:
    """Return everybody's row; of a grade that has none, what the grade itself says."""
    kept: dict[object, ClassRow] = {}
    grades = [one.grade for one in glance.counted]
    with transaction(service.engine) as connection:
        for grade, content in contents(connection, grades, ROW, glance.language):
            if (row := read_row(content)) is not None:
                kept[grade] = row
    roster = glance.roster
    return [_row(one, kept.get(one.grade), roster.get(one.student)) for one in glance.counted]


def _row(one: Counted, kept: ClassRow | None, known: Enrolled | None) -> ClassRow:
    row = kept or ClassRow(one.student, one.score, one.max_score, one.status)
    return replace(
        row,
        student=one.student,
        name=visible(known.name) if known else "",
        page=_SUBMISSION.format(one.submission),
        file=one.sha256,
    )


def _collisions(glance: Glance) -> list[CollisionRow]:
    """Return who handed in late, and who one and the same file."""
    catalogue = Catalogue(glance.language)
    given = ((one.sha256, one.status, _member(one)) for one in glance.counted)
    late = tuple(_member(one) for one in glance.counted if one.late_seconds)
    told = [Collision(Text("collision.late", {"n": len(late)}), late)] if late else []
    return [
        CollisionRow(catalogue.say(c.what), tuple((m.student, m.file) for m in c.members))
        for c in (*told, *same_bytes(given))
    ]


def _member(one: Counted) -> Member:
    return Member(visible(one.student), visible(one.file_name))
