"""Do tasks in several processes; one that dies takes nothing with it but what it was at.

Each process is a fresh interpreter, so nothing of this one, secrets least of all, is inherited. It
is given one task at a time: so it is known at which task it died, and that task is given once more.
One that takes too long at a task is ended from outside, and the task is not given again: it would
take as long. Processes die with the one that started them.
"""

import math
import multiprocessing
import os
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from grader.errors import Fault, GraderError, where
from grader.frozen import frozen

_CONTEXT = multiprocessing.get_context("spawn")
_DEATHS = 2
"""Times that a process may die at a task before it is given up."""
_STARTS = 5
"""Times in a row that a process may fail to start."""
_END_SECONDS = 5.0

Task = TypeVar("Task")
Result = TypeVar("Result")


class Lost(Enum):
    """Why there is no result of a task."""

    DIED = "processes died twice at it"
    STUCK = "it took too long, and its process was ended"


@frozen
class Raised:
    """What a process says in the place of a result."""

    error: GraderError


@dataclass(eq=False, slots=True)
class _Hand:
    """A process as its employer holds it."""

    process: BaseProcess
    line: Connection
    ready: bool = False
    """Whether it has started; before that it has no task."""
    task: int | None = None
    overdue: float = 0.0
    """When it will have taken too long at its task, on the monotonic clock."""


@dataclass(slots=True)
class _Crew(Generic[Task, Result]):
    start: Callable[[], Callable[[Task], Result]]
    tasks: Sequence[Task]
    jobs: int
    seconds: float
    meanwhile: Callable[[], None]
    waiting: deque[int] = field(default_factory=deque)
    deaths: Counter[int] = field(default_factory=Counter)
    hands: list[_Hand] = field(default_factory=list)
    failed_starts: int = 0

    def results(self) -> Iterator[tuple[Task, Result | Lost]]:
        self.waiting.extend(range(len(self.tasks)))
        self._hire()
        self.meanwhile()
        while self.waiting or any(hand.task is not None for hand in self.hands):
            self._hire()
            for hand in list(self.hands):
                if hand.ready and hand.task is None and self.waiting:
                    self._give(hand)
            lines = {hand.line: hand for hand in self.hands}
            for line in connection.wait(list(lines), self._patience()):
                yield from self._hear(lines[line])  # type: ignore[index]
            for hand in self._stuck():
                self._dismiss(hand)
                yield self.tasks[hand.task or 0], Lost.STUCK

    def _patience(self) -> float | None:
        """Return how long to listen before some process has taken too long."""
        ends = [hand.overdue for hand in self.hands if hand.task is not None]
        soonest = min(ends, default=math.inf)
        return max(soonest - time.monotonic(), 0.0) if soonest < math.inf else None

    def _stuck(self) -> list[_Hand]:
        """Return the processes that have taken too long; one that has spoken is done."""
        now = time.monotonic()
        at_work = [hand for hand in self.hands if hand.task is not None]
        return [hand for hand in at_work if hand.overdue <= now and not hand.line.poll()]

    def _hire(self) -> None:
        at_work = sum(hand.task is not None for hand in self.hands)
        while len(self.hands) < min(self.jobs, len(self.waiting) + at_work):
            ours, theirs = _CONTEXT.Pipe()
            process = _CONTEXT.Process(target=_work, args=(self.start, theirs), daemon=True)
            try:
                with _deaf_to_interrupts():  # until it has a handler of its own
                    process.start()
                self.hands.append(_Hand(process, ours))
            except OSError as error:  # no process to be had, or it died at once
                ours.close()
                self._not_started(Fault(f"a process that grades did not start: {error.strerror}"))
            finally:
                theirs.close()  # now its end is the only one: when it dies, the line is cut

    def _give(self, hand: _Hand) -> None:
        task = self.waiting.popleft()
        try:
            hand.line.send(self.tasks[task])
            hand.task, hand.overdue = task, time.monotonic() + self.seconds
        except OSError:  # it has died; listening will say so
            self.waiting.appendleft(task)

    def _hear(self, hand: _Hand) -> Iterator[tuple[Task, Result | Lost]]:
        try:
            said = hand.line.recv()
        except (EOFError, OSError):
            yield from self._lose(hand)
            return
        if not hand.ready:
            if isinstance(said, Raised):
                self._dismiss(hand)
                self._not_started(said.error)
            else:
                hand.ready, self.failed_starts = True, 0
        elif isinstance(said, Raised):
            raise said.error
        elif hand.task is not None:
            task, hand.task = hand.task, None
            yield self.tasks[task], said

    def _lose(self, hand: _Hand) -> Iterator[tuple[Task, Result | Lost]]:
        self._dismiss(hand)
        if not hand.ready:
            self._not_started(Fault("a process that grades died while it started"))
        if hand.task is None:
            return
        self.deaths[hand.task] += 1
        if self.deaths[hand.task] < _DEATHS:
            self.waiting.appendleft(hand.task)
        else:
            yield self.tasks[hand.task], Lost.DIED

    def _dismiss(self, hand: _Hand) -> None:
        self.hands.remove(hand)
        _end(hand)

    def _not_started(self, error: GraderError) -> None:
        self.failed_starts += 1
        if self.failed_starts >= _STARTS:
            raise error


def side_by_side(
    start: Callable[[], Callable[[Task], Result]],
    tasks: Sequence[Task],
    jobs: int,
    seconds: float = math.inf,
    meanwhile: Callable[[], None] = lambda: None,
) -> Iterator[tuple[Task, Result | Lost]]:
    """Yield each task with its result, as they are finished, or with why it was lost.

    `start` is called once in each process and returns what does a task there; it, tasks and results
    are pickled. A process that takes longer than `seconds` at a task is ended. A GraderError of
    theirs is raised here, anything else as a Fault. However the iterator ends, no process is left.
    `meanwhile` is called here while the processes start; no task is given before it returns.
    """
    crew = _Crew(start, tasks, jobs, seconds, meanwhile)
    try:
        yield from crew.results()
        for hand in crew.hands:
            hand.line.close()  # they end by themselves, in order
        for hand in crew.hands:
            hand.process.join(_END_SECONDS)
    finally:
        for hand in crew.hands:
            _end(hand)


def _end(hand: _Hand) -> None:
    hand.process.kill()
    hand.process.join()
    hand.process.close()
    hand.line.close()


# ---------------------------------------------------------------- in the process


def _work(start: Callable[[], Callable[[Any], Any]], line: Connection) -> None:
    _die_with_parent()
    # of Ctrl-C the parent is told too, and ends this process; a handler, for what this process
    # starts should not inherit that the signal is ignored
    signal.signal(signal.SIGINT, lambda _number, _frame: None)
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with suppress(BrokenPipeError, ConnectionResetError):  # the parent has gone
        do = tried(start)
        line.send(do if isinstance(do, Raised) else None)
        while not isinstance(do, Raised):
            try:
                task = line.recv()
            except EOFError:  # nothing more is wanted
                return
            line.send(tried(partial(do, task)))


def tried(work: Callable[[], Any]) -> Any:
    """Return what work returns, or in its place what is to be raised where it is awaited."""
    try:
        return work()
    except GraderError as error:
        return Raised(error)
    except Exception as error:  # a bug of ours
        return Raised(Fault(f"a process that grades failed: {where(error)}"))


def _die_with_parent() -> None:
    if sys.platform != "linux":
        return
    from grader.sandbox import linux  # needs Linux to be imported

    linux.die_with_parent(signal.SIGKILL)
    parent = multiprocessing.parent_process()
    if parent is not None and os.getppid() != parent.pid:  # it died before the line above
        os._exit(1)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Block SIGINT in this thread; what is started meanwhile inherits that."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
