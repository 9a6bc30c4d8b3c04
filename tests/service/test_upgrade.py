"""A database of an earlier version is brought to today's tables, and every row in it stays."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from alembic import command
from course_fixture import COURSE
from running_service import GOOD, Running, database_of
from sqlalchemy import Engine, inspect, text

from grader.errors import UserError
from grader.service.backup import back_up
from grader.service.blobs import FolderBlobs
from grader.service.database import engine_of, transaction
from grader.service.restore import Restoring
from grader.service.schema.migrate import (
    configuration,
    known_revisions,
    migrate,
    migrate_queue,
    revision,
)
from grader.service.service import service_of
from grader.service.sessions import Sessions
from grader.service.settings import Settings
from grader.service.store.grades import read_artifact

HEAD = max(known_revisions())
EARLIER = sorted(known_revisions() - {HEAD})
SUBMISSION, RUN, GRADE = (UUID(int=number) for number in (1, 2, 3))
TOKEN, HOOK, PASSBACK, PLATFORM, LINK = (UUID(int=number) for number in (4, 5, 6, 7, 8))
THEN = datetime(2026, 3, 1, 12, tzinfo=UTC)

Row = Mapping[str, object]
FIRST: Mapping[str, Row] = {
    "token": {"id": TOKEN, "name": "Ana", "secret_sha256": b"1", "scopes": ["submit", "read"],
              "student": "ana", "assignments": ["double"], "created_at": THEN},
    "submission": {"id": SUBMISSION, "assignment": "double", "student": "ana",
                   "idempotency_key": "k", "sha256": "", "size": len(GOOD),
                   "file_name": "work.ipynb", "language": "es", "received_at": THEN},
    "grade": {"id": GRADE, "submission_id": SUBMISSION, "key": "g", "status": "graded",
              "score": 7.5, "max_score": 10.0, "result": b"\0\1", "graded_at": THEN},
    "artifact": {"grade_id": GRADE, "kind": "report.json", "language": "es",
                 "content": b"x\x9c\xab\xae\x05\x00\x01u\x00\xf9"},
    "run": {"id": RUN, "submission_id": SUBMISSION, "reason": "upload", "state": "graded",
            "attempts": 1, "grade_id": GRADE, "queued_at": THEN, "finished_at": THEN},
    "decision": {"assignment": "double", "student": "ana", "exercise": "double", "item": "law",
                 "points": 1.0, "why": "shown at the board", "decided_by": "token",
                 "decided_at": THEN},
    "enrolment": {"assignment": "double", "student": "ana", "name": "Ana", "email": "a@x",
                  "groups": ["A"]},
    "hook": {"id": HOOK, "direction": "out", "url": "https://x", "secret": "s", "created_at": THEN},
    "passback": {"id": PASSBACK, "target": "hook", "target_id": str(HOOK),
                 "submission_id": SUBMISSION, "run_id": RUN, "grade_id": GRADE, "at": THEN,
                 "state": "delivered", "attempts": 2, "queued_at": THEN, "delivered_at": THEN},
    "audit": {"at": THEN, "actor": "token", "action": "submission.accepted",
              "subject": str(SUBMISSION), "details": '{"student": "ana", "assignment": "double"}'},
}  # fmt: skip
"""A row of every table of 0001, in an order in which they can be put in."""
ADDED: Mapping[str, Mapping[str, Row]] = {
    "0001": FIRST,
    "0002": {
        "browser_session": {"secret_sha256": b"2", "token_id": TOKEN, "created_at": THEN,
                            "expires_at": THEN},
    },
    "0003": {
        "lti_platform": {"id": PLATFORM, "name": "ava", "issuer": "https://ava", "client_id": "c",
                         "deployments": ["1"], "auth_url": "u", "token_url": "u", "jwks_url": "u",
                         "audience": "", "created_at": THEN},
        "lti_link": {"id": LINK, "platform_id": PLATFORM, "deployment": "1", "resource": "r",
                     "assignment": "double", "title": "", "context_title": "", "line_item": "https://l"},
        "lti_key": {"id": "k", "private_pem": "-", "created_at": THEN},
        "lti_login": {"state_sha256": b"3", "nonce": "n", "platform_id": PLATFORM,
                      "expires_at": THEN},
        "lti_launch": {"id": LINK, "secret_sha256": b"4", "platform_id": PLATFORM,
                       "deployment": "1", "subject": "7", "person": "Ana", "is_teacher": False,
                       "link_id": LINK,
                       "language": "es", "origins": ["https://ava"], "launched_at": THEN,
                       "expires_at": THEN},
        "lti_invitation": {"secret_sha256": b"5", "name": "ava", "expires_at": THEN},
        "lti_hand_in": {"submission_id": SUBMISSION, "link_id": LINK, "subject": "7"},
        "lti_sent": {"passback_id": PASSBACK},
    },
    "0005": {"lti_member": {"link_id": LINK, "subject": "7", "name": "Ana", "email": "a@x"}},
}  # fmt: skip
"""What each revision brought, with a row of it."""


def rows_of(revision: str) -> Mapping[str, Row]:
    """Return a row of every table that a database of a revision has."""
    return {name: row for at in sorted(ADDED) if at <= revision for name, row in ADDED[at].items()}


def database_at(engine: Engine, revision: str) -> None:
    """Make the database that the version with this revision made, and put rows in."""
    with transaction(engine) as connection:
        command.upgrade(configuration(connection), revision)
        migrate_queue(connection)
        for table, row in rows_of(revision).items():
            names = ", ".join(row)
            values = ", ".join(f":{name}" for name in row)
            connection.execute(text(f'INSERT INTO "{table}" ({names}) VALUES ({values})'), row)


def everything(engine: Engine) -> Mapping[str, list[dict[str, object]]]:
    """Return every row of every table but those of the migrations themselves."""
    names = set(inspect(engine).get_table_names()) - {"alembic_version", "queue_migration"}
    with transaction(engine) as connection:
        return {
            name: [
                dict(row._mapping) for row in connection.execute(text(f'SELECT * FROM "{name}"'))
            ]
            for name in names
            if not name.startswith("procrastinate")
        }


@pytest.fixture
def empty(server_url: str) -> Iterator[Engine]:
    with database_of(server_url, "earlier") as url:
        engine = engine_of(url, connections=4)
        yield engine
        engine.dispose()


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("earlier", EARLIER)
def test_every_row_of_an_earlier_version_is_there_afterwards(earlier: str, empty: Engine) -> None:
    database_at(empty, earlier)
    before = everything(empty)
    assert set(before) == set(rows_of(earlier)), "a row of every table that there was"
    assert all(len(rows) == 1 for rows in before.values())
    migrate(empty)
    after = everything(empty)
    with transaction(empty) as connection:
        assert revision(connection) == HEAD
    for table, rows in before.items():
        kept = [{name: row[name] for name in rows[0]} for row in after[table]]
        assert kept == rows, table


def test_a_migration_that_fails_leaves_the_earlier_version(
    empty: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    database_at(empty, EARLIER[0])
    before = everything(empty)

    def fails(_connection: object) -> None:
        raise RuntimeError("killed")

    monkeypatch.setattr("grader.service.schema.migrate.migrate_queue", fails)
    with pytest.raises(RuntimeError, match="killed"):
        migrate(empty)
    assert everything(empty) == before
    with transaction(empty) as connection:
        assert revision(connection) == EARLIER[0]


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("earlier", EARLIER)
def test_a_service_goes_on_with_what_an_earlier_version_kept(
    earlier: str, empty: Engine, seed_file: Path, sessions: Sessions, tmp_path: Path
) -> None:
    """What was graded is shown, and the same notebook can be graded again."""
    url = empty.url.render_as_string(hide_password=False)
    service = service_of(Settings(COURSE, tmp_path / "data", seed_file, url))
    incoming = service.blobs.incoming()
    incoming.write(GOOD)
    digest = incoming.keep()
    database_at(empty, earlier)
    with transaction(empty) as connection:
        connection.execute(text("UPDATE submission SET sha256 = :digest"), {"digest": digest})
    migrate(empty)
    with transaction(empty) as connection:
        assert read_artifact(connection, GRADE, "report.json", "es") == b"{}"
    with Running.of(service, sessions) as running:
        shown = running.get(f"/api/v1/submissions/{SUBMISSION}").json()
        assert (shown["state"], shown["grade"]["score"]) == ("graded", 7.5)
        again = running.client.post(
            f"/api/v1/submissions/{SUBMISSION}/regrade", headers=running.headers
        )
        assert again.status_code == 202
        assert running.work() == 1
        shown = running.get(f"/api/v1/submissions/{SUBMISSION}").json()
        assert shown["grade"]["score"] == shown["grade"]["max_score"] != 7.5


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("earlier", EARLIER)
def test_a_backup_of_an_earlier_version_is_of_that_and_is_restored_as_todays(
    earlier: str, server_url: str, empty: Engine, seed_file: Path, tmp_path: Path
) -> None:
    """So whoever installs a version and is sorry has a way back, and on."""
    database_at(empty, earlier)
    path, blobs = tmp_path / "backup", FolderBlobs(tmp_path / "blobs")
    made = back_up(empty, blobs, seed_file, path, "test")
    assert (made.schema, made.lost) == (earlier, ("",))  # its row names a notebook of no name
    with transaction(empty) as connection:
        assert revision(connection) == earlier
    before = everything(empty)
    with database_of(server_url, "later") as url:
        later = engine_of(url, connections=1)
        Restoring(later, blobs, tmp_path / "seed", replace=False).restore(path, "test")
        after = everything(later)
        with transaction(later) as connection:
            assert revision(connection) == HEAD
        later.dispose()
    for table in set(before) - {"audit"}:
        kept = [{name: row[name] for name in before[table][0]} for row in after[table]]
        assert kept == before[table], table
    actions = [row["action"] for row in after["audit"]]
    assert actions == ["submission.accepted", "backup.restored"]  # it was made before it was noted


def test_a_database_without_a_service_is_not_backed_up(
    empty: Engine, seed_file: Path, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="no service's tables"):
        back_up(empty, FolderBlobs(tmp_path), seed_file, tmp_path / "backup", "test")
    assert not (tmp_path / "backup").exists()
