"""The tables of every way a run can end, as docs/threat-model.md has them."""

import re
from pathlib import Path
from typing import NamedTuple

from grader.reported import Report

DOCUMENT = Path(__file__).parents[2] / "docs" / "threat-model.md"


class Ending(NamedTuple):
    """What becomes of a submission: statuses of an exercise and of the report, points of it."""

    exercise: str
    report: str
    points: str


def _rows() -> list[list[str]]:
    text = DOCUMENT.read_text(encoding="utf-8").partition("## Every way a run can end")[2]
    lines = re.findall(r"^\| `\w+` \|.*\|$", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split(" |")] for line in lines]


SUBMISSIONS = {row[0].strip("`"): Ending(*row[2:]) for row in _rows() if len(row) == 5}
RUNS = {row[0].strip("`"): int(row[2]) for row in _rows() if len(row) == 4}
"""The exit code of each way a class run can end."""


def ending(report: Report, exercise: str = "double") -> Ending:
    """Return what became of an exercise of a submission, in the table's words."""
    found = next((e for e in report.exercises if e.name == exercise), None)
    points = None if report.score is None else found.score if found else report.score
    full = found is not None and points == found.max_score
    earned = "none" if points is None else "as earned" if full else f"{points:g}"
    return Ending(found.status if found else "–", report.status, earned)
