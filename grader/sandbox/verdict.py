"""What the end of a child says of the case that was being asked, as the kernel tells it."""

import os
import signal

from grader.errors import SandboxFault
from grader.model import Limits, Outcome, Status, Text
from grader.remote.errors import Ended
from grader.sandbox.child import EXIT_NO_MEMORY
from grader.sandbox.process import Child, Ending

_FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGHUP})
_LAST_WORDS_SECONDS = 1.0
"""How long a child that hung up may take to be gone; giving its memory back takes a busy machine
some tenths of a second."""


def explained(child: Child, end: Ended) -> Ended:
    """Return an end, before the child is killed: of one that hung up and lives on, that it forged.

    The kill that follows is ours, and says nothing.
    """
    if end.status is None and not child.ended_within(_LAST_WORDS_SECONDS):
        return Ended(Status.CRASHED, Text("ended.protocol"))
    return end


def outcome_of_end(ended: Ended, ending: Ending, limits: Limits) -> Outcome:
    """Turn the end of a child into an outcome, by what the kernel said when it ended by itself."""
    if ended.status is not None:
        return Outcome(ended.status, why=ended.why)
    if not os.WIFSIGNALED(ending.status):
        if os.WEXITSTATUS(ending.status) == EXIT_NO_MEMORY:
            return Outcome(Status.OUT_OF_MEMORY, why=Text("ended.memory"))
        return Outcome(Status.CRASHED, why=Text("ended.exit"))
    number = os.WTERMSIG(ending.status)
    out_of_cpu = ending.cpu_seconds >= limits.cpu_seconds * 0.9
    if number == signal.SIGXCPU or (number == signal.SIGKILL and out_of_cpu):
        return Outcome(Status.TIMED_OUT, why=Text("ended.cpu"))
    name = signal.Signals(number).name if number in set(signal.Signals) else str(number)
    if number in _FROM_OUTSIDE:
        # it cannot send these to itself: the machine ran out of memory, or is being shut down
        raise SandboxFault(f"a student's process was ended by {name}; is there enough memory?")
    return Outcome(Status.CRASHED, why=Text("ended.signal", {"signal": name}))
