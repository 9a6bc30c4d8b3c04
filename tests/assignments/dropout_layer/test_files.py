"""What is particular to the Dropout layer's files: its statement, and the provided package."""

import importlib
import sys

import numpy as np
import pytest
from course_lesson import Lesson
from lesson_notebooks import cells, executed, expected_outputs, filled_in, handout, solution

from grader.load import importable

LESSON = Lesson("dropout_layer")


def test_the_cell_to_fill_in_is_the_layer():
    assert filled_in(LESSON) == {"capa"}
    [layer] = [cell.source for cell in cells(solution(LESSON)) if cell.id == "capa"]
    assert "= None  #" not in layer and layer.count("INICIO DE TU CÓDIGO") == 4


def test_the_solution_shows_what_dropout_is_for_and_does_without_pytorch(capsys):
    executed(LESSON, solution(LESSON), only_definitions=False)
    printed = capsys.readouterr().out
    assert len(expected_outputs(LESSON)) == 4
    assert "p = 0.3   error en lo visto: 1.4   en lo nuevo: 4.8" in printed
    assert "PyTorch no está instalado" in printed


def test_the_statement_says_what_p_is_and_that_draws_may_differ():
    text = "\n".join(cell.source for cell in cells(handout(LESSON)) if cell.cell_type == "markdown")
    assert "**`p` es la probabilidad de APAGAR**" in text
    assert "También está bien" in text
    for rubric in LESSON.assignment().rubrics:
        assert f"| {rubric.points:g} |" in text


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
