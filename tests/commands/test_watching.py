"""`grader check --watch`: a notebook that is saved is checked again, and what changed is said."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from command_line import write
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE

from grader.commands.watching import check_at_every_save
from grader.errors import UserError

WRONG_DOUBLE = "def double(x):\n    return 3 * x\n"
SECONDS = 60.0


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Watch `ana.ipynb`; the function waits until something is said of it."""
    out = tmp_path / "said"
    environment = {
        **os.environ, "GRADER_COURSE": str(COURSE), "PYTHONIOENCODING": "utf-8",
        "WATCHFILES_FORCE_POLLING": "",
    }  # fmt: skip
    write(tmp_path / "ana.ipynb", WRONG_DOUBLE, GOOD_COUNTER)
    with out.open("wb") as file:
        watching = subprocess.Popen(
            [sys.executable, "-m", "grader", "check", "ana.ipynb", "--watch", "--lang", "en"],
            cwd=tmp_path, env=environment, stdout=file, stderr=file,
        )  # fmt: skip

        def wait_for(text: str) -> str:
            until = time.monotonic() + SECONDS
            while text not in (said := out.read_text("utf-8")):
                assert time.monotonic() < until, said
                assert watching.poll() is None, said
                time.sleep(0.05)
            return said

        try:
            yield wait_for
        finally:
            watching.send_signal(signal.SIGINT)
            assert watching.wait(SECONDS) == 1, out.read_text("utf-8")


def test_what_became_better_and_worse_is_said(told: Callable[[str], str], tmp_path: Path) -> None:
    told("Watching ana.ipynb")
    saved = write(tmp_path / "next", GOOD_DOUBLE, GOOD_COUNTER)
    saved.replace(tmp_path / "ana.ipynb")  # as editors do that save beside and rename
    assert "▲ better" in told("of 10 points.")
    write(tmp_path / "ana.ipynb", WRONG_DOUBLE, GOOD_COUNTER)
    told("▼ worse")
    write(tmp_path / "ana.ipynb", WRONG_DOUBLE, GOOD_COUNTER, "x = 1")
    told("No item changed")


def test_without_watchfiles_the_command_that_installs_it_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    with pytest.raises(UserError, match="pip install watchfiles"):
        check_at_every_save(tmp_path / "ana.ipynb", lambda: pytest.fail("checked"))
