"""What is to be pushed, and to whom nothing is: decided before anything is sent."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from grader.errors import NotExported
from grader.export.comment import comment
from grader.export.export import Job, Listed
from grader.export.feedback import page
from grader.export.fill import nobodys, to_look_at
from grader.export.graded_class import Student
from grader.export.mark import Mark
from grader.language import built_in
from grader.model import Text
from grader.remote_course.course import Assigned, Grade, Held, Member, RemoteCourse
from grader.remote_course.journal import Journal, Ours
from grader.remote_course.manifest import KeptFile, KeptHandIn, Manifest
from grader.spreadsheet import number_cell

_UNREAD = frozenset({"unreadable"})
"""What came of a hand-in of which nobody has judged anything."""
_NOISE = Decimal("0.0001")
"""Platforms keep marks as binary fractions, or with so many digits."""


@dataclass(frozen=True, slots=True)
class Step:
    """One person's mark that is to be sent."""

    grade: Grade
    digest: str

    @property
    def who(self) -> str:
        """Return what people call the person."""
        return called(self.grade.member)


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a push is to do."""

    steps: tuple[Step, ...]
    unchanged: int
    """People who have all of it already."""
    skipped: tuple[Listed, ...]
    look: tuple[Listed, ...]
    worth: Decimal
    """What full points are worth there."""
    notes: tuple[Text, ...] = ()


def planned(
    course: RemoteCourse, job: Job, manifest: Manifest, assigned: Assigned, journal: Journal
) -> Plan:
    """Return the plan. Raises NotExported when no mark can be put there at all."""
    worth = _worth(job, assigned)
    pairs, skipped = _pairs(job, manifest)
    held = course.held([member for _student, one in pairs for member in one.members])
    planning = _Planning(course, job, held, journal, worth)
    for student, hand_in in pairs:
        planning.take(student, hand_in)
    return Plan(
        tuple(planning.steps), planning.unchanged, (*planning.skipped, *skipped),
        tuple(planning.look), worth, assigned.notes,
    )  # fmt: skip


def same(one: Decimal | None, other: Decimal | None) -> bool:
    """Tell whether two marks are one, whatever a platform keeps them as."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < _NOISE


def called(member: Member) -> str:
    """Return a person's name and number."""
    return f"{member.name} ({member.number})" if member.name else member.number


class _Planning:
    """A plan as it grows."""

    def __init__(
        self, course: RemoteCourse, job: Job, held: Mapping[str, Held], journal: Journal,
        worth: Decimal,
    ) -> None:  # fmt: skip
        self._course, self._job, self._held = course, job, held
        self._journal, self._worth = journal, worth
        self.steps: list[Step] = []
        self.unchanged = 0
        self.skipped: list[Listed] = []
        self.look: list[Listed] = []

    def take(self, student: Student, hand_in: KeptHandIn) -> None:
        """Plan for everybody of one hand-in."""
        student = _with_times(student, hand_in)
        mark = self._job.marking.mark(student, self._worth)
        why = _unfit(student, mark)
        if mark is None or why is not None:
            self.skipped += [Listed(called(one), why or Text("export.no_points"))
                             for one in hand_in.members]  # fmt: skip
            return
        content = page(self._job.of, student, mark, self._job.marking)
        told = comment(student, mark, built_in(self._job.of.language), html=self._course.html)
        digest = _digest(content, told)
        for member in hand_in.members:
            name = self._course.page_name(digest)
            whole = Grade(member, hand_in.attempt, mark.value, told, name, content)
            self._one(Step(whole, digest), hand_in, student, mark)

    def _one(self, step: Step, hand_in: KeptHandIn, student: Student, mark: Mark) -> None:
        member = step.grade.member
        held, ours = self._held.get(member.number, Held()), self._journal.of(member.number)
        if why := self._why_not(held, ours, hand_in, mark.value):
            self.skipped.append(Listed(called(member), why))
            return
        self.look += [Listed(called(member), one) for one in to_look_at(student, mark, self._job)]
        lacking = _lacking(held, ours, step)
        if lacking:
            grade = replace(step.grade, attempt=held.attempt, only=lacking)
            self.steps.append(replace(step, grade=grade))
        else:
            self.unchanged += 1

    def _why_not(self, held: Held, ours: Ours, hand_in: KeptHandIn, mark: Decimal) -> Text | None:
        """Say why nothing is sent to somebody; None if it is."""
        if held.locked is not None:
            return held.locked
        if held.time != hand_in.time:
            return Text("push.newer")
        if self._job.overwrite or same(held.mark, mark):
            return None
        if held.mark is None:
            return None if ours.mark is None else Text("push.cleared")
        if any(same(held.mark, one) for one in ours.marks):
            return None
        return Text("push.graded_already", {"mark": number_cell(held.mark.normalize())})


def _lacking(held: Held, ours: Ours, step: Step) -> frozenset[str]:
    """Return what of a grade is not there: all of it where nothing tells."""
    has_page = any(step.digest[:12] in name for name in held.pages) or (
        ours.digest == step.digest and ours.mark is not None
    )
    lacking = {"mark": not same(held.mark, step.grade.mark), "page": not has_page}
    return frozenset(part for part, is_lacking in lacking.items() if is_lacking)


def _unfit(student: Student, mark: Mark | None) -> Text | None:
    """Say why a hand-in gets no mark by this."""
    if mark is None:
        return Text("export.no_points")
    if student.status in _UNREAD:
        return Text("push.unread")
    if mark.value > mark.of:
        values = {"mark": number_cell(mark.value), "of": number_cell(mark.of)}
        return Text("export.above", values)
    return None


def _pairs(job: Job, manifest: Manifest) -> tuple[list[tuple[Student, KeptHandIn]], list[Listed]]:
    """Return which graded work is of which hand-in that was fetched, and who has none."""
    by_number = {one.number: one for one in manifest.hand_ins}
    numbers = {s.key: dict(s.who.ids).get(manifest.source.platform, "") for s in job.of.students}
    times = Counter(number for number in numbers.values() if number)
    pairs, skipped = [], [*nobodys(job)]
    for student in job.of.students:
        hand_in = by_number.get(numbers[student.key])
        if hand_in is None or (file := _graded_of(student, hand_in)) is None:
            skipped.append(Listed(student.id, Text("push.other_folder")))
        elif _is_stale(student, hand_in, file):
            skipped.append(Listed(student.id, Text("push.stale")))
        elif times[hand_in.number] > 1:
            skipped.append(Listed(student.id, Text("export.twice")))
        else:
            pairs.append((student, hand_in))
    graded = {*numbers.values()}
    skipped += [
        Listed(called(member), Text("push.not_graded"))
        for one in manifest.hand_ins if one.number not in graded for member in one.members
    ]  # fmt: skip
    return pairs, [*skipped, *_nobody(manifest)]


def _nobody(manifest: Manifest) -> Iterator[Listed]:
    for member in manifest.nobody:
        yield Listed(called(member), Text("export.not_handed_in"))


def _graded_of(student: Student, hand_in: KeptHandIn) -> KeptFile | None:
    """Return which fetched file was graded; None for none: ids alone may be of another course."""
    graded = student.file.replace("\\", "/")
    return next((file for file in hand_in.files if file.path in graded), None)


def _is_stale(student: Student, hand_in: KeptHandIn, file: KeptFile) -> bool:
    """Tell whether something else was fetched since; what lies in a zip is told by its time."""
    is_itself = student.file.replace("\\", "/").endswith(file.path)
    if is_itself and student.sha256 != file.sha256:
        return True
    return bool(student.time) and student.time != hand_in.time


def _with_times(student: Student, hand_in: KeptHandIn) -> Student:
    """Return a student with what the platform says of lateness, where grading did not know."""
    if student.late_seconds is not None:
        return student
    return replace(
        student,
        time=student.time or hand_in.time,
        late=hand_in.late if student.late is None else student.late,
        late_seconds=hand_in.late_seconds,
    )


def _worth(job: Job, assigned: Assigned) -> Decimal:
    """Return what full points are worth there. Raises NotExported where --scale differs."""
    if assigned.no_marks is not None or assigned.most is None:
        raise NotExported(assigned.no_marks or Text("push.no_points_there"))
    scale = job.marking.scale
    if scale is not None and scale != assigned.most:
        values = {
            "file": assigned.title, "max": number_cell(assigned.most), "scale": number_cell(scale),
        }  # fmt: skip
        raise NotExported(Text("export.scale", values))
    return assigned.most


def _digest(content: bytes, told: str) -> str:
    return hashlib.sha256(content + b"\0" + told.encode("utf-8", "replace")).hexdigest()
