"""Wheel and sdist of one commit, built twice where nothing but the commit is the same."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

QUICK = "--seeds 1 --no-mistakes"
_SURROUNDINGS = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    {"TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "2"},
)


def built_twice(
    root: Path, out: Path, folder: Path, *, quick: bool
) -> tuple[Path, Path, list[str]]:
    """Return the wheel and the sdist in `out`, and the names of those that differ when built again.

    Each build has a clone at a path of another length, and freezes the lessons' kits anew.
    """
    first = _built(root, folder / "a", 0, quick=quick)
    second = _built(root, folder / "another-path", 1, quick=quick)
    differing = [name for name in sorted({*first, *second}) if not _same(name, first, second)]
    out.mkdir(parents=True, exist_ok=True)
    kept = [Path(shutil.copy2(path, out)) for path in first.values()]
    [wheel] = [path for path in kept if path.suffix == ".whl"]
    [sdist] = [path for path in kept if path.suffix == ".gz"]
    return wheel, sdist, differing


def _built(root: Path, clone: Path, number: int, *, quick: bool) -> dict[str, Path]:
    git = ["git", "clone", "--quiet", "--no-hardlinks", str(root), str(clone)]
    subprocess.run(git, check=True)
    told = {"SOURCE_DATE_EPOCH": _date(clone), **_SURROUNDINGS[number]}
    if quick:
        told["GRADER_RELEASE"] = QUICK
    made = clone / "dist"
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(made)]
    # git keeps no more of a file's mode than whether it can be run: the rest is this mask's
    mask = (0o022, 0o077)[number]
    subprocess.run(command, cwd=clone, env={**os.environ, **told}, umask=mask, check=True)
    return {path.name: path for path in made.iterdir()}


def _date(clone: Path) -> str:
    command = ["git", "log", "-1", "--format=%ct"]
    told = subprocess.run(command, cwd=clone, check=True, capture_output=True, text=True)
    return told.stdout.strip()


def _same(name: str, first: dict[str, Path], second: dict[str, Path]) -> bool:
    return name in first and name in second and _digest(first[name]) == _digest(second[name])


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
