"""`grader grade`: a class in, a gradebook and everyone's reports out."""

import json
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from grader import __version__, results
from grader.assignment import in_language
from grader.batch import ClassRun, Graded, Worker, grade_class
from grader.diagnose.shelf import default_folder
from grader.errors import CannotWrite, Fault
from grader.files import folder_names
from grader.find import find_assignment
from grader.gradebook import gradebook_csv
from grader.intake import Intake, collect
from grader.interrupt import Stopped, Stopping, stoppable
from grader.language import Catalogue
from grader.report.class_page import SetAside, render_class_page
from grader.sandbox.tiers import TIERS
from grader.seed import draw_seed, read_seed


def run_grade(
    name: str,
    paths: Sequence[Path],
    out: Path,
    language: str | None,
    seed_file: Path | None,
    jobs: int,
    *,
    strict: bool,
    annotate: bool = False,
    resume: bool = False,
    allow_tier: str = TIERS[0],
    wall: str = "",
) -> int:
    """Grade a class and write its folder; return the exit code.

    With `resume`, reports that an interrupted run has finished in this folder are kept.
    `allow_tier` is the lowest tier of isolation accepted, `wall` what the sandbox is put inside of.
    """
    console = Console(stderr=True)
    folder, solutions = find_assignment(name)
    intake = collect(paths, apart_from=out)
    tally = _Tally(len(intake.handed_in))
    seed_file = seed_file or out / "seed"
    secret = (solutions, out, seed_file, default_folder())
    protected = tuple(p.resolve() for p in secret if p is not None)
    try:
        with stoppable() as stopping, results.opened(out):
            seed = _seed(seed_file, out)
            run = ClassRun(
                folder, solutions, seed, language or "", out, protected, annotate, allow_tier, wall
            )
            graded = _grade(console, run, intake, jobs, tally, stopping, resume=resume)
    except Stopped as stopped:
        _print(console, f"interrupted: {tally.so_far()}")
        return stopped.exit_code
    except (CannotWrite, Fault) as error:
        raise type(error)(f"{error}. {tally.so_far()}" if tally.done else str(error)) from None
    _say(console, graded, intake, out)
    if any(g.row.status == "grader_fault" for g in graded):
        return 3
    full = all(g.row.score == g.row.max_score for g in graded)
    return 1 if strict and not full else 0


@dataclass(slots=True)
class _Tally:
    """How far a class run has come."""

    total: int
    done: int = 0

    def so_far(self) -> str:
        """Say what an interrupted run leaves, and how to go on."""
        return (
            f"{self.done} of {self.total} submissions are graded and their reports kept; "
            "the same command with --resume goes on from there"
        )


def _seed(seed_file: Path, out: Path) -> bytes:
    if seed_file.exists() or seed_file.parent != out:
        return read_seed(seed_file)
    with results.writing(out):
        return draw_seed(seed_file)


def _grade(
    console: Console,
    run: ClassRun,
    intake: Intake,
    jobs: int,
    tally: _Tally,
    stopping: Stopping,
    *,
    resume: bool,
) -> list[Graded]:
    """Grade everybody and write what is about the class."""
    started = time.monotonic()
    with Worker(run) as worker, _progress(console, tally.total) as advance:

        def done(_graded: Graded) -> None:
            tally.done += 1
            advance()
            stopping.check()

        results.begin(run.out)
        graded = grade_class(worker, run, intake.handed_in, jobs, done, resume=resume)
        facts = _facts(worker, intake, graded, jobs, time.monotonic() - started)
        contents = _class_contents(worker, intake, graded, facts)
    folders = folder_names(handed.student for handed in intake.handed_in)
    results.write_class(run.out, contents, folders.values())
    return graded


@contextmanager
def _progress(console: Console, total: int) -> Iterator[Callable[[], None]]:
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("time left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)
        yield lambda: progress.advance(task)


def _facts(
    worker: Worker,
    intake: Intake,
    graded: Sequence[Graded],
    jobs: int,
    seconds: float,
) -> dict[str, Any]:
    catalogue = Catalogue(worker.language)
    return {
        "assignment": {
            "slug": worker.prepared.assignment.slug,
            "digest": worker.prepared.assignment.digest,
        },
        "reference": worker.prepared.reference_digest,
        "seed": worker.prepared.seed_commitment,
        "isolation": {
            "tier": worker.executor.isolation.tier,
            **worker.executor.isolation.facts,
        },
        "versions": {
            "grader": __version__,
            "python": platform.python_version(),
            "numpy": np.__version__,
        },
        "language": worker.language,
        "submissions": len(graded),
        "set_aside": [
            {"file": aside.name, "why": catalogue.say(aside.why)} for aside in intake.set_aside
        ],
        "faults": [fault for g in graded for fault in g.faults],
        "timing": {
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 3),
            "jobs": jobs,
            "kept": sum(g.kept for g in graded),
        },
    }


def _class_contents(
    worker: Worker, intake: Intake, graded: Sequence[Graded], facts: dict[str, Any]
) -> dict[str, bytes]:
    """Return what is written about the class, by the file's name."""
    assignment, language = worker.prepared.assignment, worker.language
    rows = [g.row for g in graded]
    catalogue = Catalogue(language)
    page = render_class_page(
        rows,
        title=in_language(assignment.title, language, assignment.slug),
        language=language,
        set_aside=[SetAside(a.name, catalogue.say(a.why)) for a in intake.set_aside],
        run={
            "assignment": assignment.digest,
            "seed": facts["seed"],
            "versions": facts["versions"],
            "isolation": facts["isolation"]["tier"],
        },
    )
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    return {
        "run.json": (text + "\n").encode("utf-8", "replace"),
        "index.html": page.encode(),
        "gradebook.csv": gradebook_csv(rows, [rubric.name for rubric in assignment.rubrics]),
    }


def _say(console: Console, graded: Sequence[Graded], intake: Intake, out: Path) -> None:
    scores = [g.row.score for g in graded if g.row.score is not None]
    mean = f", mean {statistics.mean(scores):.1f} of {graded[0].row.max_score:g}" if scores else ""
    kept = sum(g.kept for g in graded)
    before = f", {kept} of them in the run before" if kept else ""
    lines = [f"{len(graded)} submissions graded{before}{mean}"]
    for status, sentence in (
        ("unreadable", "could not be read; their reports say why"),
        ("too_costly", "too large to be gone through; their reports say what to do"),
        ("not_attempted", "left blank"),
        ("grader_fault", "met a fault of ours and have no score; see run.json"),
    ):
        number = sum(g.row.status == status for g in graded)
        if number:
            lines.append(f"  {number} {sentence}")
    if intake.set_aside:
        lines.append(f"  {len(intake.set_aside)} files set aside; index.html says why")
    lines += [
        f"class page  {out / 'index.html'}",
        f"gradebook   {out / 'gradebook.csv'}",
        f"reports     {out / 'students'}",
    ]
    _print(console, "\n".join(lines))


def _print(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
