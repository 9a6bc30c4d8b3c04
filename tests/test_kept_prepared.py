"""What is prepared once is taken from the shelf, and is what preparing would give."""

from dataclasses import replace
from pathlib import Path

import pytest
from course_fixture import small_assignment

from grader import kept_prepared, prepared_frames
from grader.assignment import Assignment
from grader.errors import BrokenAssignment
from grader.kept_prepared import prepared_again
from grader.prepare import prepare
from grader.seed import practice_seed

SEED = practice_seed()


@pytest.fixture
def assignment() -> Assignment:
    return small_assignment()


def test_it_is_prepared_once(
    assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = prepared_again(assignment, SEED, tmp_path / "known")
    monkeypatch.setattr(kept_prepared, "prepare", lambda *_given: pytest.fail("prepared again"))
    second = prepared_again(assignment, SEED, tmp_path / "known")
    assert prepared_frames.written(second) == prepared_frames.written(first)
    assert (second.seed_commitment, second.reference_digest) == (
        first.seed_commitment,
        first.reference_digest,
    )
    assert prepared_frames.written(first) == prepared_frames.written(prepare(assignment, SEED))


def test_another_seed_has_cases_of_its_own(assignment: Assignment, tmp_path: Path) -> None:
    one = prepared_again(assignment, SEED, tmp_path / "known")
    other = prepared_again(assignment, practice_seed(1), tmp_path / "known")
    assert prepared_frames.written(one) != prepared_frames.written(other)


def test_what_is_damaged_is_made_anew(assignment: Assignment, tmp_path: Path) -> None:
    folder = tmp_path / "known"
    first = prepared_again(assignment, SEED, folder)
    (file,) = folder.iterdir()
    content = file.read_bytes()
    for damaged in (b"", content[:40], content[:-1] + b"x", content[:-1]):
        file.write_bytes(damaged)
        again = prepared_again(assignment, SEED, folder)
        assert prepared_frames.written(again) == prepared_frames.written(first)
        assert file.read_bytes() == content


def test_without_solutions_nothing_is_looked_for(assignment: Assignment, tmp_path: Path) -> None:
    with pytest.raises(BrokenAssignment):
        prepared_again(replace(assignment, solutions=None), SEED, tmp_path / "known")
    assert not (tmp_path / "known").exists()
