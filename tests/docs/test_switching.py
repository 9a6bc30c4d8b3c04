"""The guides for who used another grader: every command in them is run, in their order."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from course_lesson import ROOT
from solved_notebooks import NBGRADER, OTTER, write

GUIDES = {
    "from-nbgrader": (NBGRADER, "source/ps1/ps1.ipynb", "submitted/ana/ps1/ps1.ipynb"),
    "from-otter": (OTTER, "master.ipynb", "submissions/ana.ipynb"),
}


def commands(guide: str) -> list[list[str]]:
    text = (ROOT / "docs" / "switch" / f"{guide}.md").read_text(encoding="utf-8")
    return [shlex.split(line) for line in re.findall(r"^\$ grader (.*)$", text, re.MULTILINE)]


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES)
def test_a_guides_commands_do_what_it_says(guide: str, tmp_path: Path) -> None:
    cells, source, handed_in = GUIDES[guide]
    write(tmp_path / source, *cells)
    environment = {name: value for name, value in os.environ.items() if name != "GRADER_COURSE"}
    for command in commands(guide):
        if command[0] == "grade":
            solution = next(tmp_path.glob("solutions/*/solution.ipynb"))
            (tmp_path / handed_in).parent.mkdir(parents=True)
            shutil.copy(solution, tmp_path / handed_in)
        done = subprocess.run(
            [sys.executable, "-m", "grader", *command],
            cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    gradebook = (tmp_path / "results" / "gradebook.csv").read_text(encoding="utf-8")
    student, score, most = gradebook.splitlines()[1].split(",")[:3]
    assert (student, score) == ("ana", most)
