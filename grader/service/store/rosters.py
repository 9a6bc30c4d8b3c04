"""Who should hand in: an assignment's roster, replaced as a whole."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select

from grader.frozen import frozen
from grader.service.schema.tables import ENROLMENT


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
    """Return an assignment's roster, by id; empty where there is none."""
    columns = ENROLMENT.c
    found = connection.execute(
        select(columns.student, columns.name, columns.email, columns.groups)
        .where(columns.assignment == assignment)
        .order_by(columns.student)
    )
    return [Enrolled(student, name, email, tuple(groups)) for student, name, email, groups in found]
