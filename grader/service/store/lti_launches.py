"""Launches and links: who is here, as what, and where the grades of a link go."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.dialects import postgresql

from grader.frozen import frozen
from grader.service.schema.lti import LAUNCH, LINK

LIFE = timedelta(hours=8)
"""How long somebody may work after a launch."""


@frozen
class Link:
    """A link in a course."""

    platform: UUID
    deployment: str
    resource: str
    """The platform's id of it."""
    assignment: str
    title: str = ""
    context_title: str = ""
    """The course's."""
    line_item: str | None = None
    """Address of its column in the gradebook; None where it has none."""
    members_url: str | None = None
    """Where the course's members are asked for; None where they may not be."""
    id: UUID | None = None
    """None until it is kept."""


@frozen
class Launch:
    """Somebody who came in from a platform."""

    platform: UUID
    deployment: str
    subject: str
    """The platform's id of the person."""
    person: str
    """Their name, as far as the platform tells it."""
    is_teacher: bool
    language: str
    origins: tuple[str, ...]
    """Of the platform: who may have our pages in a frame."""
    link: UUID | None = None
    deep_linking: Mapping[str, Any] | None = None
    """The platform's settings, where a teacher picks what is linked to."""
    due_at: datetime | None = None
    """When this person's work is due; None where nothing says it."""


_LINK = (
    LINK.c.platform_id, LINK.c.deployment, LINK.c.resource, LINK.c.assignment, LINK.c.title,
    LINK.c.context_title, LINK.c.line_item, LINK.c.members_url, LINK.c.id,
)  # fmt: skip


def keep_link(connection: Connection, link: Link) -> UUID:
    """Keep a link, or what is new of it, and return its id. A column once known stays known."""
    values = {
        "assignment": link.assignment, "title": link.title, "context_title": link.context_title,
    }  # fmt: skip
    insertion = postgresql.insert(LINK).values(
        id=uuid4(), platform_id=link.platform, deployment=link.deployment, resource=link.resource,
        line_item=link.line_item, members_url=link.members_url, **values,
    )  # fmt: skip
    kept = connection.execute(
        insertion.on_conflict_do_update(
            index_elements=["platform_id", "deployment", "resource"],
            set_={
                **values,
                "line_item": func.coalesce(link.line_item, LINK.c.line_item),
                "members_url": func.coalesce(link.members_url, LINK.c.members_url),
            },
        ).returning(LINK.c.id)
    )
    found: UUID = kept.scalar_one()
    return found


def find_link(connection: Connection, link: UUID) -> Link | None:
    """Return a link."""
    row = connection.execute(select(*_LINK).where(LINK.c.id == link)).one_or_none()
    return Link(*row) if row is not None else None


def keep_launch(connection: Connection, launch: Launch, secret_sha256: bytes) -> UUID:
    """Keep a launch by the digest of its session's secret, and return its id."""
    new = uuid4()
    connection.execute(
        insert(LAUNCH).values(
            id=new, secret_sha256=secret_sha256, platform_id=launch.platform,
            deployment=launch.deployment, subject=launch.subject, person=launch.person,
            is_teacher=launch.is_teacher, link_id=launch.link, deep_linking=launch.deep_linking,
            language=launch.language, origins=list(launch.origins), due_at=launch.due_at,
            expires_at=func.now() + LIFE,
        )
    )  # fmt: skip
    return new


def find_launch(connection: Connection, secret_sha256: bytes) -> Launch | None:
    """Return the launch of a session that is still good."""
    columns = LAUNCH.c
    row = connection.execute(
        select(
            columns.platform_id, columns.deployment, columns.subject, columns.person,
            columns.is_teacher, columns.language, columns.origins, columns.link_id,
            columns.deep_linking, columns.due_at,
        ).where(columns.secret_sha256 == secret_sha256, columns.expires_at > func.now())
    ).one_or_none()  # fmt: skip
    if row is None:
        return None
    platform, deployment, subject, person, is_teacher, language, origins, *more = row
    return Launch(
        platform, deployment, subject, person, is_teacher, language, tuple(origins), *more
    )


def people_of(connection: Connection, link: UUID) -> Mapping[str, str]:
    """Return who came by a link as a learner: ids to names, as they were told last."""
    columns = LAUNCH.c
    statement = (
        select(columns.subject, columns.person)
        .ext(postgresql.distinct_on(columns.subject))
        .where(columns.link_id == link, columns.is_teacher.is_(False))
        .order_by(columns.subject, columns.launched_at.desc())
    )
    return {subject: person for subject, person in connection.execute(statement)}  # noqa: C416
