"""A class of 100 of whom 30 are hostile: the other 70 get the reports they would get alone."""

import json
from pathlib import Path

import pytest
from class_runs import graded
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.sandbox import policy

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not policy.supported(), reason="needs Linux on a known machine"),
]

CALM = {
    "right": (GOOD_DOUBLE, GOOD_COUNTER),
    "one-half": (GOOD_DOUBLE,),
    "by-numpy": ("import numpy as np\ndef double(x):\n    return np.add(x, x)\n", GOOD_COUNTER),
    "by-chance": (
        "import numpy as np\ndef double(x):\n    np.random.seed()\n"
        "    print(np.random.rand(), np.random.default_rng().random())\n    return x + x\n",
    ),
    "other-name": ("def dobro(x):\n    return x * 2\n", GOOD_COUNTER),
    "squares": ("def double(x):\n    return x * x\n", GOOD_COUNTER),
    "lists": ("def double(x):\n    return (2 * x).tolist()\n", GOOD_COUNTER),
    "raises": ("def double(x):\n    return x.no_such_thing\n", GOOD_COUNTER),
    "prints": ("def double(x):\n    print('doubling', x)\n    return 2 * x\n",),
    "words": ("def double(x):\n    return 'twice'\n", GOOD_COUNTER),
    "in-place": ("def double(x):\n    x *= 2\n    return x\n", GOOD_COUNTER),
    "blank": ("x = 1\n",),
    "broken-cell": ("def double(x):\n    return (2 * x\n", GOOD_COUNTER),
    "half-right": ("def double(x):\n    return 2 * x if len(x) > 1 else x\n", GOOD_COUNTER),
}
HOSTILE = {
    "ends-while-loading": "import os\nos._exit(0)\n",
    "never-ends": "def double(x):\n    while True:\n        pass\n",
    "takes-memory": "all = []\ndef double(x):\n    while True:\n        all.append(bytes(9**8))\n",
    "floods": "def double(x):\n    while True:\n        print('x' * 100000)\n",
    "forges": "import os\ndef double(x):\n    os.write(3, b'GRD1' * 1000)\n    return 2 * x\n",
    "null-pointer": "import ctypes\ndef double(x):\n    return ctypes.string_at(0)\n",
    "patches": (
        "import builtins, numpy as np, sys\nnp.add = np.asarray = np.array = None\n"
        "builtins.float = builtins.isinstance = print\nsys.modules.clear()\n"
        "def double(x):\n    return 3 * x\n"
    ),
    "kills": (
        "import os, signal\ndef double(x):\n    for pid in (os.getppid(), 0, -1):\n"
        "        os.kill(pid, signal.SIGKILL)\n    return 2 * x\n"
    ),
    "forks": "import os\ndef double(x):\n    while True:\n        os.fork()\n",
    "writes": (
        "import os, tempfile\ndef double(x):\n    for place in ('/tmp', '/dev/shm', '.', '/'):\n"
        "        open(os.path.join(place, 'was-here'), 'w').write('1')\n    return 2 * x\n"
    ),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the folders of results of the 70 alone and of all 100."""
    folder = tmp_path_factory.mktemp("neighbours")
    alone, together = folder / "alone", folder / "together"
    for place in (alone, together):
        place.mkdir()
        for turn in range(5):  # in the order of names the hostile stand between the others
            for kind, sources in CALM.items():
                (place / f"{turn}-{kind}.ipynb").write_bytes(notebook_bytes(*sources))
    for turn in range(3):
        for kind, source in HOSTILE.items():
            path = together / f"{turn}-{kind}-hostile.ipynb"
            path.write_bytes(notebook_bytes(source, GOOD_COUNTER))
    for place in (alone, together):
        options = ["--jobs", "2"]
        if place is together:
            options += ["--seed-file", str(folder / "alone-out" / "seed")]
        run = graded(place, folder / f"{place.name}-out", *options)
        assert run.returncode == 0, run.stderr
    return folder / "alone-out", folder / "together-out"


def test_the_others_get_the_same_reports_byte_for_byte_apart_from_the_time(
    results: tuple[Path, Path],
) -> None:
    alone, _together = results
    students = sorted(path.name for path in (alone / "students").iterdir())
    assert len(students) == 70
    for student in students:
        one, other = (folder / "students" / student for folder in results)
        assert (one / "report.html").read_bytes() == (other / "report.html").read_bytes()
        assert _timeless(one) == _timeless(other)


def test_the_hostile_have_reports_of_their_own_and_no_points_for_what_they_tried(
    results: tuple[Path, Path],
) -> None:
    _alone, together = results
    hostile = sorted((together / "students").glob("*-hostile"))
    assert len(hostile) == 30
    for folder in hostile:
        report = json.loads((folder / "report.json").read_bytes())
        assert report["status"] == "graded"
        wrong = [e for e in report["exercises"] if e["name"] == "double"]
        assert [(e["score"], e["status"] != "passed") for e in wrong] == [(0, True)], folder.name


def _timeless(student: Path) -> bytes:
    """Return a report's bytes up to the times, which are its last part."""
    content, separator, times = (student / "report.json").read_bytes().rpartition(b' "timing": {')
    assert separator and times.count(b"}") == 2
    return content
