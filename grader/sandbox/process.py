"""The grader's handle on a zygote: start it, have it fork children, learn how they ended."""

import contextlib
import json
import os
import select
import signal
import socket
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from grader.errors import NotIsolated, SandboxFault
from grader.frozen import frozen
from grader.model import Limits
from grader.sandbox import control, launch, policy, wall
from grader.sandbox.policy import Layers

_START_SECONDS = 60.0
_ALL_LAYERS = Layers()


@frozen
class Ending:
    """How a child ended, as the kernel told the zygote."""

    status: int
    cpu_seconds: float


@frozen
class Child:
    """A forked child as the grader holds it."""

    pid: int
    pidfd: int
    results: socket.socket
    output: int

    def kill(self) -> None:
        """End it, whatever state it is in; a pidfd is never another process."""
        try:
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        except ProcessLookupError:
            return

    def ended_within(self, seconds: float) -> bool:
        """Wait for it to end by itself."""
        poller = select.poll()
        poller.register(self.pidfd, select.POLLIN)
        return bool(poller.poll(seconds * 1000))


class Zygote:
    """A zygote that was started. Raises SandboxFault whenever it does not do its part.

    It is on its way when this returns; `ready` waits until it can fork.

    Raises NotIsolated when the wall that is asked for cannot be had here.
    """

    def __init__(
        self,
        assignment: Path | None,
        limits: Limits,
        protected: Sequence[Path] = (),
        layers: Layers = _ALL_LAYERS,
        *,
        sparing: bool = False,
    ) -> None:
        """Start it. If `sparing`, for a submission or two, it loads no library ahead of them."""
        _refuse_exposed(protected)  # here, so that a student's process never hears of these paths
        self._wall = wall.command(layers.wall, assignment)
        config: dict[str, Any] = {
            "assignment": None if assignment is None else str(assignment.resolve()),
            "limits": asdict(limits),
            # inside a wall there are namespaces already
            "layers": asdict(replace(layers, namespaces=layers.namespaces and not layers.wall)),
            "sparing": sparing,
        }
        launched = launch.launch(self._wall) if self._wall else launch.taken()
        self._launched, self._control = launched, launched.control
        self._control.settimeout(_START_SECONDS)
        with contextlib.suppress(OSError):  # it ended already: `ready` says so
            self._control.send(json.dumps(config).encode())
        self._endings: dict[int, Ending] = {}
        self.facts: dict[str, Any] = {}

    def ready(self) -> "Zygote":
        """Wait until Python, numpy and the provided modules are loaded there; return itself."""
        if not self.facts:
            self.facts = self._first_words()
        return self

    @property
    def pid(self) -> int:
        """Return its process id; inside a wall, that of the wall's program."""
        return self._launched.process.pid

    def fork(self) -> Child:
        """Have a child forked; it waits, locked down, for a submission."""
        ours, theirs = socket.socketpair()
        output, their_output = os.pipe()
        ours.setblocking(False)
        os.set_blocking(output, False)
        try:
            socket.send_fds(self._control, [b"R"], [theirs.fileno(), their_output])
            while True:
                message, passed = self._hear()
                if message[:1] == b"P":
                    _tag, pid = control.FORKED.unpack(message)
                    return Child(pid, passed[0], ours, output)
        except BaseException as error:
            ours.close()
            os.close(output)
            if isinstance(error, (OSError, SandboxFault)):
                raise SandboxFault(f"the sandbox process did not fork: {error}") from error
            raise
        finally:
            theirs.close()
            os.close(their_output)

    def bury(self, child: Child) -> Ending:
        """Kill a child if it still lives, close what belongs to it, say how it ended."""
        child.kill()
        try:
            while child.pid not in self._endings:
                self._hear()
            return self._endings.pop(child.pid)
        finally:
            child.results.close()
            os.close(child.output)
            os.close(child.pidfd)

    def close(self) -> None:
        """Hang up: the zygote kills its children and ends."""
        self._launched.end()

    def _first_words(self) -> dict[str, Any]:
        message = b""
        started = time.monotonic()
        with contextlib.suppress(OSError):  # no word within the time
            message = self._control.recv(1 << 16)
        said = json.loads(message) if message else {}
        if "facts" not in said:
            waited = time.monotonic() - started
            self.close()
            if self._wall and (refusal := wall.refusal(self._wall)):
                raise NotIsolated(f"--wall does not work on this machine: {refusal}")
            raise SandboxFault(
                f"the sandbox did not start: {said.get('error') or f'no word in {waited:.0f} s'}"
            )
        facts: dict[str, Any] = said["facts"]
        return facts

    def _hear(self) -> tuple[bytes, list[int]]:
        try:
            message, passed, _flags, _address = socket.recv_fds(self._control, 64, 1)
        except OSError as error:
            raise SandboxFault(f"the sandbox process does not answer: {error}") from error
        if not message:
            raise SandboxFault("the sandbox process ended")
        if message[:1] == b"X":
            _tag, pid, status, user, system = control.ENDED.unpack(message)
            self._endings[pid] = Ending(status, user + system)
        return message, passed


def _refuse_exposed(protected: Sequence[Path]) -> None:
    exposed = policy.exposed(policy.readable_paths(), map(str, protected))
    if exposed:
        secret, root = exposed[0]
        raise SandboxFault(f"{secret} lies beneath {root}, which students' code may read; move it")
