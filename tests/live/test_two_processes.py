"""Kernel and examiner: either may vanish, be interrupted, or say what it should not."""

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from asking import LIMITS, call, questions
from running_kernel import Kernel, kernel
from standardise_cells import RIGHT, standardise

from grader.live.executor import Live
from grader.live.limit import Limit, OutOfTime
from grader.live.line import HungUp, Line
from grader.model import Extraction, Outcome, Status


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Kernel]:
    with kernel(folder) as found:
        yield found


# ---------------------------------------------------------------- in a kernel


def test_an_examiner_that_was_ended_is_started_again(running: Kernel) -> None:
    running.run(RIGHT)
    running.run("import os\nfrom grader.live.conversation import EXAMINER")
    running.run("EXAMINER._process.kill(); EXAMINER._process.wait()")
    assert "12 of 12" in running.run("check('standardise')").text


def test_one_that_ends_in_the_midst_of_it_is_a_sentence(running: Kernel) -> None:
    number = running.value("EXAMINER._process.pid")
    running.run(standardise("import os", f"os.kill({number}, 9)"))
    shown = running.run("check('standardise')")
    assert shown.errors == ()
    assert "Your kernel is as it was" in shown.text
    running.run(RIGHT)
    assert "12 of 12" in running.run("check('standardise')").text


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("way", ["copy", "here"])
def test_it_can_be_interrupted(folder: Path, way: str) -> None:
    with kernel(folder, GRADER_LIVE=way) as running:
        running.run("import os, signal, threading, time")
        running.run(standardise("while True: pass"))
        press = "threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()"
        shown = running.run(f"{press}\ncheck('standardise')")
        assert [one.partition(":")[0] for one in shown.errors] == ["KeyboardInterrupt"]
        running.run(RIGHT)
        assert "12 of 12" in running.run("check('standardise')").text


@pytest.mark.thorough
def test_no_copy_is_left_behind(running: Kernel) -> None:
    running.run(standardise("import time", "time.sleep(100)"))
    running.run("import os; check('standardise')")
    children = "open(f'/proc/{os.getpid()}/task/{os.getpid()}/children').read().split()"
    assert running.value(f"len({children})") == "1"  # the examiner


def test_the_examiner_ends_with_its_kernel(folder: Path) -> None:
    with kernel(folder) as running:
        running.run(RIGHT)
        running.run("check()")
        running.run("from grader.live.conversation import EXAMINER")
        number = int(running.value("EXAMINER._process.pid"))
    until = time.monotonic() + 20
    while _lives(number) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(number)


def _lives(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_plain_session_prints_the_twin(folder: Path) -> None:
    source = f"{RIGHT}\nfrom grader import check\ncheck('standardise', language='en')\n"
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=folder, capture_output=True, text=True, check=True
    )
    assert "12 of 12 points" in done.stdout
    assert "<div" not in done.stdout


def test_importing_the_package_does_not_start_anything() -> None:
    source = "import sys, grader\nprint('grader.live' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.stdout == "False False\n"


# ---------------------------------------------------------------- what a kernel may say


@contextmanager
def said_by(*replies: tuple[Any, bytes]) -> Iterator[Line]:
    """Let a kernel say this after it was told to start, whatever it was asked."""
    reading, writing = io.BytesIO(), io.BytesIO()
    kernels = Line(io.BytesIO(), reading)
    for message, content in ((["started", "here"], b""), *replies, *[(["stopped"], b"")] * 4):
        kernels.send(message, content)
    reading.seek(0)
    yield Line(reading, writing)


FORGED: dict[str, tuple[Any, bytes]] = {
    "bytes that are no frame": (["answer"], b"\x00" * 40),
    "nothing": (["answer"], b""),
    "a frame of another kind": (
        ["answer"],
        b"GRD1\x01\x00\x00\x00\x04\x00\x00\x00\x00\x00\x00\x00null",
    ),
    "an end that there is not": (["ended", "passed", "ended.exit", {}], b""),
    "an end that is half told": (["ended"], b""),
    "another sentence": (["ended", "crashed", "headline.full", {}], b""),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_is_forged_is_no_answer(what: str) -> None:
    with said_by(FORGED[what]) as line:
        [outcome] = (
            Live(line, LIMITS).run(Extraction((), {"f": "f"}), questions([call("f", 1)])).outcomes
        )
    assert isinstance(outcome, Outcome)
    assert outcome.status is Status.CRASHED
    assert outcome.why is not None and outcome.why.key.startswith("ended.")


@pytest.mark.parametrize("message", [[], None, 3, {}, "answer"])
def test_what_is_no_message_ends_the_conversation(message: Any) -> None:
    with said_by((message, b"")) as line, pytest.raises(HungUp):
        Live(line, LIMITS).run(Extraction((), {"f": "f"}), questions([call("f", 1)]))


def test_a_line_that_breaks_off_is_hung_up() -> None:
    for content in (b"", b"\x01", b"\x05\x00\x00\x00\x00\x00\x00\x00[1", b"\xff" * 8):
        with pytest.raises(HungUp):
            Line(io.BytesIO(content), io.BytesIO()).receive()


# ---------------------------------------------------------------- limits


def test_a_limit_holds_in_a_thread_too() -> None:
    """As on Windows, where there is no signal to send."""
    ended: list[str] = []

    def never() -> None:
        limit = Limit(0.1)
        try:
            with limit:
                while True:
                    os.getpid()
        except OutOfTime:
            ended.append(f"out of time {limit.is_over}")

    thread = threading.Thread(target=never)
    thread.start()
    thread.join(20)
    assert ended == ["out of time True"]


def test_what_ends_in_time_is_let_be() -> None:
    with Limit(20) as limit:
        found = sum(range(10))
    assert (found, limit.is_over) == (45, False)
