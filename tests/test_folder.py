"""A folder is ours or nobody's; what is in it is read and written without following a link."""

import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from grader import folder as folder_module
from grader.cache import cache_folder, why_unused
from grader.errors import NotOurs
from grader.folder import Folder, opened_folder, read_file, write_whole

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="nobody owns anything here")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refused(opening: AbstractContextManager[Folder], sentence: str) -> None:
    with pytest.raises(NotOurs, match=sentence), opening:
        raise AssertionError("it was opened")


# ---------------------------------------------------------------- whole or not at all


def test_writing_replaces_the_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "new" / "report.json"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in path.parent.iterdir()] == ["report.json"]


def test_a_write_that_fails_keeps_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.json"
    write_whole(path, b"old")

    def refuse(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def test_a_write_that_is_interrupted_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fchmod", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_whole(tmp_path / "report.json", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("known", [True, False], ids=["unnamed", "named"])
def test_a_secret_file_is_its_owners_alone_and_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    """Where there are files without a name, and where there are none."""
    if not known:
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    with opened_folder(tmp_path / "new", make=True) as folder:
        folder.write_unseen("answers", b"one")
        folder.write_unseen("answers", b"two")
        assert folder.names() == ["answers"]
        assert folder.read("answers", 100) == b"two"
    assert mode(tmp_path / "new" / "answers") == 0o600


def test_only_what_is_unfinished_is_removed(tmp_path: Path) -> None:
    for name in (".writing-1", ".writing-ab", "report.json", ".hidden"):
        (tmp_path / name).touch()
    with opened_folder(tmp_path) as folder:
        folder.remove_unfinished()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", "report.json"]


@pytest.mark.parametrize("umask", [0o000, 0o002, 0o022, 0o077])
def test_what_is_made_may_be_written_by_its_owner_only_whatever_the_umask(
    tmp_path: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        with opened_folder(tmp_path / "a" / "b", make=True) as folder:
            folder.write("file", b"x")
            with folder.within("c", make=True) as inner:
                inner.write("secret", b"x", mode=0o600)
    finally:
        os.umask(before)
    places = [tmp_path / "a", tmp_path / "a" / "b", tmp_path / "a" / "b" / "c"]
    assert [mode(place) for place in places] == [0o755 & ~umask] * 3
    assert mode(places[1] / "file") == 0o644
    assert mode(places[2] / "secret") == 0o600


# ---------------------------------------------------------------- ours or nobody's


def test_a_link_is_refused_as_a_folder_and_within_one(tmp_path: Path) -> None:
    (tmp_path / "real" / "inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real" / "deep").symlink_to(tmp_path / "real" / "inner")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("link", "dangling"):
        refused(opened_folder(tmp_path / name, make=True), f"{name} is a link")
    with opened_folder(tmp_path / "real") as folder:
        refused(folder.within("deep", make=True), "deep is a link")
    assert not (tmp_path / "nowhere").exists()


def test_a_link_above_the_folder_is_the_persons_own_affair(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with opened_folder(tmp_path / "link" / "out", make=True) as folder:
        folder.write("file", b"x")
    assert (tmp_path / "real" / "out" / "file").read_bytes() == b"x"


def test_writing_replaces_a_link_and_leaves_what_it_leads_to(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    victim = tmp_path / "victim"
    victim.write_bytes(b"mine")
    (tmp_path / "out" / "file").symlink_to(victim)
    with opened_folder(tmp_path / "out") as folder:
        assert not folder.has("file")
        with pytest.raises(NotOurs, match="is a link"):
            folder.read("file", 10)
        folder.write("file", b"new")
        assert folder.has("file")
    assert victim.read_bytes() == b"mine"


def test_another_folder_in_its_place_meanwhile_gets_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with opened_folder(tmp_path / "out") as folder:
        (tmp_path / "out").rename(tmp_path / "moved")
        (tmp_path / "out").mkdir()
        folder.write("file", b"x")
    assert not list((tmp_path / "out").iterdir())
    assert (tmp_path / "moved" / "file").read_bytes() == b"x"


def test_what_belongs_to_another_user_is_refused(
    tmp_path: Path, give_away: Callable[[Path], None]
) -> None:
    folder, file = tmp_path / "folder", tmp_path / "file"
    folder.mkdir()
    file.write_bytes(b"x")
    give_away(folder)
    give_away(file)
    refused(opened_folder(folder), "belongs to another user")
    with pytest.raises(NotOurs, match="belongs to another user"):
        read_file(file, 10)


@pytest.mark.parametrize(
    ("bits", "allowed", "private"),
    [
        (0o700, True, True), (0o755, True, True), (0o775, True, False), (0o750, True, True),
        (0o777, False, False), (0o1777, False, False), (0o707, False, False),
    ],
)  # fmt: skip
def test_who_may_write_to_a_folder(tmp_path: Path, bits: int, allowed: bool, private: bool) -> None:
    for is_private, expected in ((False, allowed), (True, private)):
        path = tmp_path / str(is_private)
        path.mkdir()
        path.chmod(bits)
        if expected:
            with opened_folder(path, private=is_private):
                assert mode(path) == (0o700 if is_private else bits)
        else:
            refused(opened_folder(path, private=is_private), "may be written by")
            assert mode(path) == bits, "what is not ours is left as it is"


@pytest.mark.parametrize("bits", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_to_is_refused(tmp_path: Path, bits: int) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "file").chmod(bits)
    with pytest.raises(NotOurs, match="may be written by others"):
        read_file(tmp_path / "file", 10)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotOurs, match="is not a file"):
        read_file(tmp_path / "pipe", 10)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "../a"])
def test_a_name_does_not_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with opened_folder(tmp_path) as folder, pytest.raises(ValueError, match="not a name"):
        folder.write(name, b"x")


def test_where_nobody_owns_anything_folders_are_used_by_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_module, "_HAS_OWNERS", False)
    with opened_folder(tmp_path / "out", make=True) as folder:
        assert folder.descriptor is None
        folder.write("file", b"x")
        with folder.within("inner", make=True) as inner:
            inner.write("deep", b"y")
            assert inner.read("deep", 10) == b"y"
        assert (folder.names(), folder.has("file")) == (["file", "inner"], True)
        folder.remove("file")
        folder.remove_folder("inner")
        assert folder.names() == []
    (tmp_path / "file").touch()
    for name, error in (("nowhere", FileNotFoundError), ("file", NotADirectoryError)):
        with pytest.raises(error), opened_folder(tmp_path / name):
            raise AssertionError("it was opened")


# ---------------------------------------------------------------- the cache


def test_why_a_cache_is_not_used_is_a_sentence(
    tmp_path: Path, give_away: Callable[[Path], None]
) -> None:
    assert why_unused(tmp_path / "not there yet") == ""
    (tmp_path / "ours").mkdir(mode=0o755)
    assert why_unused(tmp_path / "ours") == ""
    (tmp_path / "theirs").mkdir()
    give_away(tmp_path / "theirs")
    assert "theirs belongs to another user" in why_unused(tmp_path / "theirs")
    assert "nothing is taken from there" in why_unused(tmp_path / "theirs")


def test_the_folder_is_the_environments_or_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_CACHE", "/somewhere")
    assert cache_folder("known") == Path("/somewhere/known")
    monkeypatch.delenv("GRADER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert cache_folder("seeds") == Path("/caches/grader/seeds")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/ana")
    assert cache_folder("known") == Path("/home/ana/.cache/grader/known")


# ---------------------------------------------------------------- line by line


def test_lines_are_added_and_one_that_was_cut_off_ends(tmp_path: Path) -> None:
    with opened_folder(tmp_path) as folder:
        folder.append("journal", b"one")
        with (tmp_path / "journal").open("ab") as file:
            file.write(b"cut o")
        folder.append("journal", b"two")
    assert (tmp_path / "journal").read_bytes() == b"one\ncut o\ntwo\n"
    assert mode(tmp_path / "journal") == 0o600


def test_lines_are_added_to_no_link_and_to_nothing_that_others_may_write(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "mine")
    (tmp_path / "open").write_bytes(b"")
    (tmp_path / "open").chmod(0o666)
    with opened_folder(tmp_path) as folder:
        with pytest.raises(OSError):
            folder.append("link", b"x")
        with pytest.raises(NotOurs):
            folder.append("open", b"x")
    assert (tmp_path / "mine").read_bytes() == b"" == (tmp_path / "open").read_bytes()
