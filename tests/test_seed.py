"""The secret seed: kept from others, the same cases from the same seed."""

import stat
from pathlib import Path

import pytest

from grader.errors import UserError
from grader.seed import commitment, draw_seed, practice_seed, read_seed, stream


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
