"""Take the pictures of the service's pages: ``python docs/screenshots/service.py``.

A service of its own is started, the sample class of `regularization` is handed in over HTTP with a
roster, and one student hands in by the page. Pictures are for a student (desktop, phone) and for
an instructor (desktop, dark). It wants the extras `service` and `browser`, Debian's `chromium`
($GRADER_CHROMIUM names another) and `pngquant`.
"""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))  # this is run as a script

from served import EVERYTHING, Served, served  # noqa: E402

CLASS = sorted((ROOT / "examples" / "regularization").glob("2023*.ipynb"))
SLUG = "regularization"
OWN = (CLASS[5], CLASS[0])
"""What the student of the pictures hands in, one after the other."""
COLOURS = "64"


def main() -> None:
    """Serve, hand in, take."""
    with served() as service, sync_playwright() as playwright:
        teacher = service.token_for("Prof. Lima", *EVERYTHING)
        student = service.token_for("Ana", *EVERYTHING[:4], "--student", "ana-souza")
        hand_in_class(service, teacher)
        path = os.environ.get("GRADER_CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = signed_in(browser, service, student, "pt-BR", 1100, "light")
        for notebook in OWN:
            hand_in(page, service, notebook)
        picture(page, "service-student")
        page = signed_in(browser, service, student, "es", 400, "light")
        page.goto(f"{service.address}/assignments/{SLUG}")
        picture(page, "service-phone")
        page = signed_in(browser, service, teacher, "en", 1100, "dark")
        page.goto(f"{service.address}/assignments/{SLUG}/class")
        picture(page, "service-class")
        browser.close()


def send(service: Served, method: str, path: str, token: str, body: bytes, kind: str) -> None:
    """Ask the API for something."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": kind}
    request = urllib.request.Request(
        f"{service.address}/api/v1{path}", body, headers, method=method
    )  # fmt: skip
    with urllib.request.urlopen(request) as answer:
        answer.read()


def hand_in_class(service: Served, token: str) -> None:
    """Hand in everybody's notebook, and say who should."""
    people = [{"student": "20239999", "name": "Zilda Prado"}]
    for notebook in CLASS:
        student, _, name = notebook.stem.partition("-")
        people.append({"student": student, "name": name.replace("-", " ").title()})
        address = f"/assignments/{SLUG}/submissions?student={student}&name={notebook.name}"
        send(service, "POST", address, token, notebook.read_bytes(), "application/octet-stream")
    roster = json.dumps(people).encode()
    send(service, "PUT", f"/assignments/{SLUG}/roster", token, roster, "application/json")


def signed_in(
    browser: Browser, service: Served, token: str, language: str, width: int, scheme: str
) -> Page:
    """Open the service as somebody."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale=language,
        color_scheme="dark" if scheme == "dark" else "light",
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{service.address}/sign-in")
    page.fill("#token", token)
    page.click("button.main")
    page.wait_for_url(f"{service.address}/")
    return page


def hand_in(page: Page, service: Served, notebook: Path) -> None:
    """Hand in by the page, and wait for the report."""
    page.goto(f"{service.address}/assignments/{SLUG}")
    page.set_input_files("#notebook", notebook)
    page.click("button.main")
    page.wait_for_selector("iframe.report", timeout=120_000)
    time.sleep(1)  # the frame draws itself


def picture(page: Page, name: str) -> None:
    """Store what is seen, small."""
    path = HERE / f"{name}.png"
    page.screenshot(path=path)
    subprocess.run(["pngquant", "--force", "--ext", ".png", COLOURS, "--", path], check=True)
    print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
