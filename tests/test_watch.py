"""What is stuck in this process is ended; what takes too much memory is told so."""

import gc
import resource
import signal
import subprocess
import sys
import time
import weakref

import pytest
from little_memory import needs_proc

from grader.__main__ import main
from grader.own_memory import collect_rarely, limit_memory, limited_memory
from grader.watch import Stuck, watched


def test_what_is_stuck_is_ended_though_exceptions_are_caught_on_the_way() -> None:
    with pytest.raises(Stuck), watched(0.05):
        while True:
            try:
                time.sleep(0.01)
            except Exception:
                continue


def test_what_ends_in_time_is_left_alone_and_so_is_the_timer() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with watched(60):
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert signal.getsignal(signal.SIGALRM) is before


def test_what_lets_no_exception_in_ends_the_process() -> None:
    stuck = (
        "import grader.watch as w\nw._LAST_SECONDS = 0.2\n"
        "with w.watched(0.1):\n    sum(range(10**13))\n"  # one call of C code, of days
    )
    ended = subprocess.run(
        [sys.executable, "-c", stuck], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert "Timeout" in ended.stderr


@needs_proc
def test_more_memory_than_this_process_may_take_is_refused_and_nothing_breaks() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with limited_memory(256):
        with pytest.raises(MemoryError):
            bytearray(512 << 20)
        assert len(bytearray(64 << 20)) == 64 << 20
    assert resource.getrlimit(resource.RLIMIT_AS) == before


@needs_proc
def test_a_limit_is_never_lifted_by_another() -> None:
    with limited_memory(256):
        lowest = resource.getrlimit(resource.RLIMIT_AS)[0]
        assert limit_memory(10_000) == lowest
        assert resource.getrlimit(resource.RLIMIT_AS)[0] == lowest


def test_garbage_is_looked_for_rarely_and_is_found() -> None:
    before = gc.get_threshold()
    try:
        gc.set_threshold(700, 10, 10)
        collect_rarely()
        assert gc.get_threshold()[0] >= 7_000
        gone = weakref.ref(_in_a_circle())
        kept = [[number] for number in range(8_000)]
        assert gone() is None and kept
    finally:
        gc.set_threshold(*before)


class _Circle:
    def __init__(self) -> None:
        self.itself = self


def _in_a_circle() -> _Circle:
    return _Circle()


@pytest.mark.parametrize("arguments", [["list"], ["--help"]])
def test_every_command_looks_for_it_rarely(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = gc.get_threshold()
    monkeypatch.setattr(sys, "argv", ["grader", *arguments])
    try:
        gc.set_threshold(700, 10, 10)
        with pytest.raises(SystemExit):
            main()
        assert gc.get_threshold()[0] >= 7_000
    finally:
        gc.set_threshold(*before)
