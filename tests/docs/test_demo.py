"""`make demo`: the sample class as Moodle gives it out, and the worksheet that goes back."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from class_exported import export
from click.testing import CliRunner

from grader.cli import main
from grader.intake import collect

ROOT = Path(__file__).parents[2]
WORKSHEET = ROOT / "examples" / "moodle-worksheet.csv"


def download(folder: Path) -> Path:
    """Pack the class as the Makefile does."""
    path = folder / "moodle.zip"
    script = ROOT / "examples" / "moodle_download.py"
    hand_ins = ROOT / "examples" / "regularization"
    subprocess.run([sys.executable, script, WORKSHEET, hand_ins, path], check=True)
    return path


def test_everybody_of_the_class_has_a_row_in_the_worksheet(tmp_path: Path) -> None:
    first = download(tmp_path)
    with WORKSHEET.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Identificador"][12:]: row["Nome completo"] for row in csv.DictReader(file)}
    people = [hand_in.person for hand_in in collect([first]).handed_in]
    assert len(people) == 37
    assert [p.name for p in people if rows[dict(p.ids)["moodle"]] != p.name] == []
    assert first.read_bytes() == download(tmp_path).read_bytes()


@pytest.mark.slow
def test_the_readme_shows_what_comes_of_it(tmp_path: Path) -> None:
    out = tmp_path / "demo"
    given = ["grade", "regularization", str(download(tmp_path)), "--out", str(out)]
    said = CliRunner().invoke(main, given).output
    said += export(out, "--moodle", WORKSHEET).output
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    told = said.replace(str(out), "build/demo").splitlines()
    # how far it is while it works depends on the machine
    shown = [line for line in told if line.strip() and "tempo restante" not in line]
    assert [line for line in shown if f"\n{line}\n" not in readme] == []
