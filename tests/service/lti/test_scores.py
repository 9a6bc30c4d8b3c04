"""Scores on their way: sent again as they were, taken once, given up where nothing can be done."""

import asyncio

import pytest
from lti_course import Lti
from running_service import HALF
from sqlalchemy import text

from grader.service.database import transaction
from grader.service.lti.claims import is_address, origin
from grader.service.lti.scores import scores_url


def handed_in(lti: Lti) -> None:
    """Have ana's notebook graded, and the gradebook told that it came."""
    lti.browser.hand_in(lti.browser.enter("ana"), HALF)
    asyncio.run(lti.deliver())
    lti.work()


def test_a_score_whose_answer_was_lost_is_there_once(lti: Lti) -> None:
    handed_in(lti)
    lti.lms.answers = ["lost"]
    (wait,) = asyncio.run(lti.deliver())
    assert wait is not None and wait > 0
    assert asyncio.run(lti.deliver()) == [None]  # the platform says 409: it has it
    assert lti.states() == ["delivered", "delivered"]
    graded = [score for _, score in lti.lms.scores if score["gradingProgress"] == "FullyGraded"]
    assert len(graded) == 1


def test_a_score_that_was_refused_for_a_newer_one_is_not_called_delivered(lti: Lti) -> None:
    handed_in(lti)
    lti.lms.answers = [409]
    assert asyncio.run(lti.deliver()) == [None]
    assert lti.states() == ["delivered", "dead"]
    assert "did not reach the course" in lti.browser.enter("ana").text


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_platform_that_cannot_now_is_asked_again_with_the_same_time(
    lti: Lti, status: int
) -> None:
    handed_in(lti)
    lti.lms.answers = [status, status]
    for _ in range(2):
        (wait,) = asyncio.run(lti.deliver())
        assert wait is not None and wait > 0
    with transaction(lti.service.engine) as connection:
        at = connection.scalar(text("SELECT at FROM passback WHERE grade_id IS NOT NULL"))
    assert asyncio.run(lti.deliver()) == [None]
    score = lti.lms.scores[-1][1]
    assert score["timestamp"][:23] == at.isoformat(timespec="milliseconds")[:23]
    assert lti.states() == ["delivered", "delivered"]


@pytest.mark.parametrize("status", [400, 410, 422])
def test_a_score_that_is_never_taken_is_not_sent_for_ever(lti: Lti, status: int) -> None:
    handed_in(lti)
    lti.lms.answers = [status]
    assert asyncio.run(lti.deliver()) == [None]
    assert lti.states() == ["delivered", "dead"]


def test_a_redirect_is_no_delivery(lti: Lti) -> None:
    handed_in(lti)
    lti.lms.answers = [302]
    (wait,) = asyncio.run(lti.deliver())
    assert lti.states() == ["delivered", "pending"] and wait is not None


def test_what_came_while_the_platform_was_away_arrives_in_order(lti: Lti) -> None:
    page = lti.browser.enter("ana")
    lti.browser.hand_in(page)
    lti.work()
    lti.browser.hand_in(page, HALF)
    lti.work()
    assert lti.states() == ["pending"] * 4
    asyncio.run(lti.deliver())
    assert lti.states() == ["delivered"] * 4
    times = [score["timestamp"] for _, score in lti.lms.scores]
    assert times == sorted(times)
    assert len(lti.lms.scores) == 1  # what a later score stands for is not sent
    assert 0 < lti.lms.scores[0][1]["scoreGiven"] < lti.lms.scores[0][1]["scoreMaximum"]


def test_a_fault_of_ours_sends_no_grade(lti: Lti) -> None:
    lti.browser.hand_in(lti.browser.enter("ana"))
    with transaction(lti.service.engine) as connection:  # its workers died over it three times
        connection.execute(text("UPDATE run SET attempts = 3"))
    lti.work()
    asyncio.run(lti.deliver())
    assert [score["gradingProgress"] for _, score in lti.lms.scores] == ["Pending"]
    assert "Not graded for a fault of ours" in lti.browser.enter("ana").text


def test_one_access_token_does_for_many_scores(lti: Lti) -> None:
    for user in ("ana", "bea"):
        lti.browser.hand_in(lti.browser.enter(user))
    asyncio.run(lti.deliver())
    assert len(lti.lms.scores) == 2 and lti.lms.tokens == 1


@pytest.mark.parametrize(
    ("line_item", "url"),
    [
        ("https://a.example/1", "https://a.example/1/scores"),
        ("https://a.example/1/", "https://a.example/1/scores"),
        ("https://a.example/1?type=2&x=3", "https://a.example/1/scores?type=2&x=3"),
        ("https://a.example/1?u=/x?y", "https://a.example/1/scores?u=/x?y"),
    ],
)
def test_scores_go_below_the_line_item_and_before_its_query(line_item: str, url: str) -> None:
    assert scores_url(line_item) == url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x", "https://a.example"),
        ("https://a.example:443/", "https://a.example"),
        ("http://a.example:8080/", "http://a.example:8080"),
        ("https://[::1]:8443/x", "https://[::1]:8443"),
        ("https://u:p@a.example/", "https://a.example"),
        ("javascript:alert(1)", ""),
        ("https://a.example;script-src *", ""),
        ("https://*/", ""),
        ("https://a.example:x/", ""),
        ("", ""),
    ],
)
def test_an_origin_is_a_scheme_a_host_and_a_port_and_nothing_more(url: str, expected: str) -> None:
    assert origin(url) == expected
    assert is_address(url) == (expected != "")
