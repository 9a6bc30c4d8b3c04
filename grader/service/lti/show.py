"""What a page shows beside itself: the report in its frame, files to save, its style and script."""

from uuid import UUID

from fastapi import APIRouter, Response

from grader.errors import Refused
from grader.model import Text
from grader.service.api.asking import Asked
from grader.service.api.submissions import artifact_of, attachment, framed
from grader.service.auth.caller import no_submission
from grader.service.database import transaction
from grader.service.drawing import static
from grader.service.lti.pages import PageRoute
from grader.service.lti.session import In, Session, linked
from grader.service.service import Service
from grader.service.store.grades import NOTEBOOK, REPORT_HTML
from grader.service.store.submissions import Kept, find_submission

router = APIRouter(route_class=PageRoute)
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
    return Response(
        static("grader.service.lti", name),
        media_type=f"{_TYPES[name]}; charset=utf-8",
        headers=headers,
    )


@router.get("/submissions/{submission}/report.html")
def report(submission: UUID, session: In, service: Asked) -> Response:
    """Give a report, to be shown in the frame of our page and nowhere else."""
    own = _own(service, session, submission)
    content = artifact_of(service, own, REPORT_HTML, session.language)
    return framed(content, session.origins)


@router.get("/submissions/{submission}/feedback.ipynb")
def annotated(submission: UUID, session: In, service: Asked) -> Response:
    """Give somebody's own notebook with feedback in it."""
    own = _own(service, session, submission)
    return attachment(artifact_of(service, own, NOTEBOOK, session.language), NOTEBOOK)


def _own(service: Service, session: Session, submission: UUID) -> Kept:
    """Return a submission of whoever is here. Raises Refused: nobody learns of others'."""
    link = linked(session)
    with transaction(service.engine) as connection:
        found = find_submission(connection, submission)
    if found is None or (found.assignment, found.student) != (link.assignment, session.learner):
        raise no_submission()
    return found
