"""The one place that knows the LTI library: what it does well is its own, what it leaves open ours.

It makes the login's address, goes through a token's claims in the spec's order, signs answers and
asks for access tokens. Left open by it and closed here: a token's nonce counts once, for the state
it was drawn with; signature, issuer, audience and times are checked together, by one algorithm,
with a little room for clocks; access tokens of two clients are kept apart; requests end.
"""

import time
from collections.abc import Mapping
from typing import Any

import jwt
from pylti1p3.cookie import CookieService
from pylti1p3.deep_link import DeepLink
from pylti1p3.deep_link_resource import DeepLinkResource
from pylti1p3.deployment import Deployment
from pylti1p3.exception import LtiException, LtiServiceException, OIDCException, ToolConfException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.oidc_login import OIDCLogin
from pylti1p3.redirect import Redirect
from pylti1p3.registration import Registration
from pylti1p3.request import Request
from pylti1p3.service_connector import ServiceConnector
from pylti1p3.session import SessionService
from pylti1p3.tool_config.abstract import ToolConfAbstract

from grader.frozen import frozen
from grader.service.lti.keys import public_pem
from grader.service.lti.outgoing import session
from grader.service.store.lti_keys import Key
from grader.service.store.lti_platforms import Platform

ALGORITHM = "RS256"
"""The one that the security framework asks of everybody."""
_SKEW = 60
"""Seconds by which clocks may differ."""
_OLDEST = 3600
"""Seconds since a token was made, after which it is not taken whatever it says of its end."""


class NotVerified(Exception):
    """A token, or a request to log in, is not what it should be; `str(error)` is for the log."""


@frozen
class Begun:
    """A login that begins."""

    state: str
    nonce: str
    address: str
    """Where the browser goes on, at the platform."""


def begin(platform: Platform, given: Mapping[str, str], launch_url: str) -> Begun:
    """Begin a login that a platform has asked for. Raises NotVerified."""
    drawn = _Drawn()
    login = _Login(
        _Given(given),
        _OnePlatform(platform),
        session_service=_Nonces(drawn),
        cookie_service=_States(drawn),
    )
    try:
        address = login.get_redirect_object(launch_url).get_redirect_url()
    except OIDCException as error:
        raise NotVerified(str(error)) from None
    return Begun(drawn.state, drawn.nonce, address)


def key_id(id_token: str) -> str:
    """Return the id of the key that a token says it is signed with; nothing is verified by that.

    Raises NotVerified.
    """
    try:
        header = jwt.get_unverified_header(id_token)
    except jwt.InvalidTokenError as error:
        raise NotVerified(str(error)) from None
    found = header.get("kid")
    if not isinstance(found, str) or header.get("alg") != ALGORITHM:
        raise NotVerified("its header names no key, or another algorithm")
    return found


def verified(
    platform: Platform, given: Mapping[str, str], nonce: str, key: Mapping[str, Any]
) -> Mapping[str, Any]:
    """Return the claims of a launch's `id_token`.

    `nonce` is the one of the login, `key` the platform's (a JWK). Raises NotVerified.
    """
    drawn = _Drawn()
    drawn.nonce = nonce
    launch = _Launch(
        _Given(given),
        _OnePlatform(platform, key),
        session_service=_Nonces(drawn),
        cookie_service=_States(drawn),
        requests_session=session(),
    )
    try:
        launch.validate()
    except (LtiException, ToolConfException, jwt.InvalidTokenError) as error:
        raise NotVerified(str(error)) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:  # claims of another shape
        raise NotVerified(f"its claims cannot be read ({type(error).__name__})") from None
    claims: Mapping[str, Any] = launch.get_launch_data()
    return claims


class DueResource(DeepLinkResource):
    """A link that says when it is due; the library's own cannot."""

    def __init__(self, due: str) -> None:
        super().__init__()
        self._due = due

    def to_dict(self) -> dict[str, object]:
        """Return it as it stands in the answer."""
        made = super().to_dict()
        return {**made, "submission": {"endDateTime": self._due}} if self._due else made


def deep_linking_response(
    platform: Platform, key: Key, deployment: str, settings: Mapping[str, Any],
    resource: DeepLinkResource,
) -> str:  # fmt: skip
    """Return the signed answer (a JWT) that puts a link into a course."""
    answer = DeepLink(_registration(platform, key), deployment, settings)  # type: ignore[arg-type]
    message = answer.get_message_jwt([resource])
    data = "https://purl.imsglobal.org/spec/lti-dl/claim/data"
    if message[data] is None:  # only where the platform has sent some
        del message[data]
    signed: str = answer.encode_jwt(message)  # type: ignore[no-untyped-call]
    return signed


class AccessTokens:
    """Access tokens of platforms, kept until they end."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, float]] = {}

    def get(self, platform: Platform, key: Key, scope: str) -> str:
        """Return a token. Raises requests.RequestException, LtiServiceException, KeyError."""
        connector = _Connector(_registration(platform, key), session())
        connector.kept = self._kept
        return connector.get_access_token([scope])

    def forget(self) -> None:
        """Ask for new ones from now on: one was refused."""
        self._kept.clear()


TOKEN_ERRORS = (LtiServiceException, KeyError, TypeError, AttributeError, ValueError)
"""What a platform's answer to the request for a token may lead to, beside no answer at all."""


class _Drawn:
    """State and nonce of one login."""

    state = ""
    nonce = ""


class _Given(Request):
    """The parameters of a request."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self._given = given

    @property
    def session(self) -> None:
        return None

    def is_secure(self) -> bool:
        return True

    def get_param(self, key: str) -> str:
        return self._given.get(key, "")


class _States(CookieService):
    """Takes the state that the library draws; which browser has it is looked at in `enter`."""

    def __init__(self, drawn: _Drawn) -> None:
        self._drawn = drawn

    def get_cookie(self, name: str) -> str | None:
        return None

    def set_cookie(self, name: str, value: str | int, exp: int | None = 3600) -> None:
        self._drawn.state = str(value)


class _Nonces(SessionService):
    """Knows the one nonce of a login."""

    def __init__(self, drawn: _Drawn) -> None:
        self._drawn = drawn

    def save_nonce(self, nonce: str) -> None:
        self._drawn.nonce = nonce

    def check_nonce(self, nonce: str) -> bool:
        return isinstance(nonce, str) and bool(nonce) and nonce == self._drawn.nonce


class _OnePlatform(ToolConfAbstract[_Given]):
    """The platform that a request is about, and no other."""

    def __init__(self, platform: Platform, key: Mapping[str, Any] | None = None) -> None:
        self._platform = platform
        self._key = key

    def check_iss_has_one_client(self, iss: str) -> bool:
        return False

    def check_iss_has_many_clients(self, iss: str) -> bool:
        return True

    def find_registration_by_issuer(self, iss: str, *args: Any, **kwargs: Any) -> Registration:
        raise ToolConfException("a platform is found by its client too")

    def find_registration_by_params(
        self, iss: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Registration:
        found = _registration(self._platform)
        if self._key is not None:
            found.set_key_set({"keys": [dict(self._key)]})  # type: ignore[arg-type]
        return found

    def find_deployment(self, iss: str, deployment_id: str) -> Deployment | None:
        return None

    def find_deployment_by_params(
        self, iss: str, deployment_id: str, client_id: str, *args: Any, **kwargs: Any
    ) -> Deployment | None:
        if deployment_id not in self._platform.deployments:
            return None
        return Deployment().set_deployment_id(deployment_id)


class _Address(Redirect[str]):
    def __init__(self, url: str) -> None:
        self._url = url

    def do_redirect(self) -> str:
        return self._url

    def do_js_redirect(self) -> str:
        return self._url

    def set_redirect_url(self, location: str) -> None:
        self._url = location

    def get_redirect_url(self) -> str:
        return self._url


class _Login(OIDCLogin[_Given, _OnePlatform, _Nonces, _States, str]):
    def get_redirect(self, url: str) -> Redirect[str]:
        return _Address(url)


class _Launch(MessageLaunch[_Given, _OnePlatform, _Nonces, _States]):
    def _get_request_param(self, key: str) -> str:
        return self._request.get_param(key)

    def validate_state(self) -> "_Launch":
        return self  # its row is used up already

    def save_launch_data(self) -> "_Launch":
        return self  # what is kept of it is ours

    def validate_jwt_signature(self) -> "_Launch":
        assert self._registration is not None  # noqa: S101 - validated before
        public_key, _ = self.get_public_key()
        claims = jwt.decode(
            self._get_id_token(),
            public_key,
            algorithms=[ALGORITHM],
            audience=self._registration.get_client_id(),
            issuer=self._registration.get_issuer(),
            leeway=_SKEW,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
        if claims["iat"] < time.time() - _OLDEST:
            raise jwt.ExpiredSignatureError("it was made too long ago")
        if claims.get("azp", self._registration.get_client_id()) != (
            self._registration.get_client_id()
        ):
            raise jwt.InvalidAudienceError("it was made for another client")
        return self


class _Connector(ServiceConnector):
    kept: dict[str, tuple[str, float]]

    def _scope_key(self, scopes: Any) -> str:
        whose = (self._registration.get_issuer(), self._registration.get_client_id())
        return repr((*whose, sorted(scopes)))  # the library leaves the client out

    def _get_cached_access_token(self, scope_key: str) -> str | None:
        token, until = self.kept.get(scope_key, ("", 0.0))
        return token if time.monotonic() < until else None

    def _cache_access_token(self, scope_key: str, access_token: str, expires_in: float) -> None:
        self.kept[scope_key] = (access_token, time.monotonic() + float(expires_in) - _SKEW)


def _registration(platform: Platform, key: Key | None = None) -> Registration:
    made = (
        Registration()
        .set_issuer(platform.issuer)
        .set_client_id(platform.client_id)
        .set_auth_login_url(platform.auth_url)
        .set_auth_token_url(platform.token_url)
        .set_key_set_url(platform.jwks_url)
    )
    if platform.audience:
        made.set_auth_audience(platform.audience)
    if key is not None:
        made.set_tool_private_key(key.private_pem)
        made.set_tool_public_key(public_pem(key))
    return made
