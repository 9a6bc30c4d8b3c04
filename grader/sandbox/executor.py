"""The seam between grading and running: one protocol, and a sandbox or a fake behind it."""

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Protocol, Self

from grader.budget import Budget
from grader.exercise import Case, Exercise
from grader.frozen import frozen
from grader.model import (
    Execution,
    Extraction,
    Isolation,
    Kind,
    Limits,
    Outcome,
    Raised,
    Status,
)
from grader.remote.errors import UNFIT, MissingName, StudentError, Unanswered
from grader.remote.session import Channel, Session
from grader.remote.student import Student, Submitted
from grader.shortened import MESSAGE, shortened

DEFAULT_ROOM = 16 << 20
"""Bytes that answers to one question may take, where nothing tells how large a right one is."""


@frozen
class Question:
    """One case, ready to be put to any submission; examples come before hidden cases."""

    index: int
    exercise: str
    case: Case
    kind: Kind
    seed: int
    """Seeds every random stream before the case runs."""
    ask: Callable[[Student, Case], Any]
    """Asks it: `Exercise.run`."""
    room: int = DEFAULT_ROOM
    """Bytes that the answers may take."""
    seconds: float | None = None
    """What it may take on the clock, and it is not asked again when that is over; None for what
    any case may take."""


def question(index: int, exercise: Exercise, case: Case, kind: Kind, seed: int) -> Question:
    """Make a question of a case."""
    return Question(index, exercise.name, case, kind, seed, exercise.run)


def put(
    q: Question,
    extraction: Extraction,
    channel: Channel,
    another: Callable[[], Channel],
    facts: dict[str, Any],
) -> Outcome:
    """Put a question to a submission that is loaded at the other end of a channel.

    The examiner's side of `Exercise.run`. `another` loads it once more, where nothing of the first
    one's is to be found; `facts` are what earlier questions found out about it. Lets Ended through,
    and SandboxFault.
    """
    caught: list[Raised] = []
    session = Session(channel, caught)
    own = Submitted(extraction.names, extraction.blocks, facts)
    student = Student(session, own, lambda: Session(another(), caught))
    student.seed(q.seed)
    try:
        value = session.resolve(q.ask(student, q.case), is_last=True)
        return Outcome(Status.PASSED, value, caught=tuple(caught))
    except MissingName:
        outcome = Outcome(Status.MISSING)
    except Unanswered as error:
        outcome = Outcome(error.status, why=error.why)
    except StudentError as error:
        outcome = Outcome(Status.RAISED, raised=error.raised)
    except UNFIT as error:  # a value of the student's that `run` could not go on with
        said = shortened(str(error), MESSAGE)
        outcome = Outcome(Status.RAISED, raised=Raised(type(error).__name__, said))
    session.finish()
    return outcome


def budget_of(limits: Limits) -> Budget:
    """Return the whole budget of one submission."""
    return Budget(
        wall_seconds=limits.wall_seconds,
        cpu_seconds=limits.cpu_seconds,
        answer_bytes=limits.answer_mb << 20,
    )


class Executor(Protocol):
    """Runs submissions. One outcome per question, in their order, whatever the submission does."""

    @property
    def isolation(self) -> Isolation:
        """What separates the student's code from the machine."""
        ...

    def run(
        self,
        extraction: Extraction,
        questions: Sequence[Question],
        budget: Budget | None = None,
    ) -> Execution:
        """Run one submission. Raises SandboxFault when we fail, never when the student does.

        What is used is taken from `budget`; questions for which nothing is left are not asked.
        Without one, the run has a whole budget of its own.
        """
        ...

    def close(self) -> None:
        """End every process that was started."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Closing:
    """What is closed at the end of a `with` block: every executor, and whoever has one."""

    def close(self) -> None:
        """End every process that was started."""

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()
