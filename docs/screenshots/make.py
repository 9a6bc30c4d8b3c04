"""Take the pictures of the class page that the tutorial shows: ``python docs/screenshots/make.py``.

The sample class of `regularization` is graded, and five more: three who share a mistake that nobody
knows yet, and two who worked together with one of the class, for the page to show what it says of
them. Chromium opens the page light, dark and on paper, some of it unfolded. It wants `grader` on
the path, and Debian's `chromium` ($GRADER_CHROMIUM names another), `poppler-utils` and `pngquant`.
``--keep FOLDER`` keeps the results and the whole PDF there, to be looked at.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CLASS = ROOT / "examples" / "regularization"
SOLUTION = ROOT / "solutions" / "regularization" / "solution.ipynb"
WIDTH, HEIGHT = 1200, 3150
"""Of the window, in pixels: what lies below is not in the picture."""
COLOURS, POINTS = "64", "70"
"""Of a picture; of the paper, an inch."""
UNFOLDED = ("mistakes", "fair", "eyes")
"""Sections of which the first entry is shown unfolded."""

SQUARES = re.compile(
    r"np\.sum\(np\.square\(W1\)\) \+ np\.sum\(np\.square\(W2\)\) \+ np\.sum\(np\.square\(W3\)\)"
)
MEANS = {
    "bianca-lopes": "np.mean(np.square(W1)) + np.mean(np.square(W2)) + np.mean(np.square(W3))",
    "davi-rezende": "sum(np.mean(np.square(W)) for W in (W1, W2, W3))",
    "lia-monteiro": "(W1 ** 2).mean() + (W2 ** 2).mean() + (W3 ** 2).mean()",
}
"""Means in the place of sums, each written otherwise."""
SOMEBODY = CLASS / "20231215-rafael-costa.ipynb"
FRIENDS = {
    "otto-brandt": {"cache": "memo", "dA2": "da2", "dA1": "da1", "D1": "mask1", "D2": "mask2"},
    "sara-mello": {"dZ2": "delta2", "dZ1": "delta1", "A1": "act1", "A2": "act2", "keep_prob": "p"},
}
"""What they call it."""


def main() -> None:
    """Grade, open, take."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", type=Path)
    with tempfile.TemporaryDirectory() as scratch:
        folder = parser.parse_args().keep or Path(scratch)
        page = _unfolded(_graded(folder))
        for scheme in ("light", "dark"):
            _picture(page, HERE / f"class-{scheme}.png", scheme, Path(scratch))
        paper = folder / "class.pdf"
        _open(page, "light", Path(scratch), f"--print-to-pdf={paper}", "--no-pdf-header-footer")
        made = ["pdftoppm", "-png", "-singlefile", "-r", POINTS, "-f", "1", "-l", "1"]
        subprocess.run([*made, paper, HERE / "class-paper"], check=True)
    for picture in sorted(HERE.glob("*.png")):
        small = ["pngquant", "--force", "--ext", ".png", COLOURS, "--", picture]
        subprocess.run(small, check=True)
        print(f"{picture.name}: {picture.stat().st_size // 1000} kB")


def _graded(folder: Path) -> Path:
    """Grade the class and the five; return the class page."""
    handed_in = folder / "handed-in"
    shutil.copytree(CLASS, handed_in)
    for student, means in MEANS.items():
        _write(
            handed_in / f"{student}.ipynb", SOLUTION, lambda text, to=means: SQUARES.sub(to, text)
        )
    for student, names in FRIENDS.items():
        _write(handed_in / f"{student}.ipynb", SOMEBODY, lambda text, to=names: _renamed(text, to))
    out = folder / "out"
    grade = ["grader", "grade", "regularization", handed_in, "--out", out, "--lang", "en"]
    subprocess.run(grade, check=True, cwd=ROOT)
    return out / "index.html"


def _write(path: Path, notebook: Path, change: Callable[[str], str]) -> None:
    document = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in document["cells"]:
        source = "".join(cell["source"])
        cell["source"] = change(source) if cell["cell_type"] == "code" else source
    path.write_text(json.dumps(document), encoding="utf-8")


def _renamed(text: str, names: dict[str, str]) -> str:
    """Rename variables; keys, which stand in quotation marks, and keywords stay."""
    for name, to in names.items():
        text = re.sub(rf"(?<![\"'.\w]){name}(?![\"'\w])", to, text)
    return text


def _unfolded(page: Path) -> Path:
    html = page.read_text(encoding="utf-8")
    for section in UNFOLDED:
        start, found, rest = html.partition(f'<section aria-labelledby="{section}">')
        html = start + found + rest.replace("<details>", "<details open>", 1)
    shown = page.with_name("unfolded.html")
    shown.write_text(html, encoding="utf-8")
    return shown


def _picture(page: Path, picture: Path, scheme: str, scratch: Path) -> None:
    size = f"--window-size={WIDTH},{HEIGHT}"
    _open(page, scheme, scratch, size, "--hide-scrollbars", f"--screenshot={picture}")


def _open(page: Path, scheme: str, scratch: Path, *options: str) -> None:
    chromium = os.environ.get("GRADER_CHROMIUM", "chromium")
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    colours = f"--blink-settings=preferredColorScheme={int(scheme == 'light')}"
    profile = f"--user-data-dir={scratch / 'profile'}"
    subprocess.run(
        [chromium, *quiet, colours, profile, *options, page.as_uri()],
        check=True, stderr=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip


if __name__ == "__main__":
    main()
