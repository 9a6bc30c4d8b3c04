"""Hostile hand-ins and hostile texts; hostile programs are in `tests/sandbox/test_hostile.py`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.sandbox import policy, wire

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

import json
import time
import zipfile

from attack import naive_reader
from attack.arena import Arena
from attack.controls import bit
from attack.handed_in import GROUPS
from attack.suite import Attack, attacks

from grader.report import clean

pytestmark = pytest.mark.usefixtures("cold_zygotes")  # sandboxes as everybody has them

HONEST = "def attack(_world):\n    return [{value}, 1.5, 2.5]\n"


def chosen(*, biting: bool) -> list[Any]:
    """Return what is no program; `biting` are those with a control run."""
    found = [a for a in attacks() if a.group in (*GROUPS, "reports")]
    return [
        pytest.param(attack, id=str(attack).replace("/", "-"), marks=_marks(attack, biting))
        for attack in found
        if not biting or (attack.bites and attack.bites_here)
    ]


def _marks(attack: Attack, biting: bool) -> list[pytest.MarkDecorator]:
    marks = [pytest.mark.slow] if attack.slow else []
    if attack.open and not biting:
        marks.append(pytest.mark.xfail(reason=attack.open))
    return marks


@pytest.fixture(scope="module")
def arena() -> Iterator[Arena]:
    with Arena() as opened:
        assert opened.stand and opened.course
        yield opened


@pytest.mark.parametrize("attack", chosen(biting=False))
def test_it_holds(attack: Attack, arena: Arena) -> None:
    attack.hold(arena)


@pytest.mark.sampled(thorough=4)
@pytest.mark.parametrize("attack", chosen(biting=True))
def test_without_protections_it_bites(attack: Attack, arena: Arena) -> None:
    seen = attack.seen(arena)
    assert bit(attack.bites, seen), seen


def test_the_grader_without_protections_grades_honest_work(arena: Arena, tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(HONEST.format(value=0.5))
    wrong.write_text(HONEST.format(value=0.75))
    assert arena.stand.tried("inside", right) == ["believed"]
    assert arena.stand.tried("inside", wrong) == []


def test_the_intake_without_protections_reads_honest_work(arena: Arena, tmp_path: Path) -> None:
    source = json.dumps({"cells": [{"cell_type": "code", "source": "x = 1"}]})
    notebook = tmp_path / "ana.ipynb"
    notebook.write_text(source)
    assert arena.stand.tried("naive", notebook) == []
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("class/ana.ipynb", source)
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "class.zip").rename(inside / "class.zip")
    assert arena.stand.tried("naive", inside / "class.zip") == []


def test_cleaning_looks_at_no_text_again_from_each_of_its_characters() -> None:
    started = time.process_time()
    for opening in ("\x9d", "\x9b", "\x1b]", "\x1b[", "\x1bP", "\x90", "\u0301"):
        clean.block(opening * 200_000)
    assert time.process_time() - started < 60  # it took 100 times as long


def test_the_reader_without_protections_reads_honest_answers() -> None:
    value = {"cost": 1.5, "shapes": [(2, 3), None], "text": "a", "big": 1 << 80}
    frame = wire.pack(wire.ANSWER, value)
    start = wire.HEAD.size
    header = frame[start : start + wire.sizes(frame[:start])[1]]
    assert naive_reader.built(json.loads(header), b"") == value
