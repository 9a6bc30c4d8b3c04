"""A whole class: submissions a second, processor time by stage, and memory.

``python benchmarks/class.py [--sizes 100 1000] [--large] [--against COMMIT] [SLUG]`` grades the
sample class, repeated to each size (10,000 too with `--large`), by `grader grade` with two workers,
full rubric, JSON and HTML written. Hostile hand-ins are left out. Then it tells the stages of one
submission, in one process, and beside them those of a checkout as it was at COMMIT: both in turn,
so that a busy machine disturbs them alike. Ratios are what to go by; seconds are the machine's.
"""

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checkout import Checkout, as_at, environment, this_one
from process_tree import Memory, Watch
from sample_class import hand_in, submissions_of
from stages import STAGES

JOBS = 2
LARGE = 10_000
ROUNDS = 3
"""Checkouts take turns so many times."""


@dataclass(frozen=True)
class Run:
    """A class that was graded."""

    size: int
    seconds: float
    cpu_seconds: float
    memory: Memory


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000])
    parser.add_argument("--large", action="store_true", help=f"grade {LARGE} as well")
    parser.add_argument("--against", metavar="COMMIT", help="stages of a checkout of it, too")
    parser.add_argument("--each", type=int, default=66, help="submissions whose stages are told")
    parser.add_argument("slug", nargs="?", default="regularization")
    given = parser.parse_args()
    print(f"{given.slug}, load average at the start {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory(prefix="grader-class-") as name:
        checkouts = [this_one(Path(name))]
        _print_head()
        for size in [*given.sizes, *([LARGE] if given.large else [])]:
            _print_run(graded(checkouts[0], given.slug, size))
        if given.against:
            checkouts.insert(0, as_at(given.against, Path(name)))
        _print_stages(_stages(checkouts, given.slug, given.each))
    print(f"\nload average at the end {os.getloadavg()[0]:.1f}")


def graded(at: Checkout, slug: str, size: int) -> Run:
    """Grade a class of this size by the command."""
    with tempfile.TemporaryDirectory(prefix="grader-class-") as name:
        place = Path(name)
        (place / "in").mkdir()
        hand_in(submissions_of(slug), size, place / "in")
        command = [
            str(at.python), "-m", "grader", "grade", slug, str(place / "in"),
            "--out", str(place / "out"), "--jobs", str(JOBS),
        ]  # fmt: skip
        before, started = _children_seconds(), time.perf_counter()
        grading = subprocess.Popen(
            command,
            cwd=at.tree,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        watch = Watch(grading.pid)
        watch.start()
        _out, said = grading.communicate()
        memory = watch.end()
        seconds = time.perf_counter() - started
        written = len(list((place / "out").glob("students/*/report.html")))
        if grading.returncode or written != size:
            raise SystemExit(f"{written} of {size} graded: {said.decode()}")
        return Run(size, seconds, _children_seconds() - before, memory)


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


_KINDS = ("grader", "worker", "sandbox")


def _print_head() -> None:
    print("| size | a second | CPU, ms each | memory of all, MB | grader | worker | sandbox |")
    print("|---|---|---|---|---|---|---|")


def _print_run(run: Run) -> None:
    sizes = " | ".join(f"{run.memory.by_kind.get(kind, 0):.0f}" for kind in _KINDS)
    print(
        f"| {run.size} | {run.size / run.seconds:.1f} | {1e3 * run.cpu_seconds / run.size:.0f} "
        f"| {run.memory.tree:.0f} | {sizes} |", flush=True,
    )  # fmt: skip


def _stages(checkouts: list[Checkout], slug: str, count: int) -> list[list[dict[str, Any]]]:
    """Return what was measured of each checkout, round by round."""
    program = str(Path(__file__).with_name("stages.py"))
    found: list[list[dict[str, Any]]] = [[] for _ in checkouts]
    for _ in range(ROUNDS):
        for at, told in zip(checkouts, found, strict=True):
            done = subprocess.run(
                [str(at.python), program, slug, str(count)],
                cwd=at.tree, env=environment(), capture_output=True, text=True,
            )  # fmt: skip
            if done.returncode:
                raise SystemExit(done.stderr)
            told.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def _print_stages(found: list[list[dict[str, Any]]]) -> None:
    """Print the mean of all rounds: last this checkout, before it the one that it is held to."""
    heads = ["before, ms", "ms"][-len(found) :]
    print(f"\n| stage | {' | '.join(heads)}{' | ratio' if len(found) > 1 else ''} |")
    print("|" + "---|" * (len(found) + 1 + (len(found) > 1)))
    for stage in STAGES:
        _print_row(stage, [_mean(told, "own", stage) for told in found])
    for stage in STAGES:
        if any(_mean(told, "students", stage) for told in found):
            name = f"students' processes, {stage}"
            _print_row(name, [_mean(told, "students", stage) for told in found])
    _print_row("sandbox: forks", [_mean(told, "all", "zygote") for told in found])
    keys = ("own", "students", "zygote")
    _print_row("all", [sum(_mean(told, "all", key) for key in keys) for told in found])
    floors = [sum(one["floor"] for one in told) / len(told) for told in found]
    _print_row("floor: the students' own code", floors)


def _mean(told: list[dict[str, Any]], of: str, key: str) -> float:
    return float(sum(one[of][key] for one in told) / len(told))


def _print_row(name: str, values: list[float]) -> None:
    cells = [f"{value:.2f}" for value in values]
    if len(values) > 1:
        cells.append(f"{values[1] / values[0]:.2f}" if values[0] else "–")
    print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
