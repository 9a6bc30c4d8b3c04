"""Sign in by a token, and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from grader.errors import Refused
from grader.service.api.asking import Asked
from grader.service.pages.browser import By, refuse_elsewhere, refuse_forged, sign_in, sign_out
from grader.service.pages.look import page

router = APIRouter()
Field = Annotated[str, Form(max_length=500)]


@router.get("/sign-in")
def ask(request: Request) -> Response:
    """Ask for a token."""
    return page(request, "sign_in", {"problem": None})


@router.post("/sign-in")
def enter(request: Request, service: Asked, token: Field = "") -> Response:
    """Begin a session for whoever shows a good token; say what is wrong with any other."""
    refuse_elsewhere(request)
    home = RedirectResponse("/", 303)
    try:
        sign_in(request, home, service, token)
    except Refused as refused:
        return page(request, "sign_in", {"problem": refused.text}, status=401)
    return home


@router.post("/sign-out")
def leave(request: Request, service: Asked, _caller: By, csrf: Field = "") -> Response:
    """End the session."""
    refuse_forged(request, csrf)
    away = RedirectResponse("/sign-in", 303)
    sign_out(request, away, service)
    return away
