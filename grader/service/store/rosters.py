"""Who should hand in: an assignment's roster, replaced as a whole."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from grader.frozen import frozen
from grader.service.schema.tables import ENROLMENT
from grader.service.store.lti_members import members_for


@frozen
class Enrolled:
    """One person of a roster."""

    student: str
    name: str = ""
    email: str = ""
    groups: tuple[str, ...] = ()


def replace_roster(connection: Connection, assignment: str, people: Sequence[Enrolled]) -> None:
    """Put a roster in the place of the one before."""
    connection.execute(delete(ENROLMENT).where(ENROLMENT.c.assignment == assignment))
    rows = [
        {"assignment": assignment, "student": one.student, "name": one.name, "email": one.email,
         "groups": list(one.groups)}
        for one in people
    ]  # fmt: skip
    if rows:
        connection.execute(insert(ENROLMENT), rows)


def read_roster_of(connection: Connection, assignment: str) -> Sequence[Enrolled]:
    """Return who should hand in, by id: an assignment's roster, and who learns in its courses.

    Courses are those of LTI platforms that name their members; what the roster says goes first.
    """
    columns = ENROLMENT.c
    found = connection.execute(
        select(columns.student, columns.name, columns.email, columns.groups).where(
            columns.assignment == assignment
        )
    )
    people = {
        student: Enrolled(student, name, email, tuple(groups))
        for student, name, email, groups in found
    }
    for student, name, email in members_for(connection, assignment):
        people.setdefault(student, Enrolled(student, name, email))
    return sorted(people.values(), key=lambda one: one.student)
