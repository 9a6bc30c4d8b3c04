"""A folder of results that somebody else may have put there, as a teacher meets it."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from endings import RUNS
from planting import grade, graded, hand_in, only_root, refused, tree


@pytest.fixture(autouse=True)
def small_course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hand_in(tmp_path, monkeypatch)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """Return a folder in which nothing may be written or removed."""
    folder = tmp_path / "elsewhere"
    (folder / "students" / "ana").mkdir(parents=True)
    (folder / ".writing-mine").write_text("mine")
    (folder / "report.json").write_text("mine")
    before = tree(folder)
    yield folder
    assert tree(folder) == before
    (folder / ".writing-mine").unlink()


def test_a_link_in_the_place_of_the_folder_is_refused(out: Path, elsewhere: Path) -> None:
    out.symlink_to(elsewhere)
    assert f"grader: {out} is a link" in refused(out)
    assert grade(out).exit_code == RUNS["not_ours"]


@pytest.mark.parametrize("name", ["students", "faults"])
def test_a_link_within_the_folder_is_refused(out: Path, elsewhere: Path, name: str) -> None:
    out.mkdir()
    (out / name).symlink_to(elsewhere)
    assert f"{out / name} is a link" in refused(out)


def test_a_link_in_the_place_of_a_students_folder_is_refused(out: Path, elsewhere: Path) -> None:
    (out / "students").mkdir(parents=True)
    (out / "students" / "ana").symlink_to(elsewhere)
    assert f"{out / 'students' / 'ana'} is a link" in refused(out)


@pytest.mark.parametrize("name", ["index.html", "gradebook.csv", "run.json"])
def test_a_link_in_the_place_of_a_file_is_replaced(out: Path, elsewhere: Path, name: str) -> None:
    out.mkdir()
    (out / name).symlink_to(elsewhere / "report.json")
    graded(out)
    assert not (out / name).is_symlink()


def test_a_link_in_the_place_of_the_temporary_files_is_removed(out: Path, elsewhere: Path) -> None:
    out.mkdir()
    (out / ".scratch").symlink_to(elsewhere)
    graded(out)
    assert not os.path.lexists(out / ".scratch")


def test_a_link_in_the_place_of_a_report_is_replaced(out: Path, elsewhere: Path) -> None:
    graded(out)
    for name in ("report.json", "report.html"):
        (out / "students" / "ana" / name).unlink()
        (out / "students" / "ana" / name).symlink_to(elsewhere / "report.json")
    graded(out, "--resume")
    assert not (out / "students" / "ana" / "report.json").is_symlink()


@only_root
@pytest.mark.parametrize("name", [".", "students", "students/ana"])
def test_another_users_folder_is_refused(
    out: Path, give_away: Callable[[Path], None], name: str
) -> None:
    (out / "students" / "ana").mkdir(parents=True)
    give_away(out / name)
    said = refused(out)
    assert f"{out / name} belongs to another user (54321)" in said
    assert "Choose one of your own" in said
    assert not list(out.rglob("report.json"))


@pytest.mark.parametrize("mode", [0o777, 0o1777])
def test_a_folder_that_everybody_may_write_to_is_refused_and_left_as_it_is(
    out: Path, mode: int
) -> None:
    out.mkdir()
    out.chmod(mode)
    assert "may be written by everybody" in refused(out)
    assert stat.S_IMODE(out.stat().st_mode) == mode
    assert list(out.iterdir()) == []


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("umask", "made"),
    [(0o000, 0), (0o000, 0o755), (0o002, 0), (0o002, 0o775), (0o022, 0o755), (0o077, 0o700)],
)
def test_honest_folders_are_used_again_and_again(out: Path, umask: int, made: int) -> None:
    before = os.umask(umask)
    try:
        if made:
            out.mkdir()
            out.chmod(made)
        graded(out)
        seed = (out / "seed").read_text()
        graded(out)
        said = graded(out, "--resume")
    finally:
        os.umask(before)
    assert "1 of them in the run before" in said
    assert "note:" not in said
    assert (out / "seed").read_text() == seed
    assert stat.S_IMODE((out / "seed").stat().st_mode) == 0o600
    assert not [path for path in out.rglob("*") if path.stat().st_mode & 0o022]


def test_where_nobody_owns_anything_a_class_is_graded_all_the_same(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.folder._HAS_OWNERS", False)
    graded(out)
    assert "1 of them in the run before" in graded(out, "--resume")
