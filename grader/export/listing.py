"""The class as a list with marks: what every form of our own begins with."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from grader.export.export import Exported, Job, Listed
from grader.export.fill import nobodys, to_look_at
from grader.export.graded_class import Student
from grader.export.mark import Mark
from grader.language import points as written
from grader.model import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One hand-in with its mark; without one where a fault of ours kept it from being marked."""

    student: Student
    mark: Mark | None

    @property
    def ids(self) -> str:
        """What platforms and rosters call the person."""
        return " ".join(f"{kind}:{value}" for kind, value in self.student.who.ids)

    @property
    def members(self) -> str:
        """The people of a group."""
        return ", ".join(member.id for member in self.student.members)


def entries(job: Job) -> tuple[Entry, ...]:
    """Return everybody in the order of the class."""
    return tuple(Entry(student, job.marking.mark(student)) for student in job.of.students)


def exported(job: Job, files: dict[str, bytes]) -> Exported:
    """Return files of ours with the summary of the class."""
    return Exported(
        files,
        filled=sum(entry.mark is not None for entry in entries(job)),
        skipped=(*nobodys(job), *_unmarked(job), *_missing(job)),
        look=tuple(_look(job)),
    )


def points(score: float | None) -> Decimal | None:
    """Return points as a number of a table; nothing for what was not marked."""
    return None if score is None else Decimal(written(score))


def _unmarked(job: Job) -> Iterator[Listed]:
    for entry in entries(job):
        if entry.mark is None:
            yield Listed(entry.student.id, Text("export.no_points"))


def _missing(job: Job) -> Iterator[Listed]:
    """List those of the roster who handed in nothing: no mark, and no zero."""
    for person in job.of.missing:
        who = f"{person.name} ({person.id})" if person.name else person.id
        yield Listed(who, Text("export.missing"))


def _look(job: Job) -> Iterator[Listed]:
    for entry in entries(job):
        if entry.mark is not None:
            for why in to_look_at(entry.student, entry.mark, job):
                yield Listed(entry.student.id, why)
