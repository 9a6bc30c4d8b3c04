"""The tutorial of docs/write-an-assignment.md, followed to the letter."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "write-an-assignment.md").read_text(encoding="utf-8")
TUTORIAL = PAGE.partition("## An afternoon's work")[2].partition("\n## ")[0]
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", TUTORIAL, re.DOTALL)


def blocks(kind: str) -> list[str]:
    return [text for name, text in BLOCKS if name == kind]


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with the tutorial's assignment: a new one, its files replaced."""
    assert CliRunner().invoke(main, ["new", "batch_norm", "--course", str(tmp_path)]).exit_code == 0
    folder, solutions = (tmp_path / part / "batch_norm" for part in ("assignments", "solutions"))
    table, texts, variance = blocks("toml")
    exercises, blank, reference, mistakes, dishonest = blocks("python")
    (folder / "assignment.toml").write_text(table, encoding="utf-8")
    (folder / "texts.toml").write_text(texts, encoding="utf-8")
    (folder / "exercises.py").write_text(exercises, encoding="utf-8")
    (solutions / "reference.py").write_text(reference, encoding="utf-8")
    (solutions / "mistakes.py").write_text(mistakes, encoding="utf-8")
    (solutions / "dishonest.py").write_text(dishonest, encoding="utf-8")
    said = [
        f'[{name}]\nsentence.en = "A sentence."\nhint.en = "A hint."\n'
        for name in re.findall(r'Mistake\("(\w+)"', mistakes)
        if f"[{name}]" not in variance
    ]
    (solutions / "mistakes.toml").write_text("\n".join([*said, variance]), encoding="utf-8")
    (solutions / "alternatives.py").write_text(
        f"{reference}\nALTERNATIVES = ()\n", encoding="utf-8"
    )
    _replace_cell(folder / "handout.ipynb", blank)
    _replace_cell(solutions / "solution.ipynb", reference)
    return tmp_path


def _replace_cell(path: Path, source: str) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    kept = [notebook["cells"][0], {**notebook["cells"][2], "source": source}]
    path.write_text(json.dumps({**notebook, "cells": kept}), encoding="utf-8")


def test_the_tutorial_is_short() -> None:
    lines = [line for text in blocks("python") for line in text.splitlines() if line.strip()]
    assert 0 < len(lines) < 80


def test_the_tutorials_assignment_is_ready(course: Path) -> None:
    folder = str(course / "assignments" / "batch_norm")
    arguments = ["validate", folder, "--no-kernel", "--freeze", "--format", "json"]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    rows = {row["what"]: row["result"] for row in json.loads(result.stdout)["rows"]}
    assert rows["reference"] == "20 of 20 seeds agree"
    assert rows["mistakes"] == "3 of 3 lose points"
    assert rows["dishonest answers"] == "20 of 20 earn no more than they may"
    assert rows["solution.ipynb in the sandbox"] == "10 of 10"
    assert rows["handout.ipynb in the sandbox"] == "0 of 10"
