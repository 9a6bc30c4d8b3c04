"""What GitHub reads of this repository has the shape that it reads."""

import subprocess
import sys

import pytest
from course_lesson import ROOT

GITHUB = ROOT / ".github"
SCHEMAS = {
    "dependabot.yml": "vendor.dependabot",
    "ISSUE_TEMPLATE/config.yml": "vendor.github-issue-config",
    **{
        path.relative_to(GITHUB).as_posix(): "vendor.github-issue-forms"
        for path in GITHUB.glob("ISSUE_TEMPLATE/*.yml")
        if path.stem != "config"
    },
    **{
        path.relative_to(GITHUB).as_posix(): "vendor.github-workflows"
        for path in GITHUB.glob("workflows/*.yml")
    },
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_file_of_githubs_has_its_shape(name: str) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[name]]
    done = subprocess.run([*command, str(GITHUB / name)], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_forms_are_offered() -> None:
    assert list(SCHEMAS.values()).count("vendor.github-issue-forms") == 2
