"""Talk with one child: frames out, answers in, printed text aside, never longer than allowed.

Everything read here was written by a hostile process.
"""

import os
import secrets
import select
import socket
import time
from typing import Any

from grader.budget import Budget
from grader.errors import SandboxFault
from grader.model import Status, Text
from grader.remote.errors import Ended
from grader.remote.session import Batch
from grader.sandbox import answers, wire
from grader.sandbox.process import Child
from grader.sandbox.turned_away import TurnedAway

_LOAD_ROOM = 16 << 20
"""Bytes in which a child may say what became of loading."""
_HEADER_WEIGHT = 8
"""How many bytes of memory a byte of a header becomes, at most as good as."""
_TOKEN_BITS = 60
_READY_SECONDS = 30.0
_WORTH_GIVING_BACK = 0.01
_LATE_SECONDS = 1.0
_MOST_GIVEN_BACK = 5.0
"""Times its own time that a question may get for what a busy machine kept it waiting."""
_FLOOD_FACTOR = 1000
"""Printed text beyond this many times what is kept ends the child."""


class Conversation:
    """The exchange with one child, from its first frame to its end."""

    def __init__(self, child: Child, *, case_seconds: float, budget: Budget, keep: int) -> None:
        """`budget` is the whole submission's; `keep` is bytes of printed text."""
        self._child = child
        self._case_seconds = case_seconds
        self._budget = budget
        self._keep = keep
        self._outbox = memoryview(b"")
        self._inbox = bytearray()
        self._until = budget.deadline
        self._idle_since = time.monotonic()
        self._turned_away = TurnedAway(child.pidfd)
        self._known_turned_away = 0.0
        self._given_back = 0.0
        self._room = _LOAD_ROOM
        self._printed = bytearray()
        self._flood = 0
        self._output_open = True
        self._sends_later = False
        self._poller = select.poll()
        self._poller.register(child.output, select.POLLIN)
        self._poller.register(child.results, select.POLLIN)

    def wait_until_ready(self) -> None:
        """Wait until the child is locked down. Raises SandboxFault: no student code has run yet."""
        until = time.monotonic() + _READY_SECONDS
        try:
            while (said := self._next_frame()) is None:
                self._wait(until)
        except Ended as ended:
            raise SandboxFault("a student's process could not be locked down") from ended
        if said[0] != wire.READY:
            raise SandboxFault("a student's process began with something else than being ready")

    def load(self, frame: bytes) -> Any:
        """Have a submission loaded; return what the child says of it. Raises Ended."""
        self._begin(_LOAD_ROOM)
        return self._ask(frame, wire.LOADED)

    def begin(self, room: int, seconds: float | None = None) -> None:
        """Begin a question: its time starts now, and its answers may take so many bytes."""
        self._begin(room, seconds)

    def exchange(self, batch: Batch) -> list[Any]:
        """Have a batch performed: the `Channel` of the question that was begun.

        Its answer must bring back its token, which the child does not know before.
        """
        token = secrets.randbits(_TOKEN_BITS)
        return answers.values(
            self._ask(answers.batch_frame(batch, token), wire.ANSWER), token, batch
        )

    def _begin(self, room: int, seconds: float | None = None) -> None:
        self._give_back_turned_away()
        self._idle_since = time.monotonic()
        mine = self._case_seconds if seconds is None else seconds
        self._until = min(self._budget.deadline, self._idle_since + mine)
        self._given_back = 0.0
        self._room = room

    def _ask(self, frame: bytes, kind: int) -> Any:
        """Send a frame, return the value of its answer.

        The clock runs while the child has the word: what we did since its last answer is ours.
        """
        self._refuse_what_was_not_asked()
        self._give_back(time.monotonic() - self._idle_since)
        self._outbox = memoryview(frame)
        self._send()
        while (answer := self._next_frame()) is None:
            try:
                self._wait(self._until)
            except Ended as ended:
                if ended.status is not Status.TIMED_OUT or not self._give_back_turned_away():
                    raise
        self._idle_since = time.monotonic()
        if answer[0] != kind:
            raise Ended(Status.CRASHED, Text("ended.protocol"))
        return answer[1]

    def _give_back(self, seconds: float) -> None:
        self._until += seconds
        self._budget.give_back_clock(seconds)

    def _give_back_turned_away(self) -> bool:
        """Give back what the machine kept the child waiting since last; tell whether it was any."""
        known, self._known_turned_away = self._known_turned_away, self._turned_away.seconds()
        room = _MOST_GIVEN_BACK * self._case_seconds - self._given_back
        seconds = min(self._known_turned_away - known, room)
        if seconds < _WORTH_GIVING_BACK:
            return False
        self._given_back += seconds
        self._give_back(seconds)
        return True

    def printed(self) -> str:
        """Take what has been printed up to the last answer."""
        self._drain()
        text = bytes(self._printed).decode("utf-8", "replace")
        self._printed.clear()
        return text

    def _refuse_what_was_not_asked(self) -> None:
        """End a child that answers before its question: only a forger does."""
        try:
            early = bytes(self._inbox) or self._child.results.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:  # it hung up; waiting for its answer will say so
            return
        if early:
            raise Ended(Status.CRASHED, Text("ended.protocol"))

    def _next_frame(self) -> tuple[int, Any] | None:
        if len(self._inbox) < wire.HEAD.size:
            return None
        try:
            kind, header_size, body_size = wire.sizes(bytes(self._inbox[: wire.HEAD.size]))
            start = wire.HEAD.size + header_size
            end = start + body_size
            weight = _HEADER_WEIGHT * header_size + body_size
            if weight > min(self._room, self._budget.answer_bytes_left):
                # it need not even be received
                raise Ended(Status.BAD_VALUE, Text("ended.too_much"))
            if len(self._inbox) < end:
                return None
            self._budget.take(weight)
            header = bytes(self._inbox[wire.HEAD.size : start])
            value = wire.unpack(header, bytes(self._inbox[start:end]))
        except wire.WireError:
            raise Ended(Status.CRASHED, Text("ended.protocol")) from None
        del self._inbox[:end]
        self._room -= end
        return kind, value

    def _wait(self, until: float) -> None:
        left = until - time.monotonic()
        events = self._poller.poll(max(left, 0) * 1000)
        # what came in time is read late where the machine is busy; what never ends is not
        if left <= (-_LATE_SECONDS if events else 0):
            raise Ended(Status.TIMED_OUT, Text("ended.timed_out"))
        for descriptor, event in events:
            if descriptor == self._child.output:
                self._drain()
                continue
            if event & select.POLLOUT:
                self._send()
            if event & (select.POLLIN | select.POLLHUP):
                self._receive()

    def _send(self) -> None:
        try:
            sent = self._child.results.send(self._outbox[: 1 << 20]) if self._outbox else 0
        except BlockingIOError:
            sent = 0
        except OSError:  # it hung up; reading says so too
            sent = len(self._outbox)
        self._outbox = self._outbox[sent:]
        waits = bool(self._outbox)
        if waits != self._sends_later:
            self._sends_later = waits
            events = select.POLLIN | select.POLLOUT if waits else select.POLLIN
            self._poller.modify(self._child.results, events)

    def _receive(self) -> None:
        try:
            data = self._child.results.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            raise Ended(None)
        self._inbox += data

    def _drain(self) -> None:
        while self._output_open:
            try:
                data = os.read(self._child.output, 1 << 16)
            except BlockingIOError:
                return
            if not data:
                self._output_open = False
                self._poller.unregister(self._child.output)
                return
            self._printed += data[: self._keep - len(self._printed)]
            self._flood += len(data)
            if self._flood > _FLOOD_FACTOR * self._keep:
                raise Ended(Status.CRASHED, Text("ended.flood"))
