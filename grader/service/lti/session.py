"""Who is here: a session is a launch and a secret, in addresses and forms and in no cookie.

A frame of another site is given no cookies by many browsers. So the secret travels in addresses:
pages send no referrer, their addresses are asked for from our own pages only (browsers say from
where, in Sec-Fetch-Site), and without the secret nothing is done for anybody, which is also what
keeps other sites from posting forms in somebody's name.
"""

import secrets
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlalchemy import Connection

from grader.errors import Refused
from grader.frozen import frozen
from grader.model import Text
from grader.service.api.asking import Asked
from grader.service.auth.secret import digest
from grader.service.database import transaction
from grader.service.service import Service
from grader.service.spoken import DEFAULT, spoken
from grader.service.store.lti_launches import Launch, Link, find_launch, find_link, keep_launch
from grader.service.store.lti_platforms import Platform, find_platform

_BYTES = 32
_OURS = ("same-origin", "none")
"""From where our pages are asked for: one of ours, or the reader's own hand."""


@frozen
class Session:
    """A launch that goes on, with everything that belongs to it."""

    secret: str
    launch: Launch
    platform: Platform
    link: Link | None
    language: str

    @property
    def learner(self) -> str:
        """Whose work it is, as submissions name them."""
        return self.platform.learner(self.launch.subject)

    @property
    def actor(self) -> str:
        """What the audit log calls them."""
        return f"lti {self.learner}"

    @property
    def origins(self) -> tuple[str, ...]:
        """Who may show our pages: the platform, and our own for what is within them."""
        return ("'self'", *self.launch.origins)


def begin_session(connection: Connection, launch: Launch) -> str:
    """Keep a launch, and return the secret of its session."""
    secret = secrets.token_urlsafe(_BYTES)
    keep_launch(connection, launch, digest(secret))
    return secret


def session_of(
    request: Request, service: Asked, t: Annotated[str, Query(max_length=100)] = ""
) -> Session:
    """Return the session that a request belongs to. Raises Refused."""
    if request.headers.get("sec-fetch-site", "none") not in _OURS:
        raise Refused("forbidden", Text("lti.from_elsewhere"))
    return find_session(service, t, request.headers.get("accept-language"))


def find_session(service: Service, secret: str, accepted: str | None = None) -> Session:
    """Return the session of a secret; `accepted` is an Accept-Language. Raises Refused."""
    with transaction(service.engine) as connection:
        launch = find_launch(connection, digest(secret)) if secret else None
        platform = find_platform(connection, launch.platform) if launch is not None else None
        if launch is None or platform is None:
            raise Refused("launch", Text("lti.ended"))
        link = find_link(connection, launch.link) if launch.link is not None else None
    return Session(
        secret, launch, platform, link, launch.language or spoken(accepted) or DEFAULT
    )  # fmt: skip


In = Annotated[Session, Depends(session_of)]


def linked(session: Session) -> Link:
    """Return the link that somebody came by. Raises Refused where they came for something else."""
    if session.link is None:
        raise Refused("not_found", Text("service.no_page"))
    return session.link
