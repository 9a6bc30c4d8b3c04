"""The code of docs/python.md and docs/report-format.md runs and gives what the pages say."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from report_samples import SAMPLES

from grader.report.to_json import write_json
from grader.sandbox import policy

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
CODE = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
CLASS = ROOT / "examples" / "regularization"
SAID = {
    0: r"ana 83\.8 of 100\.0",
    1: r"(?s)ana graded 83\.8.*bruno graded 100\.0",
    2: r"(?s)L2.* - .*\d",
}
"""What each prints, by its place on the page."""

pytestmark = pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine")


def test_the_page_has_code_and_each_is_tried() -> None:
    assert sorted(SAID) == list(range(len(CODE)))


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("place", SAID)
def test_the_code_runs_as_it_stands(place: int, tmp_path: Path) -> None:
    (tmp_path / "course.seed").write_text("5" * 64)
    (tmp_path / "course.seed").chmod(0o600)
    (tmp_path / "class").mkdir()
    shutil.copy(CLASS / "julia-castro.ipynb", tmp_path / "ana.ipynb")
    shutil.copy(CLASS / "julia-castro.ipynb", tmp_path / "class" / "ana.ipynb")
    shutil.copy(CLASS / "20231047-bruno-lima.ipynb", tmp_path / "class" / "bruno.ipynb")
    (tmp_path / "page.py").write_text("import grader\n\n" + CODE[place], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "page.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert re.search(SAID[place], done.stdout), done.stdout


def test_a_report_that_was_written_is_read_as_its_page_says(tmp_path: Path) -> None:
    format_page = (ROOT / "docs" / "report-format.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", format_page, re.DOTALL)
    (tmp_path / "report.json").write_bytes(write_json(SAMPLES["mixed"]("en")))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout == "joão-pereira 20.0\n", done.stderr


@pytest.mark.slow
def test_the_code_is_typed_as_strictly_as_can_be(tmp_path: Path) -> None:
    pieces = [tmp_path / f"piece{place}.py" for place in range(len(CODE))]
    for piece, code in zip(pieces, CODE, strict=True):
        piece.write_text("import grader\n\n" + code, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", tmp_path / "kept", *pieces],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
