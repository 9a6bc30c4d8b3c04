"""A stand to try attacks on: a process of its own, forked anew for each, with limits.

``python -I tests/attack/stand.py`` reads one request a line, ``{"what", "path", "world",
"seconds"}``, and answers each with a list of what was seen. What is tried may end, fill or stop all
it can reach: its own process, and the one that this was forked from.

inside    a hostile program runs in the process of a grader without protections
reader    a hostile program runs apart, and what it sends is read without a check
naive     a hostile hand-in is read without protections
guarded   the same by the grader: what came of it, instead of what was seen
"""

import ctypes
import json
import os
import resource
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "sandbox" / "assignment" / "provided")]

import attacking  # noqa: E402, F401  (once, for all forks)
from attack import guarded, naive_grader, naive_intake, naive_reader  # noqa: E402

_ROOM = 1 << 30
"""Bytes of address space that is given beyond what this process has."""
_RESERVE = 1 << 20
_MUCH = 400 << 10
"""Kilobytes of memory that a grader should not take for one answer."""
_DIE_WITH_PARENT = 1


def main() -> None:
    """Serve requests until the input ends."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_tried(json.loads(line))) + "\n")
        sys.stdout.flush()


def _tried(request: dict[str, Any]) -> Any:
    reading, writing = os.pipe()
    stand = os.fork()
    if stand == 0:
        os.close(reading)
        os.setsid()
        _become_stand(request, writing)
    os.close(writing)
    try:
        return _heard(reading, request["seconds"])
    finally:
        with suppress(ProcessLookupError):
            os.killpg(stand, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(stand, signal.SIGKILL)
        os.close(reading)
        os.waitpid(stand, 0)


def _heard(reading: int, seconds: float) -> Any:
    """Return what is reported; that the process ended or goes on is a report too."""
    until = time.monotonic() + seconds
    said = b""
    while not said.endswith(b"\n"):
        if not select.select([reading], [], [], max(until - time.monotonic(), 0))[0]:
            return ["endures"]
        part = os.read(reading, 1 << 16)
        if not part:
            return ["dies"]
        said += part
    return json.loads(said)


def _become_stand(request: dict[str, Any], report: int) -> None:
    theirs, ours = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)  # in whatever session it is
        _limit()
        _redirect(theirs.fileno())
        said = _program(request)
        os.write(report, json.dumps(said).encode() + b"\n")
        os._exit(0)
    theirs.close()
    if request["what"] == "reader":
        _limit()
        said = _watched(lambda: naive_reader.read(ours))
        os.write(report, json.dumps(said).encode() + b"\n")
    os.close(report)
    os.wait()
    os._exit(0)


def _program(request: dict[str, Any]) -> Any:
    path = Path(request["path"])
    if request["what"] == "guarded":
        return guarded.handed_in(path)
    if request["what"] == "naive":
        return _watched(lambda: naive_intake.handed_in(path))
    # nothing of the tests' own is offered: its parent is the grader here
    world = {**request["world"], "grader": os.getppid()}
    source = path.read_text()
    if request["what"] == "inside":
        return _watched(lambda: naive_grader.grade(source, world))
    names: dict[str, Any] = {}
    exec(source, names)
    names["attack"](world)
    return signal.pause()


def _watched(grade: Any) -> list[str]:
    """Return what was seen, exceptions and memory among it."""
    reserve = [bytearray(_RESERVE)]
    try:
        seen = grade()
    except MemoryError:
        reserve.clear()  # so that there is memory to say so
        seen = ["breaks", "hoards"]
    except Exception:
        seen = ["breaks"]
    highest = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (highest, highest))
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > _MUCH:
        seen.append("hoards")
    return seen


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    size = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + _ROOM, resource.RLIM_INFINITY))


def _redirect(results: int) -> None:
    """Give it an input with something in it, no output, and a way to the reader."""
    reading, writing = os.pipe()
    os.write(writing, b"what the grader was told\n")
    os.dup2(reading, 0)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.dup2(results, 3)


if __name__ == "__main__":
    main()
