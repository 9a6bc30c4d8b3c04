"""See a class at a glance: the page that `grader grade` writes, in a frame."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from grader.service.api.asking import Asked, Slug
from grader.service.api.classes import CLASS_ALLOWED, class_framed, glance_for
from grader.service.pages.browser import By, around
from grader.service.pages.look import language_of, page
from grader.service.store.class_grades import ATTEMPTS, Attempt

router = APIRouter()


@router.get("/assignments/{slug}/glance")
def see(
    slug: Slug, request: Request, service: Asked, caller: By, attempt: Attempt = "last"
) -> Response:
    """Show the frame with the class page, and which attempts count in it."""
    language = language_of(request)
    glance = glance_for(service, caller, slug, attempt, language)
    values = {
        **around(request, caller),
        "slug": slug,
        "title": glance.declared.title(language),
        "attempt": attempt,
        "attempts": ATTEMPTS,
        "students": len(glance.counted),
        "earlier": glance.without_row,
        "digest": glance.digest("page"),
        "allowed": CLASS_ALLOWED,
    }
    return page(request, "glance", values)


@router.get("/assignments/{slug}/class.html")
def framed_page(
    slug: Slug, request: Request, service: Asked, caller: By, attempt: Attempt = "last"
) -> Response:
    """Give the class page, for the frame of its page."""
    return class_framed(service, glance_for(service, caller, slug, attempt, language_of(request)))
