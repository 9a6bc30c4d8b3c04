"""How long `grader check` takes from a cold start, from a kit and from a checkout.

    python benchmarks/start.py [--against COMMIT] [--times 7] [SLUG ...]

Every command is a new process on the lesson's solution, taken in turn; the least processor time
(the sandbox's included) and the least wall time count. With `--against`, the same from a checkout
as it was at that commit. Then where the time of a check from a kit goes, stage by stage.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
NUMPY_LESSONS = ("regularization", "dense_layers", "dropout_layer")
STAGES = """
import sys, time
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
    with tempfile.TemporaryDirectory() as folder:
        before = _at(given.against, Path(folder)) if given.against else None
        print("| lesson | from | processor, s | wall, s |\n|---|---|---|---|")
        for slug in given.slugs:
            _compare(slug, Path(folder), before, given.times)


def _at(commit: str, folder: Path) -> Path:
    """Return a checkout of a commit, with its bytecode."""
    tree = folder / "before"
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True)
    tree.mkdir()
    subprocess.run(["tar", "-x", "-C", str(tree)], input=archive.stdout, check=True)
    return tree


def _compare(slug: str, folder: Path, before: Path | None, times: int) -> None:
    kit = folder / f"{slug}.kit"
    made = [sys.executable, "-m", "grader", "release", slug, "--out", str(kit), "--seeds", "1"]
    subprocess.run(made, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    notebook = str(ROOT / "solutions" / slug / "solution.ipynb")
    ways = {"checkout": (ROOT, slug), "kit": (ROOT, str(kit))}
    if before is not None:
        ways = {"checkout, before": (before, slug), **ways}
    spent: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
    for _ in range(times):
        for way, (tree, name) in ways.items():
            spent[way].append(
                _timed([sys.executable, "-m", "grader", "check", name, notebook], tree)
            )
    for way, found in spent.items():
        used, waited = (min(column) for column in zip(*found, strict=True))
        print(f"| `{slug}` | {way} | {used:.2f} | {waited:.2f} |", flush=True)
    _stages(kit, notebook)


def _environment(tree: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": str(tree)}


def _timed(command: list[str], tree: Path) -> tuple[float, float]:
    """Return the processor time of a command and all that it started, and the wall time."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=tree, env=_environment(tree), capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, time.perf_counter() - started


def _stages(kit: Path, notebook: str) -> None:
    command = [sys.executable, "-c", STAGES, str(kit), notebook]
    runs = []
    for _ in range(5):
        done = subprocess.run(
            command, cwd=ROOT, env=_environment(ROOT), capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        runs.append(
            [line.split("\t") for line in done.stderr.splitlines() if line.count("\t") == 2]
        )
    for rows in zip(*runs, strict=True):
        waited, used = (min(float(row[place]) for row in rows) for place in (1, 2))
        print(f"| | {rows[0][0]} | {used:.3f} | {waited:.3f} |", flush=True)


if __name__ == "__main__":
    main()
