"""A purge removes what is old and whose it was, all of that and nothing else."""

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from running_service import GOOD, HALF, Running, token_for
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from grader.errors import UserError
from grader.service.database import transaction
from grader.service.purge import Purged, purge
from grader.service.removal import kept_whole
from grader.service.store.tokens import list_tokens, revoke_token

AGE = timedelta(days=180)
NAME = "Ana-Souza-7781"


def execute(running: Running, statement: str, **values: object) -> Sequence[tuple[object, ...]]:
    with transaction(running.service.engine) as connection:
        done = connection.execute(text(statement), values)
        return [tuple(row) for row in done] if done.returns_rows else []


def grow_old(running: Running, days: int = 200) -> None:
    """Have everything that is there be so many days older."""
    past = f"- interval '{days} days'"
    execute(running, "ALTER TABLE audit DISABLE TRIGGER USER")
    for table, columns in {
        "submission": ["received_at"], "audit": ["at"], "decision": ["decided_at"],
        "token": ["created_at", "revoked_at", "expires_at"],
        "lti_launch": ["launched_at", "expires_at"],
    }.items():  # fmt: skip
        moved = ", ".join(f"{column} = {column} {past}" for column in columns)
        execute(running, f"UPDATE {table} SET {moved}")
    execute(running, "ALTER TABLE audit ENABLE TRIGGER USER")
    for path in running.service.settings.blobs.glob("*/*"):
        os.utime(path, (0, 0))


def purged(running: Running, **options: bool) -> Purged:
    return purge(running.service.engine, running.service.blobs, AGE, "test", **options)


def words(running: Running) -> str:
    """Return everything that is in the database, as text."""
    tables = execute(running, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return "".join(str(execute(running, f'SELECT t::text FROM "{table}" t')) for (table,) in tables)


def hand_in(running: Running, student: str, content: bytes = GOOD) -> str:
    answer = running.upload(content, params={"student": student, "name": f"{student}.ipynb"})
    return str(answer.json()["id"])


def decide(running: Running, submission: str, why: str) -> None:
    answer = running.client.post(
        f"/api/v1/submissions/{submission}/overrides", headers=running.headers,
        json={"exercise": "double", "item": "values", "points": 1, "why": why},
    )  # fmt: skip
    assert answer.status_code == 202, answer.text


def put_roster(running: Running, *students: str) -> None:
    people = [{"student": student, "name": f"{student} da Silva"} for student in students]
    answer = running.client.put(
        "/api/v1/assignments/double/roster", headers=running.headers, json=people
    )
    assert answer.status_code == 200


def test_of_an_old_hand_in_nothing_is_left_that_names_anybody(running: Running) -> None:
    own = token_for(running.service, "submit", "read", student=NAME)
    put_roster(running, NAME)
    submission = hand_in(running, NAME)
    running.work()
    decide(running, submission, f"{NAME} explained it")
    running.work()
    launched(running, NAME)
    with transaction(running.service.engine) as connection:
        [token] = [one for one in list_tokens(connection) if one.student == NAME]
        assert revoke_token(connection, token.id)
    assert NAME in words(running) and own
    grow_old(running)
    done = purged(running)
    assert dict(done.rows) == {
        "submissions": 1, "decisions": 1, "people of rosters": 1, "launches": 1,
        "tokens of students": 1, "entries of the audit log made anonymous": 4,
    }  # fmt: skip
    assert (done.waiting, done.notebooks) == (0, 1)
    assert NAME not in words(running)
    assert list(running.service.settings.blobs.glob("*/*")) == []
    assert running.get(f"/api/v1/submissions/{submission}").status_code == 404
    again = purged(running)
    assert {number for _what, number in again.rows} == {0} and again.notebooks == 0


def launched(running: Running, subject: str) -> None:
    """Note that somebody came from a platform, as `lti/enter.py` does."""
    platform = uuid4()
    execute(
        running, "INSERT INTO lti_platform VALUES (:id, 'ava', 'i', 'c', '{}', '', '', '', '')",
        id=platform,
    )  # fmt: skip
    execute(
        running,
        "INSERT INTO lti_launch (id, secret_sha256, platform_id, deployment, subject, person, "
        "is_teacher, language, origins, expires_at) VALUES (:id, '1', :platform, '', :subject, "
        ":subject, false, '', '{}', now())",
        id=uuid4(), platform=platform, subject=subject,
    )  # fmt: skip
    execute(
        running,
        "INSERT INTO audit (actor, action, subject, details) VALUES (:actor, 'lti.launched', "
        "'x', '{\"platform\": \"ava\"}')",
        actor=f"lti ava:{subject}",
    )


def test_the_audit_log_keeps_what_was_done_and_when(running: Running) -> None:
    submission = hand_in(running, NAME)
    running.work()
    grow_old(running)
    columns = "SELECT id, at, action, subject FROM audit ORDER BY id"
    before = execute(running, columns)
    purged(running)
    after = execute(running, columns)
    assert after[: len(before)] == before
    assert [row[2] for row in after[len(before) :]] == ["purge.done", "purge.notebooks"]
    [(details,)] = execute(
        running, "SELECT details FROM audit WHERE action = 'submission.accepted'"
    )
    assert details == {"assignment": "double"}
    [(graded,)] = execute(
        running, "SELECT details FROM audit WHERE action = 'submission.graded' AND subject = :s",
        s=submission,
    )  # fmt: skip
    assert isinstance(graded, dict) and graded["score"] > 0


def test_a_dry_run_tells_the_same_and_removes_nothing(running: Running) -> None:
    hand_in(running, NAME)
    hand_in(running, "bia", HALF)
    running.work()
    grow_old(running)
    before = words(running)
    told = purged(running, dry_run=True)
    assert words(running) == before
    assert len(list(running.service.settings.blobs.glob("*/*"))) == 2
    done = purged(running)
    assert (told.rows, told.notebooks) == (done.rows, done.notebooks)
    assert dict(done.rows)["submissions"] == done.notebooks == 2


def test_what_is_new_stays_with_all_that_belongs_to_it(running: Running) -> None:
    """The same student, the same bytes, the same decision: the newer hand-in needs them."""
    old = hand_in(running, NAME)
    decide(running, old, "agreed")
    running.work()
    put_roster(running, NAME)
    grow_old(running)
    new = hand_in(running, NAME)
    running.work()
    before = running.get(f"/api/v1/submissions/{new}/report.json").json()
    done = purged(running)
    assert dict(done.rows)["submissions"] == 1
    assert dict(done.rows)["decisions"] == dict(done.rows)["people of rosters"] == 0
    assert done.notebooks == 0
    assert running.get(f"/api/v1/submissions/{old}").status_code == 404
    assert running.get(f"/api/v1/submissions/{new}/report.json").json() == before
    assert running.get(f"/api/v1/submissions/{new}/notebook").content == GOOD
    roster = running.get("/api/v1/assignments/double/roster").json()
    assert f"{NAME} da Silva" in str(roster)


def test_a_notebook_that_came_a_moment_ago_stays_though_no_row_names_it(running: Running) -> None:
    incoming = running.service.blobs.incoming()
    incoming.write(b"its row is on the way")
    digest = incoming.keep()
    assert purged(running).notebooks == 0
    assert running.service.blobs.read(digest)


def test_what_is_not_graded_yet_stays_and_is_told(running: Running) -> None:
    waiting = hand_in(running, NAME)
    grow_old(running)
    done = purged(running)
    assert (done.waiting, dict(done.rows)["submissions"]) == (1, 0)
    assert running.work() == 1
    assert running.get(f"/api/v1/submissions/{waiting}").json()["state"] == "graded"
    assert dict(purged(running).rows)["submissions"] == 1


def test_a_new_roster_of_an_assignment_whose_hand_ins_are_old_stays(running: Running) -> None:
    hand_in(running, NAME)
    running.work()
    grow_old(running)
    put_roster(running, "next-year")
    purged(running)
    assert "next-year" in words(running)


def test_a_passback_of_a_purged_grade_has_nothing_left_to_send(running: Running) -> None:
    hook = running.client.post(
        "/api/v1/hooks", headers=running.headers,
        json={"direction": "out", "url": "http://127.0.0.1:9/never"},
    )  # fmt: skip
    assert hook.status_code == 201
    hand_in(running, NAME)
    running.work()
    assert len(execute(running, "SELECT id FROM passback")) == 1
    grow_old(running)
    purged(running)
    assert execute(running, "SELECT id FROM passback") == []


def test_while_a_backup_is_made_nothing_is_removed(running: Running) -> None:
    with kept_whole(running.service.engine), pytest.raises(UserError, match="a backup"):
        purged(running)


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'nobody'",
        "action = 'x'",
        "subject = 'x'",
        "at = now()",
        "details = '{}'",
        "details = details - 'assignment'",
        'details = details || \'{"student": "other"}\'',
    ],
)
def test_an_entry_of_the_audit_log_can_be_forgotten_and_not_changed(
    running: Running, change: str
) -> None:
    hand_in(running, NAME)
    grow_old(running)
    with pytest.raises(DBAPIError, match="append-only"):
        execute(running, f"UPDATE audit SET {change} WHERE action = 'submission.accepted'")


def test_what_was_done_today_is_not_forgotten(running: Running) -> None:
    hand_in(running, NAME)
    with pytest.raises(DBAPIError, match="append-only"):
        execute(running, "UPDATE audit SET actor = 'somebody'")


def grader(running: Running, *arguments: str) -> "subprocess.CompletedProcess[str]":
    settings = running.service.settings
    return subprocess.run(
        [sys.executable, "-m", "grader", "purge", *arguments, "--data", str(settings.data)],
        env={**os.environ, "DATABASE_URL": settings.database, "COLUMNS": "120"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def timeless(told: str) -> str:
    """Leave out when it was."""
    return re.sub(r"\d{4}-\d\d-\d\d[ T][\d:.+]+", "then", told)


def test_the_command_says_what_it_did(running: Running) -> None:
    hand_in(running, NAME)
    running.work()
    grow_old(running)
    told = grader(running, "--older-than", "180d", "--dry-run")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith("would be removed, from before ")
    done = grader(running, "--older-than", "180d")
    # a minute may have passed between the two
    assert timeless(done.stdout) == timeless(told.stdout).replace("would be removed", "removed")
    assert NAME not in words(running)


@pytest.mark.parametrize("age", ["0d", "180", "d", "-1d", "1y", "99999w", "١d"])
def test_an_age_that_is_none_is_refused(running: Running, age: str) -> None:
    done = grader(running, f"--older-than={age}")
    assert done.returncode == 2
    assert "is no age" in done.stderr
