"""The class page's table in a real browser: searched, filtered, sorted, for a large class too."""

import re
from collections.abc import Callable

import pytest
from class_samples import class_page, class_rows
from class_thousand import thousand
from visit import VIEWS, View, Visit

from grader.report.class_page import render_class_page

pytestmark = pytest.mark.browser

Opener = Callable[[str, View], Visit]
WIDE = VIEWS[0]


def shown(page: Visit) -> list[str]:
    """Return whose rows are seen, from the top."""
    rows = page.page.query_selector_all("#roll tbody tr")
    return [row.query_selector("bdi").inner_text() for row in rows if row.is_visible()]  # type: ignore[union-attr]


def said(page: Visit) -> tuple[int, int]:
    number, of = re.findall(r"\d+", page.page.inner_text("#shown"))[:2]
    return int(number), int(of)


def test_a_count_shows_who_is_behind_it_and_all_come_back(visit: Opener) -> None:
    page = visit(class_page("en"), WIDE)
    everybody = shown(page)
    assert len(everybody) == len(class_rows("en"))
    page.page.click('button[data-group="full"]')
    assert shown(page) == ["aluna0", "aluna1", "aluna2"]
    assert said(page) == (3, len(everybody))
    assert page.focused("id") == "shown", "whoever cannot see it is told"
    page.page.click("#all")
    assert shown(page) == everybody
    assert page.faults() == []


def test_every_count_shows_as_many_as_it_says(visit: Opener) -> None:
    page = visit(class_page("pt-BR"), WIDE)
    page.open_details()
    for button in page.page.query_selector_all("button[data-group]"):
        button.click()
        number, _of = said(page)
        assert number == len(shown(page)) > 0
        if counted := re.match(r"\d+", button.inner_text()):
            assert number == int(counted[0])
        page.page.click("#all")


def test_the_search_knows_names_without_their_accents(visit: Opener) -> None:
    page = visit(class_page("es"), WIDE)
    page.page.fill("#search", "JOSE nandu")
    assert shown(page) == ["José Ñandú"]
    page.page.fill("#search", "nobody at all")
    assert shown(page) == []
    assert said(page)[0] == 0


def test_a_header_sorts_up_and_then_down_by_keys_alone(visit: Opener) -> None:
    page = visit(class_page("en"), WIDE)
    header = page.page.locator("#roll thead th").nth(1)
    header.locator("button").focus()
    page.press("Enter")
    assert header.get_attribute("aria-sort") == "ascending"
    assert shown(page)[-1].startswith("aluna")
    page.press("Enter")
    assert header.get_attribute("aria-sort") == "descending"
    assert shown(page)[0].startswith("aluna")


def test_a_thousand_are_searched_and_sorted(visit: Opener) -> None:
    html = render_class_page(thousand(), title="L", language="en")
    page = visit(html, WIDE)
    assert said(page) == (1000, 1000)
    page.page.click('button[data-group="full"]')
    full, of = said(page)
    assert 0 < full < of
    page.page.click("#all")
    for _twice in range(2):
        page.page.click("#roll thead th:nth-child(2) button")
    points = [b.inner_text() for b in page.page.query_selector_all("#roll td.sum b")]
    best = max(float(one) for one in points if one != "–")
    assert points[:full] == [f"{best:g}"] * full
    assert page.complaints == []
    assert page.asked == []


def test_without_a_script_everybody_is_there_and_nothing_can_be_pressed(visit: Opener) -> None:
    html = class_page("en")
    bare = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    page = visit(bare, WIDE)
    assert len(shown(page)) == len(class_rows("en"))
    assert not page.page.is_visible("#search")
    assert page.page.query_selector("button:not([disabled]):not(#all)") is None
