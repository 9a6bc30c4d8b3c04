"""A hundred thousand students and one deadline: how many workers, and where it bends.

``python benchmarks/deadline.py [--students N] [--workers N ...] [--webs N ...]`` measures a service
on this machine (how many uploads one web process acknowledges a second, how long a worker has a
submission), and simulates with these times what no machine here can show. Uploads come as people
react to a deadline: at a rate that is one over the time that is left (Alfi, Parisi and Pietronero,
Nature Physics 3, 2007), over a week and down to the last minute.

What is simulated are the two queues, in front of the web side and of the workers. The database and
the network are taken to keep up.
"""

import argparse
import asyncio
import random
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import simpy
from rich.console import Console
from rich.table import Table
from served import served
from service import SLUG, drain_rate, during, notebooks

WEEK = 7 * 24 * 3600.0
LAST = 60.0
"""Seconds before the deadline from which on the rush grows no more."""


@dataclass(frozen=True)
class Times:
    """Seconds that one upload takes of a web process, and one submission of a worker."""

    web: float
    worker: float


@dataclass
class Day:
    """What became of a deadline: seconds from each upload on."""

    acknowledged: list[float] = field(default_factory=list)
    scored: list[float] = field(default_factory=list)
    longest_queue: int = 0
    over: float = 0.0
    """When the last score was there, seconds after the deadline."""


def main() -> None:
    """Measure, simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=100_000)
    parser.add_argument("--workers", type=int, nargs="*", default=[4, 16, 32, 64, 128])
    parser.add_argument("--webs", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--seconds", type=float, default=10.0, help="of the load that is measured")
    given = parser.parse_args()
    console = Console()
    times = measured(given.seconds)
    console.print(
        f"measured: a web process has an upload for {1000 * times.web:.1f} ms, "
        f"a worker a submission for {1000 * times.worker:.0f} ms"
    )
    uploads = rush(given.students, random.Random(1))
    busiest = _busiest(uploads, LAST)
    console.print(
        f"{given.students} students; {busiest} of them in the last minute: work for "
        f"{busiest / LAST * times.web:.1f} web processes and {busiest / LAST * times.worker:.0f} "
        "workers, if nobody is to wait"
    )
    console.print(_acknowledgements(uploads, times, given.webs))
    console.print(_scores(uploads, times, given.workers, max(given.webs)))


def measured(seconds: float) -> Times:
    """Measure a service on this machine, while its one worker grades what comes in."""
    bodies = notebooks()
    with served(workers=1) as service:
        url = f"{service.address}/api/v1/assignments/{SLUG}/submissions"
        loaded = asyncio.run(during(url, bodies, 10, seconds, service.headers))
        _queued, rate = drain_rate(service)
    return Times(1 / loaded.rate, 1 / rate)


def rush(students: int, rng: random.Random) -> list[float]:
    """Return when each uploads, in seconds from the deadline on (below 0), in order.

    The rate is 1 / (t + LAST), t before the deadline: its inverse distribution is drawn from.
    """
    span = (WEEK + LAST) / LAST
    return sorted(LAST - LAST * span ** rng.random() for _ in range(students))


def simulated(uploads: Sequence[float], times: Times, webs: int, workers: int) -> Day:
    """Let every upload wait for a web process and then for a worker.

    Times are drawn from exponential distributions with the measured means: people's notebooks, and
    what else a machine does, make them longer at times.
    """
    day, rng = Day(), random.Random(2)
    world = simpy.Environment(initial_time=uploads[0])
    web, worker = simpy.Resource(world, webs), simpy.Resource(world, workers)

    def one(at: float) -> Generator[Any, Any, None]:
        yield from _served_by(world, web, rng.expovariate(1 / times.web))
        day.acknowledged.append(world.now - at)
        day.longest_queue = max(day.longest_queue, len(worker.queue) + 1)
        yield from _served_by(world, worker, rng.expovariate(1 / times.worker))
        day.scored.append(world.now - at)
        day.over = max(day.over, world.now)

    def arriving() -> Generator[Any, Any, None]:
        for at in uploads:
            yield world.timeout(max(0.0, at - world.now))
            world.process(one(at))

    world.process(arriving())
    world.run()
    return day


def _served_by(
    world: simpy.Environment, place: simpy.Resource, seconds: float
) -> Generator[Any, Any, None]:
    with place.request() as turn:
        yield turn
        yield world.timeout(seconds)


def _busiest(uploads: Sequence[float], last: float) -> int:
    return sum(at > -last for at in uploads)


def _acknowledgements(uploads: Sequence[float], times: Times, webs: Sequence[int]) -> Table:
    """Tell how long an upload waits for its 202."""
    table = Table("web processes", "202 p50", "p95", "p99", "longest", box=None)
    for number in webs:
        day = simulated(uploads, times, number, len(uploads))
        table.add_row(str(number), *_waits(day.acknowledged), _span(max(day.acknowledged)))
    return table


def _scores(uploads: Sequence[float], times: Times, workers: Sequence[int], webs: int) -> Table:
    table = Table(
        "workers", "score p50", "p95", "p99", "longest", "longest queue", "all scored after",
        box=None,
    )  # fmt: skip
    for number in workers:
        day = simulated(uploads, times, webs, number)
        longest = _span(max(day.scored))
        queue = str(day.longest_queue)
        table.add_row(str(number), *_waits(day.scored), longest, queue, _span(max(day.over, 0.0)))
    return table


def _waits(seconds: Sequence[float]) -> list[str]:
    found = quantiles(seconds, n=100, method="inclusive")
    return [_span(found[percent - 1]) for percent in (50, 95, 99)]


def _span(seconds: float) -> str:
    """Write a time as people read it."""
    if seconds < 1:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 120:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


if __name__ == "__main__":
    main()
