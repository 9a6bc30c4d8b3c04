"""Seeds and caches that somebody else may have put there, as a teacher meets them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from planting import PLANTED, SEED, grade, graded, hand_in, only_root, plant, refused

from grader.cli import main
from grader.seed import is_remembered, read_seed


@pytest.fixture(autouse=True)
def small_course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hand_in(tmp_path, monkeypatch)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


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
