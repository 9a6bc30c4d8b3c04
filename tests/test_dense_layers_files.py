"""The dense layers lesson's own files: notebooks, figures, texts, the stand-in for nnfs."""

import json
import tomllib
import types
from unittest.mock import MagicMock

import nbformat
import numpy as np
import pytest
from course_lesson import Lesson

from grader.language import LANGUAGES, flatten
from grader.load import importable

LESSON = Lesson("dense_layers")
DENSE, RELU, SOFTMAX, SPIRAL, LOSS, PIPELINE = LESSON.exercises
HANDOUT = LESSON.folder / "handout.ipynb"
SOLUTION = LESSON.solutions / "solution.ipynb"
MISTAKES = [mistake.id for mistake in LESSON.solution("mistakes").MISTAKES]

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


def cells(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook.cells


def executed(path, *, only_definitions):
    """Execute a notebook's code cells in one namespace, without matplotlib."""
    plots = types.ModuleType("matplotlib")
    plots.pyplot = MagicMock()
    plots.pyplot.__name__ = "matplotlib.pyplot"
    namespace = {"__name__": "__main__"}
    modules = {**LESSON.provided(), "matplotlib": plots, "matplotlib.pyplot": plots.pyplot}
    with importable(modules):
        for cell in cells(path):
            wanted = "def " in cell.source or cell.id == "pacotes" or not only_definitions
            if cell.cell_type == "code" and wanted:
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
    assert differ == {"densa", "relu", "softmax", "espiral", "rede", "perda"}
    assert not [cell.id for cell in filled if "None" in cell.source and cell.cell_type == "code"]


def test_the_solution_runs_from_top_to_bottom_and_prints_the_expected_output(capsys):
    executed(SOLUTION, only_definitions=False)
    printed = capsys.readouterr().out
    expected = [cell.source for cell in cells(SOLUTION) if "**Saída esperada**" in cell.source]
    assert len(expected) == 7
    for source in expected:
        assert source.split("```")[1].strip() in printed


@pytest.mark.parametrize("exercise", LESSON.exercises)
def test_the_solution_earns_everything_and_the_handout_nothing(exercise):
    items = {i.id for r in LESSON.assignment().rubrics if r.name == exercise for i in r.items}
    assert not LESSON.lost_items(executed(SOLUTION, only_definitions=True), exercise, 0)
    assert LESSON.lost_items(executed(HANDOUT, only_definitions=True), exercise, 0) == items


@pytest.mark.parametrize("exercise", PRINTED)
def test_the_lessons_figures_are_reproduced(exercise):
    key, figures, precision = PRINTED[exercise]
    case, _ = LESSON.cases(exercise, 1)[0]
    got = LESSON.answer(LESSON.reference(), exercise, case, 1)
    assert np.abs(np.asarray(got[key]) - figures).max() <= precision


def test_expected_json_holds_what_the_reference_gives():
    expected = json.loads((LESSON.folder / "expected.json").read_text(encoding="utf-8"))
    assert list(expected) == list(LESSON.exercises)
    for exercise, frozen in expected.items():
        shown = LESSON.assignment().exercises[exercise].shown
        [(case, want)] = [(c, w) for c, w in LESSON.cases(exercise, 1) if c.name in frozen]
        assert set(frozen[case.name]) == set(shown)
        for name in shown:
            np.testing.assert_allclose(frozen[case.name][name], want[name], rtol=1e-12, atol=1e-15)


def test_texts_are_complete_in_every_language():
    texts = LESSON.assignment().texts
    assert set(texts) == set(LANGUAGES)
    said = {language: set(texts[language]) for language in LANGUAGES}
    assert said["pt-BR"] == said["es"] == said["en"]
    names = {case.name for exercise in LESSON.exercises for case, _ in LESSON.cases(exercise, 0)}
    assert {f"cases.{name}" for name in names} == {k for k in said["en"] if k.startswith("cases.")}


def test_every_title_is_given_in_every_language():
    rubrics = LESSON.assignment().rubrics
    titles = [LESSON.assignment().title, *(r.title for r in rubrics)]
    titles += [item.title for rubric in rubrics for item in rubric.items]
    assert all(set(title) == set(LANGUAGES) and all(title.values()) for title in titles)


def test_every_mistake_has_a_sentence_and_a_hint_in_every_language():
    texts = flatten(tomllib.loads((LESSON.solutions / "mistakes.toml").read_text(encoding="utf-8")))
    kinds = ("sentence", "hint")
    wanted = {f"{m}.{k}.{language}" for m in MISTAKES for k in kinds for language in LANGUAGES}
    assert set(texts) == wanted
    assert all(texts.values())


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
    X, y = namespace["spiral_data"](samples=100, classes=3)
    assert X.shape == (300, 2)
    assert y.shape == (300,)


@pytest.mark.parametrize(("function", "columns"), [("spiral_data", 2), ("vertical_data", 2)])
def test_the_data_of_nnfs_have_the_samples_of_each_class_in_rows(function, columns):
    X, y = getattr(LESSON.provided()["nnfs.datasets"], function)(50, 4)
    assert X.shape == (200, columns)
    assert np.bincount(y).tolist() == [50] * 4


def test_the_sine_of_nnfs_goes_once_around():
    X, y = LESSON.provided()["nnfs.datasets"].sine_data(400)
    assert X.shape == y.shape == (400, 1)
    assert y[0] == 0
    assert y[100] == 1
    assert abs(y.mean()) < 1e-12


def test_the_spiral_of_nnfs_obeys_the_law_asked_of_students():
    datasets = LESSON.provided()["nnfs.datasets"]
    for case, want in LESSON.cases(SPIRAL, 0):
        X, y = datasets.spiral_data(case.samples, case.classes)
        found = LESSON.check(SPIRAL, case, {"X": X, "y": y}, want)
        assert [finding.ok for finding in found] == [True] * 3
