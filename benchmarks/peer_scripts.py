"""What a teacher writes in an afternoon: pytest or unittest for each notebook, or one bare loop."""

import json
import shutil
from pathlib import Path

from peer_notebooks import DATA, MODULES, PROVIDED, Students, notebook
from peer_run import Used, run

PYTEST, UNITTEST, BARE = "pytest", "gradescope-utils", "bare loop"
PACKAGES = {
    PYTEST: ("pytest", "numpy"), UNITTEST: ("gradescope-utils", "numpy"), BARE: ("numpy",),
}  # fmt: skip
SCRIPTS = {PYTEST: "with_pytest.py", UNITTEST: "with_unittest.py"}
_LIMIT = 20.0


def one_by_one(
    script: str, python: Path, folder: Path, students: Students
) -> tuple[dict[str, float | None], Used]:
    """Return everybody's points, and what a process for each notebook took."""
    _lay_out(folder, students)
    used, points = Used(), {}
    for name in students:
        command = [str(python), script, f"{name}.ipynb", f"{name}.json"]
        used += run(command, folder, _LIMIT)
        points[name] = _points(folder / f"{name}.json")
    return points, used


def together(
    python: Path, folder: Path, students: Students
) -> tuple[dict[str, float | None], Used]:
    """Return everybody's points, and what one process for them all took."""
    _lay_out(folder, students)
    names = [f"{name}.ipynb" for name in students]
    used = run([str(python), "bare.py", *names], folder, _LIMIT * len(students))
    return {name: _points(folder / f"{name}.json") for name in students}, used


def _lay_out(folder: Path, students: Students) -> None:
    for path in [*(PROVIDED / name for name in MODULES), *(DATA / "scripts").glob("*.py")]:
        shutil.copy(path, folder)
    shutil.copy(DATA / "checks.py", folder)
    for name, cells in students.items():
        (folder / f"{name}.ipynb").write_text(notebook(cells), encoding="utf-8")


def _points(path: Path) -> float | None:
    """Return the checks that passed; None where none was written down."""
    try:
        return float(json.loads(path.read_text(encoding="utf-8"))["score"])
    except (OSError, ValueError):
        return None
