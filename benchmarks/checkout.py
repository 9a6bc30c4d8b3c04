"""Checkouts of this repository as it was at some commit, each with a Python that finds it alone."""

import os
import subprocess
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Checkout:
    """A checkout, and a Python that finds its package and no other."""

    tree: Path
    python: Path


def this_one(folder: Path) -> Checkout:
    """Return this checkout; its Python is made in `folder`."""
    return Checkout(ROOT, _python(ROOT, folder / "now"))


def as_at(commit: str, folder: Path) -> Checkout:
    """Return a checkout of a commit, made in `folder`."""
    tree = folder / "before"
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True)
    tree.mkdir()
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive.stdout, check=True)
    return Checkout(tree, _python(tree, folder / "then"))


def environment() -> dict[str, str]:
    """Return the variables that commands of a checkout are started with."""
    without = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in without}


def _python(tree: Path, folder: Path) -> Path:
    """Return a Python of an environment made here, with this one's libraries.

    The sandbox's Python looks at no variable: told by PYTHONPATH, the grader of one checkout would
    start the sandbox of another.
    """
    venv.create(folder, symlinks=True)
    [there] = folder.glob("lib/python*/site-packages")
    libraries = sysconfig.get_paths()["purelib"]
    (there / "checkout.pth").write_text(f"{tree}\n{libraries}\n", encoding="utf-8")
    return folder / "bin" / "python"
