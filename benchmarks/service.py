"""Acknowledgements of the service: how many a second, and how long until each.

``python benchmarks/service.py [--seconds 5] [--burst 1000]`` starts `grader serve` on its embedded
database, and hands in the sample class's notebooks (without the hostile ones, as in `class.py`)
from 1, 10 and 50 clients at once, then a burst: over ten seconds, and all at one moment.
In the same run, and in turn with it, the same clients post the same bodies to a bare endpoint that
only stores each durably (temporary file, fsync, rename, fsync of the folder): the ratio says what
the rest costs. First comes the time from an upload to its score on a service that has nothing else
to do. The service takes part in each figure with its workers running, as it would: they grade
meanwhile.

Last it queues `--queued` notebooks for a service with one worker and for one with two, and grades
the same ones by `grader grade` with as many processes, in turn, `--rounds` times: the ratio says
what a service costs. Both are counted from the first that is graded to the end, so that neither
pays for its start. `--only drain` does that alone, `--only uploads` all else.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import httpx2 as httpx
from drain import drains
from rich.console import Console
from rich.table import Table
from sample_class import submissions_of
from served import Served, served

from grader import notebook
from grader.errors import UnreadableNotebook
from grader.model import Submission

SLUG = "regularization"
_ENDED = ("graded", "set_aside")
_BURST_SECONDS = 10.0


@dataclass
class Timed:
    """Answers of one kind of load."""

    seconds: list[float]
    wall: float
    failed: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.wall

    def at(self, percent: int) -> float:
        """Return a percentile, in milliseconds."""
        return 1000 * quantiles(self.seconds, n=100, method="inclusive")[percent - 1]


def main() -> None:
    """Run everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5.0, help="of each load")
    parser.add_argument("--burst", type=int, default=1000, help="uploads at once")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--queued", type=int, default=150, help="notebooks to be drained")
    parser.add_argument("--rounds", type=int, default=2, help="drains of each kind")
    parser.add_argument("--only", choices=["uploads", "drain"])
    asked = parser.parse_args()
    console = Console()
    bodies = notebooks()
    console.print(f"{len(bodies)} notebooks of {sum(map(len, bodies)) // len(bodies)} bytes each")
    console.print(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    if asked.only != "drain":
        _uploads(asked, console, bodies)
    if asked.only != "uploads":
        console.print(drains(submissions_taken(), asked.queued, asked.rounds))
        console.print(f"load of the machine after: {os.getloadavg()[0]:.1f}")


def _uploads(asked: argparse.Namespace, console: Console, bodies: Sequence[bytes]) -> None:
    """Print how uploads are acknowledged."""
    with served(workers=asked.workers) as service, bare() as floor:
        console.print(f"from upload to score, idle: {_idle(service, bodies)}")
        url = f"{service.address}/api/v1/assignments/{SLUG}/submissions"
        table = Table("load", "", "a second", "p50 ms", "p95 ms", "p99 ms", "failed", box=None)
        for clients in (1, 10, 50):
            pair = [
                asyncio.run(during(where, bodies, clients, asked.seconds, headers))
                for where, headers in ((url, service.headers), (floor, {}))
            ]
            _rows(table, f"{clients} clients", pair)
        for over in (_BURST_SECONDS, 0.0):
            pair = [
                asyncio.run(_burst(where, bodies, asked.burst, headers, over))
                for where, headers in ((url, service.headers), (floor, {}))
            ]
            _rows(
                table, f"{asked.burst} in {over:.0f} s" if over else f"{asked.burst} at once", pair
            )
        console.print(table)


def notebooks() -> list[bytes]:
    """Return what the class handed in that the service takes: it refuses what cannot be read."""
    return [one.content for one in submissions_taken()]


def submissions_taken() -> list[Submission]:
    """Return these as they are graded."""
    return [one for one in submissions_of(SLUG) if _is_whole(one)]


def _is_whole(submission: Submission) -> bool:
    try:
        notebook.read(submission)
    except UnreadableNotebook:
        return False
    return True


def _rows(table: Table, load: str, pair: Sequence[Timed]) -> None:
    for name, timed in zip(("service", "bare"), pair, strict=True):
        table.add_row(
            load, name, f"{timed.rate:.0f}", *(f"{timed.at(p):.1f}" for p in (50, 95, 99)),
            str(timed.failed),
        )  # fmt: skip
    mine, floor = pair
    ratios = (f"{mine.at(p) / floor.at(p):.2f}" for p in (50, 95, 99))
    table.add_row(load, "ratio", f"{mine.rate / floor.rate:.2f}", *ratios, "")


def _limits(connections: int) -> httpx.Limits:
    return httpx.Limits(max_connections=connections, max_keepalive_connections=connections)


async def during(
    url: str, bodies: Sequence[bytes], clients: int, seconds: float, headers: dict[str, str]
) -> Timed:
    """Have so many clients hand in, one after the other each, for so long."""
    timed = Timed([], 0.0, 0)
    began = time.perf_counter()

    async def one(client: httpx.AsyncClient, number: int) -> None:
        turn = number
        while time.perf_counter() - began < seconds:
            await _post(client, url, bodies[turn % len(bodies)], f"c{number}-{turn}", timed)
            turn += clients

    async with httpx.AsyncClient(
        headers=headers, limits=_limits(clients), timeout=120, trust_env=False
    ) as client:
        await asyncio.gather(*(one(client, number) for number in range(clients)))
    timed.wall = time.perf_counter() - began
    return timed


async def _burst(
    url: str, bodies: Sequence[bytes], number: int, headers: dict[str, str], over: float
) -> Timed:
    """Hand in so many before a deadline, evenly over so many seconds; 200 connections."""
    timed = Timed([], 0.0, 0)
    began = time.perf_counter()
    async with httpx.AsyncClient(
        headers=headers, limits=_limits(200), timeout=120, trust_env=False
    ) as client:

        async def one(turn: int) -> None:
            await asyncio.sleep(over * turn / number)
            body = bodies[turn % len(bodies)]
            await _post(client, url, body, f"burst-{over:.0f}-{turn}", timed)

        await asyncio.gather(*map(one, range(number)))
    timed.wall = time.perf_counter() - began
    return timed


async def _post(
    client: httpx.AsyncClient, url: str, body: bytes, student: str, timed: Timed
) -> None:
    began = time.perf_counter()
    try:
        answer = await client.post(url, content=body, params={"student": student, "batch": True})
        ok = answer.status_code == 202
    except httpx.HTTPError:
        ok = False
    if ok:
        timed.seconds.append(time.perf_counter() - began)
    else:
        timed.failed += 1


def _idle(service: Served, bodies: Sequence[bytes]) -> str:
    """Time single uploads until their score is there; the first warms the sandbox."""
    url = f"{service.address}/api/v1/assignments/{SLUG}/submissions"
    taken = []
    with httpx.Client(headers=service.headers, timeout=120, trust_env=False) as client:
        for number in range(11):
            body = bodies[number % len(bodies)]
            began = time.perf_counter()
            answer = client.post(url, content=body, params={"student": f"idle-{number}"})
            while client.get(answer.headers["location"]).json()["state"] not in _ENDED:
                time.sleep(0.01)
            taken.append(time.perf_counter() - began)
    first, *rest = taken
    rest.sort()
    return f"first {first:.2f} s, then {rest[len(rest) // 2]:.2f} s (median of {len(rest)})"


def drain_rate(service: Served, seconds: float = 30) -> tuple[int, float]:
    """Return how many were queued, and how many a second are graded over so long."""
    with httpx.Client(headers=service.headers, timeout=120, trust_env=False) as client:
        before, began = _waiting(client, service), time.perf_counter()
        while time.perf_counter() - began < seconds and _waiting(client, service):
            time.sleep(1)
        done = before - _waiting(client, service)
        return before, done / (time.perf_counter() - began)


def _waiting(client: httpx.Client, service: Served) -> int:
    told = client.get(f"{service.address}/metrics").text.splitlines()
    return round(sum(float(line.split()[-1]) for line in told if line.startswith("grader_runs")))


@contextmanager
def bare() -> Iterator[str]:
    """Serve the floor, in a process of its own as the service is."""
    script = Path(__file__).with_name("bare_store.py")
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, script, folder], stdout=subprocess.PIPE, text=True
        )
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/"
        finally:
            process.terminate()
            process.communicate()


if __name__ == "__main__":
    main()
