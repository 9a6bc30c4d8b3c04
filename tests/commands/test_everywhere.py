"""`grader check` on machines without what a sandbox takes, and in odd places: it checks there."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from command_line import write
from course_fixture import COURSE, GOOD_COUNTER

WRONG_DOUBLE = "def double(x):\n    return 3 * x\n"
LACKING = """
import os, platform, signal, sys
for name in ("fcntl", "resource", "pwd"):
    sys.modules[name] = None
for owner, names in {
    os: ("fork", "forkpty", "memfd_create", "unshare", "sched_setaffinity"),
    signal: ("setitimer", "SIGALRM", "alarm", "pthread_sigmask"),
}.items():
    for name in names:
        if hasattr(owner, name):
            delattr(owner, name)
sys.platform = "darwin"
platform.system = lambda: "Darwin"
from grader.cli import main
main()
"""
"""The command where there is no Linux: what other systems lack is taken away first."""


def check(
    folder: Path,
    *arguments: str,
    lacking: bool = True,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    started = ["-c", LACKING] if lacking else ["-m", "grader"]
    home = {"HOME": str(folder), "GRADER_CACHE": "", "GRADER_COURSE": str(COURSE)}
    given = {**os.environ, **home, **(environment or {})}
    return subprocess.run(
        [sys.executable, *started, "check", "--lang", "en", *arguments],
        cwd=folder, env={name: value for name, value in given.items() if value},
        capture_output=True,
    )  # fmt: skip


def test_without_a_sandbox_ones_own_notebook_is_checked_and_the_report_says_so(
    tmp_path: Path,
) -> None:
    write(tmp_path / "ana.ipynb", WRONG_DOUBLE, GOOD_COUNTER)
    checked = check(tmp_path)
    said = checked.stdout.decode()
    assert checked.returncode == 1, checked.stderr.decode()
    assert "1 of 10 points" in said
    assert "Your code ran without a sandbox" in said


@pytest.mark.thorough
def test_what_never_ends_is_ended_there_too(tmp_path: Path) -> None:
    write(tmp_path / "ana.ipynb", "def double(x):\n    while True:\n        pass\n", GOOD_COUNTER)
    checked = check(tmp_path)
    assert checked.returncode == 1, checked.stderr.decode()
    assert "1 of 10 points" in checked.stdout.decode()


def test_somebody_elses_notebook_is_not_run_there(tmp_path: Path) -> None:
    write(tmp_path / "ana.ipynb", WRONG_DOUBLE, GOOD_COUNTER)
    (tmp_path / "seed").write_text("ab" * 32)
    refused = check(tmp_path, "--seed-file", "seed")
    assert refused.returncode == 2
    assert b"other people's code is not run here" in refused.stderr


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("lacking", [False, True], ids=["here", "elsewhere"])
@pytest.mark.parametrize("name", ["minha lição 1", "back\\slash", "ñandú (2)", "%d {x} 'q'"])
def test_odd_names_of_folders_and_notebooks(tmp_path: Path, name: str, *, lacking: bool) -> None:
    folder = tmp_path / name
    write(folder / f"{name}.ipynb", WRONG_DOUBLE, GOOD_COUNTER)
    checked = check(folder, f"{name}.ipynb", lacking=lacking)
    assert checked.returncode == 1, checked.stderr.decode()


@pytest.mark.sampled(thorough=2)
@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii"},
        {"HOME": ""},
        {"HOME": "/nowhere"},
        {"TERM": "dumb", "NO_COLOR": "1"},
        {"COLUMNS": "20"},
        {"LC_ALL": "C", "LANG": "C"},
    ],
    ids=str,
)
@pytest.mark.parametrize("lacking", [False, True], ids=["here", "elsewhere"])
def test_odd_environments(tmp_path: Path, environment: Mapping[str, str], *, lacking: bool) -> None:
    write(tmp_path / "ana.ipynb", WRONG_DOUBLE, GOOD_COUNTER)
    checked = check(tmp_path, lacking=lacking, environment=environment)
    assert checked.returncode == 1, checked.stderr.decode()
    assert b"Traceback" not in checked.stderr
    assert b"10" in checked.stdout


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("lacking", [False, True], ids=["here", "elsewhere"])
def test_a_folder_that_may_only_be_read(tmp_path: Path, *, lacking: bool) -> None:
    folder = tmp_path / "read only"
    write(folder / "ana.ipynb", WRONG_DOUBLE, GOOD_COUNTER)
    folder.chmod(0o555)
    try:
        checked = check(folder, lacking=lacking)
        assert checked.returncode == 1, checked.stderr.decode()
    finally:
        folder.chmod(0o755)
