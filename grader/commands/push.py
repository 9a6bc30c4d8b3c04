"""`grader push`: marks and feedback of a graded class, to where the class was fetched from."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from grader.classrun.folder_store import FolderStore
from grader.commands.said import put, said_in
from grader.export.export import Exported, Job
from grader.export.graded_class import read_class
from grader.export.mark import ROUNDED, Rounding, read_marking
from grader.export.summary import SUMMARY, listed, summary
from grader.folder import opened_folder
from grader.language import built_in, spoken_here
from grader.model import Text
from grader.remote_course.course import RemoteCourse
from grader.remote_course.journal import FOLDER, Journal, read_journal
from grader.remote_course.manifest import Manifest, needed_manifest
from grader.remote_course.pace import Clock, Pace
from grader.remote_course.plan import Plan, planned
from grader.remote_course.platforms import remote_course
from grader.remote_course.push import Pushed, push
from grader.remote_course.token import token_for
from grader.report import clean
from grader.spreadsheet import number_cell

_WHOLE = f"{FOLDER}/{SUMMARY}"
_LISTED = 10


@dataclass(frozen=True, slots=True)
class PushWish:
    """What a person asks for."""

    scale: str = ""
    digits: int = 2
    rounding: Rounding = "half-up"
    late: str = ""
    due: str = ""
    overwrite: bool = False
    dry_run: bool = False
    language: str | None = None


def run_push(
    out: Path, folder: Path, wish: PushWish, token_file: Path | None, *,
    clock: Clock | None = None, pace: Pace | None = None,
) -> int:  # fmt: skip
    """Say what is to be sent, send it and look; 1 where something did not arrive.

    Raises UserError when nothing can be sent at all.
    """
    with said_in(wish.language or spoken_here()):
        of = read_class(out)
    language = wish.language or of.language
    with said_in(language), ExitStack() as stack:
        manifest = needed_manifest(folder)
        marking = read_marking(wish.scale, wish.digits, wish.rounding, wish.late, wish.due)
        job = Job(of, marking, built_in(language), overwrite=wish.overwrite)
        token = token_for(manifest.source.platform, token_file)
        course = stack.enter_context(remote_course(manifest.source, token, clock, pace))
        if wish.dry_run:
            plan = _planned(course, job, manifest, read_journal(out, manifest.source))
            put(Console(), _summary(plan, job, manifest, None))
            put(Console(), job.catalogue.word("push.dry_run"))
            return 0
        stack.enter_context(FolderStore(out, ()).held())
        top = stack.enter_context(opened_folder(out))
        inner = stack.enter_context(top.within(FOLDER, make=True))
        journal = Journal(inner, manifest.source)
        plan = _planned(course, job, manifest, journal)
        put(Console(), _summary(plan, job, manifest, _LISTED))
        came = push(course, plan, journal)
        told = "\n".join(_came(came, job, None))
        whole = f"{_summary(plan, job, manifest, None)}\n{told}\n"
        inner.write(SUMMARY, whole.encode("utf-8", "replace"))
        put(Console(), "\n".join(_came(came, job, _LISTED)))
    return 1 if came.failed or came.unseen else 0


def _planned(course: RemoteCourse, job: Job, manifest: Manifest, journal: Journal) -> Plan:
    return planned(course, job, manifest, course.assigned(), journal)


def _summary(plan: Plan, job: Job, manifest: Manifest, most: int | None) -> str:
    source = manifest.source
    where = {"title": clean.line(manifest.title), "site": source.site, "course": source.course}
    marking = job.marking
    notes = [
        Text("push.to", {**where, "assignment": source.assignment}),
        Text("push.marks", {
            "of": number_cell(plan.worth.normalize()), "digits": marking.digits,
            "rounding": ROUNDED[marking.rounding],
        }),
    ]  # fmt: skip
    n = len(plan.steps) + plan.unchanged
    exported = Exported({}, n, plan.unchanged, plan.skipped, plan.look, (*notes, *plan.notes))
    return summary({source.platform: exported}, job, most, _WHOLE)


def _came(came: Pushed, job: Job, most: int | None) -> Iterator[str]:
    """Say what arrived, and what did not."""
    yield job.catalogue.count("push.done", len(came.done))
    if came.unseen is not None:
        yield job.catalogue.say(Text("push.unseen", {"why": came.unseen}))
    if came.failed:
        yield from listed("push.failed", came.failed, job.catalogue, most, _WHOLE)
        yield job.catalogue.word("push.again")
