"""What gets through where one wall is missing: known program by program, and nothing else does.

These are the programs that get through where nothing is locked (`# control: unlocked allowed`).
"""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from asking import ASSIGNMENT, LIMITS
from attack.programs import Program, all_programs
from bystanders import Bystanders, bystanders
from needs import needs_bubblewrap, needs_namespaces
from seeing import has_landlock

from grader.model import Status
from grader.sandbox import linux

if not has_landlock():
    pytest.skip("this kernel has no Landlock", allow_module_level=True)

from grader.sandbox.jail import Jail

KNOWN: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("missing_walls.toml").read_text(encoding="utf-8")
)
LAYERS: dict[str, dict[str, Any]] = {
    "without_seccomp": {"seccomp": False, "namespaces": False},
    "without_landlock": {"landlock": False, "namespaces": False},
    "without_namespaces": {"namespaces": False},
    "nothing_missing": {},
    "inside_bubblewrap": {"wall": "bwrap"},
}
MARKS = {"nothing_missing": needs_namespaces, "inside_bubblewrap": needs_bubblewrap}
SIGNALS_SCOPED_SINCE = 6
"""Landlock's version from which on it keeps signals apart too; before, more gets through."""

OUTSIDE = [p for p in all_programs() if p.control == ("unlocked", "allowed") and p.runs_here]


@pytest.fixture(scope="module")
def jail_of() -> Iterator[Callable[[str], Jail]]:
    opened: dict[str, Jail] = {}
    with ExitStack() as stack:

        def one(kind: str) -> Jail:
            if kind not in opened:
                opened[kind] = stack.enter_context(Jail(ASSIGNMENT, LIMITS, **LAYERS[kind]))
            return opened[kind]

        for kind in LAYERS:
            if kind != "inside_bubblewrap" or not needs_bubblewrap.args[0]:
                one(kind)  # before a test counts processes
        yield one


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("kind", [pytest.param(k, marks=MARKS.get(k, ())) for k in LAYERS])
@pytest.mark.parametrize("program", OUTSIDE, ids=lambda p: f"{p.group}-{p.name}")
def test_a_program_gets_through_where_its_wall_is_missing_and_only_there(
    program: Program, kind: str, jail_of: Callable[[str], Jail], tmp_path: Path
) -> None:
    with bystanders(tmp_path) as around:
        got_through = gets_through(program, jail_of(kind), around)
    is_known = f"{program.group}/{program.name}" in KNOWN[kind]
    if kind == "without_seccomp" and linux.landlock_abi() < SIGNALS_SCOPED_SINCE:
        assert got_through or not is_known
    else:
        assert got_through == is_known


def gets_through(program: Program, jail: Jail, around: Bystanders) -> bool:
    outcome = program.let_loose(jail, around.world()).outcomes[-1]
    if outcome.status is not Status.PASSED:
        return False  # it was ended
    return "allowed" in outcome.value.values()


def test_every_program_that_is_listed_is_there() -> None:
    names = {f"{p.group}/{p.name}" for p in all_programs()}
    assert {name for listed in KNOWN.values() for name in listed} <= names
    assert set(KNOWN) == set(LAYERS)
    assert len(OUTSIDE) > 30
