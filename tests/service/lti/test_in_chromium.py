"""In a real browser, in a frame of another site, with cookies of third parties refused."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from lti_course import Lti
from ready import give_up, lacking, started
from running_service import GOOD, HALF
from visit import AXE, PICTURES, SERIOUS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one Chromium for this module."""
    if sentence := lacking():
        give_up(sentence)
    with started() as opened:
        yield opened


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def has_script(request: pytest.FixtureRequest) -> bool:
    """Tell whether the tool's own scripts are there."""
    return bool(request.param)


@pytest.fixture
def page(browser: Browser, has_script: bool) -> Iterator[Page]:
    """Open a page, where the tool's own scripts run or do not."""
    context = browser.new_context(viewport={"width": 1100, "height": 1000})
    if not has_script:
        context.route("**/lti/static/*.js", lambda route: route.abort())
    yield context.new_page()
    context.close()


def notebook(content: bytes) -> Any:
    return {"name": "work.ipynb", "mimeType": "application/json", "buffer": content}


def delivered(lti: Lti) -> None:
    """Deliver what waits, in a thread: the browser has this one's event loop."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(lti.deliver())).result()


def handed_in(tool: FrameLocator, content: bytes) -> None:
    tool.locator("#notebook").set_input_files(notebook(content))
    tool.get_by_role("button", name="Hand in this notebook").click()
    tool.get_by_role("status").get_by_text("Handed in, waits to be graded").wait_for()


def test_a_student_works_in_the_frame_of_the_course(lti: Lti, page: Page, has_script: bool) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(f"{lti.lms.address}/course/ana/week-1")
    tool = page.frame_locator("iframe[name=tool]")
    tool.get_by_text("Ana <b>Souza</b>").wait_for()
    handed_in(tool, HALF)
    lti.work()
    delivered(lti)
    if not has_script:  # else the page has looked again by itself
        tool.get_by_role("link", name="Look again").click()
    tool.get_by_role("status").get_by_text("Graded").wait_for()
    page.goto(f"{lti.lms.address}/course/ana/week-1")
    tool.get_by_text("The points are in the course's gradebook.").wait_for()
    report = tool.frame_locator("iframe")
    report.locator("h1").wait_for()
    assert report.locator(".score").is_visible()
    handed_in(tool, GOOD)
    assert tool.locator("#history ~ table tbody tr").count() == 2
    page.screenshot(path=picture("lti-student"), full_page=True)
    refused = "net::ERR_FAILED"  # where scripts are kept from it
    assert [said for said in complaints if refused not in said] == []


def test_a_teacher_picks_a_lesson_in_the_frame_of_the_course(
    lti: Lti, page: Page, has_script: bool
) -> None:
    page.goto(f"{lti.lms.address}/course/tom/deep")
    tool = page.frame_locator("iframe[name=tool]")
    tool.get_by_role("radio").first.check()
    tool.get_by_label("Points in the gradebook").fill("7")
    tool.get_by_role("button", name="Put it into the course").click()
    if not has_script:
        tool.get_by_role("button", name="Go on").click()
    tool.get_by_role("heading", name="Linked").wait_for()
    (item,) = lti.lms.content_items
    assert item["lineItem"]["scoreMaximum"] == 7


def test_another_site_gets_no_page_of_ours_into_a_frame(lti: Lti, page: Page) -> None:
    page.goto(f"{lti.lms.address}/course/ana/week-1")
    page.frame_locator("iframe[name=tool]").get_by_text("Souza").wait_for()
    address = page.frames[1].url
    assert address.startswith(f"{lti.tool}/lti/work?t=")
    page.goto(f"{lti.lms.address.replace('localhost', '127.0.0.1')}/jwks")  # another origin
    page.evaluate(
        "address => { const frame = document.createElement('iframe'); frame.src = address;"
        "document.body.append(frame); return new Promise(done => { frame.onload = done; }) }",
        address,
    )
    shown = page.frames[-1].locator("body").text_content() or ""
    assert "opens from the course only" in shown and "Souza" not in shown


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 400])
def test_everybody_can_use_the_pages(lti: Lti, browser: Browser, scheme: Any, width: int) -> None:
    lti.browser.hand_in(lti.browser.enter("ana"), HALF)
    lti.work()
    lti.browser.hand_in(lti.browser.enter("ana"))
    for user, hint in (("ana", "week-1"), ("tom", "week-1"), ("tom", "deep")):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
        )
        page = context.new_page()
        page.goto(str(lti.browser.enter(user, hint).url))
        page.add_script_tag(path=str(AXE))
        found = page.evaluate("axe.run()")
        serious = [one["id"] for one in found["violations"] if one["impact"] in SERIOUS]
        assert serious == []
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0
        page.screenshot(path=picture(f"lti-{user}-{hint}-{width}-{scheme}"), full_page=True)
        context.close()


def picture(name: str) -> str:
    PICTURES.mkdir(parents=True, exist_ok=True)
    return str(PICTURES / f"{name}.png")
