"""What is particular to the dense layers lesson's files: its figures, the stand-in for nnfs."""

import numpy as np
import pytest
from course_lesson import Lesson
from lesson_notebooks import expected_outputs, filled_in

from grader.load import importable

LESSON = Lesson("dense_layers")
DENSE, RELU, SOFTMAX, SPIRAL, LOSS, PIPELINE = LESSON.exercises

# as the lesson prints them, or as its seeded code prints them with numpy's own float64
PRINTED = {
    DENSE: (
        "output",
        [[0.148296, -0.08397602], [0.14100315, -0.01340469], [0.20124979, -0.07290616]],
        5.1e-9,
    ),
    RELU: ("output", [[0, 2, 0]], 0),
    SOFTMAX: ("output", [[0.09, 0.24, 0.67], [0.8, 0.1, 0.1]], 0.05),
    PIPELINE: (
        "rows",
        [
            [0.33333333, 0.33333333, 0.33333333],
            [0.33331734, 0.33331832, 0.33336434],
            [0.3332888, 0.33329153, 0.33341967],
            [0.33325941, 0.33326395, 0.33347665],
            [0.33323311, 0.33323926, 0.33352763],
        ],
        5.1e-9,
    ),
}


def test_the_cells_to_fill_in_are_those_of_the_exercises():
    assert filled_in(LESSON) == {"densa", "relu", "softmax", "espiral", "rede", "perda"}
    assert len(expected_outputs(LESSON)) == 7


@pytest.mark.parametrize("exercise", PRINTED)
def test_the_lessons_figures_are_reproduced(exercise):
    key, figures, precision = PRINTED[exercise]
    case, _ = LESSON.cases(exercise, 1)[0]
    got = LESSON.answer(LESSON.reference(), exercise, case, 1)
    assert np.abs(np.asarray(got[key]) - figures).max() <= precision


# ---------------------------------------------------------------- the stand-in for nnfs


def test_nnfs_answers_the_imports_of_the_lesson_and_leaves_numpy_as_it_is():
    before = {name: getattr(np, name) for name in ("dot", "zeros", "eye", "array")}
    randn = np.random.randn
    namespace = {}
    with importable(LESSON.provided()):
        exec("import nnfs\nfrom nnfs.datasets import spiral_data\nnnfs.init()", namespace)
    assert {name: getattr(np, name) for name in before} == before
    assert np.random.randn == randn
    assert np.zeros(1).dtype == np.float64
    assert np.random.randn() == np.random.RandomState(0).randn()
    assert callable(namespace["spiral_data"])


def test_the_data_of_nnfs_have_the_samples_of_each_class_in_rows():
    X, y = LESSON.provided()["nnfs.datasets"].vertical_data(50, 4)
    assert X.shape == (200, 2)
    assert np.bincount(y).tolist() == [50] * 4


def test_the_sine_of_nnfs_goes_once_around():
    X, y = LESSON.provided()["nnfs.datasets"].sine_data(400)
    assert X.shape == y.shape == (400, 1)
    assert y[0] == 0
    assert y[100] == 1
    assert abs(y.mean()) < 1e-12


def test_the_spiral_of_nnfs_is_not_lent_and_is_nowhere_to_be_found():
    datasets = LESSON.provided()["nnfs.datasets"]
    with pytest.raises(RuntimeError, match="aqui conta a sua"):
        datasets.spiral_data(100, 3)
    files = (LESSON.folder / "provided").rglob("*.py")
    assert not any("np.sin(2.5" in path.read_text(encoding="utf-8") for path in files)
    assert not hasattr(datasets, "lent")


def test_the_spiral_that_the_network_is_fed_obeys_the_law_asked_of_students():
    X = LESSON.cases(PIPELINE, 0)[0][0].X
    case, want = LESSON.cases(SPIRAL, 0)[0]
    y = np.repeat(np.arange(case.classes), case.samples)
    found = LESSON.check(SPIRAL, case, {"X": X, "y": y}, want)
    assert [finding.ok for finding in found] == [True] * 3
