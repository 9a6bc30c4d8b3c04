"""See a whole class: its page, and what it tells."""

from fastapi import APIRouter
from fastapi.responses import Response

from grader.report.class_page import script_digest
from grader.service.api.asking import Asked, By, Language, Slug, assignment_for
from grader.service.api.submissions import PRIVATE, Lang, framed
from grader.service.auth.caller import Caller
from grader.service.service import Service
from grader.service.store.class_grades import Attempt
from grader.service.whole_class import Glance, class_insight, class_page, look

router = APIRouter(tags=["classes"])
CLASS_ALLOWED = "allow-scripts allow-top-navigation-by-user-activation"
"""What the frame of a class page may: run the page's own script, and follow a link on a click."""


@router.get("/assignments/{slug}/class")
def page(
    slug: Slug, service: Asked, caller: By, language: Language, lang: Lang = None,
    attempt: Attempt = "last",
) -> Response:  # fmt: skip
    """Give the class page, to be shown in a sandboxed frame."""
    return class_framed(service, glance_for(service, caller, slug, attempt, lang or language))


@router.get("/assignments/{slug}/insight")
def insight(
    slug: Slug, service: Asked, caller: By, language: Language, lang: Lang = None,
    attempt: Attempt = "last",
) -> Response:  # fmt: skip
    """Give what the class page counts, as JSON (docs/report-format.md)."""
    glance = glance_for(service, caller, slug, attempt, lang or language)
    content = class_insight(service, glance)
    return Response(content, media_type="application/json", headers=PRIVATE)


def glance_for(
    service: Service, caller: Caller, slug: str, attempt: Attempt, language: str
) -> Glance:
    """Return a class that is there for the caller. Raises Refused."""
    declared = assignment_for(service, caller, "read", slug)
    caller.refuse_student()
    return look(service, declared, attempt, language)


def class_framed(service: Service, glance: Glance) -> Response:
    """Return the class page; of scripts only its own runs, and that can ask for nothing."""
    content = class_page(service, glance)
    return framed(content, allowed=CLASS_ALLOWED, script=script_digest())
