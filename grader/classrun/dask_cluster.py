"""Do tasks on a Dask cluster that is there already: each once, whichever of its workers dies.

What does the tasks is opened once in each of the cluster's processes, as in a local one's: there
are the answers, and the sandbox that it starts runs students' code. So the cluster is as trusted as
this process is: whoever may speak to its scheduler may read the answers (docs/scale.md).
"""

import faulthandler
import math
import platform
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np
from distributed import Client, KilledWorker, WorkerPlugin, get_worker

from grader import __version__
from grader.classrun.pool import Lost, Raised, tried
from grader.errors import Fault, UserError

Task = TypeVar("Task")
Result = TypeVar("Result")
Opening = Callable[[], AbstractContextManager[Callable[[Any], Any]]]
"""Opens what does a task, once in each of the cluster's processes."""

_WAIT_SECONDS = 60.0
"""How long a cluster may be without workers: they take seconds to begin anew."""
_LOOK_SECONDS = 5.0
_CONNECT_SECONDS = 10.0
_STDERR = 2


def on_cluster(
    opening: Opening, tasks: Sequence[Task], address: str, seconds: float = math.inf
) -> Iterator[tuple[Task, Result | Lost]]:
    """Yield each task with its result, as they are finished, or with why it was lost.

    `address` is the scheduler's. A process that takes longer than `seconds` at a task is ended; a
    task at which one process after the other ends is given up, as often as the scheduler allows
    (`distributed.scheduler.allowed-failures`). Raises a GraderError of theirs, UserError where
    there is no such cluster or its workers are of another version, Fault when it is lost.
    """
    with _connected(address) as client:
        _refuse_others(client)
        name = f"grader-{uuid4().hex}"
        client.register_plugin(_Hand(opening, seconds), name=name)
        try:
            yield from _results(client, partial(_do, name), tasks)
        finally:
            with suppress(OSError, TimeoutError):  # the cluster is gone
                client.unregister_worker_plugin(name)


def _results(
    client: Client, do: Callable[[Task], Any], tasks: Sequence[Task]
) -> Iterator[tuple[Task, Any]]:
    """Yield every task once. Who was at a worker when it died on another's account is asked again.

    Dask counts a worker's end against everything that it had been given. So no more is asked for
    at a time than the cluster does at a time, and of several that are given up each is asked once
    more, alone.
    """
    executor = client.get_executor(pure=False)
    try:
        given_up = []
        for task, found in _asked(client, executor, do, tasks):
            if found is Lost.DIED:
                given_up.append(task)
            else:
                yield task, found
        if len(given_up) == 1:
            yield given_up[0], Lost.DIED
            return
        for task in given_up:
            yield from _asked(client, executor, do, [task])
    finally:
        executor.shutdown(wait=False)


def _asked(
    client: Client, executor: Any, do: Callable[[Task], Any], tasks: Sequence[Task]
) -> Iterator[tuple[Task, Any]]:
    """Yield what becomes of tasks, as many at a time as there are threads. Raises Fault."""
    waiting, asked, until = deque(tasks), dict[Future[Any], Task](), 0.0
    while waiting or asked:
        threads = sum(client.nthreads().values())  # some may have ended, or come
        while waiting and len(asked) < max(threads, 1):
            task = waiting.popleft()
            asked[executor.submit(do, task)] = task
        done = wait(asked, _LOOK_SECONDS, FIRST_COMPLETED).done
        if threads or done:
            until = time.monotonic() + _WAIT_SECONDS
        elif time.monotonic() > until:
            raise Fault("the Dask cluster has no workers any more")
        for future in done:
            yield asked.pop(future), _found(future)


def _found(future: "Future[Any]") -> Any:
    if future.cancelled():
        raise Fault("the Dask cluster was lost while it graded")
    error = future.exception()
    if isinstance(error, KilledWorker):
        return Lost.DIED
    if error is not None:
        raise Fault(f"the Dask cluster failed: {type(error).__name__}: {error}") from None
    found = future.result()
    if isinstance(found, Raised):
        raise found.error
    return found


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        client = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        said = f"no Dask scheduler answers at {address}: {error}"
        raise UserError(f"{said}. Start one, or grade without --executor dask") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_WAIT_SECONDS)
        except TimeoutError:
            raise UserError(f"the Dask cluster at {address} has no workers") from None
        yield client


def _refuse_others(client: Client) -> None:
    """Raise UserError where a worker would grade by another version: reports name one."""
    ours = _versions()
    for worker, found in client.run(_versions, on_error="return").items():
        if found != ours:
            raise UserError(
                f"the Dask worker {worker} would grade by {_told(found)}, and this is "
                f"{_told(ours)}: install the same there"
            )


def _versions() -> tuple[str, ...]:
    return __version__, platform.python_version(), np.__version__


def _told(found: Any) -> str:
    if not isinstance(found, tuple):  # what importing this module raised there
        return f"nothing ({found})"
    return "grader {}, Python {}, numpy {}".format(*found)


# ---------------------------------------------------------------- in the cluster's processes


def _do(name: str, task: Any) -> Any:
    hand: Any = get_worker().plugins[name]
    return hand.do(task)


class _Hand(WorkerPlugin):
    """Does tasks in one of the cluster's processes, one at a time."""

    def __init__(self, opening: Opening, seconds: float) -> None:
        self._opening = opening
        self._seconds = seconds

    def setup(self, worker: Any) -> None:
        """Open nothing yet: this is asked in the loop that answers the scheduler."""
        self._turn = threading.Lock()
        self._open = ExitStack()
        self._work: Callable[[Any], Any] | None = None

    def teardown(self, worker: Any) -> None:
        """End what was opened, its sandbox too."""
        self._open.close()

    def do(self, task: Any) -> Any:
        """Do a task; end this process if it takes too long, whatever it is at."""
        with self._turn:
            work = self._work or tried(lambda: self._open.enter_context(self._opening()))
            if isinstance(work, Raised):
                return work
            self._work = work
            if self._seconds < math.inf:
                faulthandler.dump_traceback_later(self._seconds, exit=True, file=_STDERR)
            try:
                return tried(partial(work, task))
            finally:
                faulthandler.cancel_dump_traceback_later()
