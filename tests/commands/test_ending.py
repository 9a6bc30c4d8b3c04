"""How commands end where nothing is as usual: terminals, full and closed outputs, no folder."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from course_fixture import COURSE, GOOD_COUNTER, notebook_bytes

from grader import ending
from grader.cli import main
from grader.commands import list as list_command

WRONG = "def double(x):\n    return x + 2\n"
PYTHON = [sys.executable, "-m", "grader"]


@pytest.fixture(autouse=True)
def small_course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ana.ipynb").write_bytes(notebook_bytes(WRONG, GOOD_COUNTER))


COMMANDS = {
    "list": (["list"], 0),
    "show": (["show", "double", "--lang", "es"], 0),
    "check": (["check", "double", "ana.ipynb", "--lang", "pt-BR"], 1),
    "check as JSON": (["check", "double", "ana.ipynb", "--format", "json"], 1),
    "check as HTML": (["check", "double", "ana.ipynb", "--format", "html"], 1),
    "help": (["--help"], 0),
}
ALONE = '"$@"'
each_command = pytest.mark.parametrize("command", COMMANDS)


def run(command: str, shell: str = '"$@"', **more: str) -> subprocess.CompletedProcess[bytes]:
    arguments, _ = COMMANDS[command]
    return subprocess.run(
        ["/bin/sh", "-c", shell, "sh", *PYTHON, *arguments],
        capture_output=True, check=False, env={**os.environ, **more}, timeout=120,
    )  # fmt: skip


def assert_one_sentence(ended: subprocess.CompletedProcess[bytes], words: str) -> None:
    said = ended.stderr.decode()
    assert words in said
    assert said.count("\n") == 1 and said.startswith("grader: "), said


@pytest.mark.sampled(thorough=7)
@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1", "cp437", "utf-8:strict"])
@each_command
def test_an_encoding_that_lacks_letters_gets_others_in_their_place(
    command: str, encoding: str
) -> None:
    ended = run(command, PYTHONIOENCODING=encoding)
    assert ended.returncode == COMMANDS[command][1]
    assert b"Traceback" not in ended.stderr
    assert ended.stdout


@pytest.mark.sampled(thorough=2)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
@each_command
def test_a_full_output_is_a_sentence_and_not_less_than_full_marks(command: str) -> None:
    ended = run(command, '"$@" > /dev/full')
    assert ended.returncode == 2
    assert_one_sentence(ended, "standard output cannot be written: No space left on device")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")
def test_where_errors_cannot_be_written_either_the_code_is_the_same() -> None:
    assert run("check", '"$@" > /dev/full 2> /dev/full').returncode == 2


@pytest.mark.sampled(thorough=2)
@each_command
def test_a_closed_output_disturbs_nothing(command: str) -> None:
    ended = run(command, '"$@" >&-')
    assert (ended.returncode, ended.stderr) == (COMMANDS[command][1], b"")


@pytest.mark.sampled(thorough=2)
@pytest.mark.parametrize("command", ["show", "check", "check as HTML"])
def test_nobody_reading_is_no_mark_and_no_sentence(command: str) -> None:
    ended = run(command, '{ sleep 0.2; "$@"; echo $? > code; } | true')
    assert Path("code").read_text().strip() == "141"
    assert ended.stderr == b""


@pytest.mark.parametrize("command", ["list", "show", "check"])
def test_a_working_folder_that_is_gone_is_a_sentence(command: str) -> None:
    ended = run(command, 'mkdir gone; cd gone; rmdir ../gone; PYTHONPATH="$OLDPWD" "$@"')
    assert ended.returncode == 2
    assert_one_sentence(ended, "the working folder cannot be used")


# ---------------------------------------------------------------- in this process


@pytest.mark.parametrize(
    "arguments",
    [
        ["grade", "double", "", "--out", "o"], ["grade", "double", "ana.ipynb", "", "--out", "o"],
        ["grade", "double", "ana.ipynb", "--out", ""], ["check", "double", ""],
        ["check", "double", "ana.ipynb", "--seed-file", ""], ["check", "", "ana.ipynb"],
        ["check", "double", "ana.ipynb", "--annotate", ""], ["new", "lab", "--course", ""],
        ["show", ""], ["validate", ""], ["grade", "", "ana.ipynb", "--out", "o"],
    ],
)  # fmt: skip
def test_an_empty_path_is_refused_and_nothing_is_written(
    tmp_path: Path, arguments: list[str]
) -> None:
    before = sorted(tmp_path.iterdir())
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert "empty" in result.output
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("error", "code", "sentence"),
    [
        (KeyError("secret"), 3, "a fault of ours: KeyError, "),
        (FileNotFoundError(2, "No such file or directory", "secret"), 3, "a fault of ours"),
        (OSError(errno.ENOSPC, "No space left on device", "secret"), 3, "a fault of ours"),
        (OSError(errno.EIO, "Input/output error"), 2, "standard output cannot be written"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_whatever_nobody_caught_is_a_sentence_that_tells_no_secret(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, sentence: str
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(ending, "_give_up_output", lambda: None)
    monkeypatch.setattr(list_command, "run_list", fail)
    result = CliRunner().invoke(main, ["list"])
    assert result.exit_code == code
    assert sentence in result.output
    assert "secret" not in result.output
    assert result.output.count("\n") <= 1
