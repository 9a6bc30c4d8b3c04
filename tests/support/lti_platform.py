"""A platform to be launched from: `lti1p3platform` in a small app, with a course and a gradebook.

It refuses scores whose time is not newer by a second, as Moodle does. `tamper` changes what a token
says before it is signed, `answers` has the gradebook answer otherwise than it would.
"""

import html
import json
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.membership import Context
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request as PlatformRequest
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, NamesRoleProvisioningService
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

ROLES = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
CLIENT, DEPLOYMENT = "client-1", "deployment-1"
DEEP = "deep"
"""The message hint of deep linking; any other is the id of a link."""
_CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"


@cache
def own_key_pair() -> tuple[str, str]:
    """Return the platform's key pair, which takes a while to draw."""
    return key_pair()


def key_pair() -> tuple[str, str]:
    """Draw a key pair, private and public, as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), public.decode()


@cache
def _signing_key(private: str) -> tuple[str, Any]:
    """Return the name of a private key and the key itself: to read it proves its primes anew."""
    return Registration.get_jwk(private)["kid"], load_pem_private_key(private.encode(), None)


class _Registration(Registration):
    """Has its key read once, where the library reads it for each token."""

    def get_platform_private_key(self) -> Any:
        return self._platform_private_key and _signing_key(self._platform_private_key)[1]

    def get_kid(self) -> str | None:
        return self._platform_private_key and _signing_key(self._platform_private_key)[0]


class _Read(PlatformRequest):
    def build_metadata(self, request: Any) -> Any:
        return request


async def _read(request: Request) -> _Read:
    form = dict(await request.form()) if request.method == "POST" else {}
    return _Read(
        {
            "method": request.method, "form_data": form, "get_data": dict(request.query_params),
            "headers": request.headers, "path": request.url.path, "json": None,
            "content_type": request.headers.get("content-type"),
        }
    )  # fmt: skip


class _Configuration(LTI1P3PlatformConfAbstract):
    def init_platform_config(self, **kwargs: Any) -> None:
        self._registration = kwargs["registration"]

    def get_registration_by_params(self, **kwargs: Any) -> Registration:
        return self._registration


class _Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, **kwargs: Any) -> None:
        self._lti_message_hint = kwargs["hint"]

    def get_redirect(self, url: str) -> str:
        return url


class _Launch(LTIAdvantageMessageLaunchAbstract):
    platform: "LmsForTests"

    def prepare_launch(self, preflight_response: dict[str, Any]) -> None:
        platform, user = self.platform, preflight_response["login_hint"]
        role, name = platform.people[user]
        self.set_user_data(user, [ROLES + role], name)
        self.set_launch_context_claim("course-1", context_title="Neural networks")
        self.set_extra_claims({"locale": platform.locale})
        hint = preflight_response["lti_message_hint"]
        if hint == DEEP:
            self.set_dl(f"{platform.address}/deep-links", accept_types={"ltiResourceLink"})
            return
        self.set_resource_link_claim(hint, title="Week 1")
        self.set_custom_parameters_claim(platform.links[hint])
        item = f"{platform.address}/lineitems/{hint}?type=1" if platform.has_columns else None
        self.set_ags(f"{platform.address}/lineitems", item)
        if platform.names_members:
            self.set_nrps(f"{platform.address}/members?course=1")

    def get_launch_message(self, include_extra_claims: bool = True) -> dict[str, Any]:
        return self.platform.tamper(super().get_launch_message(include_extra_claims))

    def render_launch_form(self, launch_data: dict[str, Any], **kwargs: Any) -> str:
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(launch_data[name])}">'
            for name in ("state", "id_token")
        )
        return (
            f'<!doctype html><form method="post" action="{html.escape(launch_data["launch_url"])}">'
            f"{fields}</form><script>document.forms[0].submit()</script>"
        )


class _Gradebook(AssignmentsGradesService):
    platform: "LmsForTests"

    def update_score(self, line_item_id: str, score: Any) -> UpdateScoreStatus:
        return self.platform.take(line_item_id, score)

    find_lineitems = find_lineitem = create_lineitem = update_lineitem = None
    delete_lineitem = get_results = None


class _Names(NamesRoleProvisioningService):
    """A page of members; where the next one is, the library says in no header."""

    members: list[dict[str, Any]]

    def get_member_data_page(self, *_asked: Any, **_more: Any) -> Any:
        return {"content": [dict(one) for one in self.members], "has_next": False}

    def get_context_by_id(self) -> Context:
        return Context("course-1", "NN", "Neural networks")


def _unchanged(message: dict[str, Any]) -> dict[str, Any]:
    return message


class LmsForTests:
    """One platform with one course."""

    def __init__(self) -> None:
        self.private, self.public = own_key_pair()
        self.people = {
            "ana": ("Learner", "Ana <b>Souza</b>"),
            "bea": ("Learner", "Bea"),
            "tom": ("Instructor", "Tom"),
        }
        self.links: dict[str, dict[str, str]] = {"week-1": {"assignment": "double"}}
        self.locale = "en-US"
        self.has_columns = True
        self.names_members = True
        self.page_size = 2
        """Members on a page."""
        self.members: list[dict[str, Any]] | None = None
        """Who is told; None for the people there are."""
        self.next_page: str | None = None
        """Where the next page is said to be, if not where it is."""
        self.asked_for_members = 0
        self.scores: list[tuple[str, dict[str, Any]]] = []
        self.answers: list[int | str] = []
        """What the gradebook answers next; "lost" for one that takes the score and then fails."""
        self.tamper: Callable[[dict[str, Any]], dict[str, Any]] = _unchanged
        self.content_items: list[dict[str, Any]] = []
        self.registered: dict[str, Any] = {}
        self.tokens = 0
        self.address = ""

    def connect(self, address: str, tool: str) -> None:
        """Say where the platform is, and where the tool."""
        self.address = address
        self.registration = (
            _Registration()
            .set_iss(address)
            .set_client_id(CLIENT)
            .set_deployment_id(DEPLOYMENT)
            .set_oidc_login_url(f"{tool}/lti/login")
            .set_launch_url(f"{tool}/lti/launch")
            .set_deeplink_launch_url(f"{tool}/lti/launch")
            .set_tool_key_set_url(f"{tool}/lti/jwks")
            .set_platform_public_key(self.public)
            .set_platform_private_key(self.private)
        )
        self.configuration = _Configuration(registration=self.registration)

    def preflight(self, user: str, hint: str) -> str:
        """Return the address that somebody's browser is sent to for a launch."""
        login = _Login(None, self.configuration)
        login.set_lti_message_hint(hint=hint)
        return login.initiate_login(user)

    def take(self, line_item: str, score: dict[str, Any]) -> UpdateScoreStatus:
        """Take a score that is newer than the one there is."""
        before = [
            s for item, s in self.scores if (item, s["userId"]) == (line_item, score["userId"])
        ]
        if before and _seconds(score) < _seconds(before[-1]) + 1:
            return UpdateScoreStatus.OLD_TIMESTAMP
        self.scores.append((line_item, score))
        return UpdateScoreStatus.SUCCESS

    def app(self) -> Starlette:
        """Return its app."""
        return Starlette(
            routes=[
                Route("/course/{user}/{hint}", self._course),
                Route("/auth", self._auth),
                Route("/jwks", lambda _request: JSONResponse(self.configuration.get_jwks())),
                Route("/token", self._token, methods=["POST"]),
                Route("/lineitems/{item}/scores", self._scores, methods=["POST"]),
                Route("/members", self._members),
                Route("/deep-links", self._deep_links, methods=["POST"]),
                Route("/.well-known/openid-configuration", self._openid),
                Route("/register", self._register, methods=["POST"]),
            ]
        )

    def _course(self, request: Request) -> Response:
        """Show a course with the tool in a frame, as an LMS does."""
        address = self.preflight(request.path_params["user"], request.path_params["hint"])
        return HTMLResponse(
            '<!doctype html><title>Course</title><link rel="icon" href="data:,">'
            '<h1>Course</h1><iframe name="tool" width="1000" '
            f'height="800" src="{html.escape(address)}"></iframe>'
        )

    async def _auth(self, request: Request) -> Response:
        launch = _Launch(await _read(request), self.configuration)
        launch.platform = self
        return HTMLResponse(launch.lti_launch())

    async def _token(self, request: Request) -> Response:
        self.tokens += 1
        return JSONResponse(
            await _in_thread(self.configuration.get_access_token, dict(await request.form()))
        )

    async def _scores(self, request: Request) -> Response:
        asked = await _read(request)
        asked.request["form_data"] = {}
        asked.request["json"] = json.loads(await request.body())
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, int):
            return Response(status_code=answer)
        service = _Gradebook(asked, self.configuration, f"{self.address}/lineitems")
        service.platform = self
        taken = service.handle_resp(
            service.handle_update_score, line_item_id=request.path_params["item"]
        )
        return Response(status_code=503 if answer == "lost" else taken.code)

    async def _members(self, request: Request) -> Response:
        """Give a page of members (NRPS 2.0): the next one is named in a Link header."""
        self.asked_for_members += 1
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, int):
            return Response(status_code=answer)
        number = int(request.query_params.get("page", "0"))
        first, everybody = number * self.page_size, self.members or self._everybody()
        asked = await _read(request)
        asked.request["get_data"] = {}
        names = _Names(asked, self.configuration, f"{self.address}/members?course=1")
        names.members = everybody[first : first + self.page_size]
        told = names.handle_resp(names.handle_get_members)
        headers = {}
        if first + self.page_size < len(everybody):
            following = self.next_page or f"{self.address}/members?course=1&page={number + 1}"
            headers["link"] = f'<{following}>; rel="next", <{self.address}/x>; rel="differences"'
        media = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
        return JSONResponse(told.result, told.code, headers, media)

    def _everybody(self) -> list[dict[str, Any]]:
        return [
            {"user_id": user, "roles": [ROLES + role], "name": name, "status": "Active",
             "email": f"{user}@uni.edu", "lis_person_sourcedid": f"sis-{user}"}
            for user, (role, name) in self.people.items()
        ]  # fmt: skip

    async def _deep_links(self, request: Request) -> Response:
        items = await _in_thread(
            self.configuration.validate_deeplinking_resp, dict(await request.form())
        )
        self.content_items += items
        return HTMLResponse("<!doctype html><title>Linked</title><h1>Linked</h1>")

    def _openid(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/auth",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/jwks",
                "registration_endpoint": f"{self.address}/register",
            }
        )

    async def _register(self, request: Request) -> Response:
        told = await request.json()
        if request.headers.get("authorization") != "Bearer registration":
            return Response(status_code=403)
        self.registered = told
        given = {"client_id": CLIENT, _CONFIGURATION: {"deployment_id": DEPLOYMENT}}
        return JSONResponse(given, 201)


async def _in_thread(do: Callable[[dict[str, Any]], Any], form: dict[str, Any]) -> Any:
    from starlette.concurrency import run_in_threadpool

    return await run_in_threadpool(do, form)  # it asks the tool for its keys meanwhile


def _seconds(score: dict[str, Any]) -> float:
    return datetime.fromisoformat(score["timestamp"]).timestamp()
