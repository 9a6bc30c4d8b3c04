"""A class of one, graded into a folder that somebody else may have prepared."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.cli import main

PLANTED = "ab" * 32 + "\n"
SEED = bytes.fromhex(PLANTED)
only_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away"
)


def hand_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Go to a folder with Ana's hand-in and a cache of its own."""
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.setenv("GRADER_CACHE", str(folder / "cache"))
    monkeypatch.chdir(folder)
    (folder / "in").mkdir()
    (folder / "in" / "ana.ipynb").write_bytes(notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER))


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def grade(out: Path, *options: str) -> Result:
    given = ["grade", "double", "in", "--out", str(out), "--jobs", "1", *options]
    result = CliRunner().invoke(main, given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def graded(out: Path, *options: str) -> str:
    """Grade; return what was said, on one line."""
    result = grade(out, *options)
    assert result.exit_code == 0, result.output
    assert (out / "gradebook.csv").exists()
    return " ".join(result.output.split())


def refused(out: Path, *options: str) -> str:
    """Be refused before anybody is graded; return the sentence, on one line."""
    result = grade(out, *options)
    assert result.exit_code == 2, result.output
    assert not list(out.glob("gradebook.csv"))
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


def plant(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PLANTED)
    path.chmod(0o600)
    return path
