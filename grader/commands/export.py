"""`grader export`: marks and feedback of a graded class, back to where the class is kept."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from grader.classrun.folder_store import FolderStore
from grader.commands.said import put, said_in
from grader.errors import NotExported
from grader.export.export import Exported, Job
from grader.export.exports import FILLERS, FORMS
from grader.export.graded_class import read_class
from grader.export.mark import Rounding, read_marking
from grader.export.summary import SUMMARY, summary
from grader.export.table import MAX_BYTES, read_table
from grader.folder import opened_folder
from grader.language import built_in, spoken_here
from grader.model import Text
from grader.spreadsheet import locale_of

FOLDER = "export"
"""Where exports go, in the folder of results."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for."""

    downloads: Mapping[str, Path] = field(default_factory=dict)
    """By platform, the table that was downloaded there."""
    forms: tuple[str, ...] = ()
    scale: str = ""
    digits: int = 2
    rounding: Rounding = "half-up"
    late: str = ""
    due: str = ""
    locale: str | None = None
    column: str = ""
    overwrite: bool = False
    by_name: bool = False
    dry_run: bool = False
    language: str | None = None


def run_export(out: Path, wish: Wish) -> None:
    """Say what comes of each export, then write all of them to OUT/export, unless it is a dry run.

    Raises UserError when one of them cannot be made; nothing is written then.
    """
    with said_in(wish.language or spoken_here()):
        of = read_class(out)
    language = wish.language or of.language
    with said_in(language):
        if not wish.downloads and not wish.forms:
            raise NotExported(Text("export.nothing_asked"))
        marking = read_marking(wish.scale, wish.digits, wish.rounding, wish.late, wish.due)
        job = Job(
            of, marking, built_in(language), locale_of(wish.locale), wish.column,
            wish.overwrite, wish.by_name,
        )  # fmt: skip
        made = _made(job, wish)
    console = Console()
    put(console, summary(made, job, most=10))
    if wish.dry_run:
        put(console, job.catalogue.word("export.dry_run"))
        return
    for path in _write(out, made, summary(made, job)):
        put(console, f"{job.catalogue.word('export.written'):<12}{path}")


def _made(job: Job, wish: Wish) -> dict[str, Exported]:
    """Make every export that was asked for, by its name."""
    made = {}
    for name, path in wish.downloads.items():
        table = read_table(_content(path), path.name)
        made[name] = FILLERS[name].fill(table, job)
    for name in wish.forms:
        made[name] = FORMS[name].make(job)
    return made


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        values = {"file": str(path), "error": error.strerror or ""}
        raise NotExported(Text("export.unreadable", values)) from None


def _write(out: Path, made: Mapping[str, Exported], said: str) -> Iterator[Path]:
    """Write all files, each whole or not at all; yield where they are."""
    files: dict[str, bytes] = {}
    for name, exported in made.items():
        for file, content in exported.files.items():
            files[f"{name}-{file}" if file in files else file] = content
    store = FolderStore(out, ())
    with (
        store.held(),
        store.writing(),
        opened_folder(out) as top,
        top.within(FOLDER, make=True) as folder,
    ):
        folder.remove_unfinished()
        for file, content in {**files, SUMMARY: f"{said}\n".encode()}.items():
            folder.write(file, content)
    yield from (out / FOLDER / file for file in (*files, SUMMARY))
