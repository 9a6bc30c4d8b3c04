"""Come in from a platform: our keys, the login, the launch.

That it is one browser from the login to the launch is told by a cookie, or where a frame is given
none by where the form comes from: the platform's own pages, and nobody else's.
"""

import logging
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from grader.errors import Refused
from grader.model import Text
from grader.service.api.asking import Asked
from grader.service.auth.secret import digest
from grader.service.database import transaction
from grader.service.lti import library
from grader.service.lti.claims import Said, origin, read_claims
from grader.service.lti.keys import draw_key, public_jwk
from grader.service.lti.outgoing import NoDocument
from grader.service.lti.pages import PageRoute, page
from grader.service.lti.session import begin_session
from grader.service.receive import body_within
from grader.service.service import Service
from grader.service.spoken import DEFAULT, spoken
from grader.service.store import audit
from grader.service.store.lti_keys import PUBLISHED_BEFORE, current_keys
from grader.service.store.lti_launches import Launch, Link, keep_link
from grader.service.store.lti_logins import LIFE, Login, keep_login, pop_login
from grader.service.store.lti_platforms import Platform, find_platform, platforms_of

router = APIRouter(route_class=PageRoute)
_LOG = logging.getLogger(__name__)
_MOST = 256 << 10
"""Bytes of a form."""
_ENDED = "lti.used"


def address(service: Service, request: Request) -> str:
    """Return where browsers reach this service, without a / at the end."""
    return service.settings.address or str(request.base_url).rstrip("/")


@router.get("/jwks")
def jwks(service: Asked) -> Response:
    """Give our public keys."""
    with transaction(service.engine) as connection:
        keys = [public_jwk(key) for key in current_keys(connection, draw_key)]
    seconds = int(PUBLISHED_BEFORE.total_seconds() / 4)
    return JSONResponse({"keys": keys}, headers={"cache-control": f"public, max-age={seconds}"})


@router.api_route("/login", methods=["GET", "POST"])
async def login(request: Request, service: Asked) -> Response:
    """Send a browser on to the platform that it comes from, to say who it is."""
    given = dict(request.query_params)
    if request.method == "POST":
        given |= await _form(request)
    begun = await run_in_threadpool(
        _begin, service, given, f"{address(service, request)}/lti/launch"
    )
    answer = RedirectResponse(begun.address, 303, {"cache-control": "no-store"})
    cookie = (
        f"{_cookie(begun.state)}={begun.state}; Max-Age={int(LIFE.total_seconds())}; Path=/lti; "
        "HttpOnly; Secure; SameSite=None; Partitioned"
    )
    answer.headers.append("set-cookie", cookie)
    return answer


@router.post("/launch")
async def launch(request: Request, service: Asked) -> Response:
    """Let somebody in whom a platform vouches for."""
    form = await _form(request)
    state = form.get("state", "")[:200]
    has_cookie = bool(state) and request.cookies.get(_cookie(state)) == state
    came_from = request.headers.get("origin", "")
    secret, found = await run_in_threadpool(_enter, service, form, state, has_cookie, came_from)
    language = found.language or spoken(request.headers.get("accept-language")) or DEFAULT
    where = "choose" if found.deep_linking is not None else "work"
    # a page and not a redirect: the next one is asked for by this one, which is ours
    return page(
        "entered", language, ("'self'", *found.origins), onward=f"/lti/{where}?t={quote(secret)}"
    )


def _begin(service: Service, given: Mapping[str, str], launch_url: str) -> library.Begun:
    issuer, client = given.get("iss", "")[:2000], given.get("client_id", "")[:2000]
    with transaction(service.engine) as connection:
        found = platforms_of(connection, issuer, client) if issuer else []
    if len(found) != 1:
        raise Refused("launch", Text("lti.unknown_platform", {"issuer": issuer[:200]}))
    (platform,) = found
    try:
        begun = library.begin(platform, given, launch_url)
    except library.NotVerified as error:
        raise _unlike(platform, error) from None
    assert platform.id is not None  # noqa: S101 - it came out of the database
    with transaction(service.engine) as connection:
        keep_login(connection, digest(begun.state), Login(begun.nonce, platform.id))
    return begun


def _enter(
    service: Service, form: Mapping[str, str], state: str, has_cookie: bool, came_from: str
) -> tuple[str, Launch]:
    """Return the secret of a new session, and its launch. Raises Refused."""
    with transaction(service.engine) as connection:  # used up, whatever comes of it
        begun = pop_login(connection, digest(state))
        platform = find_platform(connection, begun.platform) if begun is not None else None
    if begun is None or platform is None:
        raise Refused("launch", Text(_ENDED))
    if form.get("error"):
        raise Refused("launch", Text("lti.not_logged_in", {"platform": platform.name}))
    said = read_claims(_claims(service, platform, form, begun.nonce))
    origins = _origins(platform, said)
    if not has_cookie and came_from not in origins:
        raise Refused("launch", Text("lti.other_browser"))
    with transaction(service.engine) as connection:
        link = None
        if said.deep_linking is None:
            link = keep_link(connection, _link(service, platform, said))
        elif not said.is_teacher:
            raise Refused("forbidden", Text("lti.teachers_only"))
        found = Launch(
            begun.platform, said.deployment, said.subject, said.person, said.is_teacher,
            said.language, origins, link, said.deep_linking, said.due_at,
        )  # fmt: skip
        secret = begin_session(connection, found)
        audit.note(
            connection, f"lti {platform.learner(said.subject)}", "lti.launched",
            str(link or "deep linking"), platform=platform.name,
        )  # fmt: skip
    return secret, found


def _claims(
    service: Service, platform: Platform, form: Mapping[str, str], nonce: str
) -> Mapping[str, object]:
    """Return a token's claims. Raises Refused unless the platform made it, for us, just now."""
    try:
        wanted = library.key_id(form.get("id_token", ""))
        key = service.key_sets.key(platform.jwks_url, wanted)
        if key is None:
            raise library.NotVerified("its key is not among the platform's")
        return library.verified(platform, form, nonce, key)
    except NoDocument as error:
        _LOG.warning("platform %s: %s", platform.name, error)
        raise Refused("unavailable", Text("lti.no_keys", {"platform": platform.name})) from None
    except library.NotVerified as error:
        raise _unlike(platform, error) from None


def _unlike(platform: Platform, error: library.NotVerified) -> Refused:
    _LOG.warning("platform %s: %s", platform.name, error)
    return Refused("launch", Text("lti.not_verified", {"platform": platform.name}))


def _link(service: Service, platform: Platform, said: Said) -> Link:
    declared = service.course.declared(said.assignment) if said.assignment else None
    if declared is None:
        key = "lti.no_such_assignment" if said.assignment else "lti.no_assignment"
        raise Refused("not_found", Text(key, {"slug": said.assignment} if said.assignment else {}))
    assert platform.id is not None  # noqa: S101 - it came out of the database
    return Link(
        platform.id, said.deployment, said.resource, declared.slug, said.title,
        said.context_title, said.line_item, said.members_url,
    )  # fmt: skip


def _origins(platform: Platform, said: Said) -> tuple[str, ...]:
    """Return the platform's origins: as it was registered, and as its own token names them."""
    urls = (platform.issuer, platform.auth_url, said.return_url)
    return tuple(dict.fromkeys(filter(None, map(origin, urls))))


def _cookie(state: str) -> str:
    """Return the name of a login's cookie: two logins at once are two."""
    return f"grader-lti-{digest(state).hex()[:16]}"


async def _form(request: Request) -> dict[str, str]:
    """Return a form's fields; the last of each name. Raises Refused."""
    content = await body_within(request.stream(), _MOST)
    try:
        fields = parse_qsl(content.decode("ascii"), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise Refused("invalid", Text("lti.unreadable", {"where": "form"})) from None
    return dict(fields)
