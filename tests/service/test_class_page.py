"""The class page and its insight, of the grades that a service has."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from running_service import GOOD, HALF, Running, token_for
from service_browser import Browser
from sqlalchemy import event

from grader.report.class_page import script_digest
from grader.service.database import transaction

PAGE = "/api/v1/assignments/double/class"
INSIGHT = "/api/v1/assignments/double/insight"


def hand_in(running: Running, *given: tuple[str, bytes]) -> list[str]:
    """Hand in and grade; return the submissions' ids."""
    ids = []
    for student, content in given:
        answer = running.upload(content, params={"student": student, "name": f"{student}.ipynb"})
        ids.append(answer.json()["id"])
        running.work()
    return ids


def insight(running: Running, **params: str) -> Any:
    answer = running.get(INSIGHT, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def statements(running: Running) -> list[str]:
    """Return a list that every statement is added to from now on."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    event.listen(running.service.engine, "before_cursor_execute", note)
    return seen


def test_everybodys_last_graded_work_is_on_the_page_and_counted(running: Running) -> None:
    ids = hand_in(running, ("ana", HALF), ("bia", HALF), ("ana", GOOD))
    running.upload(HALF, params={"student": "bia", "name": "later.ipynb"})  # waits
    page = running.get(PAGE, params={"lang": "en"}).text
    assert "2 submissions" in page
    assert re.findall(r'<a href="([^"]+)" target="_top"><bdi>(\w+)', page)[-2:] == [
        (f"../../submissions/{ids[2]}", "ana"),
        (f"../../submissions/{ids[1]}", "bia"),
    ]
    told = insight(running)
    assert (told["schema"], told["students"], told["full"]) == ("grader/insight/1", 2, ["ana"])
    assert {one["item"]: one["lost_by"] for one in told["items"]}["counts"] == ["bia"]


def test_which_attempt_counts_is_for_the_teacher_to_say(running: Running) -> None:
    hand_in(running, ("ana", HALF), ("ana", GOOD), ("ana", HALF))
    full = {attempt: insight(running, attempt=attempt)["full"] for attempt in ("last", "best")}
    assert full == {"last": [], "best": ["ana"]}
    assert running.get(INSIGHT, params={"attempt": "worst"}).status_code == 422


def test_a_persons_decision_is_in_the_points_and_said(running: Running) -> None:
    [ana] = hand_in(running, ("ana", HALF))
    assert "decided" not in running.get(PAGE, params={"lang": "en"}).text.split("<tbody>")[1]
    before = insight(running)["mean"]
    decision = {"exercise": "Counter", "item": "counts", "points": 0.5, "why": "seen"}
    decided = running.client.post(
        f"/api/v1/submissions/{ana}/overrides", json=decision, headers=running.headers
    )
    assert decided.status_code == 202, decided.text
    running.work()
    row = running.get(PAGE, params={"lang": "en"}).text.split("<tbody>")[1]
    assert "1 item decided by a person" in row
    assert insight(running)["mean"] == before + 0.5


def test_names_come_from_the_roster_and_what_anybody_wrote_is_escaped(running: Running) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    hand_in(running, (nasty, GOOD))
    roster = [{"student": nasty, "name": f"Ana {nasty}"}]
    running.client.put(
        "/api/v1/assignments/double/roster", json=roster, headers=running.headers
    ).raise_for_status()
    page = running.get(PAGE).text
    assert "<img" not in page and "Ana &lt;img" in page


def test_the_page_runs_no_script_but_its_own_and_may_be_framed_by_us_only(
    running: Running,
) -> None:
    policy = running.get(PAGE).headers["content-security-policy"].split("; ")
    assert policy[0] == "sandbox allow-scripts allow-top-navigation-by-user-activation"
    assert f"script-src 'sha256-{script_digest()}'" in policy
    assert {"default-src 'none'", "base-uri 'none'", "form-action 'none'"} < {*policy}
    assert "frame-ancestors 'self'" in policy


@pytest.mark.parametrize("address", [PAGE, INSIGHT])
def test_it_is_there_for_who_may_see_the_whole_class(address: str, running: Running) -> None:
    own = token_for(running.service, "read", student="ana")
    other = token_for(running.service, "read", assignments=("another",))
    sender = token_for(running.service, "submit")
    seen = [running.client.get(address, headers=who).status_code for who in (own, other, sender)]
    assert seen == [403, 404, 403]
    assert running.get(address.replace("double", "nothing")).status_code == 404


def test_one_file_of_several_people_is_told(running: Running) -> None:
    hand_in(running, ("ana", GOOD), ("bia", GOOD))
    assert (
        "2 people handed in one and the same file" in running.get(PAGE, params={"lang": "en"}).text
    )


def test_as_many_queries_for_many_students_as_for_one_and_fewer_the_second_time(
    running: Running,
) -> None:
    hand_in(running, ("ana", GOOD))
    seen = statements(running)

    def asked(address: str) -> Sequence[str]:
        seen.clear()
        assert running.get(address).status_code == 200
        return list(seen)

    of_one = len(asked(PAGE))
    again = len(asked(PAGE))
    assert again < of_one
    hand_in(running, *((f"student-{n}", HALF) for n in range(4)))
    assert len(asked(PAGE)) == of_one
    assert len(asked(PAGE)) == again


def test_a_grade_of_an_earlier_version_says_its_points_until_it_is_made_again(
    running: Running,
) -> None:
    hand_in(running, ("ana", GOOD), ("bia", HALF))
    with transaction(running.service.engine) as connection:
        connection.exec_driver_sql("DELETE FROM artifact WHERE kind = 'row.json'")
    told = insight(running)
    assert (told["students"], told["full"], told["items"]) == (2, ["ana"], [])
    again = running.client.post("/api/v1/assignments/double/regrade", headers=running.headers)
    assert again.json() == {"queued": 2}
    running.work()
    assert insight(running)["items"]


def test_a_class_that_nobody_was_graded_of_is_shown_empty(running: Running) -> None:
    assert "No submission was graded." in running.get(PAGE, params={"lang": "en"}).text
    assert insight(running)["students"] == 0


def test_an_instructor_sees_it_in_a_frame_and_is_led_there_from_the_class(
    running: Running,
) -> None:
    [ana] = hand_in(running, ("ana", GOOD))
    instructor = Browser(running, "read")
    instructor.sign_in()
    assert 'href="/assignments/double/glance"' in instructor.get("/assignments/double/class").text
    frame = instructor.get("/assignments/double/glance?attempt=best").text
    [(allowed, source)] = re.findall(r'<iframe[^>]* sandbox="([^"]+)" src="([^"]+)"', frame)
    assert "allow-same-origin" not in allowed
    page = instructor.get(source.replace("&amp;", "&"))
    assert page.headers["content-security-policy"].startswith(f"sandbox {allowed};")
    assert f"../../submissions/{ana}" in page.text  # next to /assignments/double/class.html


def test_a_student_does_not_see_the_class_page(running: Running) -> None:
    student = Browser(running, "read", "submit", student="ana")
    student.sign_in()
    for address in ("/assignments/double/glance", "/assignments/double/class.html"):
        assert student.get(address).status_code == 403
