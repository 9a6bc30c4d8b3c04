"""An assignment of a Moodle, by its web services.

What is late is told by the assignment's date and the extensions; dates that a group or a person was
given otherwise, Moodle's web services tell nobody.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from grader.budget import MAX_FILE_MB
from grader.errors import RemoteClosed
from grader.export.feedback import PAGE
from grader.model import Text
from grader.remote_course import moodle_answers as shapes
from grader.remote_course.course import (
    Assigned,
    Grade,
    Held,
    Member,
    RemoteFile,
    RemoteHandIn,
    Roll,
)
from grader.remote_course.moodle_files import files_of
from grader.remote_course.moodle_names import places
from grader.remote_course.moodle_service import MoodleService

_PAGE = 200
_PAGES = 500
_NO_WORKFLOW_YET = "readyforreview"
_FEEDBACK = {"file": "Feedback files", "comments": "Feedback comments"}
_DEFAULT_TEAM = "Default group"
_MOST = (MAX_FILE_MB << 20) + 1


@dataclass(slots=True)
class _Known:
    """What was asked once."""

    assignment: shapes.Assignment | None = None
    participants: list[shapes.Participant] = field(default_factory=list)
    flags: dict[int, shapes.Flags] | None = None


class Moodle:
    """One assignment of one course of a Moodle."""

    name = "moodle"
    html = True

    def __init__(self, service: MoodleService, course: str, assignment: str) -> None:
        self._service = service
        self._course, self._cmid = course, assignment
        self._known = _Known()

    def assigned(self) -> Assigned:
        """Return what the assignment is; a negative grade is a scale of words."""
        found = self._assignment()
        most = _decimal(str(found.grade))
        no_marks = None
        if most is None or most <= 0:
            no_marks = Text("push.words_for_marks" if most else "push.no_points_there")
        notes = tuple(
            Text("push.no_place", {"kind": told})
            for kind, told in _FEEDBACK.items()
            if found.configs and not _is_on(found, kind)
        )
        return Assigned(found.name, most if no_marks is None else None, no_marks, notes)

    def roll(self) -> Roll:
        """Return everybody's last hand-in: one for each person, or for each team."""
        people = self._participants()
        handed = {s.groupid if self._is_team() else s.userid: s for s in self._submissions()}
        owners: dict[int, list[shapes.Participant]] = defaultdict(list)
        for one in people:
            owners[one.groupid if self._is_team() else one.id].append(one)
        hand_ins, nobody = [], []
        for owner, members in owners.items():
            submission = handed.get(owner)
            files = tuple(files_of(submission)) if submission else ()
            if submission and files:
                hand_ins.append(self._hand_in(submission, members, files))
            else:
                nobody += [_member(one) for one in members]
        return Roll(tuple(hand_ins), tuple(nobody))

    def page_name(self, digest: str) -> str:
        """Return the same name always: a page takes the place of the one before."""
        return PAGE

    def places(self, hand_in: RemoteHandIn) -> Sequence[tuple[str, ...]]:
        """Return where each file lies in `Download all submissions`."""
        return places(hand_in)

    def download(self, file: RemoteFile) -> bytes:
        """Return a file's bytes; it lies on the site itself or nowhere."""
        if file.content is not None:
            return file.content
        return self._service.download(file.address, _MOST)

    def held(self, members: Sequence[Member]) -> Mapping[str, Held]:
        """Return marks and attempts as they are now."""
        newest = {s.groupid if self._is_team() else s.userid: s for s in self._submissions()}
        groups = {str(one.id): one.groupid for one in self._participants()}
        marks = dict(self._marks(members))
        told = {}
        for member in members:
            owner = groups.get(member.number, -1) if self._is_team() else int(member.number)
            submission = newest.get(owner)
            told[member.number] = Held(
                marks.get(member.number),
                submission.attemptnumber if submission else 0,
                _time(submission.timemodified) if submission else "",
                locked=None if member.number in groups else Text("push.left_course"),
            )
        return told

    def push(self, grade: Grade) -> None:
        """Put mark, comment and page there in one request; the page replaces the one before."""
        number = self._service.upload(grade.page_name, grade.page)
        workflow = ""
        if self._assignment().markingworkflow:
            flags = self._flags().get(int(grade.member.number))
            workflow = (flags.workflowstate if flags else "") or _NO_WORKFLOW_YET
        form = {
            "assignmentid": str(self._assignment().id),
            "userid": grade.member.number,
            "grade": f"{grade.mark:f}",
            "attemptnumber": str(grade.attempt),
            "addattempt": "0",
            "workflowstate": workflow,
            "applytoall": "0",
            "plugindata[assignfeedbackcomments_editor][text]": grade.comment,
            "plugindata[assignfeedbackcomments_editor][format]": "1",
            "plugindata[files_filemanager]": str(number),
        }
        self._service.do("mod_assign_save_grade", form)

    def _assignment(self) -> shapes.Assignment:
        if self._known.assignment is None:
            courses = self._service.call(
                "mod_assign_get_assignments", {"courseids[0]": self._course}, shapes.Courses
            ).courses
            every = [one for course in courses for one in course.assignments]
            found = next((one for one in every if str(one.cmid) == self._cmid), None)
            if found is None:
                asked = {"course": self._course, "assignment": self._cmid}
                raise RemoteClosed(Text("remote.no_assignment", {**asked, "n": len(every)}))
            self._known.assignment = found
        return self._known.assignment

    def _is_team(self) -> bool:
        return bool(self._assignment().teamsubmission)

    def _participants(self) -> list[shapes.Participant]:
        """Return everybody who may hand in, page by page."""
        if not self._known.participants:
            found: dict[int, shapes.Participant] = {}
            for page in range(_PAGES):
                form = {
                    "assignid": str(self._assignment().id), "groupid": "0", "filter": "",
                    "skip": str(page * _PAGE), "limit": str(_PAGE),
                }  # fmt: skip
                some = self._service.call(
                    "mod_assign_list_participants", form, list[shapes.Participant]
                )
                fresh = {one.id: one for one in some if one.id not in found}
                found.update(fresh)
                if len(some) < _PAGE or not fresh:
                    break
            self._known.participants = [*found.values()]
        return self._known.participants

    def _submissions(self) -> list[shapes.Submission]:
        form = {"assignmentids[0]": str(self._assignment().id)}
        answer = self._service.call("mod_assign_get_submissions", form, shapes.SubmissionsOfAll)
        every = [s for one in answer.assignments for s in one.submissions]
        return [s for s in every if bool(s.userid) != self._is_team()]

    def _flags(self) -> dict[int, shapes.Flags]:
        if self._known.flags is None:
            form = {"assignmentids[0]": str(self._assignment().id)}
            answer = self._service.call("mod_assign_get_user_flags", form, shapes.FlagsOfAll)
            every = [f for one in answer.assignments for f in one.userflags]
            self._known.flags = {f.userid: f for f in every}
        return self._known.flags

    def _marks(self, members: Sequence[Member]) -> Iterator[tuple[str, Decimal | None]]:
        """Yield marks; of teams person by person, for those of all are told by own hand-ins."""
        number = str(self._assignment().id)
        if not self._is_team():
            answer = self._service.call(
                "mod_assign_get_grades", {"assignmentids[0]": number}, shapes.GradesOfAll
            )
            for one in answer.assignments:
                yield from ((str(g.userid), _mark(g.grade)) for g in one.grades)
            return
        for member in members:
            form = {"assignid": number, "userid": member.number}
            status = self._service.call("mod_assign_get_submission_status", form, shapes.Status)
            grade = status.feedback.grade if status.feedback else None
            yield member.number, _mark(grade.grade) if grade else None

    def _hand_in(
        self, submission: shapes.Submission, members: Sequence[shapes.Participant],
        files: tuple[RemoteFile, ...],
    ) -> RemoteHandIn:  # fmt: skip
        first = members[0]
        if self._is_team():
            number, name = str(submission.groupid), first.groupname or _DEFAULT_TEAM
        else:
            # a number with a zero before it is nobody's Identifier in a grading worksheet
            number = str(first.recordid) if first.recordid > 0 else f"0{first.id}"
            name = first.fullname
        own = [f.extensionduedate for one in members if (f := self._flags().get(one.id))]
        due = max([self._assignment().duedate, *own])
        seconds = max(submission.timemodified - due, 0) if due > 0 else None
        return RemoteHandIn(
            number, name, tuple(_member(one) for one in members), files,
            submission.attemptnumber, _time(submission.timemodified),
            None if seconds is None else seconds > 0, seconds,
        )  # fmt: skip


def _is_on(assignment: shapes.Assignment, kind: str) -> bool:
    """Tell whether feedback of a kind has a place in the assignment."""
    asked = ("assignfeedback", kind, "enabled", "1")
    return any((c.subtype, c.plugin, c.name, c.value) == asked for c in assignment.configs)


def _member(one: shapes.Participant) -> Member:
    return Member(str(one.id), one.fullname)


def _time(seconds: int) -> str:
    """Return a moment as ISO says it; empty for none."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat() if seconds > 0 else ""
    except (ValueError, OverflowError, OSError):
        return ""


def _mark(written: str) -> Decimal | None:
    mark = _decimal(written)
    return mark if mark is not None and mark >= 0 else None


def _decimal(written: str) -> Decimal | None:
    try:
        number = Decimal(written)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
