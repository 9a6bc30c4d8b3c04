"""Which assignment a notebook answers to: by its metadata, its handout's texts, its definitions."""

import json
import os
from pathlib import Path

import pytest
from course_fixture import notebook_bytes

from grader.find import find_place
from grader.recognise import Recognisable, answering, candidates, everything_known, recognised

LESSONS = ("autograd_dropout", "autograd_mlp", "dense_layers", "dropout_layer", "regularization")
ASSIGNMENTS = Path(__file__).parents[1] / "assignments"


@pytest.fixture(scope="module")
def known() -> list[Recognisable]:
    return [one for one in everything_known() if one.place.slug in LESSONS]


def handout(slug: str) -> dict[str, object]:
    found: dict[str, object] = json.loads((ASSIGNMENTS / slug / "handout.ipynb").read_text("utf-8"))
    return found


@pytest.mark.parametrize("slug", LESSONS)
def test_a_handout_says_whose_it_is(slug: str, known: list[Recognisable]) -> None:
    assert recognised(json.dumps(handout(slug)).encode(), known) == (slug,)


@pytest.mark.parametrize("slug", LESSONS)
def test_without_metadata_its_texts_tell(slug: str, known: list[Recognisable]) -> None:
    assert recognised(json.dumps({**handout(slug), "metadata": {}}).encode(), known) == (slug,)


def test_metadata_of_an_unknown_assignment_do_not_count(known: list[Recognisable]) -> None:
    strange = {**handout("regularization"), "metadata": {"grader": {"assignment": "batch_norm"}}}
    assert recognised(json.dumps(strange).encode(), known) == ("regularization",)


def test_without_texts_its_definitions_tell(known: list[Recognisable]) -> None:
    written = notebook_bytes("def forward_propagation_with_dropout(X, p):\n    return X")
    assert recognised(written, known) == ("regularization",)
    assert recognised(notebook_bytes("class Convolucion:\n    pass"), known) == ()


def test_names_of_two_lessons_are_not_decided(known: list[Recognisable]) -> None:
    both = "class Valor: pass\nclass MLP: pass\ndef treinar(): pass\n"
    assert recognised(notebook_bytes(both), known) == ("autograd_dropout",)
    more = both + "class Neuronio: pass\nclass Camada: pass\n"
    assert recognised(notebook_bytes(more), known) == ("autograd_dropout", "autograd_mlp")
    assert answering(frozenset({"Dropout", "model"}), known) == ("dropout_layer",)


@pytest.mark.parametrize("content", [b"", b"\0" * 50, b"[]", b'{"cells": 5}', b'{"metadata": [1]}'])
def test_what_is_no_notebook_answers_to_nothing(content: bytes, known: list[Recognisable]) -> None:
    assert recognised(content, known) == ()


def test_the_newest_of_a_folder_stands_first(tmp_path: Path, known: list[Recognisable]) -> None:
    for age, name in enumerate(("new", "old", "older")):
        path = tmp_path / f"{name}.ipynb"
        path.write_bytes(notebook_bytes("def model(): pass"))
        os.utime(path, (1e9 - age, 1e9 - age))
    (tmp_path / "new.feedback.ipynb").write_bytes(notebook_bytes("def model(): pass"))
    (tmp_path / "other.ipynb").write_bytes(notebook_bytes("x = 1"))
    (tmp_path / "folder.ipynb").mkdir()
    found = candidates(tmp_path, known)
    assert [one.path.stem for one in found] == ["new", "old", "older"]
    assert {one.slugs for one in found} == {("regularization",)}


def test_an_assignment_whose_files_are_faulty_is_not_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "batch_norm.kit").write_bytes(b"no kit")
    monkeypatch.chdir(tmp_path)
    assert find_place("batch_norm").is_kit
    assert "batch_norm" not in {one.place.slug for one in everything_known()}
