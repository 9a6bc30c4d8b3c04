"""An opened assignment: everything that grading needs, put together in this one place.

``with opened(source) as session: session.grade(submission)`` is how a notebook is graded, whoever
asks: the command for one, the processes of a class run, tests and benchmarks.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from grader.assignment import Assignment, load_assignment
from grader.diagnose.known import Known
from grader.diagnose.shelf import Shelf, default_folder
from grader.diagnosis import Hints
from grader.errors import GraderError, SandboxFault
from grader.frozen import frozen
from grader.grade import fault_result, grade
from grader.kept_prepared import prepared_again
from grader.model import Submission
from grader.prepare import Prepared
from grader.reported import Report
from grader.result import Graded, Result
from grader.sandbox.choose import Requirements, begin_executor
from grader.sandbox.executor import Closing, Executor
from grader.tell import tell

if TYPE_CHECKING:
    from grader.repair.repairs import Repairs


class Provider(Protocol):
    """Where the right answers come from, and what is known of wrong ones."""

    @property
    def seed(self) -> bytes:
        """The secret that hidden cases are drawn from."""
        ...

    @property
    def secrets(self) -> tuple[Path, ...]:
        """Paths that no student's code may reach."""
        ...

    def load(self) -> Assignment:
        """Return the assignment. Raises BrokenAssignment."""
        ...

    def prepared(self, assignment: Assignment) -> Prepared:
        """Return the cases and the right answers of what `load` returned.

        Raises BrokenAssignment, ReferenceFault.
        """
        ...

    def known(self, prepared: Prepared) -> Known | None:
        """Return what known mistakes answer; None where none is to be named."""
        ...


@frozen
class FromReference:
    """Answers from the author's own solutions. Small and plain: it goes to other processes."""

    assignment: Path
    solutions: Path | None
    seed: bytes = field(repr=False)
    shelf: Path = field(default_factory=default_folder)
    """Where what known mistakes answer is kept between runs."""

    @property
    def secrets(self) -> tuple[Path, ...]:
        """The solutions, and what they answered."""
        return tuple(path for path in (self.solutions, self.shelf) if path is not None)

    def load(self) -> Assignment:
        """Load the assignment's folder."""
        return load_assignment(self.assignment, self.solutions)

    def prepared(self, assignment: Assignment) -> Prepared:
        """Draw the assignment's cases and have the reference answer them, if nobody has yet."""
        return prepared_again(assignment, self.seed, self.shelf)

    def known(self, prepared: Prepared) -> Known:
        """Return the mistakes of `mistakes.py`, learnt when they are needed."""
        return Known(prepared, Shelf(self.shelf, prepared, self.seed))


_WORTH_KEEPING = 0.5
"""Seconds that went into learning, above which it is kept after a submission."""


class Session(Closing):
    """One assignment under one seed, with a sandbox that is running. Nothing of it is shared."""

    def __init__(
        self,
        prepared: Prepared,
        known: Known | None,
        executor: Executor,
        repair_seconds: float = 0.0,
    ) -> None:
        self.prepared = prepared
        self.known = known
        self.executor = executor
        self._repair_seconds = repair_seconds

    @cached_property
    def repairs(self) -> "Repairs":
        """What searches wrong exercises, made for the first of them: it takes time to load."""
        from grader.repair.found import Bounds
        from grader.repair.repairs import Repairs

        kept = self.known.shelf if self.known is not None else None
        return Repairs(Bounds(seconds=self._repair_seconds), kept)

    @property
    def assignment(self) -> Assignment:
        """What is graded."""
        return self.prepared.assignment

    def grade(
        self,
        submission: Submission,
        report_fault: Callable[[str], None] = lambda _sentence: None,
    ) -> Graded:
        """Grade one submission; `report_fault` is told of every fault of ours."""
        graded = grade(
            submission, self.prepared, self.executor, report_fault,
            known=self.known, repairs=(lambda: self.repairs) if self._repair_seconds else None,
        )  # fmt: skip
        if self.known is not None:
            self.known.keep(_WORTH_KEEPING)  # a worker may end without being closed
        return graded

    def close(self) -> None:
        """Keep what was learnt of known mistakes, and end the sandbox."""
        try:
            if self.known is not None:
                self.known.keep()
        finally:
            self.executor.close()

    def fault(self, submission: Submission) -> Result:
        """Return the result of a submission that we failed to grade."""
        return fault_result(submission, self.prepared, self.executor.isolation)

    def tell(self, result: Result, language: str = "", hints: Hints | None = None) -> Report:
        """Tell a result of this assignment, in its own language unless another is named."""
        return tell(result, self.assignment, language or self.assignment.languages[0], hints)


def opened(
    source: Provider, required: Requirements | None = None, *, repair_seconds: float = 0.0
) -> Session:
    """Open an assignment, to be closed; `required` is what the sandbox must be.

    `repair_seconds` of processor time go, for each submission that is wrong, into the search for
    an edit that makes it right (`grader.repair`); with 0 there is none.
    Raises BrokenAssignment, ReferenceFault, NotIsolated, SandboxFault.
    """
    assignment = source.load()
    required = (required or Requirements()).protecting(*source.secrets)
    starting = _begun(assignment, required)  # on its way while the cases are had
    try:
        prepared = source.prepared(assignment)
        known = source.known(prepared)
    except BaseException:
        with suppress(GraderError, OSError):
            starting().close()
        raise
    return Session(prepared, known, _started(starting), repair_seconds)


def _begun(assignment: Assignment, required: Requirements) -> Callable[[], Executor]:
    try:
        return begin_executor(assignment.folder, assignment.limits, required)
    except OSError as error:  # no process to be had
        raise SandboxFault(f"the sandbox did not start: {error.strerror}") from None


def _started(starting: Callable[[], Executor]) -> Executor:
    try:
        return starting()
    except OSError as error:  # no process or no temporary file to be had
        raise SandboxFault(f"the sandbox did not start: {error.strerror}") from None
