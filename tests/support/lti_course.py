"""A service and a platform, each at a host of its own, and a client that plays a browser."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx2 as httpx
from app_on_a_port import Served, served
from lti_platform import CLIENT, DEPLOYMENT, LmsForTests
from running_service import GOOD
from sqlalchemy import select

from grader.service.app import create_app
from grader.service.database import transaction
from grader.service.deliver import Delivery, senders
from grader.service.lti.keys import draw_key
from grader.service.schema.tables import RUN
from grader.service.service import Service
from grader.service.store.lti_keys import current_keys
from grader.service.store.lti_platforms import Platform, keep_platform
from grader.service.store.passbacks import list_passbacks
from grader.service.work import Grading

_KEY = draw_key()


@dataclass
class Browser:
    """Goes where pages send it; keeps no cookie, for `Secure` ones are not for these addresses."""

    client: httpx.Client
    lms: LmsForTests
    headers: dict[str, str] = field(default_factory=dict)

    def token(self, user: str, hint: str = "week-1") -> dict[str, str]:
        """Go through the login, and return the form that the platform would have posted."""
        login = self.client.get(self.lms.preflight(user, hint))
        assert login.status_code == 303, login.text
        form = self.client.get(login.headers["location"])
        return fields(form.text)

    def launch(self, form: dict[str, str], **headers: str) -> httpx.Response:
        """Post a form as the platform's page does."""
        headers.setdefault("origin", self.lms.address)
        address = self.lms.registration.get_launch_url()
        return self.client.post(address, data=form, headers=headers)

    def enter(self, user: str, hint: str = "week-1") -> httpx.Response:
        """Launch, and go on to the page behind it."""
        entered = self.launch(self.token(user, hint))
        assert entered.status_code == 200, entered.text
        return self.get(str(entered.url), onward(entered.text))

    def get(self, base: str, address: str) -> httpx.Response:
        """Follow a link of ours."""
        headers = {"sec-fetch-site": "same-origin", **self.headers}
        return self.client.get(urljoin(base, address), headers=headers)

    def hand_in(
        self, page: httpx.Response, content: bytes = GOOD, name: str = "work.ipynb"
    ) -> httpx.Response:
        """Hand a notebook in by the page's form, and go on."""
        action = re.search(r'<form class="card drop"[^>]*action="([^"]+)"', page.text)
        assert action is not None, page.text
        answer = self.client.post(
            urljoin(str(page.url), html.unescape(action[1])),
            files={"notebook": (name, content)},
            headers={"sec-fetch-site": "same-origin"},
        )
        if answer.status_code != 303:
            return answer
        return self.get(str(page.url), answer.headers["location"])


@dataclass
class Lti:
    """All of it."""

    service: Service
    lms: LmsForTests
    tool: str
    browser: Browser
    grading: Grading
    delivery: Delivery
    servers: tuple[Served, ...] = ()

    def work(self, *, backwards: bool = False) -> None:
        """Grade what is queued, in its order or the other way round."""
        with transaction(self.service.engine) as connection:
            waiting = select(RUN.c.id).where(RUN.c.finished_at.is_(None)).order_by(RUN.c.number)
            runs = list(connection.scalars(waiting))
        for run in reversed(runs) if backwards else runs:
            self.grading.grade(str(run))

    async def deliver(self) -> list[float | None]:
        """Make one attempt at every passback that waits, the oldest first."""
        with transaction(self.service.engine) as connection:
            waiting = list_passbacks(connection, "pending", 100)
        return [await self.delivery.deliver(str(one.id)) for one in reversed(waiting)]

    def states(self) -> list[str]:
        """Return the states of all passbacks, the oldest first."""
        with transaction(self.service.engine) as connection:
            return [one.state for one in reversed(list_passbacks(connection, None, 100))]


def platform_of(lms: LmsForTests, name: str = "campus") -> Platform:
    """Return a platform as it is registered by hand."""
    here = lms.address
    return Platform(
        name, here, CLIENT, (DEPLOYMENT,), f"{here}/auth", f"{here}/token", f"{here}/jwks"
    )


@contextmanager
def running_lti(service: Service, grading: Grading) -> Iterator[Lti]:
    """Serve a service at 127.0.0.1 and a platform that it knows at localhost."""
    lms = LmsForTests()
    with transaction(service.engine) as connection:
        current_keys(connection, lambda: _KEY)
    app = create_app(service)
    with served(app, "127.0.0.1") as tool, served(lms.app(), "localhost") as course:
        lms.connect(course.address, tool.address)
        with transaction(service.engine) as connection:
            keep_platform(connection, platform_of(lms))
        delivery = Delivery(service.engine, senders(service.engine))
        with browsing(lms, tool, course) as browser:
            yield Lti(service, lms, tool.address, browser, grading, delivery, (tool, course))


@contextmanager
def browsing(lms: LmsForTests, *servers: Served) -> Iterator[Browser]:
    """Give a browser; when it is closed, its connections are, at both ends."""
    # no address has a certificate, and reading those of all authorities takes a while
    with httpx.Client(trust_env=False, verify=False, timeout=20) as client:
        yield Browser(client, lms)
    for server in servers:
        server.wait_until_quiet()


def fields(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in found}


def onward(page: str) -> str:
    """Return where a page goes on to by itself."""
    found = re.search(r'content="0;url=([^"]+)"', page)
    assert found is not None, page
    return html.unescape(found[1])
