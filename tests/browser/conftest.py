"""Opens pages in headless Chromium, cut off from everything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ready import give_up, lacking, started
from visit import View, Visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start one Chromium for the tests of a module."""
    if sentence := lacking():
        give_up(sentence)
    with started() as opened:
        yield opened


@pytest.fixture
def visit(browser: Browser, tmp_path: Path) -> Iterator[Callable[[str, View], Visit]]:
    """Return what opens a page, given as HTML, from a file of its own in a view."""
    contexts = []

    def visit(html: str, view: View) -> Visit:
        path = tmp_path / f"page{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": view.width, "height": 900},
            color_scheme=view.scheme,
            offline=True,
            service_workers="block",
        )
        contexts.append(context)
        return Visit(context.new_page(), path.as_uri()).open()

    yield visit
    for context in contexts:
        context.close()
