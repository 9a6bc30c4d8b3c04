"""A class with submissions that cost as much as they can: it ends, in little memory, and the others
get the reports they would get alone.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from class_runs import WAIT_SECONDS, command, contents, environment
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.notebook.limits import SOURCE_CHARACTERS
from grader.sandbox import policy

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine"),
]

PEAK_MB = 400
CALM = {
    "a-right": (GOOD_DOUBLE, GOOD_COUNTER),
    "h-wrong": ("def double(x):\n    return x + 2\n", GOOD_COUNTER),
    "p-raises": ("def double(x):\n    return 1 / 0\n", GOOD_COUNTER),
    "z-right": (GOOD_DOUBLE, GOOD_COUNTER),
}
SLEEPING = (
    "import time\ndef double(x):\n    time.sleep(2.7)\n    return x\n",
    "import time\nclass Counter:\n    def __init__(self):\n        time.sleep(2.7)\n"
    "        self.count = 0\n    def step(self):\n        time.sleep(2.7)\n",
)
ONE_PER_CHILD = (
    "import os, numpy as np\ncalls = []\ndef double(x):\n    calls.append(1)\n"
    "    if len(calls) > 1:\n        os._exit(3)\n    return np.zeros({size}, np.uint8)\n"
)
COSTLY = {
    "time in every case, in every child": SLEEPING,
    "the largest answers, one for each child": (ONE_PER_CHILD.format(size=62_000_000),),
    "answers as large as may be, one for each child": (ONE_PER_CHILD.format(size=5_000_000),),
    "one large answer of truth values": (
        "import numpy as np\ndef double(x):\n    return np.zeros(7_000_000, bool)\n",
    ),
    "many lists": ("def double(x):\n    return [[0.5, [], ()]] * 20_000\n",),
    "one long line of wide letters": (GOOD_DOUBLE, f'x="{"𝟙" * (SOURCE_CHARACTERS // 2)}"'),
    "one long line of short statements": (GOOD_DOUBLE, "a;" * (SOURCE_CHARACTERS // 8)),
    "one long list of calls": (GOOD_DOUBLE, f"x = [{'f(),' * (SOURCE_CHARACTERS // 4 - 30)}]"),
    "one long list of functions": (GOOD_DOUBLE, f"x = [{'lambda:0,' * (SOURCE_CHARACTERS // 10)}]"),
}
_MEASURED = (
    "import resource, subprocess, sys\nended = subprocess.run(sys.argv[1:]).returncode\n"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\nsys.exit(ended)\n"
)


class Run(NamedTuple):
    """A class run that has ended."""

    out: Path
    peak_mb: float
    """Of the largest of its processes."""


def course(folder: Path) -> Path:
    """Copy the small course, with limits that are quickly used up."""
    shutil.copytree(COURSE, folder)
    path = folder / "assignments" / "double" / "assignment.toml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?m)^wall_seconds = .*$", "wall_seconds = 8.0", text)
    text = re.sub(r"(?m)^case_wall_seconds = .*$", "case_wall_seconds = 4.0", text)
    path.write_text(text, encoding="utf-8")
    return folder


def hand_in(folder: Path, submissions: dict[str, tuple[str, ...]]) -> Path:
    folder.mkdir()
    for name, sources in submissions.items():
        (folder / f"{name}.ipynb").write_bytes(notebook_bytes(*sources))
    return folder


def run(place: Path, *options: str) -> Run:
    """Grade a class to its end, and tell what it took."""
    out = place.with_name(f"{place.name}-out")
    ended = subprocess.run(
        [sys.executable, "-c", _MEASURED, *command(place, out, "--jobs", "2", *options)],
        env={**environment(), "GRADER_COURSE": str(place.parent / "course")},
        text=True, capture_output=True, timeout=WAIT_SECONDS, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return Run(out, int(ended.stdout.split()[-1]) / 1024)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Run]:
    """Return the run of the calm ones alone, and of everybody."""
    folder = tmp_path_factory.mktemp("costly")
    course(folder / "course")
    costly = {f"m-{number}": sources for number, sources in enumerate(COSTLY.values())}
    alone = run(hand_in(folder / "alone", CALM), "--lang", "en")
    together = hand_in(folder / "together", {**CALM, **costly})
    return alone, run(together, "--lang", "en", "--seed-file", str(alone.out / "seed"))


def report(out: Path, student: str) -> Any:
    return json.loads((out / "students" / student / "report.json").read_bytes())


def test_the_others_get_the_same_reports_byte_for_byte_apart_from_the_time(
    runs: tuple[Run, Run],
) -> None:
    alone, together = (contents(one.out / "students") for one in runs)
    assert {name: together[name] for name in alone} == alone
    assert len(alone) == 2 * len(CALM)


def test_the_largest_process_stays_small(runs: tuple[Run, Run]) -> None:
    alone, together = runs
    assert alone.peak_mb < together.peak_mb < PEAK_MB


def test_time_is_used_up_once_and_not_in_every_child(runs: tuple[Run, Run]) -> None:
    (counting,) = [e for e in report(runs[1].out, "m-0")["exercises"] if e["name"] == "Counter"]
    assert (counting["status"], counting["score"]) == ("timed_out", 0)
    assert "no time left" in counting["summary"]


@pytest.mark.parametrize("kind", COSTLY)
def test_what_costs_much_ends_as_the_students_own_doing(runs: tuple[Run, Run], kind: str) -> None:
    found = report(runs[1].out, f"m-{list(COSTLY).index(kind)}")
    assert found["status"] == "graded"
    double = found["exercises"][0]
    if "long" in kind:  # there is much of it, and what is asked for is right
        assert double["score"] == double["max_score"]
    else:
        assert double["score"] == 0
        assert double["status"] in ("bad_value", "failed", "timed_out")


def test_the_class_page_and_the_run_tell_of_no_fault(runs: tuple[Run, Run]) -> None:
    facts = json.loads((runs[1].out / "run.json").read_bytes())
    assert facts["faults"] == []
    assert facts["submissions"] == len(CALM) + len(COSTLY)
