"""`grader grade` as a process of its own: started, watched, ended; what it left, times apart."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

WAIT_SECONDS = 120
"""For what comes within a second or two, unless other programs keep every core busy."""

SLOW = "import time\ndef double(x):\n    time.sleep(0.1)\n    return 2 * x\n"
"""Right, but there is time to interrupt it."""
WRONG = "def double(x):\n    return x + 2\n"
RAISES = "def double(x):\n    return 1 / 0\n"


def hand_in(folder: Path, count: int = 12) -> Path:
    """Write a class of this many: slow ones, a wrong one, one that raises, a damaged one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"student-{number:02}.ipynb").write_bytes(notebook_bytes(SLOW, GOOD_COUNTER))
    (folder / "a-wrong.ipynb").write_bytes(notebook_bytes(WRONG, GOOD_COUNTER))
    (folder / "b-raises.ipynb").write_bytes(notebook_bytes(RAISES, GOOD_COUNTER))
    (folder / "c-damaged.ipynb").write_bytes(bytes(50))
    (folder / "d-right.ipynb").write_bytes(notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER))
    (folder / "notes.pdf").write_bytes(b"%PDF")
    return folder


def command(handed_in: Path, out: Path, *options: str) -> list[str]:
    """Return the command that grades a class of the small course."""
    given = ["grade", "double", str(handed_in), "--out", str(out), *options]
    return [sys.executable, "-m", "grader", *given]


@contextmanager
def started(handed_in: Path, out: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start a class run in a process group of its own, as a terminal does; end it at the end."""
    run = subprocess.Popen(
        command(handed_in, out, *options), env=environment(), text=True, process_group=0,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        with run:
            yield run
            run.communicate(timeout=WAIT_SECONDS)
    finally:
        run.kill()


def graded(handed_in: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run a class to its end."""
    return subprocess.run(
        command(handed_in, out, *options), env=environment(), text=True, capture_output=True,
        timeout=WAIT_SECONDS, check=False,
    )  # fmt: skip


def environment() -> dict[str, str]:
    """Return this process's environment, with the small course and short lines of output."""
    return {**os.environ, "GRADER_COURSE": str(COURSE), "COLUMNS": "200"}


def ended(run: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for the end; return the exit code and all that was said."""
    said, complained = run.communicate(timeout=WAIT_SECONDS)
    return run.returncode, said + complained


def finished(out: Path) -> list[str]:
    """Name the students who are done: their results are there."""
    return sorted(path.stem for path in out.glob("results/*.json"))


def wait_for(holds: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    until = time.monotonic() + WAIT_SECONDS
    while not holds():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.01)


def kill(pid: int) -> bool:
    """Kill a process of ours; whether it was there."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def contents(out: Path) -> dict[str, object]:
    """Return everything in a folder of results, by its path; the times in it left out.

    So are its notes: where things are, and what the run was asked for.
    """
    found: dict[str, object] = {}
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        if name.startswith("notes/"):
            continue
        content: object = path.read_bytes()
        if path.suffix == ".json":
            content = json.loads(path.read_bytes())
            assert isinstance(content, dict)
            timeless = path.name in ("assignment.json", "insight.json")
            assert timeless or content.pop("timing")
        found[name] = content
    return found
