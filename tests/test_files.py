"""Files are written whole or not at all, under names that are safe wherever they land."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.files import folder_names, remove_unfinished, write_unseen, write_whole


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

    def refuse(self: Path, target: Path) -> Path:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]


def test_a_write_that_is_interrupted_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: Path, mode: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "chmod", interrupt)
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
    path = tmp_path / "new" / "answers"
    write_unseen(path, b"one")
    write_unseen(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["answers"]


def test_only_what_is_unfinished_is_removed(tmp_path: Path) -> None:
    for name in (".writing-1", ".writing-ab", "report.json", ".hidden"):
        (tmp_path / name).touch()
    remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hidden", "report.json"]


@pytest.mark.parametrize("student", ["ana", "João Souza", "ana.b+c@x.br", "Ana", "尾崎"])
def test_a_safe_id_names_its_own_folder(student: str) -> None:
    assert folder_names([student]) == {student: student}


@pytest.mark.parametrize(
    "student", ["..", ".", "", "a/b", "a\\b", "con", "nul.txt", "a\x00b", "x" * 300, " a ", "<b>"]
)
def test_an_unsafe_id_is_marked(student: str) -> None:
    name = folder_names([student])[student]
    assert name != student
    assert len(name) < 100
    assert not set(name) & set('/\\\x00<>:"|?*')
    assert name.strip(" .") == name


def test_ids_that_differ_by_case_only_do_not_share_a_folder() -> None:
    names = folder_names(["ana", "ANA"])
    assert len({name.casefold() for name in names.values()}) == 2


@given(st.lists(st.text(max_size=20), unique=True, max_size=8))
def test_distinct_ids_have_distinct_folders_inside_the_parent(students: list[str]) -> None:
    names = folder_names(students)
    assert len({name.casefold() for name in names.values()}) == len(students)
    for name in names.values():
        assert Path(name).name == name
