"""What the fakes of Moodle and Canvas share: faults on demand, and a record of what was asked."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app_on_a_port import Served, served
from starlette.requests import Request
from starlette.responses import Response

SECRET = "s3cretT0kenOfTheInstructor0000ab"
Answering = Callable[[Request], Awaitable[Response]]


@dataclass
class Fault:
    """What goes wrong with the next request of a kind."""

    what: str
    """A part of the function's name, or of the path."""
    status: int = 500
    body: str = "oops"
    headers: dict[str, str] = field(default_factory=dict)
    times: int = 1
    after: int = 0
    """So many requests of the kind go well before."""
    done: bool = False
    """Whether what was asked is done all the same, and only the answer is lost."""


@dataclass
class Asked:
    """A request as it came."""

    what: str
    method: str
    url: str
    authorization: str | None


class RemotePlatform:
    """A platform that can fail."""

    def __init__(self) -> None:
        self.address = ""
        self.served: Served | None = None
        self.token = SECRET
        self.faults: list[Fault] = []
        self.asked: list[Asked] = []

    def count(self, what: str) -> int:
        """Return how many requests of a kind there were."""
        return sum(what in one.what for one in self.asked)

    async def answer(self, request: Request, what: str, do: Answering) -> Response:
        """Answer a request, or fail as was asked for."""
        try:
            return await self._answer(request, what, do)
        finally:
            await request.close()

    async def _answer(self, request: Request, what: str, do: Answering) -> Response:
        own = request.headers.get("authorization")
        self.asked.append(Asked(what, request.method, str(request.url), own))
        for fault in self.faults:
            if fault.what not in what or not fault.times:
                continue
            if fault.after:
                fault.after -= 1
                continue
            fault.times -= 1
            if fault.done:
                await do(request)
            return Response(fault.body, fault.status, fault.headers)
        return await do(request)


@contextmanager
def on_a_port(platform: RemotePlatform, app: object, host: str = "localhost") -> Iterator[None]:
    """Serve a platform for as long as it is needed."""
    with served(app, host) as where:
        platform.address, platform.served = where.address, where
        yield
