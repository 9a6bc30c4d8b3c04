"""What is written about a whole class: a table of names and writers.

Another export is one function here, and its line in `WRITERS`.
"""

import json
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from grader import __version__
from grader.assignment import in_language
from grader.classrun.same_file import same_files
from grader.classrun.worker import Done, Tried
from grader.frozen import frozen
from grader.gradebook import gradebook_csv
from grader.intake import Collision, HandIn, Intake, Person
from grader.intake.likeness import visible
from grader.language import Catalogue
from grader.report import clean
from grader.report.class_page import AsideRow, CollisionRow, render_class_page
from grader.report.insight import insight_of
from grader.report.insight_json import write_insight
from grader.session import Session
from grader.spreadsheet import locale_of


@frozen
class ClassDone:
    """A class that is graded: what its writers write about."""

    session: Session
    language: str
    intake: Intake
    done: Sequence[Done]
    jobs: int
    seconds: float
    locale: str | None = None
    """Of whose spreadsheets the gradebook is; None for programs."""


Writer = Callable[[ClassDone], bytes]


def write_all(of: ClassDone) -> dict[str, bytes]:
    """Return everything that is written about a class, by the file's name."""
    return {name: write(of) for name, write in WRITERS.items()}


def run_json(of: ClassDone) -> bytes:
    """Write what was graded with what, and what a person should know."""
    text = json.dumps(_facts(of), indent=1, ensure_ascii=False)
    return f"{clean.json_text(text)}\n".encode()


def class_page(of: ClassDone) -> bytes:
    """Write the class at a glance, in the reports' language."""
    assignment, catalogue = of.session.assignment, Catalogue(of.language)
    page = render_class_page(
        [
            replace(one.row, name=visible(handed.person.name))
            for handed, one in zip(of.intake.handed_in, of.done, strict=True)
        ],
        title=in_language(assignment.title, of.language, assignment.slug),
        language=of.language,
        set_aside=[AsideRow(visible(a.name), catalogue.say(a.why)) for a in of.intake.set_aside],
        collisions=[
            CollisionRow(catalogue.say(c.what), tuple((m.student, m.file) for m in c.members))
            for c in _told(of)
        ],
        run={
            "assignment": assignment.digest,
            "seed": of.session.prepared.seed_commitment,
            "versions": _versions(),
            "isolation": of.session.executor.isolation.tier,
        },
    )
    return page.encode()


def _told(of: ClassDone) -> list[Collision]:
    """Return everything that a rule touched somebody by."""
    return [*of.intake.collisions, *same_files(of.intake.handed_in, of.done)]


def gradebook(of: ClassDone) -> bytes:
    """Write everybody's points as CSV."""
    names = [rubric.name for rubric in of.session.assignment.rubrics]
    return gradebook_csv([one.row for one in of.done], names, locale_of(of.locale))


def insight(of: ClassDone) -> bytes:
    """Write what the results tell the teacher, for programs."""
    return write_insight(insight_of(one.row for one in of.done))


WRITERS: Mapping[str, Writer] = {
    "run.json": run_json,
    "index.html": class_page,
    "insight.json": insight,
    "gradebook.csv": gradebook,
}
"""In the order in which they are written."""


def _versions() -> dict[str, str]:
    return {
        "grader": __version__,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def _facts(of: ClassDone) -> dict[str, Any]:
    prepared, isolation = of.session.prepared, of.session.executor.isolation
    catalogue = Catalogue(of.language)
    return {
        "assignment": {"slug": prepared.assignment.slug, "digest": prepared.assignment.digest},
        "reference": prepared.reference_digest,
        "seed": prepared.seed_commitment,
        "isolation": {"tier": isolation.tier, **isolation.facts},
        "versions": _versions(),
        "language": of.language,
        "submissions": len(of.done),
        **({"due": of.intake.due} if of.intake.due else {}),
        "people": [
            _person(hand_in, done)
            for hand_in, done in zip(of.intake.handed_in, of.done, strict=True)
        ],
        "layouts": [asdict(one) for one in of.intake.seen],
        **_roster(of.intake),
        "set_aside": [
            {"file": aside.name, "why": catalogue.say(aside.why)} for aside in of.intake.set_aside
        ],
        "collisions": [
            {
                "rule": collision.what.key.removeprefix("collision."),
                "what": catalogue.say(collision.what),
                "members": [{"student": m.student, "file": m.file} for m in collision.members],
            }
            for collision in _told(of)
        ],
        "faults": [fault for one in of.done for fault in one.faults],
        "timing": {
            "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(of.seconds, 3),
            "jobs": of.jobs,
            "kept": sum(one.kept for one in of.done),
        },
    }


def _roster(intake: Intake) -> dict[str, Any]:
    """Return who of the roster is missing and who is not in it, where there is one."""
    if not intake.enrolled:
        return {}
    missing = [_known_of(person) for person in intake.missing]
    unknown = [_known_of(person) for person in intake.unknown]
    return {"roster": {"people": intake.enrolled, "missing": missing, "unknown": unknown}}


def _person(given: HandIn, done: Done) -> dict[str, Any]:
    """Return who handed in what; of what only platforms tell, what this one did."""
    hand_in = done.counted or given
    person = given.person
    told = {
        "name": person.name,
        "email": person.email,
        "ids": dict(person.ids),
        "groups": list(person.groups),
        "members": [member.id for member in person.members],
        "who": [_known_of(member) for member in person.members],
        "layout": hand_in.layout,
        "time": hand_in.time,
        "late": hand_in.late,
        "late_seconds": hand_in.late_seconds,
        "attempts": [_tried(one) for one in done.tried],
    }
    known = {field: value for field, value in told.items() if value not in ("", {}, [], None)}
    return {
        "student": person.id, "file": hand_in.name, "attempt": hand_in.attempt, **known,
    }  # fmt: skip


def _tried(one: Tried) -> dict[str, Any]:
    """Return one of the attempts of which the best counts."""
    told = {"file": one.handed.name, "attempt": one.handed.attempt, "time": one.handed.time}
    return {**told, "late": one.handed.late, "score": one.score, "status": one.status}


def _known_of(member: Person) -> dict[str, Any]:
    """Return what is known of one of a group."""
    told = {"name": member.name, "email": member.email, "ids": dict(member.ids)}
    return {"student": member.id, **{field: value for field, value in told.items() if value}}
