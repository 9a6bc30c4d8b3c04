"""Lists of submissions and assignments, the audit log, health and metrics."""

from dataclasses import replace

import pytest
from running_service import HALF, Running
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from grader.service.database import engine_of, transaction

LIST = "/api/v1/submissions"


def test_a_list_is_filtered_and_goes_on_where_it_ended(running: Running) -> None:
    ids = [running.upload(params={"student": s}).json()["id"] for s in ("ana", "bia", "ana")]
    running.grading.grade(running.waiting()[0])
    every = running.get(LIST).json()["submissions"]
    assert [one["id"] for one in every] == ids[::-1]
    graded = running.get(LIST, params={"state": "graded"}).json()["submissions"]
    assert [one["id"] for one in graded] == ids[:1]
    anas = running.get(LIST, params={"student": "ana"}).json()["submissions"]
    assert [one["id"] for one in anas] == [ids[2], ids[0]]
    first = running.get(LIST, params={"limit": 2}).json()
    rest = running.get(LIST, params={"limit": 2, "before": first["next_before"]}).json()
    assert [one["id"] for one in first["submissions"] + rest["submissions"]] == ids[::-1]
    assert rest["next_before"] is None


def test_who_waits_is_told_how_many_are_before(running: Running) -> None:
    heres = [running.upload().json()["links"]["self"] for _number in range(3)]
    assert [running.get(here).json()["ahead"] for here in heres] == [0, 1, 2]
    running.work()
    assert running.get(heres[2]).json()["ahead"] is None


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 501}, {"state": "other"}, {"before": "then"}, {"student": "\x00"}],
)
def test_a_list_that_makes_no_sense_is_refused(running: Running, query: dict[str, str]) -> None:
    assert running.get(LIST, params=query).status_code == 422


def test_assignments_are_shown_with_their_rubric(running: Running) -> None:
    one = running.get("/api/v1/assignments").json()[0]
    assert one == running.get("/api/v1/assignments/double").json()
    items = sum(item["points"] for exercise in one["exercises"] for item in exercise["items"])
    assert one["slug"] == "double" and items == one["points"]
    assert running.get("/api/v1/assignments/nothing").status_code == 404


def test_the_audit_log_tells_who_did_what_and_cannot_be_changed(running: Running) -> None:
    submission = running.upload(HALF).json()["id"]
    running.work()
    log = running.get("/api/v1/audit").json()
    assert [(one["action"], one["subject"]) for one in log[:2]] == [
        ("submission.graded", submission),
        ("submission.accepted", submission),
    ]
    assert log[0]["actor"] == "service" and log[1]["actor"].startswith("token ")
    older = running.get("/api/v1/audit", params={"before": log[0]["id"], "limit": 1}).json()
    assert older == log[1:2]
    for statement in ("UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", "TRUNCATE audit"):
        with (
            pytest.raises(DBAPIError, match="append-only"),
            transaction(running.service.engine) as connection,
        ):
            connection.execute(text(statement))


def test_health_and_metrics_name_nobody(running: Running) -> None:
    running.upload()
    assert running.client.get("/health/live").json() == {"status": "ok"}
    assert running.client.get("/health/ready").json() == {"status": "ok"}
    told = running.client.get("/metrics").text
    assert "grader_submissions_accepted_total 1.0" in told
    assert 'grader_runs_open{state="queued"} 1.0' in told
    assert "ana" not in told
    running.client.request("BREW", "/health/live")
    assert 'method="other"' in running.client.get("/metrics").text


def test_without_its_database_the_service_says_so(running: Running) -> None:
    gone = engine_of("postgresql://nobody@127.0.0.1:1/nothing")
    app = running.client.app
    before = app.state.service  # type: ignore[attr-defined]
    app.state.service = replace(before, engine=gone)  # type: ignore[attr-defined]
    try:
        for path in ("/health/ready", LIST):
            answer = running.get(path)
            assert (answer.status_code, answer.json()["type"]) == (503, "/problems/unavailable")
            assert answer.headers["retry-after"] == "2"
        assert running.upload().status_code == 503
        assert running.client.get("/health/live").status_code == 200
    finally:
        app.state.service = before  # type: ignore[attr-defined]
        gone.dispose()
