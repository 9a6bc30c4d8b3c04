"""Otter as it grades within its container: `otter run` for each notebook.

`otter grade` starts a Docker container for each submission and runs the same in there; what a
container costs and what it keeps out is not in these figures.
"""

import json
import shutil
from pathlib import Path

import peer_checks
from peer_notebooks import MODULES, PROVIDED, Students, notebook
from peer_run import Used, run

NAME = "Otter"
PACKAGES = ("otter-grader", "ipykernel", "numpy", "matplotlib")
_LIMIT = 120.0


def graded(python: Path, folder: Path, students: Students) -> tuple[dict[str, float | None], Used]:
    """Return everybody's points, and what grading took."""
    peer_checks.as_otter_tests(folder / "tests")
    for module in MODULES:
        shutil.copy(PROVIDED / module, folder)
    tool = str(python.with_name("otter"))
    without = ["--no-config", "--no-environment", "--no-requirements"]
    run([tool, "generate", "-t", "tests", "-o", "autograder.zip", *without, *MODULES], folder)
    used, points = Used(), {}
    for name, cells in students.items():
        submission = folder / f"{name}.ipynb"
        submission.write_text(notebook(cells), encoding="utf-8")
        (folder / f"out-{name}").mkdir()
        command = [tool, "run", "-a", "autograder.zip", "-o", f"out-{name}", "--no-logo"]
        used += run([*command, submission.name], folder, _LIMIT)
        points[name] = _points(folder / f"out-{name}" / "results.json")
    return points, used


def _points(path: Path) -> float | None:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    scores = [test.get("score", 0.0) for test in told["tests"] if "check_" in test["name"]]
    return float(sum(scores))
