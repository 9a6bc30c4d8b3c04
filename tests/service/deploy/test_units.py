"""The units: systemd reads them without a word, and the sandbox works under their hardening."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx2 as httpx
import pytest
from course_fixture import COURSE as SMALL
from filtered import allowed, lacking
from running_service import database_of

from grader.service.settings import COURSE, DATA, DATABASE

DEPLOY = Path(__file__).parents[3] / "deploy"
FILTERED = Path(__file__).parents[2] / "support" / "filtered.py"
UNITS = sorted([*DEPLOY.glob("*.service"), *DEPLOY.glob("*.timer")])
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
WORKER, WEB = DEPLOY / "grader-worker@.service", DEPLOY / "grader-web.service"
MOST_EXPOSED = 3.0
"""Of 10, as `systemd-analyze security` counts."""
SANDBOX = {
    "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self", "seccomp", "prctl",
    "unshare", "mount", "umount2", "pivot_root", "capset", "prlimit64", "setrlimit", "execve",
    "fork",
}  # fmt: skip
"""What the sandbox is built with."""
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze"
)
needs_filter = pytest.mark.skipif(bool(lacking()), reason=f"needs {lacking()}")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Give a folder of the units, with a program in them that is there on every machine."""
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/grader/bin/grader", "/bin/true")
        name = unit.name.replace("@.", "@1.")
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@needs_systemd
def test_systemd_finds_nothing_to_say_of_them(units: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(units.iterdir())],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.stem)
def test_they_are_little_exposed(units: Path, unit: Path) -> None:
    path = units / unit.name.replace("@.", "@1.")
    said = subprocess.run(
        ["systemd-analyze", "--no-pager", "security", "--offline=true", path],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = re.search(r"exposure level for .*: ([0-9.]+)", said.stdout)
    assert found is not None, said.stderr
    assert float(found[1]) <= MOST_EXPOSED


@needs_filter
def test_a_worker_may_build_the_sandbox_and_the_web_side_may_not() -> None:
    assert allowed(WORKER) >= SANDBOX
    assert allowed(WEB).isdisjoint({"mount", "pivot_root", "landlock_create_ruleset", "bpf"})


@needs_filter
def test_under_a_workers_filter_the_sandbox_is_isolated() -> None:
    done = subprocess.run(
        [sys.executable, FILTERED, WORKER, sys.executable, "-m", "grader", "doctor"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    here = subprocess.run(
        [sys.executable, "-m", "grader", "doctor"], capture_output=True, text=True, check=False
    )
    if "tier isolated" not in here.stdout:
        pytest.skip("not isolated here without the filter either")
    assert done.stdout == here.stdout, done.stderr


def test_nothing_secret_is_in_them() -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        assert "postgresql://" not in text and "PASSWORD" not in text.upper()


@needs_filter
def test_the_filter_of_the_web_side_lets_no_sandbox_be_built() -> None:
    """So the test above would fail where the filter takes away what the sandbox needs."""
    done = subprocess.run(
        [sys.executable, FILTERED, WEB, sys.executable, "-m", "grader", "doctor"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "tier isolated:" not in done.stdout


@pytest.mark.thorough
@needs_filter
def test_under_its_filter_the_web_side_answers(server_url: str, tmp_path: Path) -> None:
    with database_of(server_url, "filtered") as url:
        environment = {**os.environ, DATABASE: url, DATA: str(tmp_path), COURSE: str(SMALL)}
        process = subprocess.Popen(
            [
                sys.executable, FILTERED, WEB, sys.executable, "-m", "grader", "serve",
                "--workers", "0", "--port", "0",
            ],
            env=environment, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            address = process.stdout.readline().rpartition(" ")[2].strip()
            assert httpx.get(f"{address}/health/ready", timeout=20).is_success
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(90) == 0
            process.stdout.close()
