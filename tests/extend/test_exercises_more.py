"""An exercise of each form, added to a new assignment, passes what every assignment is held to."""

import json
from pathlib import Path

from click.testing import CliRunner
from extend.exercises_more import add_to

from grader.cli import main


def test_an_exercise_of_each_form_is_ready(tmp_path: Path) -> None:
    made = CliRunner().invoke(main, ["new", "softplus", "--course", str(tmp_path)])
    assert made.exit_code == 0, made.output
    add_to(tmp_path, "softplus")
    folder = str(tmp_path / "assignments" / "softplus")
    arguments = ["validate", folder, "--no-kernel", "--freeze", "--format", "json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    rows = {row["what"]: row["result"] for row in json.loads(result.stdout)["rows"]}
    assert rows["assignment.toml"] == "3 exercises"
    assert rows["solution.ipynb in the sandbox"] == "20 of 20"
    assert rows["handout.ipynb in the sandbox"] == "0 of 20"
