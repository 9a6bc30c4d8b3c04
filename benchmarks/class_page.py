"""How long a class page takes to open in Chromium, for a small and for a large class.

``python benchmarks/class_page.py [--rounds 5]`` prints for 35 and for 1,000 students: bytes of the
page, seconds until it is loaded and until its table is sorted once, the minimum and the median. It
wants what `make browser` wants.
"""

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path += [str(ROOT / "tests" / "support"), str(ROOT / "tests" / "browser")]

from class_thousand import thousand  # noqa: E402
from ready import started  # noqa: E402

from grader.report.class_page import render_class_page  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = (35, 1000)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    print(f"{'students':>8} {'kB':>6} {'opened':>15} {'sorted':>15}")
    with tempfile.TemporaryDirectory() as folder, started() as browser:
        for size in SIZES:
            path = Path(folder) / f"{size}.html"
            html = render_class_page(thousand(size), title="A class", language="en")
            path.write_text(html, encoding="utf-8")
            opened, ordered = zip(*(_open(browser, path) for _ in range(rounds)), strict=True)
            kilobytes = path.stat().st_size // 1000
            print(f"{size:>8} {kilobytes:>6} {_said(opened):>15} {_said(ordered):>15}")


def _open(browser: "Browser", path: Path) -> tuple[float, float]:
    """Return the seconds until the page is loaded, and those that sorting takes."""
    page = browser.new_page()
    before = time.perf_counter()
    page.goto(path.as_uri())
    page.wait_for_selector("#search")
    loaded = time.perf_counter()
    page.click("#roll thead th:nth-child(2) button")
    page.wait_for_selector("#roll th[aria-sort]")
    ended = time.perf_counter()
    page.close()
    return loaded - before, ended - loaded


def _said(seconds: tuple[float, ...]) -> str:
    return f"{min(seconds):.2f} ({statistics.median(seconds):.2f}) s"


if __name__ == "__main__":
    main()
