"""Who may ask for what: scopes, students, assignments, revoked and wrong tokens."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from running_service import Running, token_for
from sqlalchemy import select

from grader.service.auth.secret import create_token, digest
from grader.service.database import transaction
from grader.service.schema.tables import TOKEN
from grader.service.store.tokens import list_tokens, revoke_token

PATHS = (
    "/api/v1/assignments", "/api/v1/submissions", f"/api/v1/submissions/{UUID(int=7)}",
    "/api/v1/hooks", "/api/v1/passbacks", "/api/v1/audit",
)  # fmt: skip


@pytest.mark.parametrize("shown", ["", "Bearer wrong", "Basic YTpi", "Bearer ", "bearer\tx"])
def test_without_a_good_token_nothing_is_told(running: Running, shown: str) -> None:
    for path in PATHS:
        answer = running.client.get(path, headers={"Authorization": shown} if shown else {})
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["type"] == "/problems/unauthenticated"


def test_a_secret_is_kept_by_nobody(running: Running) -> None:
    with transaction(running.service.engine) as connection:
        token, secret = create_token(connection, "test", "a", ["read"])
    with transaction(running.service.engine) as connection:
        row = connection.execute(select(TOKEN).where(TOKEN.c.id == token.id)).one()
    assert row.secret_sha256 == digest(secret)
    assert secret not in str(row)


@pytest.mark.parametrize("scope", ["submit", "read"])
def test_a_token_does_what_its_scopes_say_and_no_more(running: Running, scope: str) -> None:
    own = token_for(running.service, scope)
    done = {
        "submit": running.upload(headers=own).status_code == 202,
        "read": running.get("/api/v1/submissions", headers=own).status_code == 200,
        "manage": running.get("/api/v1/audit", headers=own).status_code == 200,
    }
    assert done == {name: name == scope for name in done}


def test_a_students_token_is_for_their_own_work(running: Running) -> None:
    running.upload(params={"student": "bia"})
    own = token_for(running.service, student="ana")
    assert running.upload(headers=own, params={"student": "bia"}).status_code == 403
    assert running.upload(headers=own, params={}).json()["student"] == "ana"
    listed = running.get("/api/v1/submissions", headers=own).json()["submissions"]
    assert [one["student"] for one in listed] == ["ana"]
    other = running.get("/api/v1/submissions", headers=own, params={"student": "bia"})
    assert other.json()["submissions"] == []
    assert running.get("/api/v1/assignments/double/roster", headers=own).status_code == 403
    assert running.get("/api/v1/audit", headers=own).status_code == 403


def test_what_is_somebody_elses_answers_as_what_is_not_there(running: Running) -> None:
    theirs = running.upload(params={"student": "bia"}).json()["id"]
    running.work()
    own = token_for(running.service, student="ana")
    for suffix in ("", "/report.json", "/report.html", "/feedback.ipynb", "/notebook"):
        foreign = running.get(f"/api/v1/submissions/{theirs}{suffix}", headers=own)
        absent = running.get(f"/api/v1/submissions/{uuid4()}{suffix}", headers=own)
        assert foreign.status_code == absent.status_code == 404
        assert foreign.json() == absent.json()
        assert {*foreign.headers} == {*absent.headers}


def test_a_token_for_one_assignment_sees_no_other(running: Running) -> None:
    other = token_for(running.service, assignments=["other"])
    submission = running.upload().json()["id"]
    assert running.upload(headers=other).status_code == 404
    assert running.get(f"/api/v1/submissions/{submission}", headers=other).status_code == 404
    assert running.get("/api/v1/submissions", headers=other).json()["submissions"] == []
    assert running.get("/api/v1/assignments", headers=other).json() == []
    assert running.get("/api/v1/audit", headers=other).status_code == 403


def test_a_revoked_token_and_one_whose_time_is_over_are_good_for_nothing(running: Running) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    late = token_for(running.service, expires_at=past)
    assert running.get("/api/v1/submissions", headers=late).status_code == 401
    own = token_for(running.service)
    assert running.get("/api/v1/submissions", headers=own).status_code == 200
    with transaction(running.service.engine) as connection:
        newest = list_tokens(connection)[-1]
        assert revoke_token(connection, newest.id)
        assert not revoke_token(connection, uuid4())
    assert running.get("/api/v1/submissions", headers=own).status_code == 401


def test_whoever_guesses_tokens_has_to_wait(running: Running) -> None:
    wrong = {"Authorization": "Bearer wrong"}
    codes = [running.client.get(PATHS[0], headers=wrong).status_code for _number in range(70)]
    assert codes[:60] == [401] * 60
    assert codes[-1] == 429
