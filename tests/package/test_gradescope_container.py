"""The whole of an autograder as root in a container's folders: built by setup.sh, then run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from built_kits import QUICK
from command_line import run, write
from course_fixture import DOUBLE, GOOD_COUNTER
from course_lesson import ROOT
from gradescope_container import Container, unpacked
from needs import needs_bubblewrap

APT = '#!/bin/sh\n[ "$1" = update ] || [ -x "${0%/*}/$3" ]\n'
"""Stands for apt-get: what can be installed is what lies beside it."""
NOT_BOUND = {"proc", "dev", "sys", "tmp", "opt", "run", "autograder"}


def wheel(folder: Path) -> Path:
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, env={**os.environ, "GRADER_RELEASE": QUICK},
        capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    [built] = folder.glob("*.whl")
    return built


def in_container(
    container: Container, folder: Path, script: str, *more: str
) -> subprocess.CompletedProcess[str]:
    """Run a script as root, with the machine's programs to be read and /autograder to be filled."""
    command = ["bwrap", "--unshare-all", "--uid", "0", "--gid", "0", "--die-with-parent", *more]
    for path in sorted(Path("/").iterdir()):
        if path.is_dir() and path.name not in NOT_BOUND:
            command += ["--ro-bind", str(path), str(path)]
    (folder / "opt").mkdir(exist_ok=True)
    command += ["--bind", str(folder / "opt"), "/opt"]
    for path in Path("/opt").iterdir():  # where pip may be told to look
        command += ["--ro-bind", str(path), str(path)]
    command += ["--bind", str(container.root), "/autograder", "--tmpfs", "/tmp"]
    command += ["--ro-bind", str(folder / "bin"), "/tmp/bin", "--proc", "/proc", "--dev", "/dev"]
    kept = {name: given for name, given in os.environ.items() if name.startswith("PIP_")}
    for name, given in {**kept, "PATH": "/tmp/bin:/usr/bin:/bin", "HOME": "/tmp"}.items():
        command += ["--setenv", name, given]
    command += ["--unsetenv", "GRADER_CACHE", "--chdir", "/autograder", "bash", script]
    return subprocess.run(command, capture_output=True, text=True, timeout=600)


@pytest.mark.slow
@needs_bubblewrap
def test_it_is_built_and_grades_as_root(tmp_path: Path) -> None:
    packed = run(
        "package", "gradescope", DOUBLE, "--out", tmp_path / "a.zip",
        "--requirement", wheel(tmp_path / "wheel"),
    )  # fmt: skip
    assert packed.exit_code == 0, packed.output
    container = unpacked(tmp_path / "a.zip", tmp_path / "autograder")
    python = tmp_path / "bin" / f"python3.{sys.version_info.minor}"
    python.parent.mkdir()
    python.symlink_to(Path(sys.executable).resolve())
    (tmp_path / "bin" / "apt-get").write_text(APT)
    (tmp_path / "bin" / "apt-get").chmod(0o755)
    built = in_container(container, tmp_path, "source/setup.sh", "--share-net")
    assert built.returncode == 0, built.stdout + built.stderr
    assert "tier isolated" in built.stdout

    write(container.submission / "a.ipynb")
    done = in_container(container, tmp_path, "run_autograder")
    assert done.returncode == 0, done.stderr
    made = container.results()
    assert (made["score"], made["extra_data"]["grader"]["tier"]) == (10.0, "isolated")

    reads = (
        "def double(x):\n    return float(open('/autograder/source/seed').read(1) != '') * 2 * x"
    )
    write(container.submission / "a.ipynb", reads, GOOD_COUNTER)
    assert in_container(container, tmp_path, "run_autograder").returncode == 0
    assert container.results()["score"] == 1.0
