"""For machines without a sandbox: a separate process with a time limit, for one's own code only.

Nothing is isolated here. A student may check their own notebook on macOS or Windows with it; it is
used only when asked for (`--own-code`).
"""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from grader.budget import Budget
from grader.errors import SandboxFault
from grader.model import (
    Execution,
    Extraction,
    Isolation,
    Limits,
    Outcome,
    Raised,
    Status,
    Text,
)
from grader.remote.errors import Ended
from grader.remote.session import Batch
from grader.sandbox import answers, own_code_child, wire
from grader.sandbox.executor import Closing, Question, budget_of, put
from grader.sandbox.tiers import TIERS, noting

_START_SECONDS = 60.0


class OwnCode(Closing):
    """An `Executor` that limits time and nothing else."""

    def __init__(
        self, assignment: Path, limits: Limits, *, allowed: str = "", scratch: Path | None = None
    ) -> None:
        """Note the lowest tier that was accepted; temporary files go to `scratch`."""
        self.isolation = noting(Isolation(TIERS[-1]), allowed)
        self._assignment = assignment
        self._limits = limits
        self._scratch = scratch

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        """Ask one case at a time; after a bad end the next case gets a new process."""
        budget = budget or budget_of(self._limits)
        outcomes: list[Outcome] = []
        facts: dict[str, Any] = {}
        failures: tuple[tuple[int, Raised], ...] | None = None
        while left := questions[len(outcomes) :]:
            if budget.no_time_left:
                outcomes += [Outcome(Status.TIMED_OUT, why=Text("ended.no_time_left"))] * len(left)
                break
            loaded = False
            with self._process(budget) as process:
                try:
                    failed = process.load(extraction)
                    failures = failed if failures is None else failures
                    loaded = True
                    for q in left:
                        outcomes.append(self._ask(process, q, extraction, facts, budget))
                except Ended as end:
                    status = end.status or Status.CRASHED
                    outcome = Outcome(status, why=end.why or Text("ended.exit"))
                    # what cannot be loaded cannot answer anything
                    outcomes += [outcome] * (1 if loaded else len(left))
        return Execution(tuple(outcomes), failures or ())

    def _process(self, budget: Budget) -> "_Process":
        return _Process(self._assignment, self._limits, budget, self._scratch)

    def _ask(
        self,
        process: "_Process",
        q: Question,
        extraction: Extraction,
        facts: dict[str, Any],
        budget: Budget,
    ) -> Outcome:
        process.begin(q.seconds)
        with ExitStack() as apart:

            def another() -> _Process:
                other = apart.enter_context(self._process(budget))
                other.load(extraction)
                other.begin()
                return other

            outcome = put(q, extraction, process, another, facts)
        return replace(outcome, printed=process.printed() if q.kind == "example" else "")


class _Process:
    """One Python process that loads one submission; frames go over its standard streams."""

    def __init__(
        self, assignment: Path, limits: Limits, budget: Budget, scratch: Path | None
    ) -> None:
        self._limits = limits
        self._budget = budget
        self._too_much = False
        self._folder = tempfile.TemporaryDirectory(prefix="grader-own-code-", dir=scratch)
        self._output = Path(self._folder.name) / "printed"
        self._output.touch()
        self._seen = 0
        self._until = 0.0
        config = {"assignment": str(assignment.resolve()), "output": str(self._output)}
        command = [sys.executable, "-I", "-m", own_code_child.__name__, json.dumps(config)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
        self._frames: queue.Queue[tuple[int, Any] | None] = queue.Queue()
        assert self._process.stdout is not None and self._process.stdin is not None  # noqa: S101
        self._stdin: IO[bytes] = self._process.stdin
        self._stdout: IO[bytes] = self._process.stdout
        self._reader = threading.Thread(target=self._read_frames, daemon=True)
        self._reader.start()

    def _wait_until_ready(self) -> None:
        """Wait until Python, numpy and the provided modules are loaded. Raises SandboxFault."""
        try:
            ready = self._frames.get(timeout=_START_SECONDS)
        except queue.Empty:
            ready = None
        if ready is None:
            raise SandboxFault("the process that runs your code did not start")

    def load(self, extraction: Extraction) -> tuple[tuple[int, Raised], ...]:
        """Have a submission loaded; return what failed. Raises Ended, SandboxFault."""
        self._wait_until_ready()
        self.begin()
        failed = self.ask(answers.load_frame(extraction), wire.LOADED)
        self.printed()  # what loading printed belongs to no case
        return answers.load_failures(failed, len(extraction.chunks))

    def begin(self, seconds: float | None = None) -> None:
        """Begin a question: its time starts now."""
        mine = self._limits.case_wall_seconds if seconds is None else seconds
        self._until = time.monotonic() + mine

    def exchange(self, batch: Batch) -> list[Any]:
        """Have a batch performed: the `Channel` of the question that was begun."""
        answer = self.ask(answers.batch_frame(batch, 0), wire.ANSWER)
        return answers.values(answer, 0, batch)

    def ask(self, frame: bytes, kind: int) -> Any:
        """Send one frame, return the value of its answer. Raises Ended."""
        try:
            self._stdin.write(frame)
            self._stdin.flush()
            seconds = min(self._until - time.monotonic(), self._budget.seconds_left)
            received = self._frames.get(timeout=max(seconds, 0))
        except queue.Empty:
            raise Ended(Status.TIMED_OUT, Text("ended.timed_out")) from None
        except OSError:
            received = None
        if received is None:
            too_much = Ended(Status.BAD_VALUE, Text("ended.too_much"))
            raise too_much if self._too_much else Ended(None)
        if received[0] != kind:
            raise Ended(Status.CRASHED, Text("ended.protocol"))
        return received[1]

    def printed(self) -> str:
        """Take what was printed since the last call."""
        with self._output.open("rb") as printed:
            printed.seek(self._seen)
            data = printed.read(self._limits.output_kb << 10)
        self._seen = self._output.stat().st_size
        return data.decode("utf-8", "replace")

    def _read_frames(self) -> None:
        try:
            while head := self._stdout.read(wire.HEAD.size):
                kind, header_size, body_size = wire.sizes(head)
                if not self._budget.take(header_size + body_size):
                    self._too_much = True
                    break
                header = self._stdout.read(header_size)
                self._frames.put((kind, wire.unpack(header, self._stdout.read(body_size))))
        except (OSError, ValueError):
            pass  # not frames any more: the same as hanging up
        self._frames.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if os.name == "posix":  # what it forked holds the stream open as well
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._stdout.close()
        with contextlib.suppress(OSError):  # unsent bytes for a process that has ended
            self._stdin.close()
        self._folder.cleanup()
