"""How much isolation, diagnosis and reports cost, as ratios to doing none of it.

``python benchmarks/throughput.py [SUBMISSIONS [ASSIGNMENT...]]`` grades submissions (200 of them,
unless said otherwise) on one core, six ways in turn, and prints processor time per submission:

* bare: same notebooks, same calls, same checks, in one process, no isolation, no diagnosis;
* fork: the same in a fork of that process for each submission, nothing locked;
* sandbox: full isolation, no diagnosis, no reports;
* diagnosis: mistakes named, advice given, follow-through asked; known mistakes were learnt before;
* reports: all of that, and JSON and HTML reports written;
* repair: diagnosis, and a search for a repair where it names nothing for sure, of a second at most,
  once for each body: a class that is repeated is searched once.

The submissions of `regularization` are its sample class, repeated; hostile hand-ins are left out,
for the bare way would not survive them. Those of the other assignments are the solution and the
lesson as it is printed, in turn.
"""

import contextlib
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from sample_class import repeated, submissions_of

import grader.grade as pipeline
from grader.assignment import load_assignment
from grader.diagnose.known import Known
from grader.find import find_assignment, known_assignments
from grader.folder import write_whole
from grader.grade import grade
from grader.load import load_provided
from grader.model import Submission
from grader.prepare import Prepared, prepare
from grader.repair.found import Bounds
from grader.repair.repairs import Repairs
from grader.report.html import render_html
from grader.report.to_json import write_json
from grader.sandbox.bare import Bare
from grader.sandbox.executor import Executor
from grader.sandbox.jail import Jail
from grader.seed import practice_seed
from grader.tell import tell

ROUNDS = 40
"""The ways take turns, so that a busy machine disturbs them alike."""

Way = Callable[[list[Submission]], None]


def main(total: int, slugs: list[str]) -> None:
    """Measure every way for every assignment and print the tables."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for slug in slugs or sorted(known_assignments()):
        seconds, memory = _measured(slug, total)
        _print(slug, seconds, total, memory)


def _measured(slug: str, total: int) -> tuple[dict[str, float], dict[str, float]]:
    folder, solutions = find_assignment(slug)
    assignment = load_assignment(folder, solutions)
    prepared = prepare(assignment, practice_seed())
    submissions = repeated(submissions_of(slug), total)
    out = Path(tempfile.mkdtemp(prefix="grader-benchmark-"))
    seconds: dict[str, float] = {}
    repairs = Repairs(Bounds(seconds=1.0))
    modules = load_provided(folder / "provided")
    known = Known(prepared)
    known.learn()
    with Bare(modules) as bare, Jail(folder, assignment.limits) as jail:
        ways: dict[str, Way] = {
            "bare": lambda some: _quietly(some, prepared, bare),
            "fork": lambda some: _forked(some, prepared, bare),
            "sandbox": lambda some: _undiagnosed(some, prepared, jail),
            "diagnosis": lambda some: _graded(some, prepared, jail, known),
            "reports": lambda some: _reported(some, prepared, jail, known, out),
            "repair": lambda some: _repaired(some, prepared, jail, known, repairs),
        }
        for way in ways.values():
            way(submissions[:3])  # caches filled, modules loaded
        _graded(submissions[: total // 4], prepared, jail, known)  # pairs learnt
        for part in _parts(submissions):
            for name, way in ways.items():
                started = _cpu(jail)
                way(part)
                seconds[name] = seconds.get(name, 0.0) + _cpu(jail) - started
        memory = _memory(jail)
    shutil.rmtree(out)
    return seconds, memory


def _parts(submissions: list[Submission]) -> Iterator[list[Submission]]:
    size = -(-len(submissions) // ROUNDS)
    for start in range(0, len(submissions), size):
        yield submissions[start : start + size]


def _graded(
    submissions: list[Submission],
    prepared: Prepared,
    executor: Executor,
    known: Known | None = None,
) -> None:
    for submission in submissions:
        grade(submission, prepared, executor, known=known)


def _repaired(
    submissions: list[Submission], prepared: Prepared, jail: Jail, known: Known, repairs: Repairs
) -> None:
    for submission in submissions:
        grade(submission, prepared, jail, known=known, repairs=lambda: repairs)


def _undiagnosed(submissions: list[Submission], prepared: Prepared, executor: Executor) -> None:
    """Grade without the stages that say why, and without follow-through."""
    with contextlib.ExitStack() as stack:
        for stage in ("diagnose", "advise", "follow_through"):
            stack.enter_context(patch.object(pipeline, stage, lambda *_given: {}))
        _graded(submissions, prepared, executor)


def _quietly(submissions: list[Submission], prepared: Prepared, bare: Bare) -> None:
    with Path(os.devnull).open("w") as nowhere, contextlib.redirect_stdout(nowhere):
        _undiagnosed(submissions, prepared, bare)


def _forked(submissions: list[Submission], prepared: Prepared, bare: Bare) -> None:
    for submission in submissions:
        pid = os.fork()
        if pid == 0:
            _quietly([submission], prepared, bare)
            os._exit(0)
        os.waitpid(pid, 0)


def _reported(
    submissions: list[Submission], prepared: Prepared, jail: Jail, known: Known, out: Path
) -> None:
    for number, submission in enumerate(submissions):
        graded = grade(submission, prepared, jail, known=known)
        report = tell(graded.result, prepared.assignment, "pt-BR")
        write_whole(out / str(number) / "report.json", write_json(report))
        write_whole(out / str(number) / "report.html", render_html(report).encode())


def _cpu(jail: Jail) -> float:
    """Return processor seconds of this process, its children, and the zygote with its children."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    fields = Path(f"/proc/{jail.pid}/stat").read_text().rpartition(")")[2].split()
    ticks = sum(int(n) for n in fields[11:15])
    return (
        own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
        + ticks / os.sysconf("SC_CLK_TCK")
    )  # fmt: skip


def _memory(jail: Jail) -> dict[str, float]:
    """Return peak resident memory, in MB."""
    status = Path(f"/proc/{jail.pid}/status").read_text()
    zygote = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return {
        "grader": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "zygote": int(zygote.split()[1]) / 1024,
    }


def _print(slug: str, seconds: dict[str, float], count: int, memory: dict[str, float]) -> None:
    print(f"{slug}: {count} submissions each way, one core\n")
    print(f"{'way':10}{'ms of CPU each':>16}{'x bare':>9}")
    for name, spent in seconds.items():
        print(f"{name:10}{spent / count * 1e3:16.2f}{spent / seconds['bare']:9.2f}")
    reports = seconds["reports"] / seconds["sandbox"] - 1
    print(f"\nreports add {reports:.0%} to the sandbox path; ", end="")
    print(", ".join(f"{name} peak {size:.0f} MB" for name, size in memory.items()), "\n")


if __name__ == "__main__":
    began = time.perf_counter()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200, sys.argv[2:])
    print(f"(measured in {time.perf_counter() - began:.0f} s)")
