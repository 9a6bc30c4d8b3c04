"""Dynamic registration: a platform registers itself, by an invitation that is good once."""

import logging
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from grader.errors import Refused
from grader.model import Text
from grader.service.api.asking import Asked
from grader.service.auth.secret import digest
from grader.service.database import transaction
from grader.service.lti.claims import MEMBERS, SCORE, is_address, origin
from grader.service.lti.enter import address
from grader.service.lti.outgoing import NoDocument, document
from grader.service.lti.pages import ANYBODY, PageRoute, page
from grader.service.spoken import DEFAULT, spoken
from grader.service.store import audit
from grader.service.store.lti_platforms import (
    Platform,
    keep_invitation,
    keep_platform,
    pop_invitation,
)

router = APIRouter(route_class=PageRoute)
_LOG = logging.getLogger(__name__)
_TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
LIFE = timedelta(days=7)
"""How long an invitation is good for."""
_MOST = 2000
"""Characters of an identifier that a platform gives."""


def invite(connection: Connection, name: str) -> str:
    """Return a secret by which one platform may register itself under a name."""
    secret = secrets.token_urlsafe(32)
    keep_invitation(connection, digest(secret), name, datetime.now(UTC) + LIFE)
    return secret


@router.get("/register")
def register(
    request: Request,
    service: Asked,
    invitation: Annotated[str, Query(max_length=100)] = "",
    openid_configuration: Annotated[str, Query(max_length=2000)] = "",
    registration_token: Annotated[str, Query(max_length=20_000)] = "",
) -> Response:
    """Register the platform that sent a browser here; its invitation is left where that fails."""
    base = address(service, request)
    with transaction(service.engine) as connection:
        name = pop_invitation(connection, digest(invitation))
        if name is None:
            raise Refused("forbidden", Text("lti.no_invitation"))
        try:
            platform = _registered(name, base, openid_configuration, registration_token)
        except NoDocument as error:
            _LOG.warning("registration of %s: %s", name, str(error))  # not what it refers to
            raise Refused("invalid", Text("lti.not_registered", {"platform": name})) from None
        if keep_platform(connection, platform) is None:
            raise Refused("invalid", Text("lti.name_taken", {"platform": name}))
        audit.note(
            connection, "invitation", "lti.platform_registered", name, issuer=platform.issuer
        )
    language = spoken(request.headers.get("accept-language")) or DEFAULT
    return page("registered", language, ANYBODY, platform=name)


def tool_configuration(base: str) -> dict[str, Any]:
    """Return what a platform is told of us (OpenID Connect Dynamic Client Registration)."""
    launch = f"{base}/lti/launch"
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{base}/lti/login",
        "redirect_uris": [launch],
        "client_name": "grader",
        "jwks_uri": f"{base}/lti/jwks",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": f"{SCORE} {MEMBERS}",
        _TOOL: {
            "domain": urlsplit(base).netloc,
            "target_link_uri": launch,
            "claims": ["iss", "sub", "name", "given_name", "family_name", "locale"],
            "messages": [
                {"type": "LtiResourceLinkRequest", "target_link_uri": launch},
                {"type": "LtiDeepLinkingRequest", "target_link_uri": launch},
            ],
        },
    }


def _registered(name: str, base: str, configuration_url: str, token: str) -> Platform:
    """Ask a platform what it is, and tell it what we are. Raises NoDocument."""
    if not is_address(configuration_url):
        raise NoDocument("openid_configuration is no address")
    found = document("GET", configuration_url)
    issuer = _text(found, "issuer")
    if urlsplit(issuer).hostname != urlsplit(configuration_url).hostname:
        raise NoDocument(f"{configuration_url} speaks for another issuer")
    endpoint = _url(found, "registration_endpoint")
    if origin(endpoint) != origin(configuration_url):
        raise NoDocument(f"{endpoint} is not of the platform's own address")
    given = document("POST", endpoint, body=tool_configuration(base), token=token)
    deployment = (given.get(_TOOL) or {}).get("deployment_id")
    return Platform(
        name, issuer, _text(given, "client_id"),
        (str(deployment)[:255],) if deployment else (),
        _url(found, "authorization_endpoint"), _url(found, "token_endpoint"),
        _url(found, "jwks_uri"), _optional(found, "authorization_server"),
    )  # fmt: skip


def _text(document: dict[str, Any], name: str) -> str:
    found = document.get(name)
    if not isinstance(found, str) or not 0 < len(found) <= _MOST or not found.isprintable():
        raise NoDocument(f"it names no {name}")
    return found


def _url(document: dict[str, Any], name: str) -> str:
    found = _text(document, name)
    if not is_address(found):
        raise NoDocument(f"its {name} is no address")
    return found


def _optional(document: dict[str, Any], name: str) -> str:
    return _text(document, name) if document.get(name) else ""
