"""Work that is waiting: the port. A job is put down in the transaction of what it is about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Literal, Protocol

from sqlalchemy import Connection

from grader.frozen import frozen

Task = Literal["grading", "telling", "passback"]
"""What is to be done: grade a run, tell a grade in the languages it lacks, send a grade."""
Lane = Literal["grading", "passback"]
"""Jobs of one lane do not wait for those of another."""
LANES: Mapping[Task, Lane] = {"grading": "grading", "telling": "grading", "passback": "passback"}
WAITING, REGRADE, BATCH, AFTERWARDS = 100, 50, 0, -50
"""Priorities, the highest first: somebody waits for it, somebody asked, nobody is in a hurry, it
can be done when there is nothing else to do."""


@frozen
class Job:
    """One thing to do."""

    task: Task
    subject: str
    """The id of what it is about: a run, a grade, a passback."""
    priority: int = WAITING
    delay: float = 0.0
    """Seconds from now, before which it is not to be done."""


class Queue(Protocol):
    """Where jobs are put."""

    def defer(self, connection: Connection, job: Job) -> None:
        """Put a job down; it is there once, and only if, this connection's transaction commits."""
        ...


Handle = Callable[[str], Awaitable[float | None]]
"""Does what is to be done about a subject; seconds to wait where it is to be tried once more."""


class Taking(Protocol):
    """What a worker takes jobs from, until it is told to stop."""

    async def run(self, handlers: Mapping[Task, Handle]) -> None:
        """Do jobs as they come. Returns after `stop`, and when the database has gone."""
        ...

    def stop(self) -> None:
        """Take no more; what is being done is finished."""
        ...


class MemoryQueue:
    """Jobs in a list, for tests of what puts them down; it knows no transactions."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []

    def defer(self, connection: Connection, job: Job) -> None:
        """Note the job."""
        self.jobs.append(job)

    def waiting(self, lane: Lane) -> Sequence[str]:
        """Return the subjects of a lane, those first that are to be done first."""
        jobs = [job for job in self.jobs if LANES[job.task] == lane]
        return [job.subject for job in sorted(jobs, key=lambda job: -job.priority)]
