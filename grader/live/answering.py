"""Do with live functions what the examiner asks, and keep what they print: the call server, here.

The same server as in a sandbox's child; only what is asked is what the kernel already holds.
"""

import builtins
import io
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from grader.live import kernel
from grader.live.cells import Cells
from grader.model import Chunk
from grader.sandbox import child, wire
from grader.sandbox.loading import Loaded
from grader.sandbox.server import Server


class Answering:
    """The kernel's names, being asked."""

    def __init__(
        self, names: Mapping[str, Any], blocks: Sequence[Sequence[Any]], cells: Cells
    ) -> None:
        self._server = Server(Loaded(dict(names), [Chunk(*block) for block in blocks]))
        self._cells = cells

    def batch(self, frame: bytes) -> bytes:
        """Perform a batch of operations; return the ANSWER, as a sandbox's child would."""
        _kind, header, _body = wire.sizes(frame[: wire.HEAD.size])
        rest = frame[wire.HEAD.size :]
        token, operations, wanted, is_first, is_last = wire.unpack(
            rest[:header], rest[header:], trusted=True
        )
        return child.answer(
            self._server, token, operations, wanted, is_first, is_last, self._cells.number
        )


class Printed(io.TextIOBase):
    """Takes what is printed, and keeps its beginning; counts the threads that are started."""

    encoding = "utf-8"  # some programs ask

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most
        self._kept: list[str] = []
        self._size = 0
        self.threads = 0

    def writable(self) -> bool:
        """Tell that it can be printed to."""
        return True

    def write(self, text: str) -> int:
        """Keep what there is room for."""
        room = self._most - self._size
        if room > 0:
            self._kept.append(text[:room])
            self._size += len(self._kept[-1])
        return len(text)

    def taken(self) -> str:
        """Return what was printed since the last call."""
        text = "".join(self._kept)
        self._kept.clear()
        self._size = 0
        return text


@contextmanager
def quiet(printed: Printed) -> Iterator[None]:
    """Let nothing that is asked reach the notebook: no print, no picture, no prompt, no end."""
    taken = [*_places_taken(printed)]
    before = [(owner, name, getattr(owner, name)) for owner, name, _value in taken]
    for owner, name, value in taken:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)


def _places_taken(printed: Printed) -> Iterator[tuple[Any, str, Any]]:
    """Yield what stands in whose place: an owner, a name, a value."""
    start = threading.Thread.start

    def counted(thread: threading.Thread) -> None:
        printed.threads += 1
        start(thread)

    yield sys, "stdout", printed
    yield sys, "stderr", printed
    yield builtins, "input", _no_input
    yield threading.Thread, "start", counted
    running = kernel.shell()
    if hasattr(running, "display_pub"):
        yield running, "display_pub", _Unseen()
    if hasattr(running, "ask_exit"):
        yield running, "ask_exit", _leave  # the kernel's exit() ends the kernel, a moment later
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    if hasattr(pyplot, "show"):
        yield pyplot, "show", _nothing  # drawing takes seconds, and nobody would see it


def _leave() -> NoReturn:
    raise SystemExit


def _nothing(*_: Any, **__: Any) -> None:
    """Take the place of what shows a figure."""


class _Unseen:
    """Takes whatever is displayed, and shows none of it."""

    is_publishing = False

    def publish(self, *_: Any, **__: Any) -> None:
        """Show nothing."""

    def clear_output(self, *_: Any, **__: Any) -> None:
        """Clear nothing."""


def _no_input(*_: Any) -> NoReturn:
    raise EOFError("input() has nobody to ask while a function is being checked")
