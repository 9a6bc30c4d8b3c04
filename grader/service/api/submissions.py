"""See submissions: one, its report in each form, and lists."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from grader.errors import Refused
from grader.language import LANGUAGES
from grader.model import Text
from grader.service.api.asking import Asked, By, Language, Student
from grader.service.api.shapes import Line, Listed, State, SubmissionOut, shown
from grader.service.auth.caller import Caller, no_submission
from grader.service.database import transaction
from grader.service.service import Service
from grader.service.store.grades import NOTEBOOK, REPORT_HTML, REPORT_JSON, read_artifact
from grader.service.store.runs import place_in_queue
from grader.service.store.submissions import Kept, Sought, find_submission, list_submissions

router = APIRouter(tags=["submissions"])
Lang = Annotated[str | None, Query(pattern=f"^({'|'.join(LANGUAGES)})$")]
PRIVATE = {
    "cache-control": "private, no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
# no script, no request, no frame of its own: whatever a student has got into it
_NOTHING = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_SANDBOX = f"sandbox; {_NOTHING}"


@router.get("/submissions", name="list_all")
def list_all(
    request: Request,
    service: Asked,
    caller: By,
    assignment: Annotated[Line | None, Query()] = None,
    student: Student | None = None,
    state: State | None = None,
    before: datetime | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Listed:
    """List submissions, the newest first; `before` goes on where a list ended."""
    caller.require("read")
    own = caller.token.student
    sought = Sought(
        assignment, own if own is not None else student, state, caller.token.assignments,
        before, limit,
    )  # fmt: skip
    if own is not None and student not in (None, own):
        return Listed(submissions=[])
    with transaction(service.engine) as connection:
        found = list_submissions(connection, sought)
    base = str(request.url_for("list_all"))
    following = found[-1].received_at if len(found) == limit else None
    return Listed(submissions=[shown(one, base) for one in found], next_before=following)


@router.get("/submissions/{submission}")
def see(submission: UUID, request: Request, service: Asked, caller: By) -> SubmissionOut:
    """Tell how far a submission is, and what it earns."""
    kept = visible(service, caller, submission)
    ahead = None
    if kept.state == "queued":
        with transaction(service.engine) as connection:
            ahead = place_in_queue(connection, submission)
    return shown(kept, str(request.url_for("list_all")), ahead)


@router.get("/submissions/{submission}/report.json")
def report(
    submission: UUID, service: Asked, caller: By, language: Language, lang: Lang = None
) -> Response:
    """Give the report as JSON (docs/report-format.md)."""
    content = artifact(service, caller, submission, REPORT_JSON, lang or language)
    return Response(content, media_type="application/json", headers=PRIVATE)


@router.get("/submissions/{submission}/report.html")
def report_page(
    submission: UUID, service: Asked, caller: By, language: Language, lang: Lang = None
) -> Response:
    """Give the report as one page, to be shown in a sandboxed frame."""
    return framed(artifact(service, caller, submission, REPORT_HTML, lang or language))


@router.get("/submissions/{submission}/feedback.ipynb")
def annotated(
    submission: UUID, service: Asked, caller: By, language: Language, lang: Lang = None
) -> Response:
    """Give the student's own notebook with feedback in it."""
    content = artifact(service, caller, submission, NOTEBOOK, lang or language)
    return attachment(content, NOTEBOOK)


@router.get("/submissions/{submission}/notebook")
def notebook(submission: UUID, service: Asked, caller: By) -> Response:
    """Give the notebook back as it was handed in."""
    kept = visible(service, caller, submission)
    return attachment(service.blobs.read(kept.sha256), "notebook.ipynb")


def visible(service: Service, caller: Caller, submission: UUID, scope: str = "read") -> Kept:
    """Return a submission that is there for the caller. Raises Refused: nobody learns of others."""
    caller.require(scope)
    with transaction(service.engine) as connection:
        kept = find_submission(connection, submission)
    if kept is None or not caller.may_see(kept.assignment, kept.student):
        raise no_submission()
    return kept


def framed(
    content: bytes,
    ancestors: Sequence[str] = ("'self'",),
    *,
    allowed: str = "",
    script: str = "",
) -> Response:
    """Return a page that can do nothing but what is `allowed`; only these may have it in a frame.

    `script` is the SHA-256, in base64, of the one script that it may run.
    """
    policy = f"sandbox {allowed}; {_NOTHING}" if allowed else _SANDBOX
    if script:
        policy += f"; script-src 'sha256-{script}'; base-uri 'none'; form-action 'none'"
    policy += f"; frame-ancestors {' '.join(ancestors)}"
    headers = {**PRIVATE, "content-security-policy": policy}
    return Response(content, media_type="text/html", headers=headers)


def attachment(content: bytes, name: str) -> Response:
    """Return a student's file as one to be saved and not shown, under a name of ours."""
    headers = {**PRIVATE, "content-disposition": f'attachment; filename="{name}"'}
    headers["content-security-policy"] = _SANDBOX
    return Response(content, media_type="application/octet-stream", headers=headers)


def artifact(service: Service, caller: Caller, submission: UUID, kind: str, language: str) -> bytes:
    """Return what a person reads of a submission that is there for the caller. Raises Refused."""
    return artifact_of(service, visible(service, caller, submission), kind, language)


def artifact_of(service: Service, kept: Kept, kind: str, language: str) -> bytes:
    """Return what a person reads of the newest grade. Raises Refused where there is none yet."""
    if kept.grade_id is None:
        raise Refused("not_graded", Text("service.not_graded"), retry_after=1)
    with transaction(service.engine) as connection:
        content = read_artifact(connection, kept.grade_id, kind, language or kept.language)
    if content is None:
        raise Refused("not_found", Text("service.no_artifact", {"name": kind}))
    return content
