"""A class run that was interrupted when everybody's report was there, and what of it is kept."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.cli import main
from grader.report.seal import sealed
from grader.report.to_json import formatted
from grader.seed import read_seed

STUDENTS = ("ana", "bruno", "carla")
REPORT, PAGE = "students/ana/report.json", "students/ana/report.html"
RESULT = "results/ana.json"
ALL_BUT_ANA = {"bruno", "carla"}
Spoil = Callable[[Path, Path], object]
"""Spoils something among the hand-ins, or in the folder of results."""


def hand_in(folder: Path) -> Path:
    """Write the hand-ins of Ana (right), Bruno (wrong) and Carla (blank)."""
    folder.mkdir()
    write(folder / "ana.ipynb", GOOD_DOUBLE, GOOD_COUNTER)
    write(folder / "bruno.ipynb", "def double(x):\n    return x\n", GOOD_COUNTER)
    write(folder / "carla.ipynb", "x = 1")
    return folder


def interrupt(out: Path) -> None:
    """Take away what is about the class."""
    for name in ("index.html", "gradebook.csv", "run.json"):
        (out / name).unlink()


def write(path: Path, *sources: str) -> None:
    path.write_bytes(notebook_bytes(*sources))


def grade(handed_in: Path, out: Path, *options: str) -> Result:
    given = ["grade", "double", str(handed_in), "--out", str(out), "--jobs", "1", *options]
    return CliRunner().invoke(main, given)


def mark(out: Path) -> None:
    """Mark every report, so that one made anew is told from one that was kept."""
    for path in out.glob("students/*/report.json"):
        report = json.loads(path.read_bytes())
        report["timing"]["marked"] = 1
        path.write_bytes(formatted(report))


def kept(out: Path) -> set[str]:
    """Name the students whose report is still the marked one."""
    found = set()
    for path in out.glob("students/*/report.json"):
        if "marked" in json.loads(path.read_bytes())["timing"]:
            found.add(path.parent.name)
    return found


def change(path: str, change: Callable[[str], str]) -> Spoil:
    """Change a file as somebody does who does not know the seed."""

    def spoil(_handed_in: Path, out: Path) -> None:
        target = out / path
        target.write_text(change(target.read_text()))

    return spoil


def change_report(
    change: Callable[[dict[str, Any]], object], seed: bytes | None = None, path: str = REPORT
) -> Spoil:
    """Change Ana's report, or her result, and seal it if there is a seed."""

    def spoil(_handed_in: Path, out: Path) -> None:
        report = json.loads((out / path).read_bytes())
        change(report)
        content = formatted(report)
        if seed is not None:
            report.pop("seal")
            content = sealed(formatted(report), seed, {"report.html": (out / PAGE).read_bytes()})
        (out / path).write_bytes(content)

    return spoil


def made_otherwise(change: Callable[[dict[str, Any]], object], path: str = REPORT) -> Spoil:
    """Change Ana's report into one that a run of ours with the same seed has made."""

    def spoil(handed_in: Path, out: Path) -> None:
        change_report(change, read_seed(out / "seed"), path)(handed_in, out)

    return spoil
