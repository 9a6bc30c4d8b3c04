"""`grader check`: one notebook, one report to standard output."""

import sys
from pathlib import Path

from rich.console import Console

from grader.assignment import load_assignment
from grader.errors import NothingToGrade
from grader.find import find_assignment
from grader.grade import grade
from grader.intake import MAX_FILE_MB, student_of
from grader.model import Report, Submission
from grader.prepare import prepare
from grader.report.html import render_html
from grader.report.terminal import render
from grader.report.to_json import write_json
from grader.sandbox.choose import open_executor
from grader.seed import practice_seed, read_seed

_EXIT = {"unreadable": 2, "grader_fault": 3}


def run_check(
    name: str,
    path: Path,
    form: str,
    language: str | None,
    seed_file: Path | None,
    *,
    own_code: bool,
) -> int:
    """Grade one notebook and print its report; return the exit code."""
    folder, solutions = find_assignment(name)
    assignment = load_assignment(folder, solutions)
    submission = _read(path)
    seed = practice_seed() if seed_file is None else read_seed(seed_file)
    prepared = prepare(assignment, seed)
    protected = [p for p in (solutions, seed_file) if p is not None]
    faults: list[str] = []
    with open_executor(folder, assignment.limits, protected, own_code=own_code) as executor:
        report = grade(
            submission, prepared, executor, language or assignment.languages[0], faults.append
        )
    _print(report, form)
    for fault in faults:
        Console(stderr=True).print(fault, markup=False, highlight=False)
    return _EXIT.get(report.status, 0 if report.score == report.max_score else 1)


def _read(path: Path) -> Submission:
    try:
        with path.open("rb") as file:
            content = file.read((MAX_FILE_MB << 20) + 1)
    except OSError as error:
        raise NothingToGrade(f"{path} cannot be read: {error.strerror}") from None
    return Submission(student_of(path.name), path.name, content)


def _print(report: Report, form: str) -> None:
    if form == "text":
        render(report, Console())
    elif form == "json":
        sys.stdout.buffer.write(write_json(report))
    else:
        sys.stdout.buffer.write(render_html(report).encode())
