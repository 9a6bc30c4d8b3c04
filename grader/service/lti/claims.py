"""What a launch says, read out of its token: bounded, and nothing of it trusted to be there."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from grader.errors import Refused
from grader.frozen import frozen
from grader.language import LANGUAGES
from grader.model import Text
from grader.report import clean

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_AGS = "https://purl.imsglobal.org/spec/lti-ags/"
_NRPS = "https://purl.imsglobal.org/spec/lti-nrps/"
_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
SCORE = f"{_AGS}scope/score"
"""The scope by which scores may be sent."""
MEMBERS = f"{_NRPS}scope/contextmembership.readonly"
"""The scope by which a course's members may be asked for."""
_TEACHERS = ("instructor", "teachingassistant", "administrator", "contentdeveloper", "mentor")
DUE, CHOSEN_DUE = "due", "chosen_due"
"""The link's own parameters that say when it is due: as the platform has it, else as was chosen."""
DUE_VARIABLE = "$ResourceLink.submission.endDateTime"
"""What a platform puts its own time in the place of."""
_BY_CODE = {language[:2]: language for language in LANGUAGES}

_LONGEST_MOMENT = 40

_Id = Annotated[str, msgspec.Meta(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Url = Annotated[str, msgspec.Meta(max_length=2000, pattern=r"^https?://[!-~]+$")]
_Words = Annotated[str, msgspec.Meta(max_length=5000)]


class _Resource(msgspec.Struct):
    id: _Id
    title: _Words | None = None


class _Context(msgspec.Struct):
    title: _Words | None = None
    label: _Words | None = None


class _Presentation(msgspec.Struct):
    locale: str | None = None
    return_url: str | None = None


class _Endpoint(msgspec.Struct):
    scope: list[str] = []
    lineitem: _Url | None = None


class _Members(msgspec.Struct):
    context_memberships_url: _Url | None = None


class _Claims(msgspec.Struct):
    sub: _Id
    deployment: _Id = msgspec.field(name=f"{_LTI}deployment_id")
    message: str = msgspec.field(name=f"{_LTI}message_type")
    roles: list[str] = msgspec.field(name=f"{_LTI}roles", default_factory=list)
    target: str | None = msgspec.field(name=f"{_LTI}target_link_uri", default=None)
    name: _Words | None = None
    given_name: _Words | None = None
    family_name: _Words | None = None
    locale: str | None = None
    resource: _Resource | None = msgspec.field(name=f"{_LTI}resource_link", default=None)
    context: _Context | None = msgspec.field(name=f"{_LTI}context", default=None)
    custom: dict[str, Any] | None = msgspec.field(name=f"{_LTI}custom", default=None)
    presentation: _Presentation | None = msgspec.field(
        name=f"{_LTI}launch_presentation", default=None
    )
    endpoint: _Endpoint | None = msgspec.field(name=f"{_AGS}claim/endpoint", default=None)
    members: _Members | None = msgspec.field(name=f"{_NRPS}claim/namesroleservice", default=None)
    deep_linking: dict[str, Any] | None = msgspec.field(
        name=f"{_DL}deep_linking_settings", default=None
    )


@frozen
class Said:
    """What a launch says that concerns us."""

    subject: str
    deployment: str
    person: str
    is_teacher: bool
    language: str
    """One of ours; empty where the platform names none."""
    resource: str
    """The link's id; empty for deep linking."""
    title: str
    context_title: str
    assignment: str
    """The slug that the link was made with; empty where it was made with none."""
    line_item: str | None
    """Where scores may be sent to."""
    return_url: str
    """Where somebody goes back to; empty where it is not told."""
    deep_linking: Mapping[str, Any] | None
    members_url: str | None = None
    """Where the course's members may be asked for."""
    due_at: datetime | None = None
    """When this person's work is due; None where nothing says it."""


def read_claims(body: Mapping[str, Any]) -> Said:
    """Read the claims of a token that was verified. Raises Refused."""
    try:
        claims = msgspec.convert(dict(body), _Claims)
    except msgspec.ValidationError as error:
        where = {"where": clean.line(str(error))[:300]}
        raise Refused("launch", Text("lti.unreadable", {**where})) from None
    resource, context = claims.resource, claims.context
    shown = claims.presentation or _Presentation()
    settings = claims.deep_linking if claims.message == "LtiDeepLinkingRequest" else None
    back = str((settings or {}).get("deep_link_return_url") or shown.return_url or "")
    return Said(
        subject=claims.sub,
        deployment=claims.deployment,
        person=_named(claims),
        is_teacher=any(teaches(role) for role in claims.roles),
        language=_BY_CODE.get((shown.locale or claims.locale or "")[:2].lower(), ""),
        resource=resource.id if resource is not None else "",
        title=clean.line(resource.title or "")[:300] if resource is not None else "",
        context_title=clean.line(context.title or context.label or "")[:300] if context else "",
        assignment=_assignment(claims),
        line_item=_line_item(claims.endpoint),
        return_url=back if is_address(back) else "",
        deep_linking=settings,
        members_url=claims.members.context_memberships_url if claims.members else None,
        due_at=_due(claims.custom or {}),
    )


def is_address(url: str) -> bool:
    """Tell whether something may be an address on the web, as it stands."""
    try:
        return bool(msgspec.convert(url, _Url)) and origin(url) != ""
    except msgspec.ValidationError:
        return False


def origin(url: str) -> str:
    """Return the origin of an address: scheme, host and port; empty for what is none."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:
        return ""
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or set(host) & set(" ;,'\"*\\<>"):
        return ""
    default = {"http": ":80", "https": ":443"}[parts.scheme]
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}{'' if port == default else port}"


def _named(claims: _Claims) -> str:
    both = " ".join(filter(None, (claims.given_name, claims.family_name)))
    return clean.line(claims.name or both)[:200]


def teaches(role: str) -> bool:
    """Tell whether a role teaches in the course; those that it has in the institution do not count.

    Roles are `.../membership#Instructor`, `.../membership/Instructor#TeachingAssistant` or
    `Instructor`.
    """
    vocabulary, _, name = role.rpartition("#")
    return name.lower() in _TEACHERS and (not vocabulary or "/membership" in vocabulary)


def _assignment(claims: _Claims) -> str:
    """Return the slug of the link's own parameter, or else of its address."""
    named = (claims.custom or {}).get("assignment")
    if isinstance(named, str) and named:
        return named[:100]
    _, _, query = (claims.target or "").partition("?")
    for pair in query.split("&")[:50]:
        name, _, value = pair.partition("=")
        if name == "assignment":
            return value[:100]
    return ""


def _due(custom: Mapping[str, Any]) -> datetime | None:
    """Return when it is due: of a platform that does not know the variable, what was chosen."""
    return next(filter(None, (read_moment(custom.get(name)) for name in (DUE, CHOSEN_DUE))), None)


def read_moment(given: object) -> datetime | None:
    """Return a moment in ISO 8601 with its zone; None for anything else."""
    if not isinstance(given, str) or len(given) > _LONGEST_MOMENT:
        return None
    try:
        found = datetime.fromisoformat(given.strip())
        return found.astimezone(UTC) if found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _line_item(endpoint: _Endpoint | None) -> str | None:
    if endpoint is None or SCORE not in endpoint.scope:
        return None
    return endpoint.lineitem
