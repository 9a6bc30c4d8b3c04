"""`grader check --hint`: where a mistake is, what it is, how to go on; capped by the assignment."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from course_fixture import COURSE, GOOD_COUNTER, GOOD_DOUBLE, notebook_bytes

from grader.cli import main


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def write(path: Path, *sources: str) -> Path:
    path.write_bytes(notebook_bytes(*sources))
    return path


DIVIDES_BY_ONE_LESS = (
    "def standardise(x):\n"
    "    mean, n = x.mean(axis=0, keepdims=True), len(x)\n"
    "    spread = ((x - mean) ** 2).sum(axis=0, keepdims=True) / (n - 1)\n"
    "    return {'mean': mean, 'spread': spread ** 0.5, 'result': (x - mean) / spread ** 0.5}\n"
    "def score(x, w):\n"
    "    return standardise(x)['result'] @ w\n"
)
MISTAKE = "standardise.one_less"
SENTENCE, HINT = "divided by n - 1", "Standardise the numbers 0 and 2 by hand"


def hinted(path: Path, *arguments: str, course: Path = COURSE) -> str:
    """Check a notebook with a known mistake; return the text and the JSON."""
    assignment = course / "assignments" / "standardise"
    text = run("check", assignment, path, *arguments)
    written = run("check", assignment, path, "--format", "json", *arguments)
    assert (text.exit_code, written.exit_code) == (1, 1)
    return " ".join(text.output.split()) + written.stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), []),
        (("--hint", "1"), []),
        (("--hint", "2"), [SENTENCE, MISTAKE]),
        (("--hint", "3"), [SENTENCE, MISTAKE, HINT]),
    ],
)
def test_check_says_as_much_of_a_mistake_as_it_is_asked_for(
    tmp_path: Path, arguments: tuple[str, ...], says: list[str]
) -> None:
    output = hinted(write(tmp_path / "ana.ipynb", DIVIDES_BY_ONE_LESS), *arguments)
    assert [words for words in (SENTENCE, MISTAKE, HINT) if words in output] == says
    assert "The deviation of each column" in output


def test_an_assignment_may_keep_its_hints_to_itself(tmp_path: Path) -> None:
    course = tmp_path / "course"
    shutil.copytree(COURSE, course)
    table = course / "assignments" / "standardise" / "assignment.toml"
    source = table.read_text(encoding="utf-8")
    table.write_text(f'hints = "what"\n{source}', encoding="utf-8")
    path = write(tmp_path / "ana.ipynb", DIVIDES_BY_ONE_LESS)
    output = hinted(path, "--hint", "3", course=course)
    assert [words for words in (SENTENCE, MISTAKE, HINT) if words in output] == [SENTENCE, MISTAKE]


@pytest.mark.parametrize("level", ["0", "5", "where"])
def test_there_are_four_hints(tmp_path: Path, level: str) -> None:
    path = write(tmp_path / "ana.ipynb", GOOD_DOUBLE, GOOD_COUNTER)
    assert run("check", COURSE / "assignments" / "double", path, "--hint", level).exit_code == 2
