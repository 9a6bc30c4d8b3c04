"""How fast queued notebooks are graded: by a service, and by `grader grade` on the same ones."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import httpx2 as httpx
from checkout import environment, this_one
from rich.table import Table
from sample_class import hand_in, repeated
from served import ROOT, Served, served

from grader.model import Submission

SLUG = "regularization"
WORKERS = (1, 2)
_LOOK = 0.5


def drains(submissions: Sequence[Submission], queued: int, rounds: int) -> Table:
    """Grade so many by a service and by a batch, in turn; return the rates and their ratio."""
    rates: dict[tuple[int, str], list[float]] = {}
    for _round in range(rounds):
        for workers in WORKERS:
            rates.setdefault((workers, "batch"), []).append(by_batch(submissions, queued, workers))
            with served(workers=workers) as service:
                rate = by_service(service, submissions, queued)
            rates.setdefault((workers, "service"), []).append(rate)
    table = Table("workers", "service, a second", "batch, a second", "ratio", box=None)
    for workers in WORKERS:
        service_rates, batch_rates = rates[workers, "service"], rates[workers, "batch"]
        mine, batch = median(service_rates), median(batch_rates)
        table.add_row(str(workers), f"{mine:.2f}", f"{batch:.2f}", f"{mine / batch:.2f}")
    return table


def by_service(service: Served, submissions: Sequence[Submission], queued: int) -> float:
    """Hand so many in; return how many a second are graded once all of them are queued."""
    url = f"{service.address}/api/v1/assignments/{SLUG}/submissions"
    with httpx.Client(headers=service.headers, timeout=120, trust_env=False) as client:
        for number, one in enumerate(repeated(list(submissions), queued)):
            client.post(url, content=one.content, params={"student": f"drain-{number}"})

        def done() -> int:
            told = client.get(f"{service.address}/metrics").text.splitlines()
            waiting = [line for line in told if line.startswith("grader_runs")]
            return queued - round(sum(float(line.split()[-1]) for line in waiting))

        return rate_of(done, queued)


def by_batch(submissions: Sequence[Submission], queued: int, workers: int) -> float:
    """Grade so many by the command; return how many a second once the first is there.

    What it writes at its end, reports and the class page, is counted as its work.
    """
    with tempfile.TemporaryDirectory(prefix="grader-drain-") as name:
        place = Path(name)
        (place / "in").mkdir()
        hand_in(list(submissions), queued, place / "in")
        command = [
            str(this_one(place).python), "-m", "grader", "grade", SLUG, str(place / "in"),
            "--out", str(place / "out"), "--jobs", str(workers),
        ]  # fmt: skip
        grading = subprocess.Popen(
            command, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        results = place / "out" / "results"
        return rate_of(
            lambda: len(list(results.glob("*.json"))), queued, lambda: grading.poll() is not None
        )


def rate_of(
    done: Callable[[], int], total: int, is_over: Callable[[], bool] | None = None
) -> float:
    """Return how many a second are done, from the first that is seen to the end of all."""
    while not (first := done()):
        time.sleep(_LOOK)
    began = time.perf_counter()
    while not (is_over() if is_over else done() >= total):
        time.sleep(_LOOK)
    return (total - first) / (time.perf_counter() - began)
