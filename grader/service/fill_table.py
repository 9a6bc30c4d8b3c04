"""A platform's own table filled with the grades that the service has, by the code of the export."""

import hashlib
from dataclasses import replace
from datetime import datetime

import msgspec

from grader.errors import NotExported, Refused
from grader.export.export import Exported, Job, Listed
from grader.export.exports import FILLERS
from grader.export.mark import Marking, Rounding, read_marking
from grader.export.summary import summary
from grader.export.table import read_table
from grader.frozen import frozen
from grader.language import Catalogue, built_in
from grader.model import Text
from grader.report import clean
from grader.service.course import Declared
from grader.service.database import transaction
from grader.service.export_class import read_class_of
from grader.service.service import Service
from grader.service.store.class_grades import Attempt, count_untold
from grader.service.whole_class import Glance, look
from grader.spreadsheet import locale_of

MOST_BYTES = 4 << 20
"""Of a table: ten thousand people with a comment each."""
_HERE = "service.export."
"""Sentences that name an option of the command are said otherwise here."""


@frozen
class Wish:
    """How a table is to be filled; the defaults are those of `grader export`."""

    platform: str
    attempt: Attempt = "last"
    column: str = ""
    scale: str = ""
    digits: int = 2
    rounding: Rounding = "half-up"
    late: str = ""
    due: str = ""
    overwrite: bool = False
    by_name: bool = False
    locale: str = ""
    """Of whose decimals, where the table does not tell; empty where it does."""
    language: str = ""
    """Of the comments and pages that students get; empty for the assignment's own."""


@frozen
class Person:
    """Somebody who is named, and why."""

    who: str
    why: str


@frozen
class Filled:
    """A filled table, what goes with it, and what is said of it in the reader's language."""

    files: dict[str, bytes]
    """The table first."""
    filled: int
    unchanged: int
    skipped: tuple[Person, ...]
    look: tuple[Person, ...]
    notes: tuple[str, ...]
    summary: str


_DECODER = msgspec.msgpack.Decoder(Filled)


def filled(
    service: Service, declared: Declared, wish: Wish, table: bytes, name: str, reader: str
) -> Filled:
    """Return a table filled; `reader` is the language of whoever asks. Raises Refused.

    Looked at first and taken then, it is made once.
    """
    students = wish.language or declared.table.languages[0]
    glance = look(service, declared, wish.attempt, students)
    if others := _told_otherwise(service, glance):
        return _made(service, glance, wish, table, name, reader, others)
    content = service.remembered.get(
        _digest(glance, wish, table, name, reader),
        lambda: msgspec.msgpack.encode(_made(service, glance, wish, table, name, reader)),
    )
    return _DECODER.decode(content)


def _told_otherwise(service: Service, glance: Glance) -> int:
    """Return of how many grades there is a report, but none in the students' language yet."""
    if glance.language not in glance.declared.table.languages:
        return 0
    with transaction(service.engine) as connection:
        return count_untold(connection, [one.grade for one in glance.counted], glance.language)


def _digest(glance: Glance, wish: Wish, table: bytes, name: str, reader: str) -> str:
    told = msgspec.msgpack.encode([wish, name, reader, glance.digest("export")])
    return hashlib.sha256(told + table).hexdigest()


def _made(
    service: Service,
    glance: Glance,
    wish: Wish,
    table: bytes,
    name: str,
    reader: str,
    others: int = 0,
) -> Filled:
    catalogue = _catalogue(reader)
    is_told = any(one.due_at is not None for one in glance.counted)
    try:
        marking = _marking(wish, is_told=is_told)
        read = read_table(table, name)
        of = read_class_of(service.engine, glance.declared, wish.attempt, glance.language)
        locale = locale_of(wish.locale or None)
        job = Job(of, marking, catalogue, locale, wish.column, wish.overwrite, wish.by_name)
        exported = FILLERS[wish.platform].fill(read, job)
    except NotExported as error:
        raise Refused("not_filled", _worded(error.text, catalogue)) from None
    if others:
        note = Text("fill.other_language", {"people": others})
        exported = replace(exported, notes=(*exported.notes, note))
    return _told(exported, job, wish.platform)


def _marking(wish: Wish, *, is_told: bool) -> Marking:
    """Read what is asked of marks; `is_told` says if anybody's due time is known.

    Raises NotExported.
    """
    try:
        due = datetime.fromisoformat(wish.due) if wish.due else None
    except ValueError:
        raise NotExported(Text("service.export.due", {"due": wish.due})) from None
    if due is not None and due.tzinfo is None:
        raise NotExported(Text("service.export.due", {"due": wish.due}))
    if wish.late and due is None and not is_told:
        raise NotExported(Text("service.export.no_due"))
    return read_marking(wish.scale, wish.digits, wish.rounding, wish.late, wish.due)


def _told(exported: Exported, job: Job, platform: str) -> Filled:
    catalogue = job.catalogue

    def people(listed: tuple[Listed, ...]) -> tuple[Person, ...]:
        return tuple(
            Person(clean.line(one.who), clean.line(catalogue.say(one.why))) for one in listed
        )

    return Filled(
        files=dict(exported.files),
        filled=exported.filled,
        unchanged=exported.unchanged,
        skipped=people(exported.skipped),
        look=people(exported.look),
        notes=tuple(catalogue.say(note) for note in exported.notes),
        summary=summary({platform: exported}, job) + "\n",
    )


def _catalogue(language: str) -> Catalogue:
    """Return a language's sentences, those that name an option of the command said otherwise."""
    ours = built_in(language)
    return Catalogue(
        language,
        {key.removeprefix("service."): ours.word(key) for key in ours if key.startswith(_HERE)},
    )


def _worded(text: Text, catalogue: Catalogue) -> Text:
    """Return a refusal as it is said here."""
    here = f"service.{text.key}"
    return Text(here, text.values) if here in catalogue else text
