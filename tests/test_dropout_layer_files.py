"""The Dropout layer's own files: notebooks that run, blanks that earn nothing, texts, modules."""

import importlib
import sys
import tomllib

import nbformat
import numpy as np
import pytest
from course_lesson import Lesson

from grader.language import LANGUAGES, flatten
from grader.load import importable

LESSON = Lesson("dropout_layer")
HANDOUT = LESSON.folder / "handout.ipynb"
SOLUTION = LESSON.solutions / "solution.ipynb"


def cells(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook.cells


def executed(path):
    """Execute a notebook's code cells in one namespace, as far as they run without PyTorch."""
    namespace = {"__name__": "__main__"}
    without_torch = {**LESSON.provided(), "torch": None}
    with importable(without_torch):
        for cell in cells(path):
            if cell.cell_type == "code":
                exec(compile(cell.source, cell.id, "exec"), namespace)
    return namespace


def test_the_notebooks_are_valid_and_their_cells_have_ids_of_their_own():
    for path in (HANDOUT, SOLUTION):
        notebook = nbformat.read(path, as_version=4)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
        ids = [cell.id for cell in cells(path)]
        assert len(ids) == len(set(ids)) > 20
        assert not [cell.id for cell in cells(path) if cell.get("outputs")]


def test_the_solution_is_the_handout_filled_in():
    blank, filled = cells(HANDOUT), cells(SOLUTION)
    assert [cell.id for cell in blank] == [cell.id for cell in filled]
    differ = {b.id for b, f in zip(blank, filled, strict=True) if b.source != f.source}
    assert differ == {"capa"}
    [layer] = [cell.source for cell in filled if cell.id == "capa"]
    assert "= None  #" not in layer and layer.count("INICIO DE TU CÓDIGO") == 4


def test_the_solution_runs_from_top_to_bottom_and_prints_the_expected_output(capsys):
    executed(SOLUTION)
    printed = capsys.readouterr().out
    expected = [cell.source for cell in cells(SOLUTION) if "**Salida esperada**" in cell.source]
    assert len(expected) == 4
    for source in expected:
        assert source.split("```")[1].strip() in printed
    assert "p = 0.3   error en lo visto: 1.4   en lo nuevo: 4.8" in printed
    assert "PyTorch no está instalado" in printed


def test_the_statement_says_what_p_is_and_that_draws_may_differ():
    text = "\n".join(cell.source for cell in cells(HANDOUT) if cell.cell_type == "markdown")
    assert "**`p` es la probabilidad de APAGAR**" in text
    assert "También está bien" in text
    for rubric in LESSON.assignment().rubrics:
        assert f"| {rubric.points:g} |" in text


def test_the_solutions_class_earns_everything():
    functions = {"Dropout": executed(SOLUTION)["Dropout"]}
    assert not [e for e in LESSON.exercises if LESSON.lost_items(functions, e, 0)]


@pytest.mark.parametrize("name", ["edunn", "edunn.model", "edunn.utils"])
def test_the_provided_package_answers_every_import_and_is_loaded_once(name):
    with importable(LESSON.provided()):
        assert importlib.import_module(name) is LESSON.provided()[name]
    assert LESSON.provided()["edunn"].Phase is LESSON.provided()["edunn.model"].Phase
    assert name not in sys.modules


def test_phases_have_their_names_in_both_languages():
    model = LESSON.provided()["edunn.model"]
    assert model.Fase.Entrenamiento is model.Phase.Training is model.Phase.Train
    assert model.Fase.Prueba is model.Phase.Test is model.Phase.TEST
    assert len(model.Phase) == 2


def test_the_base_class_keeps_its_phase_and_its_cache():
    edunn = LESSON.provided()["edunn"]
    layer = edunn.Layer()
    assert layer.phase is edunn.Phase.Training
    layer.set_phase(edunn.Phase.Test)
    layer.set_cache(1, 2)
    assert (layer.phase, layer.get_cache()) == (edunn.Phase.Test, (1, 2))
    assert (layer.get_parameters(), layer.parameter_count(), repr(layer)) == ({}, 0, "Layer")
    layer.register_parameter("w", np.ones((2, 3)))
    assert layer.parameter_count() == 6
    for missing in (layer.forward, layer.backward):
        with pytest.raises(NotImplementedError):
            missing(1)


def test_the_numerical_gradient_is_that_of_a_known_function():
    utils = LESSON.provided()["edunn.utils"]
    x, g = np.array([[1.0, -2.0, 0.5]]), np.array([[1.0, 3.0, -1.0]])
    found = utils.numerical_gradient(lambda x: x**3, x, g)
    np.testing.assert_allclose(found, 3 * x**2 * g, rtol=1e-8)
    assert utils.zero_fraction([0, 0, 1, 2]) == 0.5


def test_texts_are_complete_in_every_language():
    texts = LESSON.assignment().texts
    assert set(texts) == set(LANGUAGES)
    assert set(texts["es"]) == set(texts["pt-BR"]) == set(texts["en"])
    names = {case.name for e in LESSON.exercises for case, _ in LESSON.cases(e, 0)}
    assert {f"cases.{name}" for name in names} == {k for k in texts["es"] if k.startswith("cases.")}


def test_every_title_is_given_in_every_language():
    rubrics = LESSON.assignment().rubrics
    titles = [LESSON.assignment().title, *(r.title for r in rubrics)]
    titles += [item.title for rubric in rubrics for item in rubric.items]
    assert all(set(title) == set(LANGUAGES) and all(title.values()) for title in titles)


def test_every_mistake_has_a_sentence_and_a_hint_in_every_language():
    path = LESSON.solutions / "mistakes.toml"
    texts = flatten(tomllib.loads(path.read_text(encoding="utf-8")))
    known = [mistake.id for mistake in LESSON.solution("mistakes").MISTAKES]
    kinds = ("sentence", "hint")
    assert set(texts) == {f"{m}.{k}.{lang}" for m in known for k in kinds for lang in LANGUAGES}
    assert all(texts.values())
