"""The version that is built comes from the last tag, and there is one where there is no history."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course_lesson import ROOT


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def version(folder: Path) -> str:
    command = [sys.executable, "-m", "hatchling", "version"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with this one's settings, and no history yet."""
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def test_without_a_history_it_is_no_release(project: Path) -> None:
    assert version(project) == "0.dev0"


def test_a_tag_is_a_release_and_what_follows_is_not_yet_the_next(project: Path) -> None:
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "all of it")
    assert ".dev" in version(project)
    git(project, "tag", "v1.4.0")
    assert version(project) == "1.4.0"
    git(project, "commit", "--quiet", "--allow-empty", "-m", "more")
    assert version(project).startswith("1.4.1.dev1+g")
