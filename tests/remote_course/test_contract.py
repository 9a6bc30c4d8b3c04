"""What every remote course of `COURSES` keeps."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import cast

import pytest
from extend.lms_campus import CampusLayout
from remote_courses import COURSES

from grader.intake import Terms, collect
from grader.intake.layouts import TOLD, Layout
from grader.remote_course.course import Grade, Member, RemoteCourse, RemoteHandIn
from grader.remote_course.platforms import PLATFORMS


@pytest.fixture(scope="module", autouse=True)
def servers(served_moodle: object, served_canvas: object) -> None:
    """Start the servers before any test begins: they are no test's own."""


@pytest.fixture(params=COURSES)
def course(request: pytest.FixtureRequest) -> Iterator[RemoteCourse]:
    with COURSES[request.param](request) as opened:
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
    pages = after[grade.member.number].pages
    assert grade.page_name in pages or not pages  # some platforms do not tell
    assert not after[second.members[0].number].pages


def test_whom_the_course_does_not_know_gets_no_mark(course: RemoteCourse) -> None:
    assert course.held([Member("999")])["999"].locked is not None


def test_what_is_fetched_is_read_by_the_layout_of_the_same_name(
    course: RemoteCourse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast("dict[str, Callable[[], Layout]]", TOLD), "campus", CampusLayout)
    numbers = set()
    for hand_in in course.roll().hand_ins:
        for file, place in zip(hand_in.files, course.places(hand_in), strict=True):
            path = tmp_path.joinpath("fetched", *place)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(course.download(file))
            numbers |= {hand_in.number} if path.suffix == ".ipynb" else set()
    found = collect([tmp_path / "fetched"], terms=Terms(course.name))
    assert {dict(one.person.ids)[course.name] for one in found.handed_in} == numbers
    assert set(PLATFORMS) <= set(TOLD)
