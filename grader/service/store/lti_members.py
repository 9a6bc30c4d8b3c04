"""Who learns in the course of a link, as the platform told when it was last asked."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from grader.frozen import frozen
from grader.service.schema.lti import LINK, MEMBER, PLATFORM

GOOD_FOR = timedelta(minutes=10)
"""How long it is before a platform is asked again."""


@frozen
class Member:
    """A learner of a course."""

    subject: str
    """The platform's id of the person."""
    name: str
    """As far as the platform tells it."""
    email: str


def turn_to_ask(connection: Connection, link: UUID) -> bool:
    """Tell whether it is time to ask for the members of a link's course, and take that turn."""
    columns = LINK.c
    taken = connection.execute(
        update(LINK)
        .where(
            columns.id == link,
            columns.members_url.is_not(None),
            or_(
                columns.members_asked_at.is_(None),
                columns.members_asked_at < func.now() - GOOD_FOR,
            ),
        )
        .values(members_asked_at=func.now())
        .returning(columns.id)
    )
    return taken.one_or_none() is not None


def replace_members(connection: Connection, link: UUID, members: Sequence[Member]) -> None:
    """Put the members of a link's course in the place of those of before."""
    connection.execute(delete(MEMBER).where(MEMBER.c.link_id == link))
    rows = [
        {"link_id": link, "subject": one.subject, "name": one.name, "email": one.email}
        for one in members
    ]
    if rows:
        connection.execute(insert(MEMBER), rows)


def members_of(connection: Connection, link: UUID) -> Sequence[Member]:
    """Return who learns in the course of a link, by name."""
    columns = MEMBER.c
    found = connection.execute(
        select(columns.subject, columns.name, columns.email)
        .where(columns.link_id == link)
        .order_by(columns.name, columns.subject)
    )
    return [Member(*row) for row in found]


def members_for(connection: Connection, assignment: str) -> Sequence[tuple[str, str, str]]:
    """Return the learners of every course that links to an assignment: id, name, e-mail."""
    who = (PLATFORM.c.name + ":" + MEMBER.c.subject).label("student")
    found = connection.execute(
        select(who, func.max(MEMBER.c.name), func.max(MEMBER.c.email))
        .join(LINK, LINK.c.id == MEMBER.c.link_id)
        .join(PLATFORM, PLATFORM.c.id == LINK.c.platform_id)
        .where(LINK.c.assignment == assignment, PLATFORM.c.removed_at.is_(None))
        .group_by(who)
        .order_by(who)
    )
    return [(student, name, email) for student, name, email in found]
