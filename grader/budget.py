"""What one submission may use in all: time on the clock, processor time, bytes of its answers.

One budget goes through all of a submission's stages: its children, follow-through, being asked
twice, and our own reading and judging. What its code uses up is the student's own outcome. Our own
stages end a submission only where they alone used up its processor time and there is much of it to
go through: if we are slow on little, the fault is ours, and the watchdog's matter (`grader.pool`).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from grader.frozen import frozen

MAX_FILE_MB = 64
"""A handed-in file beyond this is cut there; reading it then says that it is too large."""
LARGE_FILE, LARGE_SOURCE, LARGE_ANSWERS = 4 << 20, 1 << 17, 2 << 20
"""Bytes of a file, of the code in it and of its answers beyond which our own time and memory are
the submission's doing: ordinary ones hold a tenth."""


class TooCostly(Exception):
    """There is so much of a submission that going through it used up its budget."""


@frozen
class Mark:
    """What was left on the clock at some moment, and what had been used."""

    seconds_left: float
    own_cpu: float
    children_cpu: float
    answer_bytes: int


class Budget:
    """The budget of one submission, from the moment it is made."""

    def __init__(
        self,
        *,
        wall_seconds: float,
        cpu_seconds: float,
        answer_bytes: int,
        clock: Callable[[], float] = time.monotonic,
        cpu_clock: Callable[[], float] = time.thread_time,
    ) -> None:
        self._clock = clock
        self._cpu_clock = cpu_clock
        self._cpu_started = cpu_clock()
        self._cpu_seconds = cpu_seconds
        self._children_cpu = 0.0
        self._answer_bytes = answer_bytes
        self._taken = 0
        self._is_large = False
        self.deadline = clock() + wall_seconds
        """On the monotonic clock."""

    @property
    def seconds_left(self) -> float:
        """Return the time that is left on the clock."""
        return max(self.deadline - self._clock(), 0.0)

    @property
    def cpu_seconds_left(self) -> float:
        """Return the processor time that is left, of the children's and our own together."""
        return max(self._cpu_seconds - self._children_cpu - self._own_cpu, 0.0)

    @property
    def answer_bytes_left(self) -> int:
        """Return how many bytes of answers may still come."""
        return max(self._answer_bytes - self._taken, 0)

    @property
    def no_time_left(self) -> bool:
        """Tell whether time is used up: nothing more is asked of the submission."""
        return not self.seconds_left or not self.cpu_seconds_left

    @property
    def is_large(self) -> bool:
        """Tell whether there is so much of the submission that our own cost is its doing."""
        return self._is_large or self._taken > LARGE_ANSWERS

    # ------------------------------------------------------------ spending

    def spend_cpu(self, seconds: float) -> None:
        """Count processor time of a child, as the kernel told it."""
        self._children_cpu += seconds

    def take(self, size: int) -> bool:
        """Count bytes of an answer if so many are left; else it may not be read."""
        if size > self.answer_bytes_left:
            return False
        self._taken += size
        return True

    def weigh(self, size: int, large: int) -> None:
        """Note how much of it the next stages go through, and how much would be large."""
        self._is_large = size > large

    @contextmanager
    def stage(self) -> Iterator[None]:
        """Go through one of our own stages. Raises TooCostly after it as `check` does.

        Where there is little to go through, its time is given back: if we are slow, it is not the
        submission that is.
        """
        before = self.mark()
        yield
        if self.is_large:
            self.check()
        else:
            self.restore(before)

    def check(self) -> None:
        """Raise TooCostly when our stages alone used up the time, and there is much to go through.

        By processor time only: on the clock, a busy machine would cost a student points.
        """
        if self.is_large and self._own_cpu >= self._cpu_seconds:
            raise TooCostly

    def blames(self, error: Exception) -> bool:
        """Tell whether an error of ours is the doing of the submission's size."""
        return isinstance(error, TooCostly) or (isinstance(error, MemoryError) and self.is_large)

    @property
    def _own_cpu(self) -> float:
        return self._cpu_clock() - self._cpu_started

    # ------------------------------------------------------------ what is not the submission's

    def mark(self) -> Mark:
        """Note what is left and used by now, to `restore` it."""
        seconds = self.deadline - self._clock()
        return Mark(seconds, self._own_cpu, self._children_cpu, self._taken)

    def restore(self, mark: Mark) -> None:
        """Give back all that was used since: it was lost to a fault of ours."""
        self.deadline = self._clock() + mark.seconds_left
        self._cpu_started = self._cpu_clock() - mark.own_cpu
        self._children_cpu = mark.children_cpu
        self._taken = mark.answer_bytes

    def give_back_clock(self, seconds: float) -> None:
        """Give back time on the clock in which the submission was not running."""
        self.deadline += seconds

    def give_back(self, seconds: float) -> None:
        """Give back time that was spent on something for the whole class."""
        self.deadline += seconds
        self._cpu_started += seconds
