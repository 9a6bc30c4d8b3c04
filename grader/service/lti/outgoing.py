"""What we ask of platforms: never for long, never redirected, never more than so many bytes."""

import json
from typing import Any

import requests
from requests.adapters import HTTPAdapter

CONNECT_SECONDS, READ_SECONDS = 5.0, 10.0
_MOST = 1 << 20
"""Bytes of a document that is read."""


class NoDocument(Exception):
    """A platform does not give a document that is needed; `str(error)` says why."""


class _InTime(HTTPAdapter):
    def send(self, *args: Any, **options: Any) -> requests.Response:
        """Send a request; the library sets no time of its own."""
        options["timeout"] = (CONNECT_SECONDS, READ_SECONDS)
        return super().send(*args, **options)


def session() -> requests.Session:
    """Return what requests are made with. A redirect is an error: it would turn POST into GET."""
    made = requests.Session()
    made.max_redirects = 0
    for scheme in ("http://", "https://"):
        made.mount(scheme, _InTime())
    made.headers["user-agent"] = "grader"
    return made


def document(
    method: str, url: str, *, body: Any = None, token: str = ""
) -> dict[str, Any]:  # fmt: skip
    """Ask for a JSON object. Raises NoDocument."""
    headers = {"accept": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    try:
        with (
            session() as asked,
            asked.request(method, url, json=body, headers=headers, stream=True) as answer,
        ):
            content = answer.raw.read(_MOST + 1, decode_content=True)
            is_good = 200 <= answer.status_code < 300
    except (requests.RequestException, OSError, ValueError) as error:
        raise NoDocument(f"{url}: no answer ({type(error).__name__})") from None
    if not is_good:
        raise NoDocument(f"{url}: it answered {answer.status_code}")
    if len(content) > _MOST:
        raise NoDocument(f"{url}: it is larger than {_MOST} bytes")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise NoDocument(f"{url}: it is no JSON") from None
    if not isinstance(found, dict):
        raise NoDocument(f"{url}: it is no JSON object")
    return found
