"""A language more is spoken by the commands, and nothing is said in English without its mark."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from course_fixture import COURSE, GOOD_COUNTER, notebook_bytes
from extend.language_marked import MARK, XX, speak

from grader.language import built_in
from grader.sandbox import policy

Run = Callable[..., str]
if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where a package lies that speaks the language."""
    folder = tmp_path_factory.mktemp("spoken")
    speak(folder)
    return folder


@pytest.fixture
def run(spoken: Path, tmp_path: Path) -> Run:
    """Return what runs a command beside one wrong notebook, and gives its output."""
    wrong = notebook_bytes("def double(x):\n    return x + 2\n", GOOD_COUNTER)
    (tmp_path / "ana.ipynb").write_bytes(wrong)

    def ran(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "grader", *command, "--lang", XX],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            env={"GRADER_COURSE": str(COURSE), "PYTHONPATH": str(spoken), "COLUMNS": "500"},
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    return ran


def unmarked(said: str) -> list[str]:
    """Return the whole English sentences that are said without the mark."""
    english = built_in("en")
    sentences = {english.word(key).partition(" | ")[0] for key in english}
    whole = [one for one in sentences if one.endswith(".") and " " in one and "{" not in one]
    told = [one for one in whole if one in said]
    assert told, "nothing is said"
    return [one for one in told if said.count(one) != said.count(f"{MARK}{one}")]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_report_is_in_it(run: Run, form: str) -> None:
    said = run("check", "double", "ana.ipynb", "--format", form)
    assert unmarked(said) == []
    assert "two by two" in said, "the assignment speaks another language: its first one"


@pytest.mark.thorough
def test_a_class_its_page_and_its_export_are_in_it(run: Run, tmp_path: Path) -> None:
    run("grade", "double", "ana.ipynb", "--out", "out", "--locale", XX)
    report = json.loads((tmp_path / "out/students/ana/report.json").read_bytes())
    assert report["language"] == XX
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert f'lang="{XX}"' in page and MARK in page
    assert MARK in run("export", "out", "--csv", "--markdown", "--locale", XX)
    marks = (tmp_path / "out/export/marks.csv").read_bytes()
    assert marks.startswith(b"\xef\xbb\xbf") and MARK.encode() in marks
