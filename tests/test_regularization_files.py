"""The regularization lesson's own files: notebooks that run, blanks that earn nothing, texts."""

import tomllib
import types
from unittest.mock import MagicMock

import nbformat
import pytest
from regularization_lesson import (
    BACKWARD,
    COST,
    EXERCISES,
    FOLDER,
    FORWARD,
    L2,
    MODEL,
    SOLUTIONS,
    cases,
    lesson,
    lost_items,
    provided,
    solution,
)

from grader.language import LANGUAGES, flatten
from grader.load import importable

HANDOUT = FOLDER / "handout.ipynb"
SOLUTION = SOLUTIONS / "solution.ipynb"
MISTAKES = [mistake.id for mistake in solution("mistakes").MISTAKES]


def cells(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    return notebook.cells


def executed(path, *, only_definitions, replace=()):
    """Execute a notebook's code cells in one namespace, without matplotlib."""
    plots = types.ModuleType("matplotlib")
    plots.pyplot = MagicMock()
    plots.pyplot.__name__ = "matplotlib.pyplot"
    namespace = {"__name__": "__main__"}
    modules = {**provided(), "matplotlib": plots, "matplotlib.pyplot": plots.pyplot}
    with importable(modules):
        for cell in cells(path):
            source = cell.source
            for old, new in replace:
                source = source.replace(old, new)
            wanted = "def " in source or cell.id == "pacotes" or not only_definitions
            if cell.cell_type == "code" and wanted:
                exec(compile(source, cell.id, "exec"), namespace)
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
    assert differ == {"l2-custo", "l2-volta", "dropout-ida", "dropout-volta", "modelo"}
    assert not [cell.id for cell in filled if "None" in cell.source and cell.cell_type == "code"]


def test_the_solution_runs_from_top_to_bottom_and_prints_the_expected_output(capsys):
    shorter = [("num_iterations=6000", "num_iterations=60")]
    executed(SOLUTION, only_definitions=False, replace=shorter)
    printed = capsys.readouterr().out
    for cell in cells(SOLUTION):
        if "**Saída esperada**" in cell.source:
            for line in cell.source.split("```")[1].strip().splitlines():
                assert line.strip() in printed


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_solution_earns_everything_and_the_handout_nothing(exercise):
    items = {item.id for r in lesson().rubrics if r.name == exercise for item in r.items}
    assert not lost_items(executed(SOLUTION, only_definitions=True), exercise, 0)
    assert lost_items(executed(HANDOUT, only_definitions=True), exercise, 0) == items


@pytest.mark.parametrize("lazy", ["zeros", "plain", "nothing"])
def test_doing_nothing_earns_no_item_in_full(lazy):
    reg = provided()["reg_utils"]
    plain = {
        COST: lambda A3, Y, p, lambd: reg.compute_cost(A3, Y),
        L2: lambda X, Y, c, lambd: reg.backward_propagation(X, Y, c),
        FORWARD: lambda X, p, keep_prob: reg.forward_propagation(X, p),
        BACKWARD: lambda X, Y, c, keep_prob: reg.backward_propagation(X, Y, _without_masks(c)),
        MODEL: lambda X, *_: reg.initialize_parameters([X.shape[0], 20, 3, 1]),
    }
    zeros = {name: lambda *asked, f=f: zeroed(f(*asked)) for name, f in plain.items()}
    nothing = dict.fromkeys(EXERCISES, lambda *_: None)
    functions = {"plain": plain, "zeros": zeros, "nothing": nothing}[lazy]
    kept = {
        (exercise, item.id)
        for exercise, rubric in zip(EXERCISES, lesson().rubrics, strict=True)
        for item in rubric.items
        if item.id not in lost_items(functions, exercise, 0)
    }
    # what was right before the student did anything stays right, and is little
    right_already = {(COST, "cross_entropy"), (L2, "rest"), (BACKWARD, "rest")}
    assert kept == (right_already if lazy == "plain" else set())


def zeroed(value):
    if isinstance(value, dict):
        return {name: zeroed(one) for name, one in value.items()}
    return tuple(zeroed(one) for one in value) if isinstance(value, tuple) else 0 * value


def _without_masks(cache):
    return tuple(item for place, item in enumerate(cache) if place not in (1, 6))


def test_texts_are_complete_in_every_language():
    texts = lesson().texts
    assert set(texts) == set(LANGUAGES)
    said = {language: set(texts[language]) for language in LANGUAGES}
    assert said["pt-BR"] == said["es"] == said["en"]
    names = {case.name for exercise in EXERCISES for case, _ in cases(exercise, 0)}
    assert {f"cases.{name}" for name in names} == {k for k in said["en"] if k.startswith("cases.")}


def test_every_title_is_given_in_every_language():
    titles = [lesson().title, *(r.title for r in lesson().rubrics)]
    titles += [item.title for rubric in lesson().rubrics for item in rubric.items]
    assert all(set(title) == set(LANGUAGES) and all(title.values()) for title in titles)


def test_every_mistake_has_a_sentence_and_a_hint_in_every_language():
    texts = flatten(tomllib.loads((SOLUTIONS / "mistakes.toml").read_text(encoding="utf-8")))
    kinds = ("sentence", "hint")
    wanted = {f"{m}.{k}.{language}" for m in MISTAKES for k in kinds for language in LANGUAGES}
    assert set(texts) == wanted
    assert all(texts.values())
