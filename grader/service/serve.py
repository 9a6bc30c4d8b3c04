"""`grader serve` whole: the database, the web process and the workers, watched until the end."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx2 as httpx

from grader.errors import Fault
from grader.model import Text
from grader.seed import draw_seed
from grader.service.blob_store import blobs_at, refuse_closed
from grader.service.database import answers, engine_of
from grader.service.embedded import DatabaseFault, Embedded
from grader.service.held import held
from grader.service.parent import PARENT
from grader.service.refusal import not_served
from grader.service.schema.migrate import migrate
from grader.service.settings import Settings
from grader.service.supervise import Supervised, Wanted, end_all
from grader.service.work import refuse_below_isolated

_LOG = logging.getLogger(__name__)
_LOOK = 0.2
"""Seconds between two looks at the processes."""
_LOOK_AT_DATABASE = 10
"""So many looks between two at the database."""
_ANSWER = 10.0
_TRIES = 5
"""Ends of a process before the service is ready, after which it is given up."""
_DRAIN = 60.0
"""Seconds for what is under way when the service is to end."""


def serve(
    settings: Settings, host: str, port: int, workers: int, ready: Callable[[str], None]
) -> None:
    """Serve until SIGTERM or Ctrl-C; `ready` is told the address when requests are answered.

    Raises NotIsolated, UserError, DatabaseFault; BlobsClosed where the bucket has to be mended.
    """
    refuse_closed(blobs_at(settings.kept_at))
    if workers:
        refuse_below_isolated()
    elif not settings.database:
        raise not_served(Text("serve.needs_database"))
    with held(settings.data), _listening(host, port) as listening:
        _draw_seed(settings)
        embedded = None if settings.database else Embedded(settings.data / "database")
        try:
            if embedded is not None:
                embedded.start()
                settings = replace(settings, database=embedded.url)
            engine = engine_of(settings.database, connections=2)
            try:
                migrate(engine)
                processes = _processes(settings, listening, workers)
                with _stopping() as stopped:
                    try:
                        for one in processes:
                            one.start()
                        if _is_ready(_address(listening), processes, stopped):
                            ready(_address(listening))
                        _watch(processes, embedded, lambda: answers(engine), stopped)
                    finally:
                        end_all(processes, _DRAIN)
            finally:
                engine.dispose()
        finally:
            if embedded is not None:
                embedded.stop()


def _is_ready(address: str, processes: list[Supervised], stopped: threading.Event) -> bool:
    """Wait until the web process answers; False where the service is to end before."""
    while not stopped.wait(_LOOK):
        for one in processes:
            one.look()
            if one.ends >= _TRIES:
                raise Fault(f"{one.wanted.name} ends as soon as it is started; see above")
        try:
            answer = httpx.get(f"{address}/health/ready", timeout=_ANSWER, trust_env=False)
        except httpx.HTTPError:
            continue
        if answer.is_success:
            return True
    return False


def _watch(
    processes: list[Supervised],
    embedded: Embedded | None,
    answers: Callable[[], bool],
    stopped: threading.Event,
) -> None:
    looks = 0
    while not stopped.wait(_LOOK):
        for one in processes:
            if (code := one.look()) is not None:
                _LOG.warning("%s has ended with %d, and is started again", one.wanted.name, code)
        looks += 1
        if embedded is not None and looks % _LOOK_AT_DATABASE == 0 and not answers():
            _revive(embedded)


def _revive(embedded: Embedded) -> None:
    """Start a database that does not answer; one that is there and does not is stopped first."""
    _LOG.warning("the database does not answer, and is started again")
    try:
        embedded.stop()
        embedded.start()
    except (DatabaseFault, OSError) as error:  # the next look tries again
        _LOG.error("%s", error)


def _processes(settings: Settings, listening: socket.socket, workers: int) -> list[Supervised]:
    environment = {**os.environ, **settings.environment(), PARENT: str(os.getpid())}
    socket_number = listening.fileno()
    given = ("-m", "grader", "serve", "--socket", str(socket_number))
    web = Wanted("web", given, environment, (socket_number,))
    others = [
        Wanted(f"worker {number}", ("-m", "grader", "worker"), environment)
        for number in range(1, workers + 1)
    ]
    return [Supervised(one) for one in (web, *others)]


def _draw_seed(settings: Settings) -> None:
    if not os.path.lexists(settings.seed_file):
        draw_seed(settings.seed_file)


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Listen before anything is started: the socket outlasts a web process that dies."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, port))
        except OSError as error:
            values = {"host": host, "port": str(port), "error": error.strerror or ""}
            raise not_served(Text("serve.not_listened", {**values})) from None
        listening.listen(1024)
        yield listening


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


@contextmanager
def _stopping() -> Iterator[threading.Event]:
    """Give what is set by SIGTERM and Ctrl-C."""
    stopped = threading.Event()
    before = {
        number: signal.signal(number, lambda _number, _frame: stopped.set())
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
