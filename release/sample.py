"""What was installed does what students install it for, in an empty folder."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

SLUG = "regularization"


def checks_samples(python: Path, root: Path, folder: Path) -> str:
    """Return what an installed grader does not do with a right and a wrong notebook."""
    folder.mkdir()
    return next(_faults(python, root, folder), "")


def _faults(python: Path, root: Path, folder: Path) -> Iterator[str]:
    right = root / "solutions" / SLUG / "solution.ipynb"
    code, score = _checked(python, folder, right)
    if (code, score) != (0, 1.0):
        yield f"{right.name} earns {score} of 1 with exit code {code}"
    wrong = root / "examples" / SLUG / "breno-carvalho.ipynb"  # handed in blank
    code, score = _checked(python, folder, wrong)
    if (code, score) != (1, 0.0):
        yield f"{wrong.name} earns {score} of 1 with exit code {code}"


def _checked(python: Path, folder: Path, notebook: Path) -> tuple[int, float | None]:
    """Return the exit code of a check, and the part of the points that was earned."""
    # nothing of this checkout is to be found from there
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GRADER_", "PYTHON"))}
    environment["GRADER_CACHE"] = str(folder / "cache")
    command = [str(python), "-m", "grader", "check", SLUG, str(notebook)]
    command += ["--format", "json"]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8"
    )
    try:
        told = json.loads(done.stdout)
    except ValueError:
        return done.returncode, None
    return done.returncode, told["score"] / told["max_score"]
