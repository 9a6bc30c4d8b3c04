"""The worker: takes runs from the queue and grades them, in a process that serves nobody.

It grades and tells in one thread, which owns the sandboxes; the event loop beside it shows signs
of life.
"""

import asyncio
import logging
import signal
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from procrastinate.exceptions import ConnectorException
from sqlalchemy import Engine

from grader.errors import GraderError
from grader.model import Limits
from grader.sandbox.choose import Requirements, begin_executor
from grader.seed import read_seed
from grader.service.blob_store import blobs_at, refuse_closed
from grader.service.blobs import Blobs
from grader.service.course import Course
from grader.service.database import GONE, engine_of, transaction
from grader.service.deliver import Delivery, senders
from grader.service.finish import finish
from grader.service.grading import grade_run
from grader.service.logs import happened, of_nobody
from grader.service.patience import patiently
from grader.service.procrastinated import ProcrastinateQueue, ProcrastinateTaking
from grader.service.queue import Handle, Queue, Task
from grader.service.schema.migrate import migrate
from grader.service.sessions import Sessions
from grader.service.settings import Settings
from grader.service.spans import NoSpans, Spans, Value
from grader.service.store.decisions import decisions_on
from grader.service.store.runs import begin_run, find_open_run, put_back_run
from grader.service.telemetry import spans_of
from grader.service.telling import Telling

_LOG = logging.getLogger(__name__)
_LATER = 15.0
"""Seconds until a run is tried again whose assignment cannot be opened."""
_SOON = 1.0


class Grading:
    """Grades runs, one after the other."""

    def __init__(
        self,
        engine: Engine,
        queue: Queue,
        blobs: Blobs,
        sessions: Sessions,
        *,
        spans: Spans | None = None,
    ) -> None:
        self._engine = engine
        self._queue = queue
        self._blobs = blobs
        self._sessions = sessions
        self._spans = spans or NoSpans()

    def grade(self, subject: str) -> float | None:
        """Grade the run of this id; return when to try again, in seconds, or None: it is done.

        Raises what `database.GONE` names when the database is not there to begin with.
        """
        run = UUID(subject)
        with transaction(self._engine) as connection:
            found = find_open_run(connection, run)
        if found is None:  # another worker has done it
            return None
        try:
            content = self._blobs.read(found.sha256)
            session = self._sessions.of(found.assignment)
            tracer = self._sessions.tracer(found.assignment)
        except GraderError as error:  # ours or the course's; the submission waits
            _LOG.error("run %s: %s", run, error)
            self._put_back(run, str(error))
            return _LATER
        with transaction(self._engine) as connection:
            begun = begin_run(connection, run)  # a worker that dies from here on dies over it
            decisions = decisions_on(connection, found.assignment, found.student)
        if begun is None:
            return None
        faults: list[str] = []
        seen: dict[str, Value] = {
            "run": subject,
            "submission": str(begun.submission),
            "attempt": begun.attempt,
        }
        with self._spans.within("grade", assignment=begun.assignment, **seen):
            graded = grade_run(begun, content, session, decisions, faults.append, tracer)
            self._spans.note({"status": graded.status}, failed=graded.status == "grader_fault")
        about = {"student": begun.student, "file": begun.file_name}
        faults = [of_nobody(fault, begun.file_name) for fault in faults]
        for fault in faults:
            happened(_LOG, fault, level=logging.ERROR, about=about, run=subject)
        if graded.status == "grader_fault" and not begun.is_poison:
            self._sessions.drop(begun.assignment)
            self._put_back(run, "; ".join(faults))
            return _SOON
        with self._spans.within("finish", **seen):
            told = len(session.assignment.languages) < 2
            patiently(lambda: finish(self._engine, self._queue, begun, graded, is_told=told))
        return None

    def _put_back(self, run: UUID, problem: str) -> None:
        def put_back() -> None:
            with transaction(self._engine) as connection:
                put_back_run(connection, run, problem)

        patiently(put_back)


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or Ctrl-C; what is being graded then is finished.

    Raises NotIsolated where the sandbox is not of the best tier, UserError, SandboxFault,
    BlobsClosed.
    """
    refuse_below_isolated()
    blobs = blobs_at(settings.kept_at)
    refuse_closed(blobs)
    seed = read_seed(settings.seed_file)
    secret = (settings.seed_file, settings.data)  # beyond the reach of students' code
    engine = engine_of(settings.database, connections=4)
    try:
        patiently(lambda: migrate(engine))
        sessions = Sessions(Course(settings.course), seed, secret)
        queue = ProcrastinateQueue()
        spans = spans_of("worker")
        grading = Grading(engine, queue, blobs, sessions, spans=spans)
        telling = Telling(engine, blobs, sessions, spans=spans)
        delivery = Delivery(engine, senders(engine))
        with ThreadPoolExecutor(1, "grading") as thread:
            handlers: Mapping[Task, Handle] = {
                "grading": partial(_in_thread, thread, grading.grade),
                "telling": partial(_in_thread, thread, telling.tell),
                "passback": delivery.deliver,
            }
            try:
                asyncio.run(_work(settings.database, handlers))
            finally:
                thread.submit(sessions.close).result()
    finally:
        engine.dispose()


def refuse_below_isolated() -> None:
    """Raise NotIsolated where strangers' code may not be run: no option lowers that here."""
    begin_executor(None, Limits(), Requirements())().close()


async def _in_thread(
    thread: ThreadPoolExecutor, do: Callable[[str], float | None], subject: str
) -> float | None:
    return await asyncio.get_running_loop().run_in_executor(thread, do, subject)


async def _work(url: str, handlers: Mapping[Task, Handle]) -> None:
    """Take jobs, again and again when the database has been away, until told to stop."""
    stopped = asyncio.Event()
    taking: list[ProcrastinateTaking] = []

    def stop() -> None:
        stopped.set()
        for one in taking:
            one.stop()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    while not stopped.is_set():
        taking[:] = [ProcrastinateTaking(url)]
        try:
            await taking[0].run(handlers)
        except (*GONE, ConnectorException) as error:
            _LOG.warning("the database is away: %s", type(error).__name__)
        if not stopped.is_set():
            await asyncio.sleep(_SOON)
