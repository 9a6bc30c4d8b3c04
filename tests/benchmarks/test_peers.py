"""What the comparison rests on: right work passes the checks, attacks bite where they can."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import run
from peer_checks import NAMES
from peer_notebooks import (
    DATA,
    MODULES,
    PROVIDED,
    Students,
    attacks,
    faults,
    notebook,
    right_everywhere,
    the_class,
)
from peer_ours import twelve_in

LONG = "infinite_loop"
"""It takes as long as it may, and tests of the sandbox have loops enough."""
OUTSIDE = "solution_file"
"""This one looks for a file, which a folder with nothing in it does not have."""


def by_the_bare_loop(students: Students, folder: Path) -> dict[str, float]:
    """Return everybody's points by the twelve checks in one process, as a plain script has it."""
    for path in (*(PROVIDED / name for name in MODULES), DATA / "scripts" / "bare.py"):
        shutil.copy(path, folder)
    shutil.copy(DATA / "checks.py", folder)
    for name, cells in students.items():
        (folder / f"{name}.ipynb").write_text(notebook(cells), encoding="utf-8")
    command = [sys.executable, "bare.py", *(f"{name}.ipynb" for name in students)]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["score"]
        for name in students
    }


def quick_faults() -> Students:
    return {name: cells for name, cells in faults().items() if name != LONG}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Everybody's points by `grader grade`, of the same checks as an assignment."""
    folder = tmp_path_factory.mktemp("peers")
    assignment = twelve_in(folder)
    (folder / "in").mkdir()
    for name, cells in (right_everywhere() | quick_faults() | attacks()).items():
        (folder / "in" / f"{name}.ipynb").write_text(notebook(cells), encoding="utf-8")
    result = run("grade", assignment, folder / "in", "--out", folder / "out", "--lang", "en")
    assert result.exit_code == 0, result.output
    rows = (folder / "out" / "gradebook.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {row.split(",")[0]: float(row.split(",")[1]) for row in rows}


def test_there_are_twelve_checks_and_right_work_passes_them(tmp_path: Path) -> None:
    assert len(NAMES) == 12
    assert by_the_bare_loop(right_everywhere(), tmp_path) == {"right": 12}


def test_every_attack_is_paid_in_full_where_nothing_is_apart(tmp_path: Path) -> None:
    chosen = {name: cells for name, cells in attacks().items() if name != OUTSIDE}
    assert by_the_bare_loop(chosen, tmp_path) == dict.fromkeys(chosen, 12)


def test_the_solution_is_found_where_it_lies_beside_the_notebooks(tmp_path: Path) -> None:
    shutil.copy(DATA / "right.py", tmp_path)
    chosen = {OUTSIDE: attacks()[OUTSIDE]}
    assert by_the_bare_loop(chosen, tmp_path) == {OUTSIDE: 12}


def test_no_attack_is_paid_by_ours(graded: dict[str, float]) -> None:
    assert {name: graded[name] for name in attacks()} == dict.fromkeys(attacks(), 0)


def test_a_fault_costs_its_own_two_checks_by_ours(graded: dict[str, float]) -> None:
    found = {name: graded[name] for name in ("right", *quick_faults())}
    whole = {"right": 12, "stderr": 12, "wrapped": 12}
    assert found == dict.fromkeys(quick_faults(), 10) | whole


def test_who_comes_again_is_not_the_same_to_the_last_byte() -> None:
    everybody = the_class(40)
    assert len(everybody) == 40
    assert len({notebook(cells) for cells in everybody.values()}) == 40
