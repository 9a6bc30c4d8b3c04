"""A report within another page: whole, safe, and its style reaches nothing but itself."""

import re

import pytest
from page_reader import PageReader
from report_samples import SAMPLES

from grader.language import LANGUAGES
from grader.report.html import FRAGMENT, environment, render_fragment
from grader.report.scoped import scoped

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_well_formed_and_needs_nothing_outside(name: str, language: str) -> None:
    made = render_fragment(SAMPLES[name](language), "above", ["below"])
    page = PageReader(made)
    assert page.faults == []
    assert page.tags[0] == ("div", {"class": FRAGMENT, "lang": language})
    assert not {"script", "iframe", "link", "html", "body", "form"} & {t for t, _ in page.tags}
    assert [n for _, given in page.tags for n in given if n.startswith("on")] == []
    assert "http" not in re.sub(r"http://www\.w3\.org/2000/svg", "", STYLE.sub("", made))


def test_nothing_of_its_style_holds_outside_of_it() -> None:
    style = STYLE.search(render_fragment(SAMPLES["mixed"]("en"), "above"))
    assert style is not None
    flat = re.sub(r"@media[^{]+\{", "", style[1])
    selectors = [one for rule in re.findall(r"([^{}]+)\{", flat) for one in _apart(rule)]
    assert len(selectors) > 100
    assert [one for one in selectors if not one.startswith(f".{FRAGMENT}")] == []


def _apart(selectors: str) -> list[str]:
    return [one.strip() for one in re.split(r",(?![^(]*\))", selectors)]


def test_a_style_sheet_keeps_every_rule() -> None:
    style = str(environment().globals["style"])
    assert scoped(style, "x").count("{") == style.count("{")
    assert scoped(style, "x").count("}") == style.count("}")


def test_what_stands_for_the_page_stands_for_the_element() -> None:
    given = ":root { --a: 1 }\nbody { color: red }\na, b:not(c, d) { x: y }"
    assert scoped(given, "s") == (
        ".s { --a: 1 }\n.s { color: red }\n.s a, .s b:not(c, d) { x: y }\n"
    )
    held = scoped("@media print {\n  :root { --a: 2 }\n  p, q { x: y }\n}\ni { x: z }", "s")
    assert held == ("@media print {\n.s { --a: 2 }\n.s p, .s q { x: y }\n}\n.s i { x: z }\n")


def test_hostile_text_is_text() -> None:
    made = render_fragment(SAMPLES["hostile"]("en"), "<b>above", ["<i>below"])
    assert "<b>above" not in made
    assert "<i>below" not in made
    assert "&lt;b&gt;above" in made
