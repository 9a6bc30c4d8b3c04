"""The commands as a person gives them; a notebook written where they look."""

from pathlib import Path

from click.testing import CliRunner, Result
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.cli import main

GOOD = (GOOD_DOUBLE, GOOD_COUNTER)


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write(path: Path, *sources: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(notebook_bytes(*(sources or GOOD)))
    return path
