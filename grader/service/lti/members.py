"""Ask a platform who learns in a course (Names and Role Provisioning Services 2.0)."""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

import requests
from sqlalchemy import Engine

from grader.frozen import frozen
from grader.report import clean
from grader.service.database import transaction
from grader.service.lti.claims import MEMBERS, is_address, origin, teaches
from grader.service.lti.keys import draw_key
from grader.service.lti.library import TOKEN_ERRORS, AccessTokens
from grader.service.lti.outgoing import NoDocument, session
from grader.service.store.lti_keys import Key, current_keys
from grader.service.store.lti_launches import Link
from grader.service.store.lti_members import Member, replace_members, turn_to_ask
from grader.service.store.lti_platforms import Platform

_LOG = logging.getLogger(__name__)
_MEDIA_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
_PAGES, _PEOPLE, _BYTES = 200, 20_000, 4 << 20
"""Of one course, at most: pages, people, bytes of a page."""
_SECONDS = 20.0
"""What all pages may take."""
_LONGEST = 300
_GONE = ("inactive", "deleted")


@frozen
class Membership:
    """The members of one course, as they are to be had: from whom, with which key, and where."""

    platform: Platform
    key: Key
    url: str


class Members:
    """Keeps the members of courses as they are told, and the tokens to ask with."""

    def __init__(
        self,
        connect: Callable[[], requests.Session] = session,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._now = now
        self._tokens = AccessTokens()

    def renew(self, engine: Engine, platform: Platform, link: Link) -> bool:
        """Ask for a course's members, if it is time; False where they could not be had.

        What was known before stays known then.
        """
        assert link.id is not None  # noqa: S101 - it came out of the database
        if link.members_url is None:
            return True
        with transaction(engine) as connection:
            if not turn_to_ask(connection, link.id):
                return True
            key = current_keys(connection, draw_key)[0]
        return self._replace(engine, Membership(platform, key, link.members_url), link.id)

    def _replace(self, engine: Engine, membership: Membership, link: UUID) -> bool:
        try:
            learners = {one.subject: one for one in self.ask(membership)}
        except NoDocument as error:
            _LOG.warning("platform %s: members: %s", membership.platform.name, str(error))
            return False
        with transaction(engine) as connection:
            replace_members(connection, link, list(learners.values()))
        return True

    def ask(self, membership: Membership) -> Iterator[Member]:
        """Yield the learners of a course, page after page. Raises NoDocument."""
        url, seen, people = membership.url, set[str](), 0
        ends = self._now() + _SECONDS
        while url:
            if url in seen or len(seen) == _PAGES or self._now() > ends:
                raise NoDocument("its pages do not end")
            if origin(url) != origin(membership.url) or not is_address(url):
                raise NoDocument("a page is elsewhere")  # the token is not for there
            seen.add(url)
            page, following = self._page(membership, url)
            people += len(page)
            if people > _PEOPLE:
                raise NoDocument(f"there are more than {_PEOPLE} people")
            yield from filter(None, map(_learner, page))
            url = following

    def _page(self, membership: Membership, url: str) -> tuple[list[object], str]:
        """Return one page, and where the next one is; empty after the last."""
        headers = {"accept": _MEDIA_TYPE, "authorization": f"Bearer {self._token(membership)}"}
        try:
            with (
                self._connect() as asked,
                asked.get(url, headers=headers, stream=True) as answer,
            ):
                content = answer.raw.read(_BYTES + 1, decode_content=True)
                answer.raw.release_conn()  # an empty answer would hold it
                following = answer.links.get("next", {}).get("url", "")
                status = answer.status_code
        except (requests.RequestException, OSError, ValueError) as error:
            raise NoDocument(f"no answer ({type(error).__name__})") from None
        if status == requests.codes.unauthorized:
            self._tokens.forget()
        if status != requests.codes.ok:
            raise NoDocument(f"it answered {status}")
        return _members(content), urljoin(url, following) if following else ""

    def _token(self, membership: Membership) -> str:
        try:
            return self._tokens.get(membership.platform, membership.key, MEMBERS)
        except (requests.RequestException, *TOKEN_ERRORS) as error:
            raise NoDocument(f"no access token ({type(error).__name__})") from None


def _members(content: bytes) -> list[object]:
    if len(content) > _BYTES:
        raise NoDocument(f"a page is larger than {_BYTES} bytes")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NoDocument("it is no JSON") from None
    members = found.get("members") if isinstance(found, dict) else None
    if not isinstance(members, list):
        raise NoDocument("it names no members")
    return members


def _learner(given: object) -> Member | None:
    """Return a member who learns; None for whoever teaches, has left, or has no id."""
    if not isinstance(given, dict):
        return None
    subject = given.get("user_id")
    if not isinstance(subject, str) or not subject or subject != clean.line(subject)[:255]:
        return None
    if str(given.get("status", "Active")).lower() in _GONE or not _learns(given.get("roles")):
        return None
    return Member(subject, _name(given), _line(given.get("email")))


def _learns(roles: object) -> bool:
    """Tell whether one of these is a learner's role in the course, and none a teacher's."""
    named = [role for role in roles if isinstance(role, str)] if isinstance(roles, list) else []
    return any(_is_learner(role) for role in named) and not any(map(teaches, named))


def _is_learner(role: str) -> bool:
    """Tell whether a role learns: `.../membership#Learner`, or `Learner`."""
    vocabulary, _, name = role.rpartition("#")
    return name.lower() == "learner" and (not vocabulary or "/membership" in vocabulary)


def _name(given: Mapping[str, Any]) -> str:
    both = (_line(given.get(part)) for part in ("given_name", "family_name"))
    return _line(given.get("name")) or " ".join(filter(None, both))


def _line(given: object) -> str:
    return clean.line(given)[:_LONGEST] if isinstance(given, str) else ""
