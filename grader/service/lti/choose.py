"""Deep linking: a teacher picks what a link in the course leads to, and for how many points."""

import math
from datetime import datetime
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from pylti1p3.lineitem import LineItem
from starlette.concurrency import run_in_threadpool

from grader.errors import Refused
from grader.language import built_in
from grader.model import Text
from grader.report import clean
from grader.service.api.asking import Asked
from grader.service.database import transaction
from grader.service.lti import library
from grader.service.lti.claims import CHOSEN_DUE, DUE, DUE_VARIABLE, is_address, origin, read_moment
from grader.service.lti.enter import address
from grader.service.lti.keys import draw_key
from grader.service.lti.moments import written
from grader.service.lti.pages import PageRoute, page
from grader.service.lti.session import In, Session
from grader.service.problems import STATUS
from grader.service.receive import body_within
from grader.service.service import Service
from grader.service.store import audit
from grader.service.store.lti_keys import current_keys

router = APIRouter(route_class=PageRoute)
_MOST = 16 << 10
_MOST_POINTS = 10_000.0


@router.get("/choose")
def choose(session: In, service: Asked) -> Response:
    """Show what can be linked to."""
    return _page(service, session)


@router.post("/choose")
async def chosen(request: Request, session: In, service: Asked) -> Response:
    """Send the platform a link to what was picked, signed."""
    content = await body_within(request.stream(), _MOST)
    fields = dict(parse_qsl(content.decode("utf-8", "replace"), max_num_fields=20))
    base = address(service, request)
    try:
        return await run_in_threadpool(_answer, service, session, fields, base)
    except Refused as error:
        return await run_in_threadpool(_page, service, session, error)


def _answer(service: Service, session: Session, fields: dict[str, str], base: str) -> Response:
    settings, back = _settings(session)
    declared = service.course.declared(fields.get("assignment", ""))
    if declared is None:
        raise Refused("invalid", Text("lti.choose_one"))
    points = _points(fields.get("points", "")) or declared.points
    due = _due(fields.get("due", ""))
    chosen = {CHOSEN_DUE: written(due)} if due is not None else {}
    title = declared.title(session.language)
    item = LineItem().set_label(title).set_score_maximum(points).set_resource_id(declared.slug)
    resource = (
        library.DueResource(written(due) if due is not None else "")
        .set_title(title)
        .set_url(f"{base}/lti/launch")
        .set_custom_params({"assignment": declared.slug, DUE: DUE_VARIABLE, **chosen})
        .set_lineitem(item)
    )
    with transaction(service.engine) as connection:
        key = current_keys(connection, draw_key)[0]
        audit.note(
            connection, session.actor, "lti.linked", declared.slug,
            platform=session.platform.name, points=points,
        )  # fmt: skip
    signed = library.deep_linking_response(
        session.platform, key, session.launch.deployment, settings, resource
    )
    return page(
        "chosen", session.language, session.origins, posts_to=(origin(back),), back=back,
        signed=signed, title=title,
    )  # fmt: skip


def _page(service: Service, session: Session, error: Refused | None = None) -> Response:
    _settings(session)
    catalogue = built_in(session.language)
    assignments = [
        (one.slug, one.title(session.language), catalogue.points(one.points))
        for one in service.course.every()
    ]
    return page(
        "choose", session.language, session.origins, assignments=assignments, t=session.secret,
        status=STATUS[error.kind] if error is not None else 200,
        problem=clean.line(catalogue.say(error.text)) if error is not None else "",
    )  # fmt: skip


def _settings(session: Session) -> tuple[dict[str, object], str]:
    """Return the platform's settings, and where the answer goes. Raises Refused."""
    settings = dict(session.launch.deep_linking or {})
    back = settings.get("deep_link_return_url")
    if not session.launch.is_teacher or not isinstance(back, str) or not is_address(back):
        raise Refused("forbidden", Text("lti.teachers_only"))
    return settings, back


def _due(given: str) -> datetime | None:
    """Read when it is due; None for nothing given. Raises Refused for what is no moment."""
    if not given.strip():
        return None
    due = read_moment(given)
    if due is None:
        raise Refused("invalid", Text("service.export.due", {"due": clean.line(given)[:40]}))
    return due


def _points(given: str) -> float | None:
    """Read points; None for none given. Raises Refused for what are none."""
    if not given.strip():
        return None
    try:
        points = float(given.strip().replace(",", "."))
    except ValueError:
        points = math.nan
    if not 0 < points <= _MOST_POINTS:
        raise Refused("invalid", Text("lti.points", {"most": f"{_MOST_POINTS:g}"}))
    return points
