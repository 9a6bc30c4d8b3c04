"""Kill the service's processes at random moments, under load, and count what came of each 202.

``python benchmarks/chaos_service.py [--seconds 300] [--outage 60] [--seed 1]``, or
``make chaos-service``: clients hand in to `grader serve` on its embedded database, each upload with
a key of its own and again until it is acknowledged, while SIGKILL strikes the web process, a
worker, a sandbox or the database every few seconds. Then the database is gone for a while, and then
the disk is full for as long (where a disk of the service's own can be mounted). A hook takes in the
grades, and refuses one in ten. Then everything has time to settle. The exit code is 1 if an
acknowledged upload has no grade or more than one, if two uploads of the same notebook have
different scores, or if a grade has not arrived as one message.
"""

import argparse
import json
import os
import random
import signal
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2 as httpx
from chaos_outages import database_gone, disk_full, small_disk
from rich.console import Console
from rich.table import Table
from served import ROOT, Served, served, served_in
from sqlalchemy import text

from grader.service.database import GONE, engine_of
from grader.service.embedded import Embedded

COURSE = ROOT / "tests" / "course"
SLUG = "double"
VICTIMS = {"worker": 40, "web": 25, "sandbox": 20, "database": 15}
PAUSE_SECONDS = (1.5, 6.0)
SETTLE_SECONDS = 600
_RECOVERY_SECONDS = 20
_CLIENTS = 4
_PACE_SECONDS = 0.25
"""Between two uploads of a client."""


@dataclass
class Tally:
    """What was seen."""

    kills: Counter[str] = field(default_factory=Counter)
    outages: dict[str, int] = field(default_factory=dict)
    """Uploads that were acknowledged during each."""
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Submission -> digest of what was handed in, of every 202."""
    tries: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Inbox:
    """Messages that the hook has taken in, by submission."""

    def __init__(self, chance: random.Random) -> None:
        self.messages: defaultdict[str, set[str]] = defaultdict(set)
        self.refused = 0
        self.arrived = 0
        self._chance = chance
        self._lock = threading.Lock()

    def take(self, message: str, body: bytes) -> bool:
        """Take a message in, or refuse it."""
        with self._lock:
            if self._chance.random() < 0.1:
                self.refused += 1
                return False
            self.arrived += 1
            self.messages[json.loads(body)["data"]["submission"]].add(message)
            return True


def main() -> int:
    """Run it, print the counts, return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--outage", type=float, default=60, help="seconds of each")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance, tally = random.Random(asked.seed), Tally()
    inbox = Inbox(random.Random(asked.seed))
    with serving() as (service, has_own_disk), listening(inbox) as url:
        _register(service, url)
        stop = threading.Event()
        threads = [
            threading.Thread(target=_client, args=(service, tally, stop, number))
            for number in range(_CLIENTS)
        ]
        for thread in threads:
            thread.start()
        _strike(service, tally, chance, asked.seconds)
        outages = [database_gone, disk_full] if has_own_disk else [database_gone]
        for outage in outages if asked.outage else ():
            before = len(tally.acknowledged)
            outage(service, asked.outage)
            tally.outages[outage.__name__] = len(tally.acknowledged) - before
            time.sleep(_RECOVERY_SECONDS)
        stop.set()
        for thread in threads:
            thread.join()
        settled = _settle(service)
        return _report(service, tally, inbox, settled)


@contextmanager
def serving() -> Iterator[tuple[Served, bool]]:
    """Start a service, on a disk of its own if one can be had."""
    with small_disk() as disk:
        started = served(COURSE, workers=2) if disk is None else served_in(disk, COURSE, workers=2)
        with started as service:
            yield service, disk is not None


def _client(service: Served, tally: Tally, stop: threading.Event, number: int) -> None:
    url = f"{service.address}/api/v1/assignments/{SLUG}/submissions"
    turn = 0
    while not stop.wait(_PACE_SECONDS):
        body = _notebook(right=turn % 2 == 0)
        headers = {**service.headers, "Idempotency-Key": f"{number}-{turn}"}
        params = {"student": f"s{number}-{turn}"}
        while True:  # a careful client: again, with the same key, until it is acknowledged
            tally.tries += 1
            with suppress(httpx.HTTPError):
                answer = httpx.post(url, content=body, headers=headers, params=params, timeout=30)
                if answer.status_code == 202:
                    given = answer.json()
                    with tally.lock:
                        tally.acknowledged[given["id"]] = given["sha256"]
                    break
                if answer.status_code not in (429, 503, 507):
                    raise RuntimeError(answer.text)
            time.sleep(0.5)
        turn += 1


def _notebook(*, right: bool) -> bytes:
    """Return a notebook that earns everything, or a part."""
    source = "def double(x):\n    return 2 * x\n"
    counter = "class Counter:\n    def __init__(self):\n        self.count = 0\n"
    counter += "    def step(self):\n        self.count += 1\n"
    sources = [source, counter] if right else [source]
    cells = [
        {"cell_type": "code", "id": f"c{n}", "metadata": {}, "source": s, "outputs": [],
         "execution_count": None}
        for n, s in enumerate(sources)
    ]  # fmt: skip
    whole = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole).encode()


def _strike(service: Served, tally: Tally, chance: random.Random, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(chance.uniform(*PAUSE_SECONDS))
        kind = chance.choices(list(VICTIMS), list(VICTIMS.values()))[0]
        found = _victims(service, kind)
        if found:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(found), signal.SIGKILL)
                tally.kills[kind] += 1


def _victims(service: Served, kind: str) -> list[int]:
    workers = service.processes("grader worker")
    if kind == "worker":
        return workers
    if kind == "web":
        return service.processes("grader serve --socket")
    if kind == "database":
        server = Embedded(service.data / "database").process_id()
        return [server] if server is not None else []
    return [child for worker in workers for child in _children(worker)]


def _children(process: int) -> list[int]:
    found = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(pid) for pid in path.read_text(encoding="ascii").split()]
    return found


def _settle(service: Served) -> bool:
    """Wait until every run is ended and every grade has arrived."""
    until = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < until:
        with suppress(*GONE):
            open_runs = _asked(service, "SELECT count(*) FROM run WHERE finished_at IS NULL")
            pending = _asked(service, "SELECT count(*) FROM passback WHERE state = 'pending'")
            if open_runs == pending == [(0,)]:
                return True
        time.sleep(1)
    return False


def _asked(service: Served, statement: str) -> list[tuple[object, ...]]:
    engine = engine_of(Embedded(service.data / "database").url, connections=1)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]
    finally:
        engine.dispose()


def _report(service: Served, tally: Tally, inbox: Inbox, settled: bool) -> int:
    grades: defaultdict[str, list[object]] = defaultdict(list)
    for submission, score in _asked(service, "SELECT submission_id, score FROM grade"):
        grades[str(submission)].append(score)
    scores: defaultdict[str, set[object]] = defaultdict(set)
    for submission, digest in tally.acknowledged.items():
        scores[digest].update(grades[submission])
    ended = _asked(service, "SELECT submission_id FROM run WHERE state = 'graded'")
    graded = Counter(str(row[0]) for row in ended)
    known = {str(row[0]) for row in _asked(service, "SELECT id FROM submission")}
    tries = _asked(service, "SELECT coalesce(sum(attempts), 0), max(attempts) FROM run")[0]
    got = inbox.messages
    counts = {
        "acknowledged (202)": len(tally.acknowledged),
        "of them lost": sum(one not in known for one in tally.acknowledged),
        "with exactly one grade": sum(len(grades[one]) == 1 for one in tally.acknowledged),
        "without a grade, or set aside": sum(graded[one] == 0 for one in tally.acknowledged),
        "with more than one": sum(len(grades[one]) > 1 for one in tally.acknowledged),
        "notebooks with more than one score": sum(len(found) != 1 for found in scores.values()),
        "with exactly one message": sum(
            len(inbox.messages[one]) == 1 for one in tally.acknowledged
        ),
        "with more than one message": sum(len(found) > 1 for found in got.values()),
    }
    table = Table("", "count", box=None)
    for name, number in counts.items():
        table.add_row(name, str(number))
    for kind, number in tally.kills.items():
        table.add_row(f"kill -9 of a {kind}", str(number))
    for name, number in tally.outages.items():
        table.add_row(f"acknowledged while: {name.replace('_', ' ')}", str(number))
    table.add_row("requests made for them", str(tally.tries))
    table.add_row("runs begun / the most of one", f"{tries[0]} / {tries[1]}")
    table.add_row("messages taken in / refused", f"{inbox.arrived} / {inbox.refused}")
    Console().print(table)
    whole = len(tally.acknowledged)
    expected = [whole, 0, whole, 0, 0, 0, whole, 0]
    good = settled and whole > 0 and list(counts.values()) == expected
    Console().print("nothing was lost and nothing done twice" if good else "SOMETHING IS WRONG")
    return 0 if good else 1


def _register(service: Served, url: str) -> None:
    answer = httpx.post(
        f"{service.address}/api/v1/hooks", json={"direction": "out", "url": url},
        headers=service.headers, timeout=30,
    )  # fmt: skip
    answer.raise_for_status()


@contextmanager
def listening(inbox: Inbox) -> Iterator[str]:
    """Listen for the service's messages."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            self.send_response(204 if inbox.take(self.headers["webhook-id"], body) else 500)
            self.end_headers()

        def log_message(self, *_given: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


if __name__ == "__main__":
    sys.exit(main())
