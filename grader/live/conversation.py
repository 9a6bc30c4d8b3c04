"""The kernel's side of a check: start the examiner, let it ask, hand back what it tells."""

import atexit
import os
import subprocess
import sys
import time
from contextlib import suppress
from inspect import ismodule, isroutine
from pathlib import Path
from typing import Any

from grader.live import kernel
from grader.live.answering import Answering
from grader.live.cells import Cells
from grader.live.ended import BrokeOff
from grader.live.here import Here
from grader.live.line import HungUp, Line

VARIABLE = "GRADER_LIVE"
"""``copy``: ask in a copy of the kernel, or not at all; ``here``: in the kernel itself."""
_START = (
    "import sys; sys.path.append(sys.argv.pop()); from grader.live.examiner import main; main()"
)


class Examiner:
    """The process that knows the kits: started once, and again when it is gone."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Line | None = None

    def start(self) -> Line:
        """Start it if it is not running; return at once. Raises OSError."""
        if self._line is not None and self._process is not None and self._process.poll() is None:
            return self._line
        self.close()
        root = str(Path(__file__).parents[2])
        self._process = subprocess.Popen(
            # -P: no module of the notebook's folder takes the place of a library
            [sys.executable, "-P", "-c", _START, root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self._process.stdin is not None and self._process.stdout is not None  # noqa: S101
        self._line = Line(self._process.stdout, self._process.stdin)
        return self._line

    def ask(self, message: dict[str, Any], cells: Cells, content: bytes = b"") -> dict[str, Any]:
        """Have something checked; return what is told. Raises HungUp, OSError.

        After an interruption the examiner is ended: it would go on where nobody is.
        """
        line = self.start()
        served = _Served(line, cells, self.ends())
        try:
            line.send(message, content)
            while True:
                said, more = line.receive()
                if said[0] == "told":
                    told: dict[str, Any] = said[1]
                    return told
                line.send(*served.perform(said, more))
        except BaseException:
            self.close()
            raise
        finally:
            served.close()

    def ends(self) -> list[int]:
        """Return the descriptors of the line, which no copy of the kernel should hold."""
        if self._process is None or self._process.stdin is None or self._process.stdout is None:
            return []
        return [self._process.stdin.fileno(), self._process.stdout.fileno()]

    def close(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if self._line is not None:
            self._line.close()
            self._line = None
        if process is not None:
            with suppress(OSError):
                process.kill()
            process.wait()


EXAMINER = Examiner()
atexit.register(EXAMINER.close)


class _Served:
    """The kernel, as the examiner asks it during one check."""

    def __init__(self, line: Line, cells: Cells, ends: list[int]) -> None:
        self._line = line
        self._cells = cells
        self._ends = ends
        self._asked: dict[int, Any] = {}
        self._seconds = 1.0
        self._until = 0.0

    def perform(self, said: list[Any], content: bytes) -> tuple[Any, bytes]:
        """Do what the examiner says; return the reply."""
        operation, place, *more = said
        if operation == "start":
            return self._start(place, *more), b""
        if operation == "batch":
            return self._batch(place, content, *more)
        if operation == "printed":
            asked = self._asked.get(place)
            return ["printed", *(asked.printed() if asked is not None else ("", 0))], b""
        if operation == "stop":
            asked = self._asked.pop(place, None)
            if asked is not None:
                asked.close()
            return ["stopped"], b""
        raise HungUp

    def close(self) -> None:
        """End what is left."""
        for asked in reversed(self._asked.values()):
            asked.close()
        self._asked.clear()

    def _start(
        self,
        place: int,
        blocks: Any,
        given: list[str] | None,
        seconds: float,
        kilobytes: int,
        megabytes: int,
    ) -> list[Any]:
        self._seconds = seconds
        names = kernel.namespace()
        answering = Answering(_met(names, given), blocks, self._cells)
        self._asked[place] = _opened(answering, names, kilobytes, megabytes, self._ends)
        return ["started", type(self._asked[place]).__name__.lower()]

    def _batch(self, place: int, frame: bytes, is_first: bool) -> tuple[Any, bytes]:
        if is_first:
            self._until = time.monotonic() + self._seconds
        try:
            return ["answer"], self._asked[place].batch(frame, self._until)
        except BrokeOff as end:
            return ["ended", *end.told], b""


def _met(names: dict[str, Any], given: list[str] | None) -> dict[str, Any]:
    """Return the names that what is asked meets: these, functions, classes, modules; or all."""
    if given is None:
        return names
    return {
        name: value
        for name, value in names.items()
        if name in given or isinstance(value, type) or isroutine(value) or ismodule(value)
    }


def _opened(
    answering: Answering, names: dict[str, Any], kilobytes: int, megabytes: int, ends: list[int]
) -> Any:
    """Return where functions are asked: in a copy on Linux, in the kernel elsewhere.

    Elsewhere a copy may be made and is not to be trusted (macOS), or cannot be made (Windows).
    """
    wanted = os.environ.get(VARIABLE, "")
    if sys.platform == "linux" and wanted != "here":
        from grader.live.forked import Forked  # its modules are not everywhere

        try:
            return Forked(answering, kilobytes, megabytes, ends)
        except OSError:  # no room for another process
            if wanted == "copy":
                raise
    return Here(answering, names, kilobytes)
