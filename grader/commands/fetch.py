"""`grader fetch`: what a class has handed in on Moodle or Canvas, into a folder."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from grader.commands.said import put, said_in
from grader.errors import RemoteRefused
from grader.export.export import Listed
from grader.export.summary import listed
from grader.language import Catalogue, built_in, spoken_here
from grader.model import Text
from grader.remote_course.fetch import Fetched, fetch
from grader.remote_course.manifest import Source
from grader.remote_course.pace import Clock, Pace
from grader.remote_course.platforms import remote_course
from grader.remote_course.site import read_site
from grader.remote_course.token import token_for
from grader.report import clean

_LONGEST_ID = 18


def run_fetch(
    source: Source, out: Path, token_file: Path | None, language: str | None, *,
    clock: Clock | None = None, pace: Pace | None = None,
) -> int:  # fmt: skip
    """Fetch, and say what came; 1 where not everything did. Raises UserError."""
    language = language or spoken_here()
    with said_in(language):
        source = _checked(source)
        token = token_for(source.platform, token_file)
        with remote_course(source, token, clock, pace) as course:
            came = fetch(course, source, out)
    put(Console(), "\n".join(_told(came, out, built_in(language))))
    return 0 if came.manifest.is_whole else 1


def _checked(source: Source) -> Source:
    """Return the source as it is kept. Raises RemoteRefused for ids that are no numbers."""
    for number in (source.course, source.assignment):
        if not (number.isascii() and number.isdecimal() and len(number) <= _LONGEST_ID):
            raise RemoteRefused(Text("remote.no_number", {"given": number}))
    return replace(source, site=read_site(source.site).address)


def _told(came: Fetched, out: Path, catalogue: Catalogue) -> Iterator[str]:
    manifest = came.manifest
    late = sum(one.late is True for one in manifest.hand_ins)
    values: dict[str, str | int | float | Text] = {
        "title": clean.line(manifest.title), "n": len(manifest.hand_ins), "late": late,
        "nobody": len(manifest.nobody),
    }  # fmt: skip
    yield catalogue.say(Text("fetch.came", values))
    files = {"new": came.new, "kept": came.kept, "removed": came.removed}
    yield catalogue.say(Text("fetch.files", {**files, "out": str(out)}))
    troubles = [Listed(one.who, one.why) for one in came.troubles]
    yield from listed("fetch.missing", troubles, catalogue, None, "")
    if came.closed is not None:
        why = catalogue.say(came.closed)
        yield catalogue.say(Text("fetch.broke_off", {"why": why}))
    elif manifest.hand_ins:
        how = {"out": str(out), "layout": manifest.source.platform}
        yield catalogue.say(Text("fetch.next", {**how}))
