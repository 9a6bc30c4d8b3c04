"""Look after the service: the queue, grades that could not be sent, tokens."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from grader.errors import Refused
from grader.model import Text
from grader.service.api.asking import Asked
from grader.service.api.passbacks import retry
from grader.service.auth.secret import SCOPES, create_token
from grader.service.database import transaction
from grader.service.pages.browser import By, around, refuse_forged
from grader.service.pages.look import page
from grader.service.store import audit
from grader.service.store.passbacks import list_passbacks
from grader.service.store.runs import count_runs
from grader.service.store.tokens import list_tokens, revoke_token

router = APIRouter()
_SHOWN = 200
Field = Annotated[str, Form(max_length=200)]


@router.get("/service")
def tend(request: Request, service: Asked, caller: By) -> Response:
    """Show the queue, what could not be sent, and who has tokens."""
    return _page(request, service, caller)


def _page(request: Request, service: Asked, caller: By, secret: str = "") -> Response:
    caller.require_whole("manage")
    with transaction(service.engine) as connection:
        values = {
            **around(request, caller),
            "runs": count_runs(connection),
            "dead": list_passbacks(connection, "dead", _SHOWN),
            "pending": len(list_passbacks(connection, "pending", _SHOWN)),
            "tokens": list_tokens(connection),
            "scopes": SCOPES,
            "secret": secret,
        }
    return page(request, "service", values)


@router.post("/service/passbacks/{passback}/retry")
def send_again(
    passback: UUID, request: Request, service: Asked, caller: By, csrf: Field = ""
) -> Response:
    """Try a grade again that nobody tries any more."""
    refuse_forged(request, csrf)
    retry(passback, service, caller)
    return RedirectResponse("/service", 303)


@router.post("/service/tokens")
def give_token(
    request: Request,
    service: Asked,
    caller: By,
    name: Field = "",
    student: Field = "",
    scopes: Annotated[list[str] | None, Form(max_length=len(SCOPES))] = None,
    csrf: Field = "",
) -> Response:
    """Make a token and show its secret, this once."""
    refuse_forged(request, csrf)
    caller.require_whole("manage")
    wanted = [scope for scope in SCOPES if scope in (scopes or [])]
    if not wanted or not name.strip():
        raise Refused("invalid", Text("page.token.invalid"))
    with transaction(service.engine) as connection:
        _, secret = create_token(
            connection, caller.actor, name.strip(), wanted, student=student.strip() or None
        )
    return _page(request, service, caller, secret)


@router.post("/service/tokens/{token}/revoke")
def take_token(
    token: UUID, request: Request, service: Asked, caller: By, csrf: Field = ""
) -> Response:
    """Make a token good for nothing from now on."""
    refuse_forged(request, csrf)
    caller.require_whole("manage")
    with transaction(service.engine) as connection:
        if revoke_token(connection, token):
            audit.note(connection, caller.actor, "token.revoked", str(token))
    return RedirectResponse("/service", 303)
