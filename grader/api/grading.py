"""An opened assignment: grades notebooks, one or a whole class, in a sandbox that it owns."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from threading import Lock

from grader.api.notebook_file import submission_at
from grader.api.report import Report
from grader.classrun.batch import LOST
from grader.classrun.pool import Lost, side_by_side
from grader.diagnosis import Hints
from grader.errors import Fault, UserError
from grader.files import student_of
from grader.frozen import frozen
from grader.intake import HandIn, collect
from grader.intake.hand_in import UNREADABLE
from grader.intake.wanted import wanted_by
from grader.model import Submission
from grader.own_memory import collect_rarely, limit_memory
from grader.result import Result
from grader.sandbox.choose import Requirements
from grader.sandbox.executor import Closing
from grader.session import Provider, Session, opened

_GUARD = (
    "With several jobs a script is read again by each process: keep what it does under "
    '`if __name__ == "__main__":`.'
)


@frozen
class _Done:
    """What a process of a class gives back."""

    result: Result
    faults: tuple[str, ...]


class Grading(Closing):
    """An assignment with a sandbox that is running; to be closed, best by ``with``.

    One notebook is graded at a time: of several threads the others wait. Whoever wants them side by
    side opens an assignment in each, or grades a class with several `jobs`.
    """

    def __init__(
        self,
        session: Session,
        source: Provider,
        required: Requirements,
        language: str = "",
        hints: Hints | None = None,
        repair_seconds: float = 0.0,
    ) -> None:
        self._session: Session | None = session
        self._source = source
        self._required = required
        self._language = language or session.assignment.languages[0]
        self._hints = hints
        self._repair_seconds = repair_seconds
        self._turn = Lock()

    def close(self) -> None:
        """End the sandbox, and keep what was learnt for next time; a second time does nothing."""
        with self._turn:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def __repr__(self) -> str:
        """Say what is open, and how its students' code is kept apart."""
        if self._session is None:
            return "<Grading, closed>"
        return f"<Grading of {self.slug}: {self.max_score} points, {self.isolation}>"

    @property
    def slug(self) -> str:
        """The assignment's name."""
        return self._open.assignment.slug

    @property
    def max_score(self) -> float:
        """Points that there are."""
        return self._open.assignment.points

    @property
    def exercises(self) -> tuple[str, ...]:
        """The exercises' names, in their order."""
        return tuple(rubric.name for rubric in self._open.assignment.rubrics)

    @property
    def isolation(self) -> str:
        """The tier at which students' code runs, as the sandbox's own self-test saw it."""
        return self._open.executor.isolation.tier

    def grade(self, notebook: str | Path | bytes, *, student: str = "", name: str = "") -> Report:
        """Grade one notebook, given as a path or as its bytes; a report comes back whatever it is.

        `student` and `name` (of the file) are what the report says; a path tells them itself.
        Raises NothingToGrade where the path cannot be read, UserError after `close` and where a str
        is no path but a notebook.
        """
        if isinstance(notebook, bytes):
            submission = Submission(student or student_of(name), name or "notebook.ipynb", notebook)
        elif isinstance(notebook, str) and notebook.lstrip().startswith("{"):
            raise UserError("a str is a path; give what stands in a notebook as bytes")
        else:
            folder = self._open.assignment.folder
            submission = submission_at(Path(notebook), folder, student=student, name=name)
        with self._turn:
            session = self._open
            faults: list[str] = []
            result = session.grade(submission, faults.append).result
        return self._report(session, result, faults)

    def grade_class(
        self, handed_in: str | Path | Iterable[str | Path], *, jobs: int = 1
    ) -> Iterator[Report]:
        """Grade everybody in a folder, a zip or several of them; yield reports as they are done.

        Whose a file is, and which of a person's attempts counts, is told as `grader grade` tells
        it. With several `jobs`, as many processes grade side by side, each with a sandbox, and the
        order is theirs. Nothing is written. Where nothing can be taken in, the call itself raises
        NotTakenIn.
        """
        session = self._open
        paths = [Path(handed_in)] if isinstance(handed_in, str | Path) else map(Path, handed_in)
        intake = collect([*paths], wanted=wanted_by(session.assignment.folder))
        if jobs > 1:
            return self._side_by_side(session, intake.handed_in, jobs)
        return self._one_by_one(intake.handed_in)

    def _one_by_one(self, handed: tuple[HandIn, ...]) -> Iterator[Report]:
        for one in handed:
            with self._turn:
                session = self._open
                done = _graded(session, one)
            yield self._report(session, done.result, done.faults)

    def _side_by_side(
        self, session: Session, handed: tuple[HandIn, ...], jobs: int
    ) -> Iterator[Report]:
        def learn() -> None:
            if session.known is not None:
                with self._turn:
                    session.known.learn()  # once, for all processes: they find it on the shelf

        start = partial(_start, self._source, self._required, self._repair_seconds)
        seconds = session.assignment.limits.stuck_seconds
        begun = False
        try:
            for one, done in side_by_side(start, handed, min(jobs, len(handed)), seconds, learn):
                begun = True
                if isinstance(done, Lost):
                    nothing = Submission(one.person.id, one.name, b"")
                    done = _Done(session.fault(nothing), (f"{one.name}: {LOST[done]}",))
                yield self._report(session, done.result, done.faults)
        except Fault as fault:
            if not begun:
                fault.add_note(_GUARD)
            raise

    def _report(self, session: Session, result: Result, faults: Iterable[str]) -> Report:
        return Report(result, session.assignment, self._language, self._hints, tuple(faults))

    @property
    def _open(self) -> Session:
        if self._session is None:
            raise UserError("this assignment has been closed; open it again to grade")
        return self._session


def _start(
    source: Provider, required: Requirements, repair_seconds: float
) -> Callable[[HandIn], _Done]:
    """Open the assignment in a process of its own; its sandbox ends with the process."""
    collect_rarely()
    session = opened(source, required, repair_seconds=repair_seconds)
    limit_memory(session.assignment.limits.worker_memory_mb)
    return lambda handed: _graded(session, handed)


def _graded(session: Session, handed: HandIn) -> _Done:
    try:
        submission = handed.read()
    except UNREADABLE as error:
        nothing = Submission(handed.person.id, handed.name, b"")
        return _Done(session.fault(nothing), (f"{handed.name} cannot be read: {error}",))
    faults: list[str] = []
    return _Done(session.grade(submission, faults.append).result, tuple(faults))
