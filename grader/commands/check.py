"""`grader check`: one notebook, one report to standard output."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from grader.api.notebook_file import submission_at
from grader.api.source import source_of
from grader.cache import why_unused
from grader.commands.graded_here import graded_here
from grader.commands.which import Chosen, chosen
from grader.diagnose.say import LEVELS
from grader.errors import UserError
from grader.files import student_of
from grader.find import Place
from grader.folder import write_whole
from grader.frozen import frozen
from grader.language import built_in, spoken_here
from grader.model import Submission, Text
from grader.report import clean
from grader.report.forms import FORMS
from grader.reported import Report
from grader.result import Graded
from grader.sandbox.choose import Requirements
from grader.sandbox.tiers import TIERS
from grader.session import FromReference, Provider, Session, opened

if TYPE_CHECKING:
    from grader.annotate import Annotated

_EXIT = {"unreadable": 2, "too_costly": 2, "grader_fault": 3}


@frozen
class Wish:
    """How a notebook is to be checked."""

    form: str = "text"
    """What goes to standard output: `text`, `github` or one of FORMS."""
    language: str | None = None
    """The report's; the assignment's own if None."""
    seed_file: Path | None = None
    """The course's seed; a public practice seed if None."""
    practice: int = 0
    """Which public practice seed."""
    own_code: bool = False
    """Whether no sandbox is needed, whatever the seed."""
    hint: int = 1
    """1 for where a mistake is, 2 for what it is too, 3 for how to go on."""
    annotate_to: Path | None = None
    """The folder that an annotated copy of the notebook is written to."""
    allow_tier: str = TIERS[0]
    """The lowest tier of isolation accepted."""
    wall: str = ""
    """What the sandbox is put inside of."""
    repair_seconds: float = 0.0
    """Processor time for the search for an edit that makes a wrong exercise right."""

    @property
    def required(self) -> Requirements:
        """What the sandbox must be.

        Practice is for one's own notebook: where no sandbox holds, a process will do. A course's
        seed is a teacher's, and the notebook somebody else's.
        """
        protected = () if self.seed_file is None else (self.seed_file,)
        own_code = self.own_code or self.seed_file is None
        return Requirements(
            protected, own_code, self.allow_tier, self.wall, remembering=own_code, sparing=True
        )


def run_check(given: Sequence[str], wish: Wish, *, watch: bool = False) -> int:
    """Check a notebook and print its report; return the exit code.

    `given` may name an assignment, a notebook, both or neither. With `watch` it is checked again
    whenever it is saved, until Ctrl-C.
    """
    if wish.annotate_to is not None:
        from grader.annotate import refuse_if_lacking

        refuse_if_lacking()
    picked = chosen(given, wish.language or spoken_here())
    source = _source(picked.place, wish)
    with opened(source, wish.required, repair_seconds=wish.repair_seconds) as session:
        if picked.note:
            _say(picked.note, wish.language or session.assignment.languages[0])
        if not watch:
            return exit_code(check(session, picked, wish))
        from grader.commands.watching import check_at_every_save

        last = check_at_every_save(picked.notebook, lambda: check(session, picked, wish))
        return exit_code(last)


def check(session: Session, picked: Chosen, wish: Wish) -> Report:
    """Grade the notebook as it is now, print its report and return it."""
    submission = submission_at(picked.notebook, session.assignment.folder)
    faults: list[str] = []
    graded = graded_here(session, submission, faults)
    report = session.tell(graded.result, wish.language or "", LEVELS[wish.hint - 1])
    copy = None
    if wish.annotate_to is not None:
        from grader.annotate import annotate

        copy = annotate(submission, report, graded.taken, session.assignment, faults.append)
    if wish.form == "github":
        _print_github(report, submission, graded, picked.notebook, session)
    else:
        _print(report, wish.form)
    if wish.annotate_to is not None:
        _write_copy(copy, wish.annotate_to, picked.notebook)
    if report.status == "not_attempted":
        from grader.commands.mistaken import for_another
        from grader.intake.wanted import wanted_by

        wanted = wanted_by(session.assignment.folder)
        if note := for_another(submission.content, wanted):
            _say(note, report.language, f"! {submission.name}: ")
    for fault in faults:
        Console(stderr=True).print(fault, markup=False, highlight=False)
    return report


def exit_code(report: Report) -> int:
    """Return what the command ends with."""
    return _EXIT.get(report.status, 0 if report.score == report.max_score else 1)


def _source(place: Place, wish: Wish) -> Provider:
    source = source_of(place, wish.seed_file, wish.practice)
    if isinstance(source, FromReference) and (unused := why_unused(source.shelf)):
        Console(stderr=True).print(f"note: {unused}", markup=False, highlight=False)
    return source


def _say(text: Text, language: str, before: str = "") -> None:
    said = clean.line(f"{before}{built_in(language).say(text)}")
    Console(stderr=True).print(said, markup=False, highlight=False, soft_wrap=True)


def _write_copy(copy: "Annotated | None", folder: Path, path: Path) -> None:
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
    if form in FORMS:
        sys.stdout.buffer.write(FORMS[form](report))
        return
    from grader.report.terminal import render

    render(report, Console())


def _print_github(
    report: Report, submission: Submission, graded: Graded, notebook: Path, session: Session
) -> None:
    from grader.commands.github import annotations, summarise

    exercises = session.assignment.exercises
    asked = {name: tuple(each.asks or (name,)) for name, each in exercises.items()}
    taken = graded.attempt.extraction if graded.attempt else None
    for line in annotations(report, notebook, submission.content, asked, taken):
        print(line)  # noqa: T201 - the forge reads these lines as they are
    sys.stdout.write(summarise(report))
