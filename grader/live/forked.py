"""Ask live functions in a copy of the kernel (`os.fork`), so that nothing in the kernel changes.

The copy has all that the kernel has, at next to no cost, and is thrown away: what is printed,
drawn, seeded, patched, started or exited there is gone with it, and a loop without an end is killed
from outside.
"""

import gc
import os
import resource
import select
import signal
import struct
import sys
import time
import warnings
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any, NoReturn

from grader.live.answering import Answering, Printed, quiet
from grader.live.asking import asking
from grader.live.ended import BrokeOff, timed_out

_SIZE = struct.Struct("<I")
_LARGEST = 80 << 20
_CPU_SECONDS = 120
"""After which a copy that nobody watches any more ends by itself."""
_EXIT_NO_MEMORY = 7


class Forked:
    """One copy of the kernel, waiting to be asked. Raises OSError where none can be made."""

    def __init__(
        self, answering: Answering, kilobytes: int, megabytes: int, closed: Iterable[int] = ()
    ) -> None:
        asks, self._asking = os.pipe()
        self._answers, answers = os.pipe()
        shut = [*closed, self._asking, self._answers]
        sys.stdout.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of threads, which the copy does not have
            self._process = os.fork()
        if not self._process:
            _serve(answering, asks, answers, kilobytes, megabytes, shut)
        os.close(asks)
        os.close(answers)

    def batch(self, frame: bytes, until: float) -> bytes:
        """Have a batch performed, until a time of the monotonic clock. Raises BrokeOff."""
        return self._exchange(b"b" + frame, until)

    def printed(self) -> tuple[str, int]:
        """Return what was printed since the last call, and how many threads were ever started.

        What a copy that ended had is gone.
        """
        try:
            told = self._exchange(b"p", time.monotonic() + 1).decode("utf-8", "replace")
        except BrokeOff:
            return "", 0
        threads, _newline, text = told.partition("\n")
        return text, int(threads) if threads.isdecimal() else 0

    def close(self) -> None:
        """End the copy and whatever it started."""
        if not self._process:
            return
        self._hang_up()
        self._reap(0)

    def _exchange(self, message: bytes, until: float) -> bytes:
        if not self._process:
            raise BrokeOff("crashed", "ended.exit")
        try:
            _write(self._asking, _SIZE.pack(len(message)) + message)
            [size] = _SIZE.unpack(self._read(_SIZE.size, until))
            if size > _LARGEST:
                raise BrokeOff("crashed", "ended.protocol")
            return self._read(size, until)
        except OSError:
            raise self._why() from None

    def _read(self, size: int, until: float) -> bytes:
        parts = []
        while size:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._answers], [], [], left)[0]:
                self.close()
                raise timed_out()
            part = os.read(self._answers, min(size, 1 << 20))
            if not part:
                raise self._why()
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _why(self) -> BrokeOff:
        """Say how the copy ended by itself."""
        self._hang_up()
        code = self._reap(20)
        if code == _EXIT_NO_MEMORY:
            return BrokeOff("out_of_memory", "ended.memory")
        if code < 0:
            return BrokeOff("crashed", "ended.signal", signal=_name(-code))
        return BrokeOff("crashed", "ended.exit")

    def _hang_up(self) -> None:
        for end in (self._asking, self._answers):
            os.close(end)

    def _reap(self, tries: int) -> int:
        """End the copy, and return how it ended: by itself where it had, or was about to."""
        process, self._process = self._process, 0
        found = status = 0
        for _ in range(tries):
            found, status = os.waitpid(process, os.WNOHANG)
            if found:
                break
            time.sleep(0.005)
        for kill in (os.killpg, os.kill) if not found else (os.killpg,):
            with suppress(ProcessLookupError, PermissionError):
                kill(process, signal.SIGKILL)
        if not found:
            _process, status = os.waitpid(process, 0)
        return os.waitstatus_to_exitcode(status)


def _name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def _serve(
    answering: Answering,
    asks: int,
    answers: int,
    kilobytes: int,
    megabytes: int,
    shut: Sequence[int],
) -> NoReturn:
    """Answer until the kernel hangs up. Runs in the copy, and never leaves it."""
    code = 1
    try:
        _settle(megabytes, shut)
        printed = Printed(kilobytes << 10)
        with asking(), quiet(printed):
            while True:
                [size] = _SIZE.unpack(_take(asks, _SIZE.size))
                message = _take(asks, size)
                if message[:1] == b"p":
                    told = f"{printed.threads}\n{printed.taken()}"
                    answer = told.encode("utf-8", "replace")
                else:
                    answer = answering.batch(message[1:])
                _write(answers, _SIZE.pack(len(answer)) + answer)
    except MemoryError:
        code = _EXIT_NO_MEMORY
    except BaseException:
        code = 1
    finally:
        os._exit(code)


def _settle(megabytes: int, shut: Sequence[int]) -> None:
    """Take leave of the kernel: its streams, its signals, its garbage, its debugger."""
    os.setpgid(0, 0)
    gc.freeze()  # what is the kernel's is not collected here: sockets would say good-bye
    sys.settrace(None)
    sys.setprofile(None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in shut:
        os.close(number)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + _CPU_SECONDS)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, _address_space() + (megabytes << 20))
    torch: Any = sys.modules.get("torch")
    if hasattr(torch, "set_num_threads"):
        torch.set_num_threads(1)  # its threads are not in the copy, and it would wait for them


def _address_space() -> int:
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[0]) * resource.getpagesize()


def _lower(kind: int, to: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    if hard == resource.RLIM_INFINITY or to <= hard:
        resource.setrlimit(kind, (to, hard))


def _take(reading: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(reading, min(size, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(writing: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(writing, view) :]
