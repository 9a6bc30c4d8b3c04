"""What is done with written exercises is done with declared ones: kits, regrading."""

import shutil
from pathlib import Path

import pytest

from grader.assignment import load_assignment
from grader.classrun.parts import parts_of
from grader.kit.freeze import freeze
from grader.kit.read import FromKit
from grader.prepare import Prepared, prepare
from grader.seed import practice_seed
from grader.trial import same
from grader.validate.reference import seeds_of

DATA = Path(__file__).parents[1] / "data" / "declared"
SOLUTIONS = DATA / "solutions/numerics"


def prepared(folder: Path, seed: bytes) -> Prepared:
    return prepare(load_assignment(folder, SOLUTIONS), seed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA / "assignments/numerics", tmp_path / "numerics"))


def test_a_kit_holds_the_cases_and_asks_for_no_reference(folder: Path, tmp_path: Path) -> None:
    kit = tmp_path / "numerics.kit"
    kit.write_bytes(freeze(folder, SOLUTIONS, 1, mistakes=False))
    frozen = FromKit(kit).prepared(FromKit(kit).load())
    ours = prepared(folder, practice_seed(0))
    assert len(ours.cases) == len(frozen.cases) > 0
    for one, other in zip(ours.cases, frozen.cases, strict=True):
        assert same(one.question.case.inputs, other.question.case.inputs)
        assert same(one.want, other.want)
        assert one.counted == other.counted


def test_another_tolerance_is_another_exercise_and_no_other_is_touched(folder: Path) -> None:
    seed = seeds_of(1)[0]
    before = parts_of(prepared(folder, seed)).exercises
    path = folder / "assignment.toml"
    changed = path.read_text(encoding="utf-8").replace(
        'item = "loss" }', 'item = "loss", rtol = 0.1 }'
    )
    path.write_text(changed, encoding="utf-8")
    after = parts_of(prepared(folder, seed)).exercises
    assert [name for name in before if before[name] != after[name]] == ["backward"]


def test_another_seed_draws_other_inputs_and_the_same_seed_the_same(folder: Path) -> None:
    one, other = seeds_of(2)
    first, again, second = (prepared(folder, seed) for seed in (one, one, other))
    inputs = [
        [case.question.case.inputs for case in p.cases if case.question.kind == "hidden"]
        for p in (first, again, second)
    ]
    assert all(map(same, inputs[0], inputs[1]))
    assert not any(map(same, inputs[0], inputs[2]))
