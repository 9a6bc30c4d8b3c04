"""The secret seed: kept from others, the same cases from the same seed."""

import stat
from pathlib import Path

import pytest

from grader.errors import UserError
from grader.seed import (
    commitment,
    draw_seed,
    is_remembered,
    practice_seed,
    read_seed,
    seal,
    stream,
)


def test_a_drawn_seed_is_read_back_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "seed"
    seed = draw_seed(path)
    assert read_seed(path) == seed
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_drawn_seeds_differ(tmp_path: Path) -> None:
    assert draw_seed(tmp_path / "a") != draw_seed(tmp_path / "b")


def test_an_existing_seed_is_never_overwritten(tmp_path: Path) -> None:
    draw_seed(tmp_path / "seed")
    with pytest.raises(FileExistsError):
        draw_seed(tmp_path / "seed")


@pytest.mark.parametrize("content", ["", "xyz", "ab" * 31, "ab" * 33])
def test_what_is_no_seed_is_a_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "seed"
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(UserError, match="not a seed file"):
        read_seed(path)


def test_the_commitment_does_not_show_the_seed() -> None:
    seed = practice_seed()
    assert seed.hex() not in commitment(seed)
    assert commitment(seed) == commitment(seed)


def test_streams_repeat_and_are_apart_by_purpose() -> None:
    def draws(seed: bytes, *labels: str) -> list[float]:
        return list(stream(seed, *labels).random(3))

    seed = practice_seed()
    assert draws(seed, "a", "b") == draws(seed, "a", "b")
    assert draws(seed, "a", "b") != draws(seed, "a", "c")
    assert draws(seed, "a", "b") != draws(bytes(32), "a", "b")


def test_a_seed_that_was_drawn_is_remembered_and_no_other_is(tmp_path: Path) -> None:
    assert is_remembered(draw_seed(tmp_path / "seed"))
    assert not is_remembered(practice_seed())
    assert not is_remembered(bytes(32))


def test_what_is_remembered_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    seed = draw_seed(tmp_path / "seed")
    [kept] = (tmp_path / "cache" / "seeds").iterdir()
    assert (kept.name, kept.read_bytes()) == (commitment(seed), b"")
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_a_memory_that_others_may_write_to_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    planted = bytes(32)
    (tmp_path / "cache" / "seeds").mkdir(parents=True)
    (tmp_path / "cache" / "seeds" / commitment(planted)).touch()
    (tmp_path / "cache" / "seeds").chmod(0o777)
    assert not is_remembered(planted)
    assert not is_remembered(draw_seed(tmp_path / "seed")), "drawn all the same"


def test_a_seal_is_of_one_seed_one_purpose_and_one_content() -> None:
    seals = {
        seal(seed, purpose, content)
        for seed in (practice_seed(), bytes(32))
        for purpose in ("report", "known")
        for content in (b"", b"x")
    }
    assert len(seals) == 8
    assert seal(bytes(32), "report", b"x") == seal(bytes(32), "report", b"x")
    assert practice_seed().hex() not in seals
