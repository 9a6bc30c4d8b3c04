"""`grader grade`: a class in, a gradebook and everyone's reports out."""

import json
import platform
import statistics
import time
from collections.abc import Sequence
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

from grader import __version__
from grader.assignment import Assignment, in_language
from grader.batch import ClassRun, Graded, Worker, grade_class
from grader.diagnose.shelf import default_folder
from grader.errors import UserError
from grader.files import write_whole
from grader.find import find_assignment
from grader.gradebook import gradebook_csv
from grader.intake import Intake, collect
from grader.language import Catalogue
from grader.report.class_page import SetAside, render_class_page
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
) -> int:
    """Grade a class and write its folder; return the exit code."""
    console = Console(stderr=True)
    folder, solutions = find_assignment(name)
    intake = collect(paths)
    seed_file = seed_file or out / "seed"
    seed = _seed(seed_file, out)
    secret = (solutions, out, seed_file, default_folder())
    protected = tuple(p.resolve() for p in secret if p is not None)
    started = time.monotonic()
    run = ClassRun(folder, solutions, seed, language or "", out, protected, annotate)
    worker = Worker(run)
    try:
        graded = _with_progress(console, worker, run, intake, jobs)
        assignment = worker.prepared.assignment
        spoken = worker.language
        facts = _facts(worker, intake, graded, spoken, jobs, time.monotonic() - started)
    finally:
        worker.close()
    _write_class(assignment, intake, graded, spoken, facts, out)
    _say(console, graded, intake, out)
    if any(g.row.status == "grader_fault" for g in graded):
        return 3
    full = all(g.row.score == g.row.max_score for g in graded)
    return 1 if strict and not full else 0


def _seed(seed_file: Path, out: Path) -> bytes:
    try:
        out.mkdir(parents=True, exist_ok=True)
        if seed_file.exists() or seed_file.parent != out:
            return read_seed(seed_file)
        return draw_seed(seed_file)
    except OSError as error:
        raise UserError(f"{out} cannot be written: {error.strerror}") from None


def _with_progress(
    console: Console, worker: Worker, run: ClassRun, intake: Intake, jobs: int
) -> list[Graded]:
    columns = (
        TextColumn("grading"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("time left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(intake.handed_in))
        return grade_class(
            worker, run, intake.handed_in, jobs, lambda _graded: progress.advance(task)
        )


def _facts(
    worker: Worker,
    intake: Intake,
    graded: Sequence[Graded],
    language: str,
    jobs: int,
    seconds: float,
) -> dict[str, Any]:
    catalogue = Catalogue(language)
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
        "language": language,
        "submissions": len(graded),
        "set_aside": [
            {"file": aside.name, "why": catalogue.say(aside.why)} for aside in intake.set_aside
        ],
        "faults": [fault for g in graded for fault in g.faults],
        "timing": {
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 3),
            "jobs": jobs,
        },
    }


def _write_class(
    assignment: Assignment,
    intake: Intake,
    graded: Sequence[Graded],
    language: str,
    facts: dict[str, Any],
    out: Path,
) -> None:
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
    names = [rubric.name for rubric in assignment.rubrics]
    write_whole(out / "gradebook.csv", gradebook_csv(rows, names))
    write_whole(out / "index.html", page.encode())
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    write_whole(out / "run.json", (text + "\n").encode("utf-8", "replace"))


def _say(console: Console, graded: Sequence[Graded], intake: Intake, out: Path) -> None:
    scores = [g.row.score for g in graded if g.row.score is not None]
    mean = f", mean {statistics.mean(scores):.1f} of {graded[0].row.max_score:g}" if scores else ""
    lines = [f"{len(graded)} submissions graded{mean}"]
    for status, sentence in (
        ("unreadable", "could not be read; their reports say why"),
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
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
