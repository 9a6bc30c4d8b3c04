"""The pages in a real browser: nothing from outside, nothing on top of another, for everyone."""

from collections.abc import Callable

import pytest
from pages import PAGES
from report_samples import SAMPLES
from visit import PICTURES, VIEWS, View, Visit

from grader.language import LANGUAGES

pytestmark = pytest.mark.browser

Opener = Callable[[str, View], Visit]
FIRST, *OTHERS = LANGUAGES
WIDE, NARROW = (view for view in VIEWS if view.scheme == "light")


def test_there_is_a_page_with_a_mistake_one_with_a_mask_and_one_with_a_curve() -> None:
    exercises = [e for sample in SAMPLES.values() for e in sample(FIRST).exercises]
    forms = {exhibit.form for exercise in exercises for exhibit in exercise.exhibits}
    kinds = {found.kind for exercise in exercises for found in exercise.diagnosis}
    assert {"array", "mask", "curve"} <= forms
    assert "mistake" in kinds


@pytest.mark.parametrize("view", VIEWS, ids=str)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_is_well_laid_out_and_keeps_nobody_out(
    visit: Opener, name: str, view: View
) -> None:
    page = visit(PAGES[name](FIRST), view)
    page.picture(PICTURES / f"{name}-{view}.png")
    assert "\n".join(page.faults()) == ""
    page.open_details()
    page.picture(PICTURES / f"{name}-{view}-open.png")
    assert "\n".join(page.faults()) == ""


@pytest.mark.parametrize("view", [WIDE, NARROW], ids=str)
@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_laid_out_in_every_language(
    visit: Opener, name: str, language: str, view: View
) -> None:
    page = visit(PAGES[name](language), view)
    page.open_details()
    page.picture(PICTURES / f"{name}-{language}-{view}-open.png")
    assert "\n".join(page.layout_faults()) == ""


@pytest.mark.parametrize("name", PAGES)
def test_the_first_key_leads_past_the_head_of_the_page(visit: Opener, name: str) -> None:
    page = visit(PAGES[name](FIRST), NARROW)
    assert page.focused("classList.contains('skip')") is False
    page.press("Tab")
    assert page.focused("classList.contains('skip')") is True
    assert page.focused("getBoundingClientRect().top >= 0"), "it comes into sight"
    page.press("Enter")
    assert page.focused("id") == "main"


@pytest.mark.parametrize("name", PAGES)
def test_all_that_scrolls_and_all_that_is_pressed_is_reached_by_keys(
    visit: Opener, name: str
) -> None:
    page = visit(PAGES[name](FIRST), NARROW)
    page.open_details()
    reached, unmarked = page.tab_through()
    assert page.stops() - reached == set()
    assert unmarked == [], "what has the focus is seen to have it"


BEFORE = {1280: 13_429, 390: 17_195}
"""Pixels that the samples' reports took in English, one below the other, before they showed the
code and folded what is right: what `Visit.height` gives for the pages of 7cb97af."""


@pytest.mark.parametrize("width", BEFORE)
def test_the_sample_reports_are_at_most_half_as_long_as_they_were(
    visit: Opener, width: int
) -> None:
    view = View(width, "light")
    heights = [visit(PAGES[name]("en"), view).height() for name in SAMPLES]
    assert sum(heights) <= BEFORE[width] / 2
