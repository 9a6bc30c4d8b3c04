"""Ask a platform over HTTP: within bounds, again where that can help, and the token to nobody else.

A redirect is never followed by the client: what a site points to is looked at first, and gets the
token only where it is the site itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urljoin

import httpx2 as httpx
import msgspec

from grader.errors import RemoteClosed, RemoteRefused
from grader.model import Text
from grader.remote_course.pace import Clock, Pace, asked_to_wait, quota_left
from grader.remote_course.site import Site, may_be_asked, place_of
from grader.remote_course.token import Token
from grader.report import clean

Shape = TypeVar("Shape")
_SECONDS = 30.0
"""Without a byte; and so many in all:"""
_ALL_SECONDS = 600.0
MOST_JSON = 64 << 20
_REDIRECTS = 5
_AWAY = 3
"""Requests in a row that nothing answers, after which the site is away."""
_SAID = 200
_LATER = frozenset({429, 500, 502, 503, 504})
MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked."""

    url: str
    method: str = "GET"
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    file: tuple[str, str, bytes, str] | None = field(default=None, repr=False)
    """A field, a file's name, its bytes and their type."""
    signed: bool = True
    """Whether the token goes with it."""
    harmless: bool = True
    """Whether it may be sent again when nobody knows if it arrived."""
    most: int = MOST_JSON


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    def read(self, shape: type[Shape]) -> Shape:
        """Return the JSON as a shape that is known. Raises RemoteRefused for any other."""
        try:
            return msgspec.json.decode(self.content, type=shape, strict=False)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, ValueError):
            raise RemoteRefused(Text("remote.odd_answer", {"status": self.status})) from None


class _NoAnswer(Exception):
    """Nothing came, or not all of it."""

    def __init__(self, why: str, *, unsent: bool) -> None:
        super().__init__(why)
        self.unsent = unsent


class Asking:
    """A site that is asked with a token; close it at the end."""

    def __init__(
        self, site: Site, token: Token, *, bearer: bool,
        clock: Clock | None = None, pace: Pace | None = None,
    ) -> None:  # fmt: skip
        self.site, self.token = site, token
        self._bearer = bearer
        self._clock, self._pace = clock or Clock(), pace or Pace()
        self._client = httpx.Client(timeout=_SECONDS, headers={"accept-encoding": "identity"})
        self._unanswered = 0

    def ask(self, request: Request) -> Answer:
        """Return what a site answers, be it a refusal; redirects are not followed.

        Raises RemoteRefused, and RemoteClosed when the site is away or wants no more.
        """
        self._refuse_elsewhere(request)
        why = Text("remote.away", {"site": self.site.address})
        for attempt in range(1, self._pace.attempts + 1):
            pause: float | None = self._pace.after(attempt)
            try:
                answer = self._once(request)
            except _NoAnswer as gone:
                if not (gone.unsent or request.harmless):
                    raise RemoteRefused(Text("remote.unsure", {"why": str(gone)})) from None
                why = Text("remote.no_answer", {"why": str(gone)})
            else:
                pause, why = self._busy(answer, request, attempt)
                if pause is None:
                    self._unanswered = 0
                    return answer
            if attempt < self._pace.attempts:
                self._clock.wait(pause or 0.0)
        self._unanswered += 1
        raise (RemoteClosed if self._unanswered >= _AWAY else RemoteRefused)(why)

    def download(self, url: str, most: int) -> bytes:
        """Return a file, wherever the site keeps it; the token goes to the site alone."""
        for _ in range(_REDIRECTS):
            if not may_be_asked(url, self.site):
                raise RemoteRefused(Text("remote.elsewhere"))
            own = place_of(url) == self.site.place
            answer = self.ask(Request(url, signed=own, most=most))
            if answer.status not in MOVED:
                return self.taken(answer).content
            url = urljoin(url, answer.headers.get("location", ""))
        raise RemoteRefused(Text("remote.moves"))

    def taken(self, answer: Answer) -> Answer:
        """Return an answer that is none of an error. Raises RemoteRefused for the others."""
        if answer.status in MOVED:
            raise RemoteClosed(Text("remote.moved", {"site": self.site.address}))
        if answer.status == 404:
            raise RemoteRefused(Text("remote.not_found"))
        if not 200 <= answer.status < 300:
            raise RemoteRefused(Text("remote.status", {"status": answer.status}))
        return answer

    def told(self, said: Any) -> str:
        """Return what a site says, fit to be shown: short, clean, without the token."""
        return clean.line(self.token.hidden_in(str(said)))[:_SAID]

    def _refuse_elsewhere(self, request: Request) -> None:
        own = place_of(request.url) == self.site.place
        if not may_be_asked(request.url, self.site) or (request.signed and not own):
            raise RemoteRefused(Text("remote.elsewhere"))

    def _busy(self, answer: Answer, request: Request, attempt: int) -> tuple[float | None, Text]:
        """Return how long to wait before asking again, and why; None for an answer that counts."""
        why = Text("remote.status", {"status": answer.status})
        limited = answer.status == 429 or _is_quota(answer)
        if not limited and answer.status not in _LATER:
            left = quota_left(answer.headers)
            if left is not None and left < self._pace.little:
                self._clock.wait(self._pace.slow)
            return None, why
        if not limited and not request.harmless:
            raise RemoteRefused(Text("remote.unsure", {"why": str(answer.status)}))
        wanted = asked_to_wait(answer.headers)
        if wanted is not None and wanted > self._pace.longest:
            raise RemoteClosed(Text("remote.wait", {"minutes": int(-(-wanted // 60))}))
        if limited:
            why = Text("remote.limited")
            if attempt == self._pace.attempts:
                raise RemoteClosed(why)
        return (self._pace.after(attempt) if wanted is None else wanted), why

    def _once(self, request: Request) -> Answer:
        headers = {}
        if request.signed and self._bearer:
            headers["authorization"] = f"Bearer {self.token.secret}"
        files = None
        if request.file:
            field_name, name, content, kind = request.file
            files = {field_name: (name, content, kind)}
        try:
            with self._client.stream(
                request.method, request.url, headers=headers,
                data={**request.form} or None, files=files,
            ) as answer:  # fmt: skip
                content = self._content(answer, request.most)
                return Answer(answer.status_code, dict(answer.headers), content)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise _NoAnswer(type(error).__name__, unsent=True) from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _NoAnswer(type(error).__name__, unsent=False) from None

    def _content(self, answer: httpx.Response, most: int) -> bytes:
        """Read so many bytes at most, in so much time."""
        until = self._clock.now() + _ALL_SECONDS
        parts, size = [], 0
        for part in answer.iter_bytes():
            size += len(part)
            if size > most:
                raise RemoteRefused(Text("remote.too_large", {"mb": most >> 20}))
            if self._clock.now() > until:
                raise _NoAnswer("too slow", unsent=False)
            parts.append(part)
        return b"".join(parts)

    def close(self) -> None:
        """End the connections."""
        self._client.close()


def _is_quota(answer: Answer) -> bool:
    """Tell whether a refusal is Canvas's word for too many requests, which is no 429."""
    return answer.status == 403 and b"rate limit exceeded" in answer.content[:500].lower()
