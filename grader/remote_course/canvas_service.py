"""Canvas's REST API: pages, files down, files up in three steps.

`canvasapi` would do the asking, but has no timeouts, no limit to what it reads and no second try,
and writes whole answers into its log; so it is done here, for Moodle and Canvas alike.
"""

import re
from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urljoin

from grader.errors import RemoteClosed, RemoteRefused
from grader.model import Text
from grader.remote_course.asking import MOVED, Answer, Asking, Request
from grader.remote_course.canvas_answers import Announced, Stored
from grader.remote_course.site import place_of

Shape = TypeVar("Shape")
_PAGES = 1000
_CONFIRMS = MOVED | {201}
"""Answers to an upload that say where it is to be confirmed."""
_LINK = re.compile(
    r'<([^<>]{1,4000})>((?:\s*;\s*[\w-]{1,40}\s*=\s*(?:"[^"]{0,200}"|[\w-]{1,40}))*)'
)
_NEXT = re.compile(r""";\s*rel\s*=\s*"?next\b""")


class CanvasService:
    """The API of a site, for the owner of a token."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def get(self, path: str, shape: type[Shape]) -> Shape:
        """Return what is at a path. Raises RemoteRefused, RemoteClosed."""
        return self._taken(self._asking.ask(Request(self._url(path))), path).read(shape)

    def pages(self, path: str, shape: type[Shape]) -> list[Shape]:
        """Return everything of a list, however many pages it has."""
        url, found, seen = self._url(path), list[Shape](), set[str]()
        while url and url not in seen:
            if len(seen) >= _PAGES:
                raise RemoteClosed(Text("remote.endless", {"n": _PAGES}))
            seen.add(url)
            answer = self._taken(self._asking.ask(Request(url)), path)
            found += answer.read(list[shape])  # type: ignore[valid-type]
            url = urljoin(url, following) if (following := _next(answer)) else ""
        return found

    def put(self, path: str, form: Mapping[str, str], *, harmless: bool = True) -> None:
        """Change what is at a path. `harmless` is what may be done twice."""
        request = Request(self._url(path), "PUT", form, harmless=harmless)
        self._taken(self._asking.ask(request), path)

    def download(self, url: str, most: int) -> bytes:
        """Return a file, wherever it is kept."""
        return self._asking.download(url, most)

    def upload(self, path: str, name: str, content: bytes) -> int:
        """Put a file there: announce it, send it to where that says, and have it confirmed."""
        form = {"name": name, "size": str(len(content)), "content_type": "text/html"}
        asked = self._asking.ask(Request(self._url(path), "POST", form))
        announced = self._taken(asked, path).read(Announced)
        told = {key: _written(value) for key, value in announced.upload_params.items()}
        url = urljoin(self._asking.site.address, announced.upload_url)
        file = ("file", name, content, "text/html")
        sent = self._asking.ask(Request(url, "POST", told, file, signed=False))
        if (location := sent.headers.get("location", "")) and sent.status in _CONFIRMS:
            where = urljoin(url, location)
            if place_of(where) == self._asking.site.place:
                return self._taken(self._asking.ask(Request(where)), path).read(Stored).id
            if sent.status in MOVED:
                raise RemoteRefused(Text("remote.elsewhere"))
        return self._taken(sent, path).read(Stored).id

    def _url(self, path: str) -> str:
        return f"{self._asking.site.address}/api/v1{path}"

    def _taken(self, answer: Answer, path: str) -> Answer:
        """Return an answer that is none of an error."""
        what = path.partition("?")[0]
        if answer.status == 401 and "www-authenticate" in answer.headers:
            raise RemoteClosed(Text("remote.token_refused", {"site": self._asking.site.address}))
        if answer.status in (401, 403):
            raise RemoteRefused(Text("remote.not_allowed", {"what": what}))
        return self._asking.taken(answer)


def _next(answer: Answer) -> str:
    """Return the address of the next page; empty for the last one."""
    for url, attributes in _LINK.findall(answer.headers.get("link", "")):
        if _NEXT.search(attributes):
            return str(url)
    return ""


def _written(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
