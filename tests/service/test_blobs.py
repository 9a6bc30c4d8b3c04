"""Every kind of blobs in `BLOBS` keeps the same promises."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kinds_of_blobs import BLOBS

from grader.service.blobs import Blobs, FolderBlobs, LostBlob, remove_unfinished


@pytest.fixture(scope="module", autouse=True)
def servers(moto: object, azurite: object) -> None:
    """Start the servers before any test begins: they are no test's own."""


@pytest.fixture(params=BLOBS)
def blobs(request: pytest.FixtureRequest) -> Blobs:
    return BLOBS[request.param](request)


@given(st.lists(st.binary(max_size=300), max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_was_written_is_read_under_its_digest(blobs: Blobs, pieces: list[bytes]) -> None:
    whole, incoming = b"".join(pieces), blobs.incoming()
    for piece in pieces:
        incoming.write(piece)
    assert (incoming.size, incoming.content()) == (len(whole), whole)
    digest = incoming.keep()
    incoming.drop()  # does nothing now
    assert digest == hashlib.sha256(whole).hexdigest()
    assert blobs.read(digest) == whole


def test_what_is_larger_than_memory_holds_is_the_same(blobs: Blobs) -> None:
    incoming, pieces = blobs.incoming(), [bytes([number]) * 700_000 for number in range(4)]
    for piece in pieces:
        incoming.write(piece)
    whole = b"".join(pieces)
    assert incoming.content() == whole
    assert blobs.read(incoming.keep()) == whole


def test_what_is_dropped_was_never_there(blobs: Blobs) -> None:
    incoming = blobs.incoming()
    incoming.write(b"half")
    incoming.drop()
    with pytest.raises(LostBlob):
        blobs.read(hashlib.sha256(b"half").hexdigest())


def kept(blobs: Blobs, content: bytes) -> str:
    incoming = blobs.incoming()
    incoming.write(content)
    return incoming.keep()


def test_what_is_old_is_listed_and_can_be_removed(blobs: Blobs) -> None:
    before = time.time() - 100
    digest, later = kept(blobs, b"old"), time.time() + 100
    assert list(blobs.kept_before(before)) == []
    assert not blobs.remove(digest, before)
    assert blobs.read(digest) == b"old"
    assert list(blobs.kept_before(later)) == [digest]
    assert blobs.remove(digest, later)
    assert list(blobs.kept_before(later)) == []
    with pytest.raises(LostBlob):
        blobs.read(digest)


def test_what_was_kept_twice_is_there_once_and_can_be_kept_after_it_was_removed(
    blobs: Blobs,
) -> None:
    later = time.time() + 100
    digest = kept(blobs, b"same")
    assert kept(blobs, b"same") == digest
    assert list(blobs.kept_before(later)) == [digest]
    assert blobs.remove(digest, later)
    assert not blobs.remove(digest, later)
    assert kept(blobs, b"same") == digest
    assert blobs.read(digest) == b"same"


def test_what_is_not_there_is_not_removed(blobs: Blobs) -> None:
    blobs.look()
    assert not blobs.remove("0" * 64, time.time() + 100)


def test_nothing_is_to_be_put_back_where_nobody_was_killed(blobs: Blobs) -> None:
    digest = kept(blobs, b"here")
    blobs.restore_removed()
    assert blobs.read(digest) == b"here"


def test_what_comes_again_while_it_is_removed_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload of the same bytes strikes between the look and the removal."""
    blobs = FolderBlobs(tmp_path)
    digest = kept(blobs, b"same")
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    os.utime(file, (0, 0))
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if ".removing-" in str(target):
            monkeypatch.undo()
            kept(blobs, b"same")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    assert not blobs.remove(digest, time.time() - 100)
    assert blobs.read(digest) == b"same"


def test_what_a_killed_purge_took_away_is_put_back(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    digest = kept(blobs, b"half removed")
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    file.rename(tmp_path / f".removing-{digest}")
    blobs.restore_removed()
    assert blobs.read(digest) == b"half removed"


def test_the_same_bytes_are_kept_once(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    for _time in range(2):
        incoming = blobs.incoming()
        incoming.write(b"same")
        incoming.keep()
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_damaged_file_is_told_and_not_graded(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    incoming = blobs.incoming()
    incoming.write(b"right")
    digest = incoming.keep()
    [file] = [path for path in tmp_path.rglob("*") if path.is_file()]
    file.write_bytes(b"wrong")
    with pytest.raises(LostBlob, match="damaged"):
        blobs.read(digest)


def test_what_a_killed_process_left_unfinished_is_removed(tmp_path: Path) -> None:
    killed = FolderBlobs(tmp_path).incoming()
    killed.write(bytes(2 << 20))  # more than is gathered in memory
    assert len(list(tmp_path.iterdir())) == 1
    remove_unfinished(tmp_path)
    assert list(tmp_path.iterdir()) == []
    killed.drop()
