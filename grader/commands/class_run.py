"""A run over a class, whoever asks for it: everybody graded or kept, the class written about."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
from rich.console import Console

from grader.cache import why_unused
from grader.classrun.batch import grade_class
from grader.classrun.folder_store import FolderStore
from grader.classrun.interrupt import Stopped, Stopping, stoppable
from grader.classrun.kept_intake import keep_intake
from grader.classrun.worker import ClassRun, Done, Lowers, Worker
from grader.classrun.writers import WRITERS, ClassDone, write_all
from grader.commands.progress import progress
from grader.commands.run_seed import seed_of_run
from grader.diagnose.shelf import default_folder
from grader.errors import CannotWrite, Fault, UserError
from grader.files import folder_names
from grader.find import Place, find_place
from grader.intake import Intake
from grader.kit.practice import practice_source
from grader.language import built_in
from grader.sandbox.choose import Requirements
from grader.sandbox.tiers import TIERS
from grader.session import FromReference, Provider, opened

_NOTE = "asked.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a class run was asked for: kept with its results, so that it can be gone on with."""

    assignment: str
    """A slug, a folder or a kit, as `find_place` takes it."""
    language: str = ""
    """Of the reports; empty for the assignment's own."""
    seed_file: str = ""
    """Empty for the one among the results."""
    annotate: bool = False
    practice: bool = False
    allow_tier: str = TIERS[0]
    wall: str = ""
    locale: str | None = None
    """Of whose spreadsheets the gradebook is."""
    repair_seconds: float = 0.0
    """Processor time of the search for a repair, for each submission that is wrong."""


@dataclass(slots=True)
class Tally:
    """How far a class run has come."""

    total: int = 0
    done: int = 0

    def so_far(self) -> str:
        """Say what an interrupted run leaves, and how to go on."""
        return (
            f"{self.done} of {self.total} submissions are graded and their reports kept; "
            "the same command goes on from there"
        )


def store_in(out: Path) -> FolderStore:
    """Return the store that class runs keep their results in."""
    return FolderStore(out, tuple(WRITERS))


def asked_before(store: FolderStore) -> Asked:
    """Return what the store's last run was asked for. Raises UserError where nothing tells."""
    content = store.noted(_NOTE)
    try:
        if content is not None:
            return msgspec.json.decode(content, type=Asked)
    except (msgspec.MsgspecError, UnicodeDecodeError):  # not what a run wrote
        pass
    raise UserError(
        f"{store.out} does not hold what this needs: the results of `grader grade` of this "
        "version, with the notes that it keeps beside them. Grade into it once more"
    )


def place_of(asked: Asked) -> Place:
    """Return where the assignment is. Raises UserError for a kit, unless it is for practice."""
    if asked.practice and asked.seed_file:
        raise UserError("--practice is public cases, --seed-file a course's: name one of them")
    place = find_place(asked.assignment)
    if place.is_kit and not asked.practice:
        raise UserError(
            f"{asked.assignment} is here as a kit only ({place.path}): its cases and what is right "
            "there are public, so marks would be worth nothing. Grade with the course's folder, "
            "which has the solutions, or with --practice if it is for practice"
        )
    return place


@contextmanager
def running(console: Console, store: FolderStore, tally: Tally) -> Iterator[Stopping]:
    """Hold the store for a run. An interruption ends the command; what fails says how far it came.

    Raises SystemExit with the signal's exit code, CannotWrite, Fault.
    """
    try:
        with stoppable() as stopping, store.held():
            yield stopping
    except Stopped as stopped:
        say(console, f"interrupted: {tally.so_far()}")
        raise SystemExit(stopped.exit_code) from None
    except (CannotWrite, Fault) as error:
        raise type(error)(f"{error}. {tally.so_far()}" if tally.done else str(error)) from None


def run_class(
    console: Console,
    asked: Asked,
    store: FolderStore,
    intake: Intake,
    jobs: int,
    tally: Tally,
    stopping: Stopping,
    *,
    resume: bool,
    lowers: Lowers = "always",
    scheduler: str = "",
    beside: Callable[[ClassDone], Mapping[str, bytes]] = lambda _about: {},
) -> ClassDone:
    """Grade everybody, or keep what is there, and write what is about the class.

    `beside` writes more of it, by the files' names; `tally` says how far it came. The store is
    held. Raises CannotWrite, Fault, UserError.
    """
    source, required = opening(console, asked, store)
    seconds_each = asked.repair_seconds
    run = ClassRun(source, store, asked.language, required, asked.annotate, lowers, seconds_each)
    tally.total = len(intake.handed_in)
    keep_intake(store, intake)
    place = place_of(asked)  # by its whole path: the next run may begin elsewhere
    whole = replace(asked, assignment=str(place.path.absolute()))
    store.note(_NOTE, msgspec.json.encode(whole))
    started = time.monotonic()
    # others grade: this process's sandbox only says what will hold in theirs
    own = replace(required, sparing=True)
    with opened(source, own, repair_seconds=seconds_each) as session, ExitStack() as stack:
        worker = Worker(run, session)
        said_in = built_in(worker.language)
        advance = stack.enter_context(progress(console, tally.total, said_in))

        def done(graded: Done) -> None:
            tally.done += 1
            advance(graded.kept)
            stopping.check()

        graded = grade_class(
            worker, intake.handed_in, jobs, done, resume=resume, scheduler=scheduler
        )
        seconds = time.monotonic() - started
        about = ClassDone(session, worker.language, intake, graded, jobs, seconds, asked.locale)
        keys = folder_names(handed.person.id for handed in intake.handed_in)
        store.finish({**write_all(about), **beside(about)}, keys.values())
    return about


def opening(console: Console, asked: Asked, store: FolderStore) -> tuple[Provider, Requirements]:
    """Return where answers come from, and what the sandbox must be. Raises UserError, NotOurs."""
    place = place_of(asked)
    seed_file = Path(asked.seed_file) if asked.seed_file else store.out / "seed"
    if unused := why_unused(default_folder()):
        say(console, f"note: {unused}")
    secret = (place.solutions, store.out, seed_file, default_folder())
    protected = tuple(path.resolve() for path in secret if path is not None)
    required = Requirements(
        protected, allow=asked.allow_tier, wall=asked.wall, scratch=store.scratch
    )
    source, note = _source(place, seed_file, store, practice=asked.practice)
    if note:
        say(console, f"note: {note}")
    return source, required


def _source(
    place: Place, seed_file: Path, store: FolderStore, *, practice: bool
) -> tuple[Provider, str]:
    """Return where answers come from, and what is to be known of the seed."""
    if practice:
        return practice_source(place), ""
    seed, note = seed_of_run(seed_file, store)
    return FromReference(place.path, place.solutions, seed), note


def say(console: Console, text: str) -> None:
    """Print text as it is."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)
