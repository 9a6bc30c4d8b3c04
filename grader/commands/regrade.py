"""`grader regrade`: a class once more, after its assignment changed; old and new side by side."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console

from grader.assignment import in_language
from grader.classrun.compared import compared, forget_marks, remember_marks
from grader.classrun.kept_intake import kept_intake
from grader.classrun.regrade_csv import TABLE, regrade_csv
from grader.classrun.worker import Done
from grader.classrun.writers import ClassDone
from grader.commands.class_run import Tally, asked_before, run_class, running, say, store_in
from grader.commands.loud import LISTED, more
from grader.intake import Intake
from grader.intake.likeness import visible
from grader.language import Catalogue, built_in
from grader.model import Text
from grader.report import clean
from grader.report.regrade_page import PAGE, RegradeRow, render_regrade_page


def run_regrade(out: Path, jobs: int, *, allow_lower: bool, scheduler: str = "") -> int:
    """Regrade what a change of the assignment touches; return the exit code.

    No mark goes down unless `allow_lower`: who would lose keeps the result of before, and is
    listed. Raises UserError, CannotWrite, Fault.
    """
    console = Console(stderr=True)
    store = store_in(out.absolute() if scheduler else out)
    asked = asked_before(store)
    intake = kept_intake(store) or Intake((), ())
    tally = Tally(len(intake.handed_in))
    rows: list[RegradeRow] = []

    def beside(about: ClassDone) -> Mapping[str, bytes]:
        rows[:] = compared(store, intake, about.done)
        assignment = about.session.assignment
        title = in_language(assignment.title, about.language, assignment.slug)
        page = render_regrade_page(rows, title=title, language=about.language)
        return {TABLE: regrade_csv(rows), PAGE: page.encode()}

    with running(console, store, tally) as stopping:
        remember_marks(store, intake)
        about = run_class(
            console, asked, store, intake, jobs, tally, stopping,
            resume=True, lowers="always" if allow_lower else "never",
            scheduler=scheduler, beside=beside,
        )  # fmt: skip
        forget_marks(store)
    say(console, "\n".join(_said(rows, about.done, out, built_in(about.language))))
    return 3 if any(one.row.status == "grader_fault" for one in about.done) else 0


def _said(
    rows: Sequence[RegradeRow], graded: Sequence[Done], out: Path, catalogue: Catalogue
) -> Iterator[str]:
    """Yield what a person is told: how many, whose mark moved, who would have lost."""
    untouched = sum(one.kept and one.instead is None and not one.outdated for one in graded)
    yield catalogue.say(Text("regrade.done", {"n": len(rows), "kept": untouched}))
    if outdated := sum(one.outdated for one in graded):
        yield f"! {catalogue.count('done.outdated', outdated)}"
    for went in ("up", "down", "new", "same", "kept"):
        moved = [row for row in rows if row.is_changed and row.went == went]
        if moved:
            counted = "same_mark" if went == "same" else went
            yield f"  {catalogue.count(f'regrade.{counted}', len(moved))}"
        for row in moved[:LISTED]:
            yield f"    {_line(row, catalogue)}"
        yield from more(len(moved), "    ", f": {PAGE}")
    if any(row.is_kept for row in rows):
        yield f"! {catalogue.word('regrade.allow')}"
    for name in (PAGE, TABLE):
        yield str(out / name)


def _line(row: RegradeRow, catalogue: Catalogue) -> str:
    marks = f"{catalogue.points(row.old)} → {catalogue.points(row.new)}"
    if row.is_kept:
        marks = f"{catalogue.points(row.old)} ({catalogue.points(row.would_be)})"
    return f"{clean.line(visible(row.student))}  {marks}"
