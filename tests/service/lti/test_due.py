"""When work is due: as the platform says it, or as was chosen with the link; and who was late."""

from datetime import UTC, datetime
from typing import Any

import pytest
from lti_course import Lti, fields
from running_service import HALF, token_for

from grader.service.lti.claims import DUE_VARIABLE, read_moment

PAST, FUTURE = "2001-01-01T00:00:00-03:00", "2126-01-01T00:00:00.000Z"
WORKSHEET = (
    b'Identifier,"Full name","Email address",Status,Grade,"Maximum Grade",'
    b'"Grade can be changed","Last modified (grade)","Feedback comments"\r\n'
    b'"Participant 11","Ana Souza",ana@uni.edu,Submitted,,10.00,Yes,-,\r\n'
)


def hand_in(lti: Lti, **custom: str) -> str:
    """Have ana hand in by a link with these parameters; return the page that she sees then."""
    lti.lms.links["week-1"] = {"assignment": "double", **custom}
    page = lti.browser.hand_in(lti.browser.enter("ana"), HALF)
    assert page.status_code == 200
    lti.work()
    return page.text


def api(lti: Lti, method: str, path: str, **options: Any) -> str:
    address = f"{lti.tool}/api/v1/assignments/double/{path}"
    headers = {**token_for(lti.service), "accept-language": "en"}
    return lti.browser.client.request(method, address, headers=headers, **options).text


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize(
    ("custom", "is_late", "is_said"),
    [
        ({"due": PAST}, True, True),
        ({"due": FUTURE}, False, True),
        ({"due": FUTURE, "chosen_due": PAST}, False, True),  # the platform's own goes first
        ({"due": DUE_VARIABLE, "chosen_due": PAST}, True, True),  # which it does not know
        ({"due": DUE_VARIABLE}, False, False),
        ({"due": "", "chosen_due": "Sunday"}, False, False),
        ({"due": "2001-01-01T00:00:00"}, False, False),  # in whose zone?
        ({}, False, False),
    ],
)
def test_a_hand_in_after_the_end_is_late_where_an_end_is_known(
    custom: dict[str, str], is_late: bool, is_said: bool, lti: Lti
) -> None:
    page = hand_in(lti, **custom)
    assert ("· late" in page) is is_late
    assert (">Due</span>" in page) is is_said
    assert ("Handed in late" in api(lti, "GET", "class", params={"lang": "en"})) is is_late
    assert ("· late" in lti.browser.enter("tom").text) is is_late


def test_being_late_costs_by_the_platforms_own_time(lti: Lti) -> None:
    hand_in(lti, due=PAST)
    lti.browser.enter("tom")  # its members' e-mails are known now
    asked = {"params": {"give": "table", "late": "50%/day, max 50%"}, "content": WORKSHEET}
    assert "Submitted,4.50,10.00" in api(lti, "POST", "export/moodle", **asked)
    hand_in(lti, due=FUTURE)
    assert "Submitted,9.00,10.00" in api(lti, "POST", "export/moodle", **asked)
    hand_in(lti)
    assert "nobody said when it was due" in api(lti, "POST", "export/moodle", **asked)


def test_a_teacher_chooses_when_it_is_due_with_the_link(lti: Lti) -> None:
    page = lti.browser.enter("tom", "deep")

    def choose(due: str) -> str:
        form = {"assignment": "double", "due": due}
        headers = {"sec-fetch-site": "same-origin"}
        return lti.browser.client.post(str(page.url), data=form, headers=headers).text

    assert "a time with its zone" in choose("2001-01-01T00:00")
    for due in (PAST, ""):
        lti.browser.client.post(f"{lti.lms.address}/deep-links", data=fields(choose(due)))
    chosen, open_end = lti.lms.content_items
    assert chosen["submission"] == {"endDateTime": "2001-01-01T03:00:00.000Z"}
    assert open_end["custom"] == {"assignment": "double", "due": DUE_VARIABLE}
    assert "submission" not in open_end
    assert "· late" in hand_in(lti, **chosen["custom"])  # a platform that knows no variable


def test_moments_have_a_zone_or_are_none() -> None:
    assert read_moment(PAST) == datetime(2001, 1, 1, 3, tzinfo=UTC)
    for wrong in (None, 7, "", "x" * 100, "2001-01-01", "9999-12-31T23:59:59-14:00", DUE_VARIABLE):
        assert read_moment(wrong) is None
