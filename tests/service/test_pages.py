"""The pages as a browser has them: sign in, hand in, follow, teach, look after the service."""

import re
from uuid import UUID

import pytest
from running_service import GOOD, HALF, Running
from service_browser import FORM, HTML, Browser

from grader.service.database import transaction


@pytest.fixture
def student(running: Running) -> Browser:
    made = Browser(running, "submit", "read", student="ana")
    assert made.sign_in().headers["location"] == "/"
    return made


@pytest.fixture
def instructor(running: Running) -> Browser:
    made = Browser(running, "submit", "read", "manage")
    made.sign_in()
    return made


def test_who_is_not_signed_in_is_led_to_where_that_is_done(running: Running) -> None:
    stranger = Browser(running, "read")
    answer = stranger.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    refused = stranger.post("/sign-in", token="grader_nothing")
    assert refused.status_code == 401
    assert "This token is not good" in refused.text
    assert "set-cookie" not in refused.headers


def test_a_cookie_is_kept_from_scripts_and_other_sites_and_ends_with_its_session(
    student: Browser,
) -> None:
    cookie = student.sign_in().headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie
    assert student.secret not in cookie
    csrf = student.fields("/")["csrf"]
    kept = dict(student.client.cookies)
    assert student.post("/sign-out", csrf=csrf).status_code == 303
    student.client.cookies.update(kept)  # as somebody would who has stolen it
    assert student.get("/").headers["location"] == "/sign-in"


def test_a_session_is_no_better_than_its_token(student: Browser, running: Running) -> None:
    assert student.get("/").status_code == 200
    with transaction(running.service.engine) as connection:
        connection.exec_driver_sql("UPDATE token SET revoked_at = now()")
    assert student.get("/").headers["location"] == "/sign-in"


def test_a_notebook_is_handed_in_followed_and_reported(student: Browser, running: Running) -> None:
    answer = student.hand_in()
    here = answer.headers["location"]
    assert re.fullmatch(r"/submissions/[0-9a-f-]{36}", here)
    waiting = student.get(here)
    assert "Your notebook is next." in waiting.text
    assert f'sse-connect="{here}/events"' in waiting.text
    running.work()
    done = student.get(here)
    assert "sse-connect" not in done.text
    assert f'<iframe class="report" sandbox src="{here}/report.html?' in done.text
    report = student.get(f"{here}/report.html")
    assert report.headers["content-security-policy"].startswith("sandbox;")
    for name in ("feedback.ipynb", "notebook.ipynb"):
        file = student.get(f"{here}/{name}")
        assert file.headers["content-disposition"].startswith("attachment; ")
    assert student.get(f"{here}/notebook.ipynb").content == GOOD


def test_what_has_happened_comes_by_itself_until_it_is_over(
    student: Browser, running: Running
) -> None:
    here = student.hand_in().headers["location"]
    running.work()
    told = student.get(f"{here}/events")
    assert told.headers["content-type"].startswith("text/event-stream")
    events = re.findall(r"^event: (\w+)$", told.text, re.M)
    assert events == ["progress", "ended"]
    assert "report.html" in told.text


def test_attempts_say_what_got_better(student: Browser, running: Running) -> None:
    for content in (HALF, GOOD):
        student.hand_in(content)
        running.work()
    page = student.get(FORM).text
    assert page.count("work.ipynb") == 2
    assert "▲" in page and "▼" not in page


def test_one_form_sent_twice_is_one_attempt_and_another_file_another(
    student: Browser, running: Running
) -> None:
    fields = student.fields(FORM)
    first, again, other = (student.hand_in(content, **fields) for content in (GOOD, GOOD, HALF))
    assert first.headers["location"] == again.headers["location"] != other.headers["location"]
    assert len(running.waiting()) == 2


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 422, "the file is empty"),
        (b"%PDF-1.7 something", 422, "PDF"),
        (b'{"cells": [', 422, ""),
    ],
)
def test_what_is_no_notebook_is_said_on_a_page(
    content: bytes, status: int, said: str, student: Browser
) -> None:
    answer = student.hand_in(content)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert said in answer.text


def test_a_form_that_is_too_large_is_not_read(student: Browser, running: Running) -> None:
    fields = student.fields(FORM)
    large = b" " * (running.service.settings.max_bytes + (1 << 20))
    answer = student.post(FORM, files={"notebook": ("work.ipynb", large)}, **fields)
    assert answer.status_code == 413


def test_a_forged_form_does_nothing(student: Browser, running: Running) -> None:
    assert student.hand_in(csrf="0" * 64).status_code == 403
    fields = student.fields(FORM)
    sent = student.client.post(
        FORM, data=fields, files={"notebook": ("work.ipynb", GOOD)},
        headers={**HTML, "origin": "https://elsewhere.example"},
    )  # fmt: skip
    assert sent.status_code == 403
    assert not running.waiting()


def test_others_work_is_not_there(student: Browser, running: Running) -> None:
    foreign = running.upload(params={"student": "bia", "name": "w.ipynb"}).json()["id"]
    running.work()
    nothing = UUID(int=7)
    said = set()
    for one in (foreign, nothing):
        answer = student.get(f"/submissions/{one}")
        said.add((answer.status_code, answer.text))
    assert len(said) == 1 and next(iter(said))[0] == 404
    for path in ("report.html", "notebook.ipynb", "feedback.ipynb", "events"):
        assert student.get(f"/submissions/{foreign}/{path}").status_code == 404
    for url in ("/assignments/double/class", "/service"):
        assert student.get(url).status_code == 403
    assert student.hand_in(student="bia").status_code == 403
    assert (
        student.post(FORM, **student.fields(FORM)).status_code == 422
    )  # no file, and no such form


def test_names_and_files_are_escaped(instructor: Browser, running: Running) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    answer = instructor.post(
        FORM, files={"notebook": (f"{nasty}.ipynb", GOOD)}, student=nasty, **instructor.fields(FORM)
    )
    assert answer.status_code == 303
    running.work()
    for url in (answer.headers["location"], "/assignments/double/class"):
        page = instructor.get(url)
        assert "<img" not in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]


def test_the_class_is_seen_searched_and_counted(instructor: Browser, running: Running) -> None:
    for name, content in (("ana", GOOD), ("bia", HALF)):
        running.upload(content, params={"student": name, "name": "w.ipynb"})
    running.work()
    roster = [{"student": s, "name": n} for s, n in (("ana", "Ana"), ("cai", "Caio"))]
    put = running.client.put(
        "/api/v1/assignments/double/roster", json=roster, headers=running.headers
    )
    assert put.status_code == 200
    whole = instructor.get("/assignments/double/class").text
    assert re.findall(r'<th scope="row">(?:<a [^>]*>)?(\w+)', whole) == ["ana", "bia", "cai"]
    part = instructor.get("/assignments/double/class?state=missing", **{"hx-request": "true"}).text
    assert "<html" not in part
    assert re.findall(r'<th scope="row">(?:<a [^>]*>)?(\w+)', part) == ["cai"]
    found = instructor.get("/assignments/double/class?q=ANA").text
    assert re.findall(r'<th scope="row">(?:<a [^>]*>)?(\w+)', found) == ["ana"]


def earned(browser: Browser, here: str) -> float:
    [score] = re.findall(r'class="total"><strong>([\d.]+)', browser.get(f"{here}/report.html").text)
    return float(score)


def test_an_instructor_decides_and_grades_again(instructor: Browser, running: Running) -> None:
    here = f"/submissions/{running.upload(HALF).json()['id']}"
    running.work()
    page = instructor.get(here).text
    item = re.findall(r'<option value="([^"]+)">', page)[-1]
    fields = instructor.fields(here)
    before = earned(instructor, here)
    assert (
        instructor.post(f"{here}/overrides", item=item, points="much", **fields).status_code == 422
    )
    decided = instructor.post(f"{here}/overrides", item=item, points="1", why="seen", **fields)
    assert decided.headers["location"] == here
    assert running.work() == 1
    assert before < earned(instructor, here)
    again = instructor.post("/assignments/double/regrade", **fields)
    assert again.status_code == 303
    assert running.work() == 1


def test_tokens_are_made_shown_once_and_revoked(instructor: Browser, running: Running) -> None:
    fields = instructor.fields("/service")
    made = instructor.post("/service/tokens", name="Ana", student="ana", scopes="read", **fields)
    [secret] = re.findall(r"grader_[\w-]{20,}", made.text)
    assert secret not in instructor.get("/service").text
    header = {"authorization": f"Bearer {secret}"}
    assert running.client.get("/api/v1/submissions", headers=header).status_code == 200
    with transaction(running.service.engine) as connection:
        ana = connection.exec_driver_sql("SELECT id FROM token WHERE student = 'ana'").scalar_one()
    assert instructor.post(f"/service/tokens/{ana}/revoke", **fields).status_code == 303
    assert running.client.get("/api/v1/submissions", headers=header).status_code == 401


@pytest.mark.parametrize("language", ["pt-BR", "es"])
def test_pages_speak_the_readers_language(language: str, student: Browser) -> None:
    page = student.client.get(FORM, headers={**HTML, "accept-language": language}).text
    assert f'<html lang="{language}">' in page
    assert "Entregar" in page and "page." not in re.sub(r"/static/pages\.css", "", page)
