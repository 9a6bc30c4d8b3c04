"""From a link in a course to the points in its gradebook."""

import asyncio
import re

from lti_course import Lti
from running_service import HALF


def test_a_student_comes_in_hands_in_and_is_graded_in_the_gradebook(lti: Lti) -> None:
    page = lti.browser.enter("ana")
    assert page.status_code == 200
    assert "Neural networks" in page.text and "Ana &lt;b&gt;Souza&lt;/b&gt;" in page.text
    waiting = lti.browser.hand_in(page)
    assert "Handed in, waits to be graded" in waiting.text
    assert asyncio.run(lti.deliver()) == [None]
    assert [score["gradingProgress"] for _, score in lti.lms.scores] == ["Pending"]
    lti.work()
    assert asyncio.run(lti.deliver()) == [None]
    (_, pending), (item, score) = lti.lms.scores
    assert item == "week-1" and score["userId"] == "ana"
    assert (score["activityProgress"], score["gradingProgress"]) == ("Completed", "FullyGraded")
    assert score["scoreGiven"] == score["scoreMaximum"] > 0
    assert score["timestamp"] > pending["timestamp"] and "scoreGiven" not in pending
    assert re.search(r"\.\d{3}Z$", score["timestamp"])
    page = lti.browser.get(lti.tool, waiting.url.raw_path.decode())
    assert "The points are in the course&#39;s gradebook." in page.text


def test_the_report_is_shown_in_a_frame_that_can_do_nothing(lti: Lti) -> None:
    lti.browser.hand_in(lti.browser.enter("ana"))
    lti.work()
    page = lti.browser.enter("ana")
    frame = re.search(r'<iframe [^>]*sandbox src="([^"]+)"', page.text)
    assert frame is not None
    report = lti.browser.get(lti.tool, frame[1])
    assert report.status_code == 200
    policy = report.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert f"frame-ancestors 'self' {lti.lms.address}" in policy
    saved = re.search(r'href="([^"]+feedback.ipynb[^"]*)"', page.text)
    assert saved is not None
    file = lti.browser.get(lti.tool, saved[1])
    assert file.headers["content-disposition"].startswith("attachment")


def test_pages_load_nothing_of_others_and_only_the_platform_shows_them(lti: Lti) -> None:
    page = lti.browser.enter("ana")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert policy.endswith(f"frame-ancestors 'self' {lti.lms.address}")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "style=" not in page.text and "<script>" not in page.text


def test_a_second_notebook_counts_and_the_first_is_in_the_history(lti: Lti) -> None:
    page = lti.browser.enter("ana")
    lti.browser.hand_in(page)
    lti.work()
    asyncio.run(lti.deliver())
    lti.browser.hand_in(page, HALF)
    asyncio.run(lti.deliver())
    lti.work()
    asyncio.run(lti.deliver())
    *_, first, again, last = [score for _, score in lti.lms.scores]
    assert again["gradingProgress"] == "Pending"
    assert again["scoreGiven"] == first["scoreGiven"]  # nothing clears what was there
    assert 0 < last["scoreGiven"] < first["scoreGiven"]
    page = lti.browser.enter("ana")
    assert len(re.findall(r"&amp;s=", page.text)) == 2


def test_of_two_that_wait_the_last_one_stands_whichever_is_graded_first(lti: Lti) -> None:
    page = lti.browser.enter("ana")
    lti.browser.hand_in(page)
    lti.browser.hand_in(page, HALF)
    lti.work(backwards=True)
    asyncio.run(lti.deliver())
    graded = [s for _, s in lti.lms.scores if s["gradingProgress"] == "FullyGraded"]
    assert [s["scoreGiven"] < s["scoreMaximum"] for s in graded] == [True]


def test_a_teacher_sees_who_has_handed_in_and_students_see_nobody_else(lti: Lti) -> None:
    lti.browser.hand_in(lti.browser.enter("ana"))
    lti.work()
    bea = lti.browser.enter("bea")
    assert "Souza" not in bea.text and "Who has handed in" not in bea.text
    tom = lti.browser.enter("tom")
    assert "Ana &lt;b&gt;Souza&lt;/b&gt;" in tom.text and "Nothing yet" in tom.text
    assert "Graded" in tom.text


def test_pages_speak_the_language_of_the_course(lti: Lti) -> None:
    lti.lms.locale = "pt_BR"
    assert '<html lang="pt-BR">' in lti.browser.enter("ana").text


def test_a_link_without_a_column_keeps_its_points_and_says_so(lti: Lti) -> None:
    lti.lms.has_columns = False
    lti.browser.hand_in(lti.browser.enter("ana"))
    lti.work()
    assert lti.states() == []
    assert "has no column for this link" in lti.browser.enter("tom").text
