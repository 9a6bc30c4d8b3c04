"""Whether this machine can open pages in a browser, and where the browser is.

As a program it starts the browser once, and fails where that fails.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest
from visit import AXE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """Return the path of Chromium: $GRADER_CHROMIUM, the system's, or Playwright's own."""
    named = os.environ.get("GRADER_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None) or _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def lacking() -> str:
    """Say what has to be installed before a page can be opened; empty when nothing has."""
    if find_spec("playwright") is None:
        return "Playwright is not installed: pip install -e '.[browser]'"
    if not AXE.is_file():
        return "axe-core is not installed: npm ci --prefix tests/browser"
    if chromium() is None:
        return "there is no Chromium: apt-get install chromium, or playwright install chromium"
    return ""


@contextmanager
def started() -> "Iterator[Browser]":
    """Start Chromium and stop it."""
    from playwright.sync_api import sync_playwright

    path = chromium()
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path)
        yield opened
        opened.close()


def give_up(sentence: str) -> NoReturn:
    """Skip the test, or fail it where `make browser` asks for the browser: GRADER_BROWSER."""
    if os.environ.get("GRADER_BROWSER") == "required":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)


if __name__ == "__main__":
    if sentence := lacking():
        raise SystemExit(sentence)
    with started():
        pass
