"""`grader start` and `grader check` as a student types them: few words, or none."""

import os
from pathlib import Path

import pytest
from command_line import run, write
from course_fixture import COURSE

OF_TWO_LESSONS = "".join(f"class {name}: pass\n" for name in ("Neuronio", "Camada", "MLP", "Valor"))
OF_TWO_LESSONS += "def treinar(): pass"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, with a small course beside the lessons."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GRADER_COURSE", str(COURSE))
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def test_without_a_word_the_newest_notebook_is_checked(folder: Path) -> None:
    for age, name in enumerate(("ana", "old")):
        os.utime(write(folder / f"{name}.ipynb"), (1e9 - age, 1e9 - age))
    checked = run("check", "--lang", "en")
    assert checked.exit_code == 0, checked.output
    assert "ana.ipynb answers to `double` and is the newest" in checked.stderr
    assert "old.ipynb" in checked.stderr


@pytest.mark.parametrize(
    "given", [("ana.ipynb",), ("double",), ("double", "ana.ipynb"), ("ana.ipynb", "double")]
)
def test_either_may_be_named_in_any_order(folder: Path, given: tuple[str, ...]) -> None:
    write(folder / "ana.ipynb")
    checked = run("check", *given)
    assert checked.exit_code == 0, checked.output


def test_a_notebook_of_another_name_is_told_by_being_a_file(folder: Path) -> None:
    write(folder / "ana.json")
    assert run("check", "ana.json").exit_code == 0
    assert run("check", "double", "ana.json").exit_code == 0


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "may answer to several"),
        ("es", "puede responder a varias"),
        ("pt-BR", "pode responder a várias"),
    ],
)
def test_where_it_is_not_plain_the_commands_are_listed(
    folder: Path, language: str, said: str
) -> None:
    write(folder / "minha rede.ipynb", OF_TWO_LESSONS)
    checked = run("check", "--lang", language)
    assert checked.exit_code == 2
    assert said in checked.stderr
    assert 'grader check autograd_dropout "minha rede.ipynb"' in checked.stderr
    assert 'grader check autograd_mlp "minha rede.ipynb"' in checked.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "No notebook in"),
        (("regularization",), "answers to `regularization`"),
        (("lost.ipynb",), "There is no file lost.ipynb"),
        (("strange.ipynb",), "defines nothing that a known assignment asks for"),
        (("regularisation",), "did you mean regularization"),
        (("a.ipynb", "b.ipynb"), "One notebook and one assignment at most"),
        (("a", "b", "c"), "One notebook and one assignment at most"),
        (("",), "empty name"),
    ],
)
def test_what_cannot_be_told_is_a_sentence(folder: Path, given: tuple[str, ...], said: str) -> None:
    write(folder / "strange.ipynb", "x = 1")
    checked = run("check", "--lang", "en", *given)
    assert checked.exit_code == 2
    assert said in " ".join(checked.stderr.split())
    assert "Traceback" not in checked.output


def test_a_folder_of_the_public_side_alone_says_that_a_kit_is_needed(folder: Path) -> None:
    public = folder / "course" / "assignments" / "double"
    public.mkdir(parents=True)
    for path in (COURSE / "assignments" / "double").glob("*.*"):
        (public / path.name).write_bytes(path.read_bytes())
    checked = run("check", public, write(folder / "ana.ipynb"))
    assert checked.exit_code == 2
    assert "check with the kit" in " ".join(checked.stderr.split())


# ---------------------------------------------------------------- start


def test_start_writes_the_handout_and_what_it_imports(folder: Path) -> None:
    started = run("start", "regularization")
    assert started.exit_code == 0, started.output
    there = {path.name for path in folder.iterdir()}
    assert there == {"regularization.ipynb", "reg_utils.py", "testCases.py", "public_tests.py"}
    assert "grader check" in started.output
    checked = run("check", "--lang", "en")
    assert checked.exit_code == 1, checked.output
    assert "0 of 100 points" in checked.output


def test_start_writes_packages_as_folders(folder: Path) -> None:
    assert run("start", "dropout_layer", "tarea 1").exit_code == 0
    assert (folder / "tarea 1" / "edunn" / "__init__.py").is_file()


def test_start_changes_nothing_that_is_there(folder: Path) -> None:
    (folder / "regularization.ipynb").write_text("mine")
    refused = run("start", "regularization", "--lang", "en")
    assert refused.exit_code == 2
    assert "there already" in refused.stderr
    assert (folder / "regularization.ipynb").read_text() == "mine"
    (folder / "again").mkdir()
    (folder / "again" / "reg_utils.py").write_text("mine")
    assert run("start", "regularization", "again").exit_code == 0
    assert (folder / "again" / "reg_utils.py").read_text() == "mine"


def test_start_without_a_name_lists_what_there_is(folder: Path) -> None:
    asked = run("start", "--lang", "es")
    assert asked.exit_code == 2
    assert "regularization" in asked.stderr and "¿Cuál?" in asked.stderr
