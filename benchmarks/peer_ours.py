"""`grader grade`: the twelve checks as an assignment of ours, and the lesson's own rubric."""

import csv
import shutil
from pathlib import Path

from peer_notebooks import DATA, PROVIDED, ROOT, Students, notebook
from peer_run import Used, run

SEED = "7" * 64


def twelve(python: Path, folder: Path, students: Students) -> tuple[dict[str, float | None], Used]:
    """Grade by the twelve checks, from nothing that is kept."""
    return _graded(python, folder, students, twelve_in(folder))


def twelve_in(folder: Path) -> Path:
    """Lay out the assignment of the twelve checks; its reference is what the peers call right."""
    course = folder / "course"
    shutil.copytree(DATA / "course", course)
    assignment = course / "assignments" / "twelve"
    shutil.copytree(PROVIDED, assignment / "provided")
    solutions = course / "solutions" / "twelve"
    solutions.mkdir(parents=True)
    shutil.copy(DATA / "right.py", solutions / "reference.py")
    return assignment


def rubric(python: Path, folder: Path, students: Students) -> tuple[dict[str, float | None], Used]:
    """Grade by the lesson's whole rubric, of a hundred points, from nothing that is kept."""
    return _graded(python, folder, students, ROOT / "assignments" / "regularization")


def _graded(
    python: Path, folder: Path, students: Students, assignment: Path
) -> tuple[dict[str, float | None], Used]:
    handed_in = folder / "in"
    handed_in.mkdir()
    for name, cells in students.items():
        (handed_in / f"{name}.ipynb").write_text(notebook(cells), encoding="utf-8")
    (folder / "seed").write_text(f"{SEED}\n", encoding="utf-8")
    (folder / "seed").chmod(0o600)
    command = [str(python), "-m", "grader", "grade", str(assignment), "in", "--out", "out"]
    command += ["--jobs", "1", "--seed-file", "seed", "--lang", "en"]
    used = run(command, folder, told={"GRADER_CACHE": str(folder / "cache")})
    return {name: _points(folder).get(name) for name in students}, used


def _points(folder: Path) -> dict[str, float]:
    with (folder / "out" / "gradebook.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["score"]]
    return {row["student"]: float(row["score"]) for row in rows}
