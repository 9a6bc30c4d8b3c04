"""What a class is compared by is kept with its results: a small class with friends in it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from class_run_of import folder_store, run_in, worker_of
from click.testing import CliRunner
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE
from resuming import grade, write

from grader.classrun.traces import Tracer
from grader.cli import main
from grader.intake import HandIn, Person, Place
from grader.stored import read_result

FRIENDS = (
    "def double(x):\n    total = np.zeros_like(x)\n    for row in range(x.shape[0]):\n"
    "        for column in range(x.shape[1]):\n"
    "            total[row, column] = np.sqrt(np.abs(x[row, column])) * 7 - row\n"
    "    return total\n",
    "def double(matriz):\n    '''A soma.'''\n    s = np.zeros_like(matriz)\n\n"
    "    for i in range(matriz.shape[0]):  # linhas\n        for j in range(matriz.shape[1]):\n"
    "            s[i, j] = 7 * np.sqrt(np.abs(matriz[i, j])) - i\n    return s\n",
)
SAME = (
    "def double(x):\n    return x + 2\n",
    "def double(v):\n    y = v\n    y = y + 1\n    return y + 1\n",
    "def double(x):\n    # dobra\n    return (x + 3) - 1\n",
)
"""Three ways to one wrong answer, which no known mistake explains."""
NEAR = "def double(x):\n    return 2 * x * (1 + 5e-6)\n"
ALONE = "def double(x):\n    y = x.T\n    return 3 * y.T\n"
RAISES = "def double(x):\n    return x / {}\n"


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Grade the class once; what comes of it is for each test to copy."""
    folder = tmp_path_factory.mktemp("friends")
    (folder / "in").mkdir()
    numpy = "import numpy as np"
    for name, source in hand_ins().items():
        write(folder / "in" / f"{name}.ipynb", numpy, source, GOOD_COUNTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_COURSE", str(COURSE))
        assert grade(folder / "in", folder / "out").exit_code == 0
    return folder


def hand_ins() -> dict[str, str]:
    named = {f"friend{n}": source for n, source in enumerate(FRIENDS)}
    named |= {f"same{n}": source for n, source in enumerate(SAME)}
    return {**named, "near": NEAR, "alone": ALONE, "right": GOOD_DOUBLE, "raises": RAISES}


def insight(out: Path) -> Any:
    return json.loads((out / "insight.json").read_bytes())


def test_friends_are_to_be_looked_at_and_nobody_else_is(graded: Path) -> None:
    [alike] = insight(graded / "out")["alike_work"]
    assert alike["students"] == ["friend0", "friend1"]
    assert (alike["exercises"], alike["answers"], alike["share"]) == (["double"], True, 1.0)


def test_what_three_answer_alike_is_offered_with_the_shortest_code(graded: Path) -> None:
    [shared] = insight(graded / "out")["shared_answers"]
    assert shared["students"] == ["same0", "same1", "same2"]
    assert shared["code"] == {"student": "same0", "cell": 2, "line": 1, "text": SAME[0].rstrip()}
    assert shared["shown"] == "3 4 5 6"


def test_a_near_miss_is_told_by_its_items_and_what_is_far_off_is_not(graded: Path) -> None:
    items = {one["item"]: one["near_misses"] for one in insight(graded / "out")["items"]}
    assert items == {"values": ["near"], "rows": ["near"], "counts": []}


def test_the_page_says_it_and_no_students_report_does(graded: Path) -> None:
    page = (graded / "out" / "index.html").read_text()
    assert "100 % of their own code is alike" in page
    assert "return x + 2" in page
    for report in (graded / "out" / "students").glob("*/report.*"):
        said = report.read_text()
        own = report.parent.name
        others = {"friend0", "friend1", "same0", "same1", "same2"} - {own}
        assert not any(name in said for name in others), own
        assert "alike" not in said


def test_a_run_that_goes_on_and_a_regrade_tell_the_same(
    graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All results but one are read back from the folder."""
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    out = shutil.copytree(graded / "out", tmp_path / "out")
    before = insight(out)
    (out / "results" / "same1.json").unlink()
    result = grade(graded / "in", out)
    assert "8 of them in the run before" in result.output
    assert insight(out) == before
    assert CliRunner().invoke(main, ["regrade", str(out)]).exit_code == 0
    assert insight(out) == before
    assert CliRunner().invoke(main, ["replay", str(out), "same0"]).exit_code == 0


def test_a_trace_is_bounded_whatever_was_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    many = "".join(f"    y{n} = x[0, 0] * {n} + np.log({n}) - '{'z' * 50}'\n" for n in range(3000))
    long = f"def double(x):\n    return x + 2\n{many}"
    hostile = "def double(x):\n    '\u202e\x1b[31m'\n    return {'\u202e' * 99: x}\n"
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "long.ipynb", "import numpy as np", long, GOOD_COUNTER)
    write(tmp_path / "in" / "odd.ipynb", hostile, GOOD_COUNTER)
    assert grade(tmp_path / "in", tmp_path / "out").exit_code == 0
    for name in ("long", "odd"):
        result = read_result((tmp_path / "out" / "results" / f"{name}.json").read_bytes())
        [trace] = [one for one in result.traces if one.exercise == "double"]
        assert trace.unexplained is not None
        assert len(trace.hashes) <= 1280
        assert len(trace.unexplained.code.text) <= 80 * 121
        assert len(trace.unexplained.shown) <= 200
        assert not {"\u202e", "\x1b"} & {*trace.unexplained.code.text, *trace.unexplained.shown}


def test_a_bug_in_what_is_compared_costs_nobody_points(
    graded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_self: object, _graded: object) -> object:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(Tracer, "traces", broken)
    path = graded / "in" / "right.ipynb"
    with worker_of(run_in(folder_store(tmp_path / "out"))) as worker:
        done = worker.grade(HandIn(Person("right"), path.name, Place(path)), "right")
    assert done.row.score == done.row.max_score
    [fault] = done.faults
    assert "what it is compared by" in fault and "ZeroDivisionError" in fault
