"""Small changes of right code: which there are, and what validation says of them."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.validate.mutants.change import mutants

SOURCE = '''
import numpy as np

def mean(x, axis=None):
    """Return the mean: not changed."""
    total = 0
    for one in range(len(x)):
        total += x[one].T
    return total / np.sum(x, axis=1) if axis is None else -total

class Layer:
    def forward(self, x):
        return x @ self.W

LEFT = 1 + 1
'''
EXPECTED = {
    "mean: without total = 0",
    "mean: 0 -> 1",
    "mean: range(len(x)) -> range(1, len(x))",
    "mean: range(len(x)) -> range(len(x) - 1)",
    "mean: total += x[one].T -> total -= x[one].T",
    "mean: total += x[one].T -> total = x[one].T",
    "mean: without total += x[one].T",
    "mean: x[one].T -> x[one]",
    "mean: total / np.sum(x, axis=1) -> total * np.sum(x, axis=1)",
    "mean: total / np.sum(x, axis=1) -> np.sum(x, axis=1) / total",
    "mean: np.sum(x, axis=1) -> np.sum(x)",
    "mean: 1 -> 2",
    "mean: axis is None -> axis is not None",
    "mean: total / np.sum(x, axis=1) if axis is None else -total -> "
    "total / np.sum(x, axis=1) if not axis is None else",
    "mean: -total -> total",
    "Layer.forward: x @ self.W -> self.W @ x",
}


def test_every_small_change_is_made_once() -> None:
    found = list(mutants(SOURCE))
    assert {one.id.removesuffix(" -total") for one in found} == EXPECTED
    assert len({one.id for one in found}) == len(found)
    assert len({one.source for one in found}) == len(found)
    assert {one.name for one in found} == {"mean", "Layer"}
    assert all("LEFT = 1 + 1" in one.source for one in found)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    made = CliRunner().invoke(main, ["new", "lesson", "--course", str(tmp_path)])
    assert made.exit_code == 0
    return tmp_path


def told(course: Path) -> tuple[int, str]:
    given = ["validate", str(course / "assignments/lesson"), "--mutants"]
    result = CliRunner().invoke(main, given, env={"COLUMNS": "300"})
    return result.exit_code, result.output


def declare(course: Path, mutant: str) -> None:
    path = course / "solutions/lesson/equivalents.toml"
    path.write_text(f'[[equivalent]]\nmutant = "{mutant}"\nwhy = "a square"\n', encoding="utf-8")


TURNED = "mean_squared_error: y_pred - y_true -> y_true - y_pred"


def test_a_change_that_nothing_holds_to_is_told(course: Path) -> None:
    exit_code, output = told(course)
    assert exit_code == 1
    assert TURNED in output
    assert "keeps full marks" in output


def test_a_change_that_is_declared_to_be_right_is_no_fault(course: Path) -> None:
    declare(course, TURNED)
    exit_code, output = told(course)
    assert exit_code == 0, output
    assert "1 equivalent" in output and "0 survivor" in output


def test_what_is_declared_and_is_no_mutant_is_told(course: Path) -> None:
    declare(course, "mean_squared_error: nothing of the kind")
    exit_code, output = told(course)
    assert exit_code == 1
    assert "is no mutant that keeps full marks" in output
