"""The seam between grading and running: one protocol, and a sandbox or a fake behind it."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

from grader.budget import Budget
from grader.exercise import Case
from grader.model import Execution, Extraction, Isolation, Kind
from grader.sandbox import wire
from grader.sandbox.policy import Limits

_TOKEN_BITS = 60


@dataclass(frozen=True, slots=True)
class Question:
    """One case, ready to be put to any submission; examples come before hidden cases."""

    index: int
    exercise: str
    case: Case
    kind: Kind
    seed: int
    """Seeds every random stream before the case runs."""
    frame: bytes
    """The question as it goes over the wire, packed once for the whole class."""
    token: int
    """Goes with the question and comes back with its answer: no answer can be written before."""


def question(index: int, exercise: str, case: Case, kind: Kind, seed: int) -> Question:
    """Pack a case into a question."""
    token = secrets.randbits(_TOKEN_BITS)
    content = {
        "token": token,
        "exercise": exercise,
        "case": case.name,
        "inputs": case.inputs,
        "seed": seed,
    }
    frame = wire.pack(wire.QUESTION, content)
    return Question(index, exercise, case, kind, seed, frame, token)


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
    """What every executor shares: it closes at the end of a `with` block."""

    def close(self) -> None:
        """End every process that was started."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
