"""`--repair-seconds` of `grader check`, `grade` and `replay`."""

import html
import json
import shutil
from pathlib import Path

import pytest
from command_line import run, write
from course_fixture import DOUBLE, GOOD_COUNTER

from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

WRONG = "def double(x):\n    y = x\n    return 5 * y\n"
LINE = "Code cell 1, line 3:"


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    write(tmp_path / "class" / "ana.ipynb")
    return write(tmp_path / "class" / "bruno.ipynb", WRONG, GOOD_COUNTER)


def test_check_says_the_line_unless_it_is_told_not_to_search(handed_in: Path) -> None:
    asked = ["check", DOUBLE, handed_in, "--lang", "en", "--hint", "4"]
    told = run(*asked)
    assert told.exit_code == 1
    assert LINE in told.output
    assert "return 2 * y" not in told.output
    assert LINE not in run(*asked, "--repair-seconds", "0").output


def test_the_change_is_told_only_at_the_level_fix_of_an_assignment_that_allows_it(
    handed_in: Path, tmp_path: Path
) -> None:
    for part in ("assignments", "solutions"):
        shutil.copytree(DOUBLE.parents[1] / part, tmp_path / "course" / part)
    place = tmp_path / "course" / "assignments" / "double"
    told = place / "assignment.toml"
    told.write_text('hints = "fix"\n' + told.read_text(encoding="utf-8"), encoding="utf-8")
    asked = ["check", place, handed_in, "--lang", "en", "--format", "markdown"]
    change = "With “return 5 * y” read as “return 2 * y”, everything in this exercise is right."
    assert change in html.unescape(run(*asked, "--hint", "4").output)
    assert "return 2 * y" not in html.unescape(run(*asked, "--hint", "3").output)


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
