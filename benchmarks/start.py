"""How long `grader check` takes from a cold start, from a kit and from a checkout.

    python benchmarks/start.py [--against COMMIT] [--times 7] [SLUG ...]

Every command is a new process on the lesson's solution, taken in turn; the least processor time
(the sandbox's included) and the least wall time count, beside the median of each. With `--against`,
the same from a checkout as it was at that commit. Then where the time of a check from a kit goes,
stage by stage.
"""

import argparse
import resource
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from checkout import ROOT, Checkout, as_at, environment, this_one

NUMPY_LESSONS = ("regularization", "dense_layers", "dropout_layer")
STAGES = """
import sys, time
from grader.sandbox import launch
launch.ahead()
begun = time.perf_counter(); used = time.process_time()
def stage(name):
    global begun, used
    now, spent = time.perf_counter(), time.process_time()
    print(f"{name}\\t{now - begun:.4f}\\t{spent - used:.4f}", file=sys.stderr)
    begun, used = time.perf_counter(), time.process_time()
import grader.cli
from grader.commands.check import *
from grader.commands.which import chosen
from grader.report.terminal import render
from grader.sandbox.choose import begin_executor
from io import StringIO
from rich.console import Console
stage("import")
wish = Wish()
picked = chosen(sys.argv[1:], "en")
source = source_of(picked.place, None)
assignment = source.load()
stage("open the kit")
required = wish.required.protecting(*source.secrets)
starting = begin_executor(assignment.folder, assignment.limits, required)
stage("begin the sandbox")
prepared = source.prepared(assignment)
stage("cases")
known = source.known(prepared)
stage("known mistakes")
executor = starting()
stage("wait for the sandbox, self-test")
session = Session(prepared, known, executor)
submission = Submission("a", picked.notebook.name, picked.notebook.read_bytes())
graded = session.grade(submission)
stage("run, judge, diagnose")
render(session.tell(graded.result), Console(file=StringIO()))
stage("report")
session.close()
stage("end")
"""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", metavar="COMMIT", help="compare with a checkout of it")
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("slugs", nargs="*", default=NUMPY_LESSONS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        now = this_one(folder)
        before = as_at(given.against, folder) if given.against else None
        print("| lesson | from | processor, s | wall, s |\n|---|---|---|---|")
        for slug in given.slugs:
            _compare(slug, folder, now, before, given.times)


def _compare(slug: str, folder: Path, now: Checkout, before: Checkout | None, times: int) -> None:
    kit = folder / f"{slug}.kit"
    made = [now.python, "-m", "grader", "release", slug, "--out", str(kit), "--seeds", "1"]
    subprocess.run(made, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    notebook = str(ROOT / "solutions" / slug / "solution.ipynb")
    ways = {"checkout": (now, slug), "kit": (now, str(kit))}
    if before is not None:
        ways = {"checkout, before": (before, slug), **ways}
    spent: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(times):
        for way, (at, name) in ways.items():
            command = [str(at.python), "-m", "grader", "check", name, notebook]
            spent[way].append(_timed(command, at.tree))
    for way, found in spent.items():
        used, waited = (
            f"{min(column):.2f} ({median(column):.2f})" for column in zip(*found, strict=True)
        )
        print(f"| `{slug}` | {way} | {used} | {waited} |", flush=True)
    _stages(now, kit, notebook)


def _timed(command: list[str], tree: Path) -> tuple[float, float]:
    """Return the processor time of a command and all that it started, and the wall time."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=tree, env=environment(), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - started


def _stages(now: Checkout, kit: Path, notebook: str) -> None:
    command = [str(now.python), "-c", STAGES, str(kit), notebook]
    runs = []
    for _ in range(5):
        done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        runs.append(
            [line.split("\t") for line in done.stderr.splitlines() if line.count("\t") == 2]
        )
    for rows in zip(*runs, strict=True):
        waited, used = (min(float(row[place]) for row in rows) for place in (1, 2))
        print(f"| | {rows[0][0]} | {used:.3f} | {waited:.3f} |", flush=True)


if __name__ == "__main__":
    main()
