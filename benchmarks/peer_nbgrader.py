"""nbgrader as its documentation has it: a course folder, `autograde`, then `generate_feedback`."""

import csv
import shutil
from pathlib import Path

import peer_checks
from peer_notebooks import MODULES, PROVIDED, RIGHT, SETUP, Students, notebook
from peer_run import Used, run

NAME = "nbgrader"
PACKAGES = ("nbgrader", "numpy", "matplotlib")
_SECONDS = 30
_CONFIG = f"""
c = get_config()
c.CourseDirectory.course_id = "course"
c.ExecutePreprocessor.timeout = {_SECONDS}
c.Execute.timeout = {_SECONDS}
"""


def graded(python: Path, folder: Path, students: Students) -> tuple[dict[str, float | None], Used]:
    """Return everybody's points, and what autograding and feedback took."""
    checks = peer_checks.as_cells()
    (folder / "nbgrader_config.py").write_text(_CONFIG, encoding="utf-8")
    # the source holds the solution: that is where nbgrader wants it
    _write(folder / "source" / "twelve", notebook([SETUP, _solution()], checks))
    tool = str(python.with_name("nbgrader"))
    run([tool, "generate_assignment", "twelve", "--create"], folder)
    for name, cells in students.items():
        _write(folder / "submitted" / name / "twelve", notebook(cells, checks))
    used = run([tool, "autograde", "twelve"], folder)
    used += run([tool, "generate_feedback", "twelve"], folder)
    run([tool, "export"], folder)
    return {name: _points(folder).get(name) for name in students}, used


def _solution() -> str:
    code = RIGHT.split("\n\n\n", 1)[1]
    return f"### BEGIN SOLUTION\n{code}\n### END SOLUTION"


def _write(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "twelve.ipynb").write_text(text, encoding="utf-8")
    for module in MODULES:
        shutil.copy(PROVIDED / module, folder)


def _points(folder: Path) -> dict[str, float]:
    with (folder / "grades.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["raw_score"]]
    return {row["student_id"]: float(row["raw_score"]) for row in rows}
