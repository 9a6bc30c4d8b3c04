"""A graded class as its folder tells it: who handed in, what came of it, where the pages are."""

import json
import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

from grader.classrun.folder_store import RESULTS, STUDENTS
from grader.classrun.store import REPORT, REPORT_PAGE
from grader.errors import NotExported, NotOurs, UserError
from grader.files import folder_names
from grader.folder import opened_folder
from grader.model import Text
from grader.report.to_json import read_json
from grader.reported import ExerciseReport, Report
from grader.result import Result
from grader.stored import read_result

RUN = "run.json"
_LARGEST = 1 << 28


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a person, or of one of a group."""

    id: str
    name: str = ""
    email: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    """What platforms and rosters call the person: ("moodle", "4711")."""


@dataclass(frozen=True, slots=True)
class Student:
    """One hand-in, and what came of it; a group's is several people's."""

    key: str
    """What its files are called."""
    who: Known
    members: tuple[Known, ...] = ()
    file: str = ""
    """The file that was handed in, as the platform called it."""
    sha256: str = ""
    """Of its bytes as they were graded."""
    time: str = ""
    late: bool | None = None
    late_seconds: int | None = None
    status: str = ""
    score: Decimal | None = None
    """None where a fault of ours kept it from being marked."""
    max_score: Decimal = Decimal(0)
    exercises: tuple[ExerciseReport, ...] = ()
    """As the student is told them, without pictures and printed text."""
    mistakes: tuple[tuple[str, str], ...] = ()
    """Known mistakes, each with its exercise's name, whatever hints say."""

    decided: frozenset[tuple[str, str]] = frozenset()
    """Exercises and their items on whose points a person decided."""

    @property
    def id(self) -> str:
        """What the class calls the person."""
        return self.who.id


class Pages(Protocol):
    """Where everybody's reports are."""

    def page(self, student: Student) -> bytes:
        """Return a student's report as it lies there. Raises OSError, NotOurs or UserError."""
        ...

    def report(self, student: Student) -> Report:
        """Return all that a student is told. Raises OSError, or UserError for no report."""
        ...


@dataclass(frozen=True, slots=True)
class GradedClass:
    """Everybody of a class that was graded."""

    where: str
    """What a sentence calls the place that it is kept in."""
    pages: Pages
    slug: str
    title: str
    language: str
    students: tuple[Student, ...]
    lost: tuple[str, ...] = ()
    """Ids of those whose result cannot be read."""
    missing: tuple[Known, ...] = ()
    """Those of the roster who handed in nothing."""
    finished_at: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What exercises are called, in their order."""


@dataclass(frozen=True, slots=True)
class InFolder:
    """Reports in a folder of results."""

    out: Path

    def page(self, student: Student) -> bytes:
        """Read a student's page."""
        return _read(self.out, REPORT_PAGE, STUDENTS, student.key)

    def report(self, student: Student) -> Report:
        """Read a student's report."""
        return read_json(_read(self.out, REPORT, STUDENTS, student.key))


def read_class(out: Path) -> GradedClass:
    """Read a folder that `grader grade` finished. Raises NotExported for any other."""
    run = _run(out)
    keys = folder_names(person["student"] for person in run["people"])
    students, lost = [], []
    title = run["slug"]
    titles: dict[str, str] = {}
    for person in run["people"]:
        try:
            result = read_result(_read(out, f"{keys[person['student']]}.json", RESULTS))
            report = read_json(_read(out, REPORT, STUDENTS, keys[person["student"]]))
        except (OSError, NotOurs, UserError):
            lost.append(person["student"])
            continue
        title = report.title
        titles.update({exercise.name: exercise.title for exercise in report.exercises})
        students.append(student_of(person, keys[person["student"]], result, report))
    return GradedClass(
        str(out), InFolder(out), run["slug"], title, run["language"], tuple(students), tuple(lost),
        run["missing"], run["finished_at"], titles,
    )  # fmt: skip


def _run(out: Path) -> dict[str, Any]:
    try:
        found = json.loads(_read(out, RUN))
        return {
            "slug": str(found["assignment"]["slug"]),
            "language": str(found["language"]),
            "people": [_checked(person) for person in found["people"]],
            "missing": tuple(_known(one) for one in found.get("roster", {}).get("missing", ())),
            "finished_at": str(found.get("timing", {}).get("finished_at", "")),
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NotExported(Text("export.no_run", {"out": str(out)})) from None


def _checked(person: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of a person. Raises LookupError, TypeError or ValueError if it is odd."""
    if not isinstance(person["student"], str) or not isinstance(person.get("members", []), list):
        raise TypeError("not what a run writes of a person")
    _known(person)
    return person


def student_of(person: Mapping[str, Any], key: str, result: Result, report: Report) -> Student:
    """Return what came of a hand-in; of the person what `run.json` says."""
    late, seconds = person.get("late"), person.get("late_seconds")
    return Student(
        key=key,
        who=_known(person),
        members=_members(person),
        file=str(person.get("file", "")),
        sha256=result.provenance.sha256,
        time=str(person.get("time", "")),
        late=late if isinstance(late, bool) else None,
        late_seconds=seconds if isinstance(seconds, int) else None,
        status=result.status,
        score=_decimal(result.score),
        max_score=_decimal(result.max_score) or Decimal(0),
        exercises=tuple(replace(e, exhibits=(), printed=()) for e in report.exercises),
        decided=_decided(result),
        mistakes=tuple(
            (exercise.name, mistake)
            for exercise in result.exercises
            for diagnosis in exercise.diagnoses
            if diagnosis.kind == "mistake"
            for mistake in diagnosis.mistakes
        ),
    )


def _decided(result: Result) -> frozenset[tuple[str, str]]:
    return frozenset(
        (exercise.name, item.id)
        for exercise in result.exercises
        for item in exercise.items
        if item.decided is not None
    )


def _members(person: Mapping[str, Any]) -> tuple[Known, ...]:
    """Return a group's people: all that is known of them, or their ids."""
    with suppress(LookupError, TypeError, AttributeError):
        return tuple(_known(member) for member in person["who"])
    return tuple(Known(str(member)) for member in person.get("members", ()))


def _known(person: Mapping[str, Any]) -> Known:
    ids = person.get("ids", {})
    return Known(
        str(person["student"]),
        str(person.get("name", "")),
        str(person.get("email", "")),
        tuple((str(kind), str(value)) for kind, value in dict(ids).items()),
    )


def _decimal(score: float | None) -> Decimal | None:
    """Return points as they are written: the shortest number that is this one."""
    if score is None or not math.isfinite(score):
        return None
    exact = Decimal(repr(float(score)))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact


def _read(out: Path, name: str, *within: str) -> bytes:
    with opened_folder(out) as folder:
        if not within:
            return folder.read(name, _LARGEST)
        with folder.within(within[0]) as inner:
            if len(within) == 1:
                return inner.read(name, _LARGEST)
            with inner.within(within[1]) as innermost:
                return innermost.read(name, _LARGEST)
