"""What the commands of a service say is said in the language of whoever types them."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import run
from course_fixture import COURSE

import grader
from grader.errors import BrokenBackup, NotServed
from grader.language import LANGUAGES, built_in
from grader.model import Text
from grader.service.refusal import not_served

COMMANDS = [
    (["serve", "--course", "/nowhere"], "'assignments'"),
    (["worker", "--course", str(COURSE)], "`grader serve`"),
    (["token", "revoke", "none"], "grader token list"),
    (["token", "list", "--data", "{folder}"], "grader serve"),
    (["lti", "invite", "A B"], "-"),
    (["lti", "list", "--data", "{folder}"], "$DATABASE_URL"),
    (["backup", "{folder}/backup", "--data", "{folder}"], "--data"),
    (["restore", "{folder}/none"], "{folder}/none"),
    (["purge", "--older-than", "2d", "--data", "{folder}"], "--data"),
    (["serve", "--course", str(COURSE), "--blobs", "ftp://host/x"], "ftp://host/x"),
]

SPOKEN = ("pt_BR.UTF-8", "es_UY.UTF-8", "en_GB.UTF-8")


@pytest.mark.parametrize(("words", "said"), COMMANDS, ids=lambda value: " ".join(value)[:20])
def test_a_refusal_is_said_in_each_language(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentences = set()
    for name in ("DATABASE_URL", "GRADER_BLOBS"):
        monkeypatch.setenv(name, "")
    for language in SPOKEN:
        monkeypatch.setenv("LC_ALL", language)
        ended = run(*(word.format(folder=tmp_path) for word in words))
        assert ended.exit_code == 2, ended.output
        assert ended.stderr.startswith("grader: ") and ended.stderr.count("\n") == 1
        assert said.format(folder=tmp_path) in ended.stderr
        sentences.add(ended.stderr)
    assert len(sentences) == 3


def test_it_is_said_so_by_the_program_too(tmp_path: Path) -> None:
    words = ["restore", str(tmp_path / "none")]
    ended = [
        subprocess.run(
            [sys.executable, "-m", "grader", *words], capture_output=True, text=True, check=False,
            env={**os.environ, "LC_ALL": language},
        )
        for language in SPOKEN
    ]  # fmt: skip
    assert [one.returncode for one in ended] == [2, 2, 2]
    assert len({one.stderr for one in ended}) == 3


def test_a_refusal_is_a_sentence_in_logs_too() -> None:
    refusal = not_served(Text("backup.damaged", {"file": "b"}), BrokenBackup)
    assert isinstance(refusal, BrokenBackup) and isinstance(refusal, NotServed)
    assert str(refusal).startswith("b is damaged")


def test_the_service_refuses_nothing_to_a_person_in_one_language_alone() -> None:
    source = Path(grader.__file__).parent
    files = [*(source / "service").rglob("*.py"), *(source / "commands").rglob("*.py")]
    named = {"service.py", "operation.py", "lti.py"}
    files = [path for path in files if "service" in path.parts[-3:-1] or path.name in named]
    assert len(files) > 50
    alone = [
        f"{path.name}:{node.lineno}"
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("UserError", "NotServed", "BrokenBackup")
    ]
    assert alone == ["export_class.py:" + alone[0].rpartition(":")[2]]  # a seam of the export's


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_thing_that_a_purge_counts_has_its_word(language: str) -> None:
    from grader.commands.operation import _REMOVED
    from grader.service.purge import _STEPS

    assert [what for what, _step in _STEPS] == list(_REMOVED)[:-1]
    assert all(text.key in built_in(language) for text in _REMOVED.values())
