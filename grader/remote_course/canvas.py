"""An assignment of a Canvas, by its REST API; the token is in a header, and for the site alone.

A comment cannot be put there twice without being there twice. So it is sent by itself, never again
while nobody knows whether it arrived, and known the next time by its page's name.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html import escape
from typing import Literal

from grader.budget import MAX_FILE_MB
from grader.errors import RemoteClosed
from grader.model import Text
from grader.remote_course import canvas_answers as shapes
from grader.remote_course.canvas_names import places
from grader.remote_course.canvas_service import CanvasService
from grader.remote_course.course import (
    Assigned,
    Grade,
    Held,
    Member,
    RemoteFile,
    RemoteHandIn,
    Roll,
)

_MOST = (MAX_FILE_MB << 20) + 1
_POINTS = frozenset({"points", "percent", "letter_grade", "gpa_scale"})
"""Gradings that take a number as points."""


class Canvas:
    """One assignment of one course of a Canvas."""

    name = "canvas"
    html = False

    def __init__(self, service: CanvasService, course: str, assignment: str) -> None:
        self._service = service
        self._within = f"/courses/{course}/assignments/{assignment}"

    def assigned(self) -> Assigned:
        """Return what the assignment is. Raises RemoteClosed where its people are not named."""
        found = self._service.get(self._within, shapes.Assignment)
        if found.anonymous_grading:
            raise RemoteClosed(Text("remote.anonymous"))
        most = Decimal(str(found.points_possible or 0))
        no_marks = None
        if found.grading_type not in _POINTS:
            no_marks = Text("push.words_for_marks")
        elif most <= 0:
            no_marks = Text("push.no_points_there")
        return Assigned(found.name, most if no_marks is None else None, no_marks)

    def roll(self) -> Roll:
        """Return everybody's last hand-in: one for each person, or for each group."""
        owners: dict[tuple[str, int], list[shapes.Submission]] = defaultdict(list)
        for one in self._submissions("user", "group"):
            group = one.group.id if one.group else None
            owners["user" if group is None else "group", group or one.user_id].append(one)
        hand_ins: list[RemoteHandIn] = []
        nobody: list[Member] = []
        for everybody in owners.values():
            members = tuple(_member(one) for one in everybody)
            handed = next((one for one in everybody if _files(one)), None)
            if handed is None:
                nobody += members
            else:
                hand_ins.append(_hand_in(handed, members))
        return Roll(tuple(hand_ins), tuple(nobody))

    def places(self, hand_in: RemoteHandIn) -> Sequence[tuple[str, ...]]:
        """Return what each file is called in `Download Submissions`."""
        return places(hand_in)

    def page_name(self, digest: str) -> str:
        """Return a name that tells one page from another: comments pile up."""
        return f"feedback-{digest[:12]}.html"

    def download(self, file: RemoteFile) -> bytes:
        """Return a file's bytes, wherever Canvas keeps it."""
        if file.content is not None:
            return file.content
        return self._service.download(file.address, _MOST)

    def held(self, members: Sequence[Member]) -> Mapping[str, Held]:
        """Return marks, attempts and the names of pages as they are now."""
        there = {str(one.user_id): _held(one) for one in self._submissions("submission_comments")}
        gone = Held(locked=Text("push.left_course"))
        return {one.number: there.get(one.number, gone) for one in members}

    def push(self, grade: Grade) -> None:
        """Put there what is not: the mark first, then a comment with the page."""
        path = f"{self._within}/submissions/{grade.member.number}"
        number = 0
        if "page" in grade.only:
            number = self._service.upload(f"{path}/comments/files", grade.page_name, grade.page)
        if "mark" in grade.only:
            self._service.put(path, {"submission[posted_grade]": f"{grade.mark:f}"})
        if "page" in grade.only:
            form = {"comment[text_comment]": grade.comment, "comment[file_ids][]": str(number)}
            if grade.attempt:
                form["comment[attempt]"] = str(grade.attempt)
            self._service.put(path, form, harmless=False)

    def _submissions(self, *include: str) -> list[shapes.Submission]:
        query = "&".join(["per_page=100", *(f"include[]={one}" for one in include)])
        return self._service.pages(f"{self._within}/submissions?{query}", shapes.Submission)


def _hand_in(one: shapes.Submission, members: tuple[Member, ...]) -> RemoteHandIn:
    group = (one.group.name or "") if one.group and one.group.id is not None else ""
    user = one.user
    own = (user.sortable_name or user.name or "") if user else ""
    return RemoteHandIn(
        str(one.user_id), group or own, members, _files(one), one.attempt or 0,
        one.submitted_at or "", one.late,
        None if one.seconds_late is None else int(one.seconds_late) if one.late else 0,
    )  # fmt: skip


def _member(one: shapes.Submission) -> Member:
    return Member(str(one.user_id), (one.user.name or "") if one.user else "")


def _files(one: shapes.Submission) -> tuple[RemoteFile, ...]:
    """Return what was handed in: attachments, text that was typed, a link."""
    if one.submission_type == "online_text_entry" and one.body:
        return (_typed(one, "text", one.body),)
    if one.submission_type == "online_url" and one.url:
        address = escape(one.url)
        return (_typed(one, "link", f'<a href="{address}">{address}</a>'),)
    return tuple(
        RemoteFile(str(file.id), file.display_name, file.size, address=file.url)
        for file in one.attachments or ()
    )


def _typed(one: shapes.Submission, kind: Literal["text", "link"], text: str) -> RemoteFile:
    content = text.encode("utf-8", "replace")
    key = f"{one.user_id} {kind} {one.attempt}"
    return RemoteFile(key, f"{kind}.html", len(content), kind, content=content)


def _held(one: shapes.Submission) -> Held:
    pages = frozenset(
        file.display_name
        for comment in one.submission_comments or ()
        if comment.author_id != one.user_id
        for file in comment.attachments or ()
    )
    return Held(
        None if one.entered_score is None else Decimal(str(one.entered_score)),
        one.attempt or 0,
        one.submitted_at or "",
        pages,
        Text("push.excused") if one.excused else None,
    )
