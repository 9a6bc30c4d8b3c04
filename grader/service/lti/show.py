"""What a page shows beside itself: the report in its frame, files to save, its style and script."""

from uuid import UUID

from fastapi import APIRouter, Response

from grader.errors import Refused
from grader.model import Text
from grader.service.api.asking import Asked
from grader.service.api.submissions import attachment
from grader.service.auth.caller import no_submission
from grader.service.database import transaction
from grader.service.lti.pages import HEADERS, PageRoute, static
from grader.service.lti.session import In, Session, linked
from grader.service.service import Service
from grader.service.store.grades import NOTEBOOK, REPORT_HTML, read_artifact
from grader.service.store.submissions import Kept, find_submission

router = APIRouter(route_class=PageRoute)
# no script, no request, no frame of its own: whatever a student has got into it
_SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_TYPES = {
    "page.css": "text/css",
    "page.js": "text/javascript",
    "send.js": "text/javascript",
    "close.js": "text/javascript",
}


@router.get("/static/{name}")
def kept(name: str) -> Response:
    """Give a style sheet or a script of ours."""
    if name not in _TYPES:
        raise Refused("not_found", Text("service.no_page"))
    headers = {"cache-control": "public, max-age=300", "x-content-type-options": "nosniff"}
    return Response(static(name), media_type=f"{_TYPES[name]}; charset=utf-8", headers=headers)


@router.get("/submissions/{submission}/report.html")
def report(submission: UUID, session: In, service: Asked) -> Response:
    """Give a report, to be shown in the frame of our page and nowhere else."""
    content = _artifact(service, session, submission, REPORT_HTML)
    policy = f"{_SANDBOX}; frame-ancestors {' '.join(session.origins)}"
    headers = {**HEADERS, "content-security-policy": policy}
    return Response(content, media_type="text/html", headers=headers)


@router.get("/submissions/{submission}/feedback.ipynb")
def annotated(submission: UUID, session: In, service: Asked) -> Response:
    """Give somebody's own notebook with feedback in it."""
    return attachment(_artifact(service, session, submission, NOTEBOOK), NOTEBOOK)


def _artifact(service: Service, session: Session, submission: UUID, kind: str) -> bytes:
    kept = _own(service, session, submission)
    if kept.grade_id is None:
        raise Refused("not_graded", Text("service.not_graded"))
    with transaction(service.engine) as connection:
        content = read_artifact(connection, kept.grade_id, kind, session.language)
    if content is None:
        raise Refused("not_found", Text("service.no_artifact", {"name": kind}))
    return content


def _own(service: Service, session: Session, submission: UUID) -> Kept:
    """Return a submission of whoever is here. Raises Refused: nobody learns of others'."""
    link = linked(session)
    with transaction(service.engine) as connection:
        found = find_submission(connection, submission)
    if found is None or (found.assignment, found.student) != (link.assignment, session.learner):
        raise no_submission()
    return found
