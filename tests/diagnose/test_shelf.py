"""What is kept on disk: for its owner only, found only for the same work, and never trusted."""

import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from diagnosing import SOLUTIONS, STANDARDISE

from grader.assignment import load_assignment
from grader.diagnose import shelf
from grader.diagnose.known import Known
from grader.diagnose.shelf import Shelf, default_folder
from grader.prepare import Prepared, prepare
from grader.sandbox import wire
from grader.seed import practice_seed, seal
from grader.trial import Answer, Bench

ANSWERS = (
    (
        Answer({"mean": np.array([[1.0, np.nan]]), "n": 3}, frozenset({("mean", ""), ("n", "a")})),
        Answer(None, frozenset({("mean", "")}), "ValueError", "no mean of this"),
    ),
    (Answer([1.5, "text", None], frozenset()), Answer(True, frozenset())),
)


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(load_assignment(STANDARDISE, SOLUTIONS), practice_seed())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a" / "cache"


def plain(answers: Any) -> Any:
    return [[(repr(a.value), a.lost, a.raised, a.message) for a in told] for told in answers]


def put(folder: Path, prepared: Prepared, name: str = "standardise single") -> Path:
    """Keep the answers; return the file that holds them."""
    before = set(folder.glob("*"))
    Shelf(folder, prepared, practice_seed()).put(name, ANSWERS)
    [path] = set(folder.glob("*")) - before
    return path


def taken(folder: Path, prepared: Prepared, name: str = "standardise single") -> Any:
    return Shelf(folder, prepared, practice_seed()).take(name, 2, 2)


# ---------------------------------------------------------------- kept


def test_a_file_of_the_right_shape_is_taken(folder: Path, prepared: Prepared) -> None:
    """What the damaged files below lack."""
    path = put(folder, prepared)
    path.write_bytes(sealed(path, frame(RIGHT_SHAPE) * 2))
    assert taken(folder, prepared) == ((Answer(1.0, frozenset()),) * 2,) * 2


def test_answers_come_back_as_they_were(folder: Path, prepared: Prepared) -> None:
    assert taken(folder, prepared) is None
    put(folder, prepared)
    assert plain(taken(folder, prepared)) == plain(ANSWERS)


def test_only_the_owner_may_read_them(folder: Path, prepared: Prepared) -> None:
    folder.mkdir(parents=True, mode=0o755)
    path = put(folder, prepared)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.parent.stat().st_mode) != 0o700


def test_a_files_name_tells_nothing(folder: Path, prepared: Prepared) -> None:
    name = put(folder, prepared).name
    assert len(name) == len("0" * 40 + ".known")
    assert int(name.removesuffix(".known"), 16) > 0
    known = (practice_seed().hex(), prepared.seed_commitment, prepared.assignment.digest)
    assert not [text for text in known if name[:8] in text or text[:8] in name]


def _commitment(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Prepared:
    return replace(prepared, seed_commitment="0" * 64)


def _solutions(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Prepared:
    return replace(prepared, reference_digest="0" * 64)


def _assignment(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Prepared:
    return replace(prepared, assignment=replace(prepared.assignment, digest="0" * 64))


def _numpy(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Prepared:
    monkeypatch.setattr(np, "__version__", "0.0")
    return prepared


def _grader(prepared: Prepared, monkeypatch: pytest.MonkeyPatch) -> Prepared:
    monkeypatch.setattr(shelf, "_own_source", lambda: "0" * 64)
    return prepared


@pytest.mark.parametrize("changed", [_commitment, _solutions, _assignment, _numpy, _grader])
def test_what_belongs_to_other_work_is_not_found(
    folder: Path,
    prepared: Prepared,
    monkeypatch: pytest.MonkeyPatch,
    changed: Callable[[Prepared, pytest.MonkeyPatch], Prepared],
) -> None:
    put(folder, prepared)
    other = changed(prepared, monkeypatch)
    assert taken(folder, other) is None
    put(folder, other)
    assert len(list(folder.iterdir())) == 2


def test_the_digests_follow_the_seed_and_the_files(tmp_path: Path, prepared: Prepared) -> None:
    assert prepare(prepared.assignment, bytes(32)).seed_commitment != prepared.seed_commitment
    solutions = tmp_path / "solutions"
    shutil.copytree(SOLUTIONS, solutions)
    (solutions / "mistakes.py").write_text("MISTAKES = ()\n", encoding="utf-8")
    changed = prepare(load_assignment(STANDARDISE, solutions), practice_seed())
    assert changed.reference_digest != prepared.reference_digest


# ---------------------------------------------------------------- not trusted


def frame(value: Any) -> bytes:
    return wire.pack(wire.ANSWER, value)


def summed(content: bytes) -> bytes:
    """Return a file as one would plant it who does not know the seed."""
    return hashlib.sha256(content).digest() + content


def sealed(path: Path, content: bytes, seed: bytes | None = None) -> bytes:
    """Return a file as the grader itself would have kept it under this name."""
    return bytes.fromhex(seal(seed or practice_seed(), f"known {path.name}", content)) + content


def turned(frames: bytes) -> bytes:
    """Return frames in another order: every variant answers what another one does."""
    first, *rest = shelf._frames(frames)
    return b"".join(map(frame, [*rest, first]))


RIGHT_SHAPE = [[1.0, [], "", ""], [1.0, [], "", ""]]
DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut in the seal": lambda content: content[:20],
    "cut in a frame": lambda content: content[:90],
    "bytes after the end": lambda content: content + b"x",
    "a text": lambda content: b"answers\n" * 50,
    "a bit turned": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "planted under a plain sum": lambda content: summed(frame(RIGHT_SHAPE) * 2),
    "planted behind the old seal": lambda content: content[:32] + frame(RIGHT_SHAPE) * 2,
    "whole answers in each other's place": lambda content: summed(turned(content[32:])),
    "the same behind the old seal": lambda content: content[:32] + turned(content[32:]),
}
UNFIT: dict[str, bytes] = {
    "nothing but a seal": b"",
    "one frame too few": frame(RIGHT_SHAPE),
    "no frame": b"x" * 40,
    "a table": frame({"a": 1}) * 2,
    "too few cases": frame(RIGHT_SHAPE[:1]) * 2,
    "too many cases": frame(RIGHT_SHAPE * 2) * 2,
    "no exception's name": frame([[1.0, [], 7, ""]] * 2) * 2,
    "no items": frame([[1.0, [["mean"]], "", ""]] * 2) * 2,
    "items of lists": frame([[1.0, [[[], []]], "", ""]] * 2) * 2,
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_is_not_what_was_kept_is_none(
    folder: Path, prepared: Prepared, damage: Callable[[bytes], bytes]
) -> None:
    path = put(folder, prepared)
    path.write_bytes(damage(path.read_bytes()))
    assert_made_anew(folder, prepared)


@pytest.mark.parametrize("content", UNFIT.values(), ids=UNFIT)
def test_a_file_of_our_own_that_does_not_fit_is_none(
    folder: Path, prepared: Prepared, content: bytes
) -> None:
    path = put(folder, prepared)
    path.write_bytes(sealed(path, content))
    assert_made_anew(folder, prepared)


@pytest.mark.parametrize("seed", [bytes(32), b"\xff" * 32], ids=["zeros", "ones"])
def test_a_file_sealed_with_another_seed_is_none(
    folder: Path, prepared: Prepared, seed: bytes
) -> None:
    path = put(folder, prepared)
    path.write_bytes(sealed(path, frame(RIGHT_SHAPE) * 2, seed))
    assert_made_anew(folder, prepared)


def assert_made_anew(folder: Path, prepared: Prepared) -> None:
    assert taken(folder, prepared) is None
    Shelf(folder, prepared, practice_seed()).put("standardise single", ANSWERS)
    assert plain(taken(folder, prepared)) == plain(ANSWERS)


def test_what_is_lost_or_foreign_is_computed_anew(
    folder: Path, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    try_out = Bench.try_out

    def counted(*arguments: Any) -> Any:
        asked.append(1)
        return try_out(*arguments)

    monkeypatch.setattr(Bench, "try_out", counted)

    def computed() -> tuple[int, Any]:
        asked.clear()
        variants = Known(prepared, Shelf(folder, prepared, practice_seed())).single("standardise")
        return len(asked), plain(variants.answers)

    count, first = computed()
    assert count == 1 + len(first)
    assert computed() == (0, first)
    [path] = folder.iterdir()
    path.write_bytes(b"damaged")
    assert computed() == (count, first)
    assert computed() == (0, first)
    # another exercise's answers, in this one's place
    Known(prepared, Shelf(folder, prepared, practice_seed())).single("score")
    [other] = set(folder.iterdir()) - {path}
    path.write_bytes(other.read_bytes())
    assert computed() == (count, first)


def test_the_answers_of_one_name_are_not_those_of_another(folder: Path, prepared: Prepared) -> None:
    one, other = put(folder, prepared, "one single"), put(folder, prepared, "other single")
    one.write_bytes(other.read_bytes())
    assert taken(folder, prepared, "one single") is None
    assert taken(folder, prepared, "other single") is not None


def _linked(folder: Path) -> None:
    elsewhere = folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(elsewhere)


def _open_to_the_group(folder: Path) -> None:
    folder.chmod(0o770)


def _open_to_all(folder: Path) -> None:
    folder.chmod(0o707)


def _files_open_to_the_group(folder: Path) -> None:
    for path in folder.iterdir():
        path.chmod(0o660)


def _files_linked(folder: Path) -> None:
    elsewhere = folder.with_name("elsewhere")
    elsewhere.mkdir()
    for path in list(folder.iterdir()):
        path.symlink_to(path.rename(elsewhere / path.name))


@pytest.mark.parametrize(
    "spoil",
    [_linked, _open_to_the_group, _open_to_all, _files_open_to_the_group, _files_linked],
)
def test_a_folder_that_others_may_have_filled_is_not_believed(
    folder: Path, prepared: Prepared, spoil: Callable[[Path], None]
) -> None:
    put(folder, prepared)
    assert taken(folder, prepared) is not None
    spoil(folder)
    assert taken(folder, prepared) is None


def test_another_users_folder_is_neither_believed_nor_written(
    folder: Path, prepared: Prepared, give_away: Callable[[Path], None]
) -> None:
    before = put(folder, prepared).read_bytes()
    give_away(folder)
    assert taken(folder, prepared) is None
    Shelf(folder, prepared, practice_seed()).put("another name", ANSWERS)
    assert [path.read_bytes() for path in folder.iterdir()] == [before]


def test_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path, prepared: Prepared) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    for folder in (in_the_way, in_the_way / "below"):
        Shelf(folder, prepared, practice_seed()).put("standardise single", ANSWERS)
        assert taken(folder, prepared) is None
    assert in_the_way.read_text() == ""


def test_an_answer_that_cannot_be_kept_costs_nothing(folder: Path, prepared: Prepared) -> None:
    deep: Any = 1.0
    for _ in range(wire.MAX_DEPTH + 1):
        deep = [deep]
    Shelf(folder, prepared, practice_seed()).put(
        "standardise single", [[Answer(deep, frozenset())] * 2] * 2
    )
    assert not folder.exists()


# ---------------------------------------------------------------- how much, where


def test_the_oldest_files_go_first(
    folder: Path, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "_KEPT", 3)
    kept = []
    for age in range(5, 0, -1):
        path = put(folder, prepared, f"name {age}")
        os.utime(path, (1e9 - age, 1e9 - age))
        kept.append(path)
    newest = put(folder, prepared, "name 0")
    assert {*folder.iterdir()} == {*kept[-2:], newest}


def test_the_folder_is_the_environments_or_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_CACHE", "/somewhere")
    assert default_folder() == Path("/somewhere/known")
    monkeypatch.delenv("GRADER_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", "/caches")
    assert default_folder() == Path("/caches/grader/known")
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/ana")
    assert default_folder() == Path("/home/ana/.cache/grader/known")
