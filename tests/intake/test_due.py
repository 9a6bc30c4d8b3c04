"""Who was late: by the platform's word, by its times and what is due, never by a file's date."""

from datetime import datetime
from pathlib import Path

import pytest
from handing_in import lay, told
from platform_samples import METADATA, laid

from grader.errors import UserError
from grader.intake import Terms, collect
from grader.intake.due import read_due
from grader.intake.times import moment, order_of


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("2026-11-27 22:05:03.123456789 Z", "2026-11-27 22:05:03.123456+00:00"),
        ("2015-02-02 14:58:23.948203 America/Los_Angeles", "2015-02-02 14:58:23.948203-08:00"),
        ("2026-11-27-22-05-03", "2026-11-27 22:05:03"),
        ("2026-11-27T22:05:03-03:00", "2026-11-27 22:05:03-03:00"),
        ("2026-11-27 22:05:03 -03", "2026-11-27 22:05:03-03:00"),
        ("2026-11-27 22:05:03 Nowhere/Atall", "2026-11-27 22:05:03"),
        ("Nov 7, 2026 105 AM", "2026-11-07 01:05:00"),
        ("7 de novembro de 2026 13:05", "2026-11-07 13:05:00"),
        ("7 dic. 2026 1205 a. m.", "2026-12-07 00:05:00"),
        ("2026-02-31 10:00:00", "None"),
        ("31 Feb 2026 10:00", "None"),
        ("yesterday", "None"),
        ("", "None"),
        ("9" * 99, "None"),
    ],
)
def test_what_platforms_write_is_a_moment(words: str, said: str) -> None:
    assert str(moment(words)) == said


def test_the_order_of_moments_is_theirs() -> None:
    words = ("2026-11-27 22:05:03", "2026-11-27 22:05:04", "2026-11-27 22:05:04.000001")
    orders = [order_of(moment(one)) for one in words]
    assert orders == sorted(set(orders)) and orders[0] > 0
    assert order_of(None) == 0


@pytest.mark.parametrize(
    ("due", "when", "late"),
    [
        ("2026-11-29T23:59", "2026-11-29 23:59:00", 0),
        ("2026-11-29T23:59", "2026-11-29 23:59:01", 1),
        ("2026-11-29", "2026-11-29 23:59:59", 0),
        ("2026-11-29", "2026-11-30 00:00:59", 60),
        ("2026-11-29T23:59-03:00", "2026-11-30 02:59:00 Z", 0),
        ("2026-11-29T23:59-03:00", "2026-11-30 03:59:00 Z", 3600),
        ("2026-11-29T23:59-03:00", "2026-11-30 00:59:00", 3600),
    ],
)
def test_how_late_something_is(due: str, when: str, late: int) -> None:
    at = moment(when)
    assert at is not None and read_due(due).late_seconds(at) == late


def test_due_without_a_zone_is_this_machines_where_the_platform_names_one() -> None:
    at = datetime.fromisoformat("2026-11-29T10:00").astimezone()
    assert read_due("2026-11-29T09:00").late_seconds(at) == 3600


@pytest.mark.parametrize("text", ["tomorrow", "29/11/2026", "2026-13-01", "2026-11-29T25:00", ""])
def test_a_time_that_is_none_is_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="write 2026-11-29T23:59"):
        read_due(text)


def test_late_ones_are_marked_by_the_platforms_times_and_listed(tmp_path: Path) -> None:
    names = [f"e/submission_{n}/lab.py" for n in (901, 902, 903)]
    lay(tmp_path, *names)
    laid(tmp_path, {"e/submission_metadata.yml": METADATA})
    found = collect([tmp_path], terms=Terms(due=read_due("2026-11-28T22:05:03Z")))
    assert [(h.late, h.late_seconds) for h in found.handed_in] == [
        (False, 0), (False, 0), (True, 172800),
    ]  # fmt: skip
    assert ("collision.late", {"003+004"}) in told(found)


def test_what_the_platform_calls_late_or_in_time_stays_so(tmp_path: Path) -> None:
    lay(tmp_path, "ana_LATE_11_901_lab.py", "bia_21_902_lab.py")
    found = collect([tmp_path], terms=Terms(due=read_due("2001-01-01")))
    assert [handed.late for handed in found.handed_in] == [True, False]
    assert told(found) == [("collision.late", {"ana_11"})]


def test_dates_of_files_say_nothing_and_that_is_told(tmp_path: Path) -> None:
    lay(tmp_path, "ana.py", "bia.py")
    found = collect([tmp_path], terms=Terms(due=read_due("2001-01-01")))
    assert [(handed.late, handed.late_seconds) for handed in found.handed_in] == [(None, None)] * 2
    assert told(found) == [("collision.no_time", {"ana", "bia"})]
    assert told(collect([tmp_path])) == []


def test_of_several_attempts_each_late_one_is_listed(tmp_path: Path) -> None:
    lay(tmp_path, *(f"Lab_ana_attempt_2026-11-{day}-22-05-03_lab.py" for day in (27, 28, 29)))
    terms = Terms(attempt="best", due=read_due("2026-11-27"))
    found = collect([tmp_path], terms=terms)
    [ana] = found.handed_in
    assert [one.late for one in (*ana.others, ana)] == [False, True, True]
    [late] = [one for one in found.collisions if one.what.key == "collision.late"]
    assert [member.file[:27] for member in late.members] == [
        "Lab_ana_attempt_2026-11-28-", "Lab_ana_attempt_2026-11-29-",
    ]  # fmt: skip
    assert [told_of.attempt for told_of in (*ana.others, ana)] == [1, 2, 3]
