"""`--repair-seconds` of `grader check`, `grade` and `replay`."""

import json
from pathlib import Path

import pytest
from command_line import run, write
from course_fixture import DOUBLE, GOOD_COUNTER

from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

WRONG = "def double(x):\n    y = x\n    return 5 * y\n"
LINE = "Look at cell 1, line 3: return 5 * y"


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    write(tmp_path / "class" / "ana.ipynb")
    return write(tmp_path / "class" / "bruno.ipynb", WRONG, GOOD_COUNTER)


def test_check_says_the_line_where_it_is_asked_to_search(handed_in: Path) -> None:
    asked = ["check", DOUBLE, handed_in, "--lang", "en", "--hint", "3"]
    told = run(*asked, "--repair-seconds", "5")
    assert told.exit_code == 1
    assert LINE in told.output
    assert "return 2 * y" not in told.output
    assert LINE not in run(*asked).output


def test_a_class_keeps_the_edit_for_teachers_and_reports_do_not_tell_it(
    handed_in: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    done = run("grade", DOUBLE, handed_in.parent, "--out", out, "--repair-seconds", "5",
               "--jobs", "1", "--lang", "en")  # fmt: skip
    assert done.exit_code == 0
    result = json.loads((out / "results" / "bruno.json").read_bytes())
    fixes = [fix for d in result["exercises"][0]["diagnoses"] for fix in d["fixes"]]
    assert fixes == [{"kind": "constant", "was": "return 5 * y", "becomes": "return 2 * y"}]
    told = out / "students" / "bruno"
    pages = [(told / f"report.{end}").read_text(encoding="utf-8") for end in ("json", "html")]
    assert all("return 5 * y" in page and "return 2 * y" not in page for page in pages)
    again = run("replay", out, "bruno")
    assert again.exit_code == 0, again.output
    assert LINE in again.output
