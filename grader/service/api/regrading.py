"""Grade again, and decide: what an instructor does about submissions that are there."""

from uuid import UUID

from fastapi import APIRouter, Request
from sqlalchemy import Connection

from grader.decision import Decision
from grader.errors import Refused
from grader.model import Text
from grader.service.accept import start_run
from grader.service.api.asking import Asked, By, Slug, assignment_for
from grader.service.api.shapes import Decided, Override, Regrade, SubmissionOut, shown
from grader.service.api.submissions import visible
from grader.service.auth.caller import no_assignment, no_submission
from grader.service.database import transaction
from grader.service.queue import BATCH, REGRADE
from grader.service.service import Service
from grader.service.store import audit
from grader.service.store.decisions import decisions_on, keep_decision
from grader.service.store.runs import has_waiting_run
from grader.service.store.submissions import (
    Sought,
    find_submission,
    latest_of_each,
    list_submissions,
)

router = APIRouter(tags=["grading again"])


@router.post("/submissions/{submission}/regrade", status_code=202)
def regrade(submission: UUID, request: Request, service: Asked, caller: By) -> SubmissionOut:
    """Grade a submission again, as its assignment is now; its grade stays until then."""
    visible(service, caller, submission, "manage")
    with transaction(service.engine) as connection:
        start(connection, service, submission, "regrade", REGRADE)
        audit.note(connection, caller.actor, "submission.regrade", str(submission))
    return _again(service, submission, request)


@router.post("/assignments/{slug}/regrade", status_code=202)
def regrade_all(slug: Slug, service: Asked, caller: By) -> Regrade:
    """Grade everybody's newest submission again, after whoever is waiting."""
    assignment_for(service, caller, "manage", slug)
    with transaction(service.engine) as connection:
        queued = sum(
            start(connection, service, submission, "regrade", BATCH)
            for submission in latest_of_each(connection, slug)
        )
        audit.note(connection, caller.actor, "assignment.regrade", slug, queued=queued)
    return Regrade(queued=queued)


@router.post("/submissions/{submission}/overrides", status_code=202)
def override(
    submission: UUID, given: Override, request: Request, service: Asked, caller: By
) -> SubmissionOut:
    """Decide what an item of this student's earns, whatever the grader finds, now and later."""
    kept = visible(service, caller, submission, "manage")
    refuse_impossible(service, kept.assignment, given)
    decision = Decision(kept.student, given.exercise, given.item, given.points, given.why, "")
    newest = Sought(kept.assignment, kept.student, limit=1)
    with transaction(service.engine) as connection:
        keep_decision(connection, kept.assignment, decision, caller.actor)
        for one in {submission, *(found.id for found in list_submissions(connection, newest))}:
            start(connection, service, one, "override", REGRADE)
        audit.note(
            connection, caller.actor, "item.decided", str(submission),
            item=f"{given.exercise}.{given.item}", points=given.points, why=given.why,
        )  # fmt: skip
    return _again(service, submission, request)


@router.get("/submissions/{submission}/overrides")
def overrides(submission: UUID, service: Asked, caller: By) -> list[Decided]:
    """List what was decided on this student's items, the oldest first."""
    kept = visible(service, caller, submission, "manage")
    with transaction(service.engine) as connection:
        decisions = decisions_on(connection, kept.assignment, kept.student)
    return [
        Decided(exercise=d.exercise, item=d.item, points=d.points, why=d.why, at=d.at)
        for d in decisions
    ]


def start(
    connection: Connection, service: Service, submission: UUID, reason: str, priority: int
) -> bool:
    """Start a run, unless one that nobody has begun will do as well."""
    if has_waiting_run(connection, submission):
        return False
    start_run(connection, service.queue, submission, reason, priority)
    return True


def _again(service: Service, submission: UUID, request: Request) -> SubmissionOut:
    with transaction(service.engine) as connection:
        kept = find_submission(connection, submission)
    if kept is None:
        raise no_submission()
    return shown(kept, str(request.url_for("list_all")))


def refuse_impossible(service: Service, slug: str, given: Override) -> None:
    """Raise Refused for an item that there is not, or more points than it is worth."""
    declared = service.course.declared(slug)
    if declared is None:
        raise no_assignment(slug)
    worth = declared.item_points(given.exercise, given.item)
    item = f"{given.exercise}.{given.item}"
    if worth is None:
        raise Refused("invalid", Text("service.no_item", {"item": item, "slug": slug}))
    if given.points is not None and given.points > worth:
        values: dict[str, str | int | float | Text] = {"item": item, "points": f"{worth:g}"}
        raise Refused("invalid", Text("service.too_many_points", values))
