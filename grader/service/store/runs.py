"""Runs: once through the grader, from queued to graded or set aside."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, update

from grader.frozen import frozen
from grader.service.schema.tables import RUN, SUBMISSION

MAX_CRASHES = 3
"""So many workers may die over a run; then it is set aside."""
_OPEN = ("queued", "grading")


@frozen
class Begun:
    """A run that a worker has begun, and the submission it is about."""

    id: UUID
    submission: UUID
    attempt: int
    """Times that it was begun, this one included: each of the others killed its worker."""
    assignment: str
    student: str
    sha256: str
    file_name: str
    language: str
    """The student's."""

    @property
    def is_poison(self) -> bool:
        """Whether it is not to be tried again."""
        return self.attempt > MAX_CRASHES


def queue_run(connection: Connection, submission: UUID, reason: str) -> UUID:
    """Note a run that is to be made, and return its id; its job is the caller's to defer."""
    run = uuid4()
    connection.execute(insert(RUN).values(id=run, submission_id=submission, reason=reason))
    return run


def has_waiting_run(connection: Connection, submission: UUID) -> bool:
    """Tell whether a run of the submission is queued that nobody has begun."""
    waiting = select(RUN.c.id).where(RUN.c.submission_id == submission, RUN.c.state == "queued")
    return connection.scalar(select(waiting.exists())) is True


def find_open_run(connection: Connection, run: UUID) -> Begun | None:
    """Return what a run is about, with its attempts so far; None where it is ended."""
    about = SUBMISSION.c
    found = connection.execute(
        select(
            RUN.c.id, RUN.c.submission_id, RUN.c.attempts,
            about.assignment, about.student, about.sha256, about.file_name,
            about.language,
        )
        .join(SUBMISSION, about.id == RUN.c.submission_id)
        .where(RUN.c.id == run, RUN.c.state.in_(_OPEN))
    ).one_or_none()  # fmt: skip
    return Begun(*found) if found is not None else None


def begin_run(connection: Connection, run: UUID) -> Begun | None:
    """Count one more attempt, and return what is to be graded; None where it is ended.

    It is counted before the submission is looked at: whoever dies over it cannot count any more.
    """
    connection.execute(
        update(RUN)
        .where(RUN.c.id == run, RUN.c.state.in_(_OPEN))
        .values(state="grading", attempts=RUN.c.attempts + 1, begun_at=func.now())
    )
    return find_open_run(connection, run)


def put_back_run(connection: Connection, run: UUID, problem: str) -> None:
    """Have a run wait again, and note why."""
    connection.execute(
        update(RUN)
        .where(RUN.c.id == run, RUN.c.state.in_(_OPEN))
        .values(state="queued", problem=problem)
    )


def is_open(connection: Connection, run: UUID) -> bool:
    """Tell whether nobody has ended a run; nobody else can until this transaction is over."""
    state = connection.scalar(select(RUN.c.state).where(RUN.c.id == run).with_for_update())
    return state in _OPEN


def end_run(connection: Connection, run: UUID, state: str, grade: UUID) -> None:
    """End a run with its grade."""
    connection.execute(
        update(RUN)
        .where(RUN.c.id == run)
        .values(state=state, grade_id=grade, finished_at=func.now(), problem="")
    )


def count_runs(connection: Connection) -> Mapping[str, int]:
    """Return how many runs are queued and being graded."""
    number = func.count().label("n")
    counts = select(RUN.c.state, number).where(RUN.c.state.in_(_OPEN)).group_by(RUN.c.state)
    return {row.state: row.n for row in connection.execute(counts)}


def place_in_queue(connection: Connection, submission: UUID) -> int:
    """Return how many runs are before a submission's own; 0 where it is next, or done."""
    own = select(RUN.c.number).where(
        RUN.c.submission_id == submission, RUN.c.state == "queued"
    )  # fmt: skip
    first = own.order_by(RUN.c.number).limit(1).scalar_subquery()
    before = select(func.count()).where(RUN.c.state.in_(_OPEN), RUN.c.number < first)
    return connection.scalar(before) or 0
