"""Who sits at a browser: the cookie, the token that was shown for it, and forged requests."""

import hmac
import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from grader.errors import Refused
from grader.model import Text
from grader.service.api.asking import Asked
from grader.service.auth.caller import Caller
from grader.service.auth.secret import digest
from grader.service.database import transaction
from grader.service.pages.look import Values
from grader.service.service import Service
from grader.service.store.browser_sessions import LASTS, end_session, find_session, keep_session
from grader.service.store.tokens import find_token

_COOKIE = "grader_session"
_BYTES = 32


def viewer_of(request: Request, service: Asked) -> Caller:
    """Return who is signed in. Raises Refused: whoever is not is sent to sign in."""
    with transaction(service.engine) as connection:
        token = find_session(connection, digest(_secret(request)))
    if token is None:
        raise Refused("unauthenticated", Text("page.sign_in.first"))
    return Caller(token)


By = Annotated[Caller, Depends(viewer_of)]


def csrf_of(request: Request) -> str:
    """Return what this browser's forms bring back, and no other site's can know."""
    return hmac.new(_secret(request).encode(), b"csrf", "sha256").hexdigest()


def around(request: Request, caller: Caller) -> Values:
    """Return what every page of somebody who is signed in shows, and what its forms bring back."""
    return {"caller": caller, "csrf": csrf_of(request)}


def refuse_forged(request: Request, brought: object) -> None:
    """Raise Refused unless a form was one of ours, sent from one of our pages."""
    refuse_elsewhere(request)
    if not isinstance(brought, str) or not hmac.compare_digest(
        brought.encode(), csrf_of(request).encode()
    ):
        raise Refused("forbidden", Text("page.forged"))


def refuse_elsewhere(request: Request) -> None:
    """Raise Refused for a form that another site has sent."""
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Refused("forbidden", Text("page.forged"))


def sign_in(request: Request, response: Response, service: Service, given: str) -> None:
    """Begin a session for whoever shows a good token. Raises Refused for any other."""
    address = request.client.host if request.client else ""
    if wait := service.failures.is_empty(address):
        raise Refused("too_many", Text("service.too_many", {"n": wait}), retry_after=wait)
    secret = secrets.token_urlsafe(_BYTES)
    with transaction(service.engine) as connection:
        token = find_token(connection, digest(given.strip()))
        if token is not None:
            keep_session(connection, token.id, digest(secret))
    if token is None:
        service.failures.take(address)
        raise Refused("unauthenticated", Text("page.sign_in.wrong"))
    response.set_cookie(
        _COOKIE, secret, max_age=int(LASTS.total_seconds()), httponly=True, samesite="lax",
        secure=request.url.scheme == "https",
    )  # fmt: skip


def sign_out(request: Request, response: Response, service: Service) -> None:
    """End the session, here and in the database."""
    with transaction(service.engine) as connection:
        end_session(connection, digest(_secret(request)))
    response.delete_cookie(_COOKIE)


def _secret(request: Request) -> str:
    return request.cookies.get(_COOKIE, "")
