"""The queue in PostgreSQL, by Procrastinate: jobs are rows, workers have a heartbeat."""

import asyncio
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from procrastinate import (
    App,
    BaseRetryStrategy,
    JobContext,
    PsycopgConnector,
    RetryDecision,
    SyncPsycopgConnector,
)
from procrastinate.exceptions import ConnectorException
from procrastinate.worker import Worker
from sqlalchemy import Connection

from grader.service.database import GONE, conninfo, raw
from grader.service.queue import LANES, Handle, Job, Lane, Task

_LOG = logging.getLogger(__name__)
_HEARTBEAT = 2.0
"""Seconds between two signs of life."""
STALLED = 15.0
"""Seconds without one, after which a worker's jobs are others'."""
_SWEEP = 3.0
"""Seconds between two looks for such jobs."""
_TRIES: Mapping[Task, int] = {"telling": 5}
"""Times that is tried what can be done without; of all else whoever does it decides."""
_ATONCE: Mapping[Lane, int] = {"grading": 1, "passback": 8}
"""Jobs done at a time: a submission has the processor for itself, a passback mostly waits."""


class ProcrastinateQueue:
    """Puts jobs down on the caller's own connection."""

    def __init__(self) -> None:
        self._app = App(connector=SyncPsycopgConnector())  # never opened

    def defer(self, connection: Connection, job: Job) -> None:
        """Insert the job's row in the transaction of `connection`."""
        options = {"schedule_in": {"seconds": job.delay}} if job.delay else {}
        self._app.configure_task(
            job.task,
            queue=LANES[job.task],
            priority=job.priority,
            connection=raw(connection),
            **options,  # type: ignore[arg-type]  # a dict of one key that it knows
        ).defer(subject=job.subject)


class ProcrastinateTaking:
    """Takes jobs; a worker that has died is noticed, and its jobs are put back."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._workers: list[Worker] = []
        self._stopped = asyncio.Event()

    async def run(self, handlers: Mapping[Task, Handle]) -> None:
        """Run a worker for each lane, and the sweep of what others left undone."""
        connector = PsycopgConnector(conninfo=conninfo(self._url), min_size=1, max_size=8)
        app = App(connector=connector)
        for name, handle in handlers.items():
            _register(app, name, handle)
        lanes = dict.fromkeys(LANES[name] for name in handlers)
        async with app.open_async():
            self._workers = [_worker(app, lane) for lane in lanes]
            if self._stopped.is_set():
                return
            sweep = asyncio.create_task(_sweep(app))
            try:
                await asyncio.gather(*(_running(worker) for worker in self._workers))
            finally:
                sweep.cancel()
                await asyncio.wait([sweep])

    def stop(self) -> None:
        """Have every worker finish what it has and end."""
        self._stopped.set()
        for worker in self._workers:
            worker.stop()  # type: ignore[no-untyped-call]


def _worker(app: App, lane: Lane) -> Worker:
    return Worker(
        app,
        queues=[lane],
        name=lane,
        concurrency=_ATONCE[lane],
        fetch_job_polling_interval=1.0,
        delete_jobs="successful",
        install_signal_handlers=False,
        update_heartbeat_interval=_HEARTBEAT,
        stalled_worker_timeout=STALLED,
    )


async def _running(worker: Worker) -> None:
    await worker.run()  # type: ignore[no-untyped-call]


def _register(app: App, name: Task, handle: Handle) -> None:
    @app.task(name=name, queue=LANES[name], retry=_Waiting(), pass_context=True)
    async def task(context: JobContext, subject: str) -> None:
        most = _TRIES.get(name)
        if most is not None and context.job.attempts >= most:
            _LOG.warning("%s %s is given up after %d tries", name, subject, most)
            return
        wait = await handle(subject)
        if wait is not None:
            raise _Later(wait)


class _Later(Exception):
    """The job is to be tried once more, so many seconds from now."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"to be tried again in {seconds:g} s")
        self.seconds = seconds


class _Waiting(BaseRetryStrategy):
    """Tries again for as long as it is asked to; what nobody expected, after a while."""

    def get_retry_decision(self, *, exception: BaseException, job: object) -> RetryDecision:
        seconds = exception.seconds if isinstance(exception, _Later) else STALLED
        return RetryDecision(retry_at=datetime.now(UTC) + timedelta(seconds=seconds))


async def _sweep(app: App) -> None:
    """Put back the jobs of workers that show no sign of life, again and again."""
    while True:
        await asyncio.sleep(_SWEEP)
        try:
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
                _LOG.warning("a worker has died over job %s, which is put back", job.id)
                await app.job_manager.retry_job(job)
        except (*GONE, ConnectorException):  # away: the next look will tell
            continue
