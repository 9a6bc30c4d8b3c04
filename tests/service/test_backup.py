"""A service that is backed up and restored elsewhere has the same grades, reports and notebooks."""

import gzip
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from running_service import GOOD, HALF, Running, database_of
from sqlalchemy import Engine, text

from grader.errors import BrokenBackup, UserError
from grader.service.backup import back_up
from grader.service.backup_file import MANIFEST, Manifest, ignored, read_backup
from grader.service.blobs import FolderBlobs
from grader.service.database import engine_of, transaction
from grader.service.programs import DumpFault
from grader.service.removal import removing
from grader.service.restore import Restoring, check

Backup = tuple[Path, Manifest]


@pytest.fixture
def backup(running: Running, tmp_path: Path) -> Backup:
    """Give a backup of a service with two submissions that are graded and one that waits."""
    running.upload()
    running.upload(HALF, params={"student": "bia"})
    running.work()
    running.upload(params={"student": "caio"})
    service = running.service
    path = tmp_path / "backup"
    made = back_up(service.engine, service.blobs, service.settings.seed_file, path, "test")
    return path, made


@pytest.fixture
def empty(server_url: str) -> Iterator[Engine]:
    with database_of(server_url, "restored") as url:
        engine = engine_of(url, connections=1)
        yield engine
        engine.dispose()


def restored(engine: Engine, data: Path, path: Path, *, replace: bool = False) -> Manifest:
    blobs = FolderBlobs(data / "blobs")
    return Restoring(engine, blobs, data / "seed", replace=replace).restore(path, "test")


def rows(engine: Engine, table: str) -> list[tuple[object, ...]]:
    with transaction(engine) as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY 1"))]


TABLES = ("submission", "run", "grade", "artifact", "token", "procrastinate_jobs")


def test_what_is_restored_is_what_was_backed_up(
    running: Running, backup: Backup, empty: Engine, tmp_path: Path
) -> None:
    path, made = backup
    assert path.stat().st_mode & 0o077 == 0
    data = tmp_path / "elsewhere"
    assert restored(empty, data, path) == made == check(path)
    for table in TABLES:
        before = rows(running.service.engine, table)
        assert before and rows(empty, table) == before, table
    assert (data / "seed").read_bytes() == running.service.settings.seed_file.read_bytes()
    assert (data / "seed").stat().st_mode & 0o077 == 0
    blobs = FolderBlobs(data / "blobs")
    assert sorted(map(blobs.read, made.blobs)) == sorted([GOOD, HALF])
    actions = [row[3] for row in rows(empty, "audit")]
    assert actions.count("submission.accepted") == 3 and actions[-1] == "backup.restored"


def test_a_row_that_comes_later_is_not_in_it_and_nothing_is_missing(
    running: Running, empty: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dump's own snapshot tells which notebooks belong to it."""
    running.upload()
    service = running.service
    real = service.blobs.read

    def read(digest: str) -> bytes:
        running.upload(HALF, params={"student": "late"})
        return real(digest)

    monkeypatch.setattr(service.blobs, "read", read)
    path = tmp_path / "backup"
    made = back_up(service.engine, service.blobs, service.settings.seed_file, path, "test")
    monkeypatch.undo()
    restored(empty, tmp_path / "elsewhere", path)
    assert [row[2] for row in rows(empty, "submission")] == ["ana"]
    assert [real(digest) for digest in made.blobs] == [GOOD]


def test_a_notebook_that_was_lost_is_told_and_the_rest_is_kept(
    running: Running, tmp_path: Path
) -> None:
    lost = running.upload().json()["sha256"]
    running.upload(HALF)
    service = running.service
    (service.settings.blobs / lost[:2] / lost[2:]).unlink()
    path = tmp_path / "backup"
    made = back_up(service.engine, service.blobs, service.settings.seed_file, path, "test")
    assert made.lost == (lost,)
    assert len(made.blobs) == 1


def test_while_something_is_removed_no_backup_begins(running: Running, tmp_path: Path) -> None:
    service = running.service
    with removing(service.engine), pytest.raises(UserError, match="A purge is under way"):
        back_up(service.engine, service.blobs, service.settings.seed_file, tmp_path / "b", "test")
    assert not (tmp_path / "b").exists()


def test_a_file_that_is_there_is_not_replaced(running: Running, tmp_path: Path) -> None:
    path, service = tmp_path / "b", running.service
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="is there already"):
        back_up(service.engine, service.blobs, service.settings.seed_file, path, "test")
    assert path.read_text(encoding="utf-8") == "mine"


def test_what_is_not_empty_is_replaced_only_when_told(
    backup: Backup, empty: Engine, tmp_path: Path
) -> None:
    path, _made = backup
    data = tmp_path / "elsewhere"
    with transaction(empty) as connection:
        connection.execute(text("CREATE TABLE mine ()"))
    with pytest.raises(UserError, match="not empty"):
        restored(empty, data, path)
    assert not data.exists()
    restored(empty, data, path, replace=True)
    assert len(rows(empty, "submission")) == 3
    with transaction(empty) as connection:
        assert connection.scalar(text("SELECT to_regclass('mine')")) is None


def test_another_courses_seed_is_not_replaced(
    backup: Backup, empty: Engine, tmp_path: Path
) -> None:
    path, _made = backup
    seed = tmp_path / "seed"
    seed.write_text("f" * 64, encoding="ascii")
    with pytest.raises(UserError, match="another course's seed"):
        restored(empty, tmp_path, path)
    assert seed.read_text(encoding="ascii") == "f" * 64
    with transaction(empty) as connection:
        assert connection.scalar(text("SELECT to_regclass('submission')")) is None


def test_a_database_in_use_is_left_alone(
    backup: Backup, running: Running, empty: Engine, tmp_path: Path
) -> None:
    path, _made = backup
    other = engine_of(empty.url.render_as_string(hide_password=False), connections=1)
    with other.connect(), pytest.raises(UserError, match="stop the service"):
        restored(empty, tmp_path / "x", path, replace=True)
    other.dispose()


def cut(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def cut_at_the_end(content: bytes) -> bytes:
    return content[:-4]


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0x10]) + content[middle + 1 :]


def rewritten(content: bytes, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> bytes:
    """Pack a backup again with its members changed, as somebody who knows the format would."""
    packed = BytesIO()
    with (
        tarfile.open(fileobj=BytesIO(gzip.decompress(content))) as old,
        gzip.open(packed, "wb") as zipped,
        tarfile.open(fileobj=zipped, mode="w|") as new,
    ):
        for member in old:
            file = old.extractfile(member)
            assert file is not None
            changed = change(member.name, file.read())
            if changed is not None:
                entry = tarfile.TarInfo(changed[0])
                entry.size = len(changed[1])
                new.addfile(entry, BytesIO(changed[1]))
    return packed.getvalue()


def with_other_blob(content: bytes) -> bytes:
    return rewritten(
        content,
        lambda name, own: (name, own[:-1] + b" ") if name.startswith("blobs/") else (name, own),
    )


def without_a_blob(content: bytes) -> bytes:
    return rewritten(content, lambda name, own: None if name.startswith("blobs/") else (name, own))


def with_a_way_out(content: bytes) -> bytes:
    return rewritten(content, lambda name, own: (name.replace("blobs/", "blobs/../../"), own))


def with_manifest(content: bytes, **values: object) -> bytes:
    def change(name: str, own: bytes) -> tuple[str, bytes]:
        if name != MANIFEST:
            return name, own
        return name, json.dumps({**json.loads(own), **values}).encode()

    return rewritten(content, change)


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (cut, "damaged"),
        (cut_at_the_end, "damaged"),
        (flipped, "damaged"),
        (with_other_blob, "damaged"),
        (without_a_blob, "damaged"),
        (with_a_way_out, "damaged"),
        (lambda own: with_manifest(own, blobs={"../../x": 1}), "damaged"),
        (lambda own: with_manifest(own, more=1), "damaged"),
        (lambda own: with_manifest(own, schema="9999"), "later version of grader .its schema"),
        (lambda own: with_manifest(own, format=2), "later version of grader .its format"),
        (lambda own: gzip.compress(b"hello"), "damaged"),
        (lambda own: b"hello", "damaged"),
        (lambda own: b"", "no backup|damaged"),
    ],
    ids=[
        "cut", "cut at the end", "a bit flipped", "another notebook", "no notebook", "a way out",
        "a digest that is none", "a field more", "newer schema", "newer format", "no tar",
        "no gzip", "empty",
    ],
)  # fmt: skip
def test_what_is_not_as_it_was_written_is_refused(
    backup: Backup, spoil: Callable[[bytes], bytes], said: str
) -> None:
    path, _made = backup
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(BrokenBackup, match=said):
        check(path)


@pytest.mark.parametrize("spoil", [cut, lambda own: with_manifest(own, schema="9999")])
def test_the_command_ends_with_that_sentence_and_2(
    backup: Backup, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    path, _made = backup
    path.write_bytes(spoil(path.read_bytes()))
    data = tmp_path / "elsewhere"
    done = subprocess.run(
        [sys.executable, "-m", "grader", "restore", str(path), "--data", str(data)],
        capture_output=True, text=True, check=False, env={**os.environ, "DATABASE_URL": ""},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("grader: ") and done.stderr.count("\n") == 1
    assert not data.exists()


def test_a_backup_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BrokenBackup, match="No such file"):
        read_backup(tmp_path / "none", ignored)


def test_a_dump_that_breaks_off_leaves_the_database_as_it_was(
    backup: Backup, empty: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of what pg_restore writes, and an error: nothing is committed, nothing was dropped."""
    with transaction(empty) as connection:
        connection.execute(text("CREATE TABLE mine ()"))
    real = subprocess.Popen

    def broken(command: list[str], **options: object) -> object:
        if Path(command[0]).name == "pg_restore":
            script = f"{command[0]} --file=- {command[-1]} | head -c 60000; exit 1"
            return real(["/bin/sh", "-c", script], **options)  # type: ignore[call-overload]
        return real(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr("grader.service.programs.subprocess.Popen", broken)
    with pytest.raises(DumpFault, match="pg_restore did not read"):
        restored(empty, tmp_path / "x", backup[0], replace=True)
    with transaction(empty) as connection:
        assert connection.scalar(text("SELECT to_regclass('mine')")) is not None
        assert connection.scalar(text("SELECT to_regclass('submission')")) is None
