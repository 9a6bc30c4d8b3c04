"""Folders, seeds and caches that somebody else may have put there, as a teacher meets them."""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.cli import main
from grader.seed import is_remembered, read_seed

PLANTED = "ab" * 32 + "\n"
SEED = bytes.fromhex(PLANTED)
only_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away"
)


@pytest.fixture(autouse=True)
def small_course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "ana.ipynb").write_bytes(notebook_bytes(GOOD_DOUBLE, GOOD_COUNTER))


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


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def grade(out: Path, *options: str) -> Result:
    given = ["grade", "double", "in", "--out", str(out), "--jobs", "1", *options]
    result = CliRunner().invoke(main, given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def graded(out: Path, *options: str) -> str:
    """Grade; return what was said, on one line."""
    result = grade(out, *options)
    assert result.exit_code == 0, result.output
    assert (out / "gradebook.csv").exists()
    return " ".join(result.output.split())


def refused(out: Path, *options: str) -> str:
    """Be refused before anybody is graded; return the sentence, on one line."""
    result = grade(out, *options)
    assert result.exit_code == 2, result.output
    assert not list(out.glob("gradebook.csv"))
    assert "Traceback" not in result.output
    return " ".join(result.output.split())


# ---------------------------------------------------------------- the folder of results


def test_a_link_in_the_place_of_the_folder_is_refused(out: Path, elsewhere: Path) -> None:
    out.symlink_to(elsewhere)
    assert f"grader: {out} is a link" in refused(out)


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


@pytest.mark.parametrize("umask", [0o000, 0o002, 0o022, 0o077])
@pytest.mark.parametrize("made", [0, 0o700, 0o755, 0o775])
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


# ---------------------------------------------------------------- the seed


def plant(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PLANTED)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("options", [[], ["--resume"], ["--seed-file", "out/seed"]])
def test_a_seed_that_no_run_drew_is_refused(out: Path, options: list[str]) -> None:
    plant(out / "seed")
    said = refused(out, *options)
    assert "seed was not drawn by a run of yours" in said
    assert "--seed-file" in said
    assert (out / "seed").read_text() == PLANTED


@pytest.mark.parametrize("given", ["out/students/seed", "out/students/../other", "./out/seed"])
def test_a_planted_seed_is_refused_wherever_in_the_folder_it_lies(out: Path, given: str) -> None:
    (out / "students").mkdir(parents=True)
    plant(Path(given))
    assert "was not drawn by a run of yours" in refused(out, "--seed-file", given)


def test_a_seed_that_is_moved_out_and_named_is_the_persons_own(out: Path, tmp_path: Path) -> None:
    graded(out, "--seed-file", str(plant(tmp_path / "seed")))
    assert not is_remembered(SEED)
    assert not (out / "seed").exists()


def test_a_run_that_was_forgotten_is_told_how_to_go_on(out: Path, tmp_path: Path) -> None:
    graded(out)
    for path in (tmp_path / "cache" / "seeds").iterdir():
        path.unlink()
    assert "move it out of" in refused_again(out)
    (out / "seed").rename(tmp_path / "seed")
    said = graded(out, "--resume", "--seed-file", str(tmp_path / "seed"))
    assert "1 of them in the run before" in said


def refused_again(out: Path) -> str:
    result = grade(out)
    assert result.exit_code == 2
    return " ".join(result.output.split())


def test_a_seed_that_cannot_be_remembered_is_drawn_and_it_is_said(
    out: Path, tmp_path: Path
) -> None:
    (tmp_path / "cache").write_text("in the way")
    said = graded(out)
    assert f"note: {tmp_path / 'cache' / 'seeds'} cannot be written" in said
    assert len(read_seed(out / "seed")) == 32


def _link(seed: Path) -> None:
    seed.symlink_to(plant(seed.with_name("real")))


def _pipe(seed: Path) -> None:
    os.mkfifo(seed)


def _group(seed: Path) -> None:
    plant(seed).chmod(0o660)


def _all(seed: Path) -> None:
    plant(seed).chmod(0o602)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (_link, "is a link"), (_pipe, "is not a file"),
        (_group, "may be written by others"), (_all, "may be written by others"),
    ],
)  # fmt: skip
def test_a_seed_file_that_others_may_have_written_is_refused(
    out: Path, tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    make(tmp_path / "seed")
    assert sentence in refused(out, "--seed-file", str(tmp_path / "seed"))
    out.mkdir(exist_ok=True)
    make(out / "seed")
    assert sentence in refused(out)


@only_root
def test_another_users_seed_is_refused(
    out: Path, tmp_path: Path, give_away: Callable[[Path], None]
) -> None:
    give_away(plant(tmp_path / "seed"))
    assert "seed belongs to another user" in refused(out, "--seed-file", str(tmp_path / "seed"))


def test_a_seed_that_others_may_read_is_the_persons_own_affair(out: Path, tmp_path: Path) -> None:
    plant(tmp_path / "seed").chmod(0o644)
    graded(out, "--seed-file", str(tmp_path / "seed"))


# ---------------------------------------------------------------- the cache


def _cache_of_all(cache: Path) -> str:
    cache.chmod(0o777)
    return "may be written by others"


def _cache_linked(cache: Path) -> str:
    cache.symlink_to(cache.rename(cache.with_name("real")))
    return "is a link"


@pytest.mark.parametrize("spoil", [_cache_of_all, _cache_linked])
def test_a_cache_that_others_may_have_filled_is_not_used_and_it_is_said_once(
    out: Path, tmp_path: Path, spoil: Callable[[Path], str]
) -> None:
    cache = tmp_path / "cache" / "known"
    cache.mkdir(parents=True)
    sentence = spoil(cache)
    said = graded(out)
    assert said.count("note:") == 1
    assert sentence in said
    assert "nothing is taken from there or kept there" in said
    assert list(cache.iterdir()) == []
    checked = CliRunner().invoke(main, ["check", "double", "in/ana.ipynb"])
    assert checked.exit_code == 0
    assert checked.output.count("note:") == 1


@only_root
def test_another_users_cache_is_not_used_and_the_class_is_graded(
    out: Path, tmp_path: Path, give_away: Callable[[Path], None]
) -> None:
    cache = tmp_path / "cache" / "known"
    cache.mkdir(parents=True)
    give_away(cache)
    said = graded(out, "--jobs", "2")
    assert said.count(f"note: {cache} belongs to another user") == 1
    assert list(cache.iterdir()) == []
