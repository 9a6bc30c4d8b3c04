"""`grader check`: one notebook, one report to standard output."""

import sys
from pathlib import Path

from rich.console import Console

from grader.annotate import Annotated, annotate
from grader.cache import why_unused
from grader.commands.mistaken import for_another
from grader.diagnose.say import LEVELS
from grader.errors import NothingToGrade, UserError
from grader.find import find_assignment
from grader.folder import write_whole
from grader.intake import MAX_FILE_MB, student_of, wanted_by
from grader.intake.wanted import Wanted
from grader.kit.read import FromKit
from grader.language import built_in
from grader.model import Submission
from grader.own_memory import limited_memory
from grader.report import clean
from grader.report.html import render_html
from grader.report.terminal import render
from grader.report.to_json import write_json
from grader.reported import Report
from grader.result import Graded
from grader.sandbox.choose import Requirements
from grader.sandbox.tiers import TIERS
from grader.seed import practice_seed, read_seed
from grader.session import FromReference, Provider, Session, opened
from grader.watch import Stuck, watched

KIT = ".kit"
"""How the name of a kit ends."""
_EXIT = {"unreadable": 2, "too_costly": 2, "grader_fault": 3}


def run_check(
    name: str,
    path: Path,
    form: str,
    language: str | None,
    seed_file: Path | None,
    *,
    own_code: bool,
    hint: int,
    annotate_to: Path | None = None,
    allow_tier: str = TIERS[0],
    wall: str = "",
) -> int:
    """Grade one notebook and print its report; return the exit code.

    `hint` is 1 for where a mistake is, 2 for what it is too, 3 for how to go on; `annotate_to` is
    the folder that an annotated copy of the notebook is written to. `allow_tier` is the lowest tier
    of isolation accepted, `wall` what the sandbox is put inside of.
    """
    source, wanted = _source(name, seed_file)
    submission = _read(path)
    protected = () if seed_file is None else (seed_file,)
    faults: list[str] = []
    required = Requirements(protected, own_code, allow_tier, wall)
    with opened(source, required) as session:
        graded = _graded(session, submission, faults)
        report = session.tell(graded.result, language or "", LEVELS[hint - 1])
        copy = None
        if annotate_to is not None:
            copy = annotate(submission, report, graded.attempt, session.assignment, faults.append)
    _print(report, form)
    if annotate_to is not None:
        _write_copy(copy, annotate_to, path)
    if report.status == "not_attempted" and (note := for_another(submission.content, wanted)):
        said = clean.line(f"{submission.name}: {built_in(report.language).say(note)}")
        Console(stderr=True).print(f"! {said}", markup=False, highlight=False, soft_wrap=True)
    for fault in faults:
        Console(stderr=True).print(fault, markup=False, highlight=False)
    return _EXIT.get(report.status, 0 if report.score == report.max_score else 1)


def _source(name: str, seed_file: Path | None) -> tuple[Provider, Wanted]:
    """Return where answers come from, and what the assignment asks a hand-in for."""
    if name.endswith(KIT):
        if seed_file is not None:
            raise UserError(f"{name} holds its own practice cases: leave --seed-file out")
        kit = FromKit(Path(name))
        return kit, wanted_by(kit.assignment.folder)
    folder, solutions = find_assignment(name)
    seed = practice_seed() if seed_file is None else read_seed(seed_file)
    source = FromReference(folder, solutions, seed)
    if unused := why_unused(source.shelf):
        Console(stderr=True).print(f"note: {unused}", markup=False, highlight=False)
    return source, wanted_by(folder)


def _graded(session: Session, submission: Submission, faults: list[str]) -> Graded:
    limits = session.assignment.limits
    try:
        with watched(limits.stuck_seconds), limited_memory(limits.worker_memory_mb):
            return session.grade(submission, faults.append)
    except Stuck:
        faults.append(f"{submission.name}: stuck in code of ours, and ended")
        return Graded(session.fault(submission))


def _read(path: Path) -> Submission:
    try:
        with path.open("rb") as file:
            content = file.read((MAX_FILE_MB << 20) + 1)
    except OSError as error:
        raise NothingToGrade(f"{path} cannot be read: {error.strerror}") from None
    return Submission(student_of(path.name), path.name, content)


def _write_copy(copy: Annotated | None, folder: Path, path: Path) -> None:
    """Write NAME.feedback.ipynb and .html; of such a copy, checked again, the same names."""
    if copy is None:
        return
    name = student_of(path.name).removesuffix(".feedback")
    try:
        write_whole(folder / f"{name}.feedback.ipynb", copy.notebook)
        write_whole(folder / f"{name}.feedback.html", copy.page)
    except OSError as error:
        raise UserError(f"{folder} cannot be written: {error.strerror}") from None


def _print(report: Report, form: str) -> None:
    if form == "text":
        render(report, Console())
    elif form == "json":
        sys.stdout.buffer.write(write_json(report))
    else:
        sys.stdout.buffer.write(render_html(report).encode())
