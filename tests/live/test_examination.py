"""The examiner's side by itself: what it chooses, and a machine without a sandbox."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from standardise_cells import RIGHT, SCORE

from grader.live.examination import Examination
from grader.live.lessons import Unclear, chosen, every_lesson
from grader.live.line import Line


def message(**given: Any) -> dict[str, Any]:
    empty = {"names": {}, "cells": [], "replaced": [], "lesson": "", "language": "en"}
    return {**empty, **given}


def test_where_no_sandbox_holds_the_saved_notebook_is_graded_all_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setattr("grader.sandbox.policy.supported", lambda: False)
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": 1, "source": one}
        for one in (RIGHT, SCORE)
    ]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    examination = Examination(Line(io.BytesIO(), io.BytesIO()))
    told = examination.told(message(ask="all", file="x.ipynb"), json.dumps(content).encode())
    assert (told.score, told.max_score) == (20.0, 20.0)
    assert "without a sandbox" in told.text


def lessons(*names: str) -> Any:
    return [one for one in every_lesson() if one.slug in names]


def chosen_by(names: str, wanted: str | None = None, *recognised: str) -> list[str]:
    known = lessons("autograd_mlp", "autograd_dropout", "regularization", "dropout_layer")
    return [one.slug for one in chosen(known, names.split(), wanted, "", recognised)]


def test_the_lesson_is_the_one_of_which_most_is_defined() -> None:
    assert chosen_by("Valor Neuronio Camada MLP treinar") == ["autograd_mlp"]
    assert chosen_by("compute_cost_with_regularization") == ["regularization"]
    assert chosen_by("compute_cost_with_regularization Dropout") == [
        "regularization", "dropout_layer",
    ]  # fmt: skip


def test_where_two_fit_alike_the_notebook_tells() -> None:
    with pytest.raises(Unclear) as unclear:
        chosen_by("Valor MLP treinar")
    assert unclear.value.text.key == "live.two_lessons"
    assert chosen_by("Valor MLP treinar", None, "autograd_dropout") == ["autograd_dropout"]
    assert chosen_by("Valor MLP treinar", "Valor", "autograd_mlp") == ["autograd_mlp"]


def test_an_alias_and_an_exercise_are_known_too() -> None:
    assert chosen_by("Value Neuron", "Value") == ["autograd_mlp"]
    assert chosen_by("Valor Neuronio", "propagar_tudo") == ["autograd_mlp"]


def test_a_faulty_lesson_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.kit").write_bytes(b"no kit")
    monkeypatch.chdir(tmp_path)
    found = {one.slug for one in every_lesson()}
    assert "broken" not in found
    assert "regularization" in found
