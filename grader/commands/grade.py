"""`grader grade`: a class in, a gradebook and everyone's reports out."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)

from grader.annotate import refuse_if_lacking
from grader.cache import why_unused
from grader.classrun.batch import ClassRun, Done, Worker, grade_class
from grader.classrun.folder_store import FolderStore
from grader.classrun.interrupt import Stopped, Stopping, stoppable
from grader.classrun.writers import WRITERS, ClassDone, write_all
from grader.commands.run_seed import seed_of_run
from grader.commands.summary import said_at_the_end
from grader.commands.taking_in import Rules, taken_in
from grader.diagnose.shelf import default_folder
from grader.errors import CannotWrite, Fault, UserError
from grader.files import folder_names
from grader.find import Place, find_place
from grader.intake import Intake, wanted_by
from grader.kit.practice import practice_source
from grader.kit.read import FromKit
from grader.sandbox.choose import Requirements
from grader.sandbox.tiers import TIERS
from grader.session import FromReference, Provider, opened

_NO_RULES = Rules()


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
    practice: bool = False,
    allow_tier: str = TIERS[0],
    wall: str = "",
    locale: str | None = None,
    rules: Rules = _NO_RULES,
) -> int:
    """Grade a class and write its folder; return the exit code.

    With `resume`, reports that an interrupted run has finished in this folder are kept; with
    `practice`, the cases are the public ones that students check with, and a kit will do.
    `locale` is of whose spreadsheets the gradebook is.
    `rules` say whose a hand-in is, and which counts. `allow_tier` is the lowest tier of isolation
    accepted, `wall` what the sandbox is put inside of.
    """
    console = Console(stderr=True)
    if annotate:
        refuse_if_lacking()
    place = _place(name, practice=practice, seed_file=seed_file)
    wanted = wanted_by(FromKit(place.path).assignment.folder if place.is_kit else place.path)
    said_in = language or wanted.language
    store = FolderStore(out, tuple(WRITERS))
    intake = taken_in(paths, store, wanted, said_in, rules)
    tally = _Tally(len(intake.handed_in))
    seed_file = seed_file or out / "seed"
    if unused := why_unused(default_folder()):
        _print(console, f"note: {unused}")
    secret = (place.solutions, out, seed_file, default_folder())
    protected = tuple(p.resolve() for p in secret if p is not None)
    required = Requirements(protected, allow=allow_tier, wall=wall, scratch=store.scratch)
    try:
        with stoppable() as stopping, store.held():
            source, note = _source(place, seed_file, store, practice=practice)
            if note:
                _print(console, f"note: {note}")
            run = ClassRun(source, store, language or "", required, annotate)
            graded = _grade(
                console, run, intake, jobs, tally, stopping, resume=resume, locale=locale
            )
    except Stopped as stopped:
        _print(console, f"interrupted: {tally.so_far()}")
        return stopped.exit_code
    except (CannotWrite, Fault) as error:
        raise type(error)(f"{error}. {tally.so_far()}" if tally.done else str(error)) from None
    _print(console, said_at_the_end(graded, intake, store, wanted, said_in))
    if any(g.row.status == "grader_fault" for g in graded):
        return 3
    full = all(g.row.score == g.row.max_score for g in graded)
    return 1 if strict and not full else 0


def _place(name: str, *, practice: bool, seed_file: Path | None) -> Place:
    """Return where the assignment is. Raises UserError for a kit, unless it is for practice."""
    if practice and seed_file is not None:
        raise UserError("--practice is public cases, --seed-file a course's: name one of them")
    place = find_place(name)
    if place.is_kit and not practice:
        raise UserError(
            f"{name} is here as a kit only ({place.path}): its cases and what is right there are "
            "public, so marks would be worth nothing. Grade with the course's folder, which has "
            "the solutions, or with --practice if it is for practice"
        )
    return place


def _source(
    place: Place, seed_file: Path, store: FolderStore, *, practice: bool
) -> tuple[Provider, str]:
    """Return where answers come from, and what is to be known of the seed."""
    if practice:
        return practice_source(place), ""
    seed, note = seed_of_run(seed_file, store)
    return FromReference(place.path, place.solutions, seed), note


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


def _grade(
    console: Console,
    run: ClassRun,
    intake: Intake,
    jobs: int,
    tally: _Tally,
    stopping: Stopping,
    *,
    resume: bool,
    locale: str | None,
) -> list[Done]:
    """Grade everybody and write what is about the class."""
    started = time.monotonic()
    with opened(run.source, run.required) as session, _progress(console, tally.total) as advance:

        def done(_graded: Done) -> None:
            tally.done += 1
            advance()
            stopping.check()

        worker = Worker(run, session)
        graded = grade_class(worker, intake.handed_in, jobs, done, resume=resume)
        seconds = time.monotonic() - started
        about = ClassDone(session, worker.language, intake, graded, jobs, seconds, locale)
        keys = folder_names(handed.person.id for handed in intake.handed_in)
        run.store.finish(write_all(about), keys.values())
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


def _print(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
