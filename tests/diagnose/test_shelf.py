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
from grader.diagnose.learnt import RIGHT, Place
from grader.diagnose.shelf import Shelf, default_folder
from grader.frames import read
from grader.prepare import Prepared, prepare
from grader.sandbox import wire
from grader.seed import practice_seed, seal
from grader.trial import Answer, Bench

ANSWERS: dict[Place, Answer] = {
    ((), 0): Answer(
        {"mean": np.array([[1.0, np.nan]]), "n": 3}, frozenset({("mean", ""), ("n", "a")})
    ),
    ((), 1): Answer(None, frozenset({("mean", "")}), "ValueError", "no mean of this"),
    (("mean.one",), 0): Answer([1.5, "text", None], frozenset()),
    (("mean.one", "mean.other"), 1): Answer(True, frozenset()),
}


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(load_assignment(STANDARDISE, SOLUTIONS), practice_seed())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "a" / "cache"


def plain(answers: Any) -> Any:
    return [(place, repr(a.value), a.lost, a.raised, a.message) for place, a in answers.items()]


def put(folder: Path, prepared: Prepared, name: str = "standardise") -> Path:
    """Keep the answers; return the file that holds them."""
    before = set(folder.glob("*"))
    Shelf(folder, prepared, practice_seed()).put(name, ANSWERS)
    [path] = set(folder.glob("*")) - before
    return path


def taken(folder: Path, prepared: Prepared, name: str = "standardise") -> Any:
    return Shelf(folder, prepared, practice_seed()).take(name, 2)


# ---------------------------------------------------------------- kept


def test_a_file_of_the_right_shape_is_taken(folder: Path, prepared: Prepared) -> None:
    """What the damaged files below lack."""
    path = put(folder, prepared)
    path.write_bytes(sealed(path, frame(RIGHT_SHAPE)))
    assert taken(folder, prepared) == {(("mean.one",), 1): Answer(1.0, frozenset())}


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
    first, *rest = read(frames)
    return b"".join(map(frame, [*rest, first]))


RIGHT_ANSWER = [1.0, [], "", ""]
RIGHT_SHAPE = [["mean.one"], 1, [RIGHT_ANSWER]]
DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "cut in the seal": lambda content: content[:20],
    "cut in a frame": lambda content: content[:90],
    "bytes after the end": lambda content: content + b"x",
    "a text": lambda content: b"answers\n" * 50,
    "a bit turned": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "planted under a plain sum": lambda content: summed(frame(RIGHT_SHAPE)),
    "planted behind the old seal": lambda content: content[:32] + frame(RIGHT_SHAPE),
    "whole answers in each other's place": lambda content: summed(turned(content[32:])),
    "the same behind the old seal": lambda content: content[:32] + turned(content[32:]),
}
UNFIT: dict[str, bytes] = {
    "no frame": b"x" * 40,
    "a table": frame({"a": 1}),
    "no place": frame([["mean.one"], [RIGHT_ANSWER]]),
    "a place beyond the cases": frame([["mean.one"], 2, [RIGHT_ANSWER]]),
    "a place before them": frame([["mean.one"], -1, [RIGHT_ANSWER]]),
    "a text for a place": frame([["mean.one"], "1", [RIGHT_ANSWER]]),
    "a number for a mistake": frame([[1], 1, [RIGHT_ANSWER]]),
    "no answer": frame([["mean.one"], 1, []]),
    "two answers": frame([["mean.one"], 1, [RIGHT_ANSWER] * 2]),
    "no exception's name": frame([["mean.one"], 1, [[1.0, [], 7, ""]]]),
    "no items": frame([["mean.one"], 1, [[1.0, [["mean"]], "", ""]]]),
    "items of lists": frame([["mean.one"], 1, [[1.0, [[[], []]], "", ""]]]),
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
    path.write_bytes(sealed(path, frame(RIGHT_SHAPE), seed))
    assert_made_anew(folder, prepared)


def assert_made_anew(folder: Path, prepared: Prepared) -> None:
    assert taken(folder, prepared) is None
    Shelf(folder, prepared, practice_seed()).put("standardise", ANSWERS)
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

    def learnt(exercise: str) -> Any:
        known = Known(prepared, Shelf(folder, prepared, practice_seed()))
        single = known.single(exercise)
        for made in (RIGHT, *single.made):
            single.loses(made)
        known.keep()
        return single.learnt.answers

    def computed() -> tuple[int, Any]:
        asked.clear()
        answers = plain(learnt("standardise"))
        return len(asked), answers

    count, first = computed()
    assert count == len(first)
    assert computed() == (0, first)
    [path] = folder.iterdir()
    path.write_bytes(b"damaged")
    assert computed() == (count, first)
    assert computed() == (0, first)
    # another exercise's answers, in this one's place
    learnt("score")
    [other] = set(folder.iterdir()) - {path}
    path.write_bytes(other.read_bytes())
    assert computed() == (count, first)


def test_the_answers_of_one_name_are_not_those_of_another(folder: Path, prepared: Prepared) -> None:
    one, other = put(folder, prepared, "one"), put(folder, prepared, "other")
    one.write_bytes(other.read_bytes())
    assert taken(folder, prepared, "one") is None
    assert taken(folder, prepared, "other") is not None


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
        Shelf(folder, prepared, practice_seed()).put("standardise", ANSWERS)
        assert taken(folder, prepared) is None
    assert in_the_way.read_text() == ""


def test_an_answer_that_cannot_be_kept_costs_nothing(folder: Path, prepared: Prepared) -> None:
    deep: Any = 1.0
    for _ in range(wire.MAX_DEPTH + 1):
        deep = [deep]
    Shelf(folder, prepared, practice_seed()).put(
        "standardise", {((), 0): Answer(deep, frozenset())}
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
