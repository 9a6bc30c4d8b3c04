"""What every remote course keeps: the two platforms, and the fake that stands for them."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from remote_canvas import RemoteCanvas
from remote_class import Waits, source_of
from remote_moodle import RemoteMoodle
from remote_platform import SECRET

from grader.errors import RemoteRefused
from grader.remote_course.course import (
    Grade,
    Member,
    RemoteCourse,
    RemoteFile,
    RemoteHandIn,
)
from grader.remote_course.memory import MemoryCourse
from grader.remote_course.platforms import remote_course
from grader.remote_course.token import Token


def in_memory() -> MemoryCourse:
    hand_ins = tuple(
        RemoteHandIn(
            str(number), f"P {number}", (Member(str(number), f"P {number}"),),
            (RemoteFile(f"{number}", "lab.ipynb", 2, content=b"{}"),), 1, "2026-11-29T20:00:00Z",
        )
        for number in (1, 2)
    )  # fmt: skip
    return MemoryCourse(hand_ins, (Member("3", "P 3"),))


@pytest.fixture(params=["memory", "moodle", "canvas"])
def course(
    request: pytest.FixtureRequest, moodle: RemoteMoodle, canvas: RemoteCanvas
) -> Iterator[RemoteCourse]:
    if request.param == "memory":
        yield in_memory()
        return
    platform = moodle if request.param == "moodle" else canvas
    with remote_course(source_of(platform), Token(SECRET), Waits().clock) as opened:
        yield opened


def grade_for(course: RemoteCourse, hand_in: RemoteHandIn, mark: str) -> Grade:
    [member] = hand_in.members
    digest = mark.replace(".", "") * 32
    page = f"<html>{mark}</html>".encode()
    return Grade(member, hand_in.attempt, Decimal(mark), "ok", course.page_name(digest), page)


def test_everybody_is_there_once_with_what_was_handed_in(course: RemoteCourse) -> None:
    roll = course.roll()
    numbers = [m.number for one in roll.hand_ins for m in one.members]
    numbers += [one.number for one in roll.nobody]
    assert len(numbers) == len({*numbers}) and roll.hand_ins and roll.nobody
    assert course.assigned().most == 10
    for one in roll.hand_ins:
        for file in one.files:
            assert file.size is None or len(course.download(file)) == file.size


def test_each_file_has_a_place_of_its_own(course: RemoteCourse) -> None:
    places = [place for one in course.roll().hand_ins for place in course.places(one)]
    assert len({*places}) == len(places)
    assert all(part not in ("", ".", "..") and "/" not in part for p in places for part in p)


def test_what_is_put_there_is_held_and_may_be_put_again(course: RemoteCourse) -> None:
    first, second = course.roll().hand_ins[:2]
    members = [*first.members, *second.members]
    before = course.held(members)
    assert all(held.mark is None for held in before.values())
    assert before[first.members[0].number].time == first.time
    grade = grade_for(course, first, "7.5")
    course.push(grade)
    course.push(grade)
    after = course.held(members)
    assert after[grade.member.number].mark == Decimal("7.5")
    assert after[second.members[0].number].mark is None
    assert grade.page_name in after[grade.member.number].pages or course.name == "moodle"


def test_somebody_who_is_not_in_the_course_is_locked_or_refused(course: RemoteCourse) -> None:
    if course.name == "moodle" and isinstance(course, MemoryCourse):
        course.refused = frozenset({"1"})
        with pytest.raises(RemoteRefused):
            course.push(grade_for(course, course.roll().hand_ins[0], "1"))
        return
    assert course.held([Member("999")])["999"].locked is not None
