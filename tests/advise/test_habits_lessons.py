"""Advice on whole notebooks: the course's own get none that is wrong, and any cells get some."""

import json
import re
import shutil
import warnings
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from advice_samples import IN_PLACE, LOOP, OUTSIDE, SEED, advice, advice_on, marked, places
from course_fixture import notebook_bytes, small_assignment
from course_lesson import Lesson
from each_lesson import each_lesson
from hypothesis import given, settings
from hypothesis import strategies as st
from notebook_samples import DATA, cells, document

from grader.assignment import Assignment, Rubric, load_assignment
from grader.exercise import Exercise
from grader.language import LANGUAGES, Catalogue, built_in
from grader.model import Ask, Notebook, Submission
from grader.notebook import read

FORWARD = "forward_propagation_with_dropout"
RECORDED = {
    # the recipe that this lesson was made from seeds inside; the lesson says not to
    ("regularization", "as-printed.ipynb"): {FORWARD: [SEED]},
}
DUE = {
    "regularization": {"in_place": IN_PLACE},
    "dense_layers": dict.fromkeys(
        ["DenseLoops", "_rows", "_row_by_row", "_plain_python", "loss_one_by_one"], LOOP
    ),
}
"""Right ways that are worth a word, by the names they have in alternatives.py."""


def keys(lesson: Lesson, path: Path) -> dict[str, list[str]]:
    """Return what is said of a notebook, by exercise."""
    assignment = lesson.assignment()
    found = read(Submission("ana", path.name, path.read_bytes()))
    told = advice_on(found, assignment)
    return {exercise: [text.key for text in texts] for exercise, texts in told.items()}


@each_lesson
def test_handout_and_solution_get_no_advice(lesson: Lesson) -> None:
    assert keys(lesson, lesson.folder / "handout.ipynb") == {}
    assert keys(lesson, lesson.solutions / "solution.ipynb") == {}


@each_lesson
def test_recorded_notebooks_get_only_what_is_due(lesson: Lesson) -> None:
    for path in sorted((DATA.parent / "lessons" / lesson.slug).glob("*.ipynb")):
        assert keys(lesson, path) == RECORDED.get((lesson.slug, path.name), {}), path.name


@each_lesson
def test_other_right_ways_get_only_what_is_due(lesson: Lesson) -> None:
    """Every function and class of alternatives.py, as though each were asked for."""
    source = (lesson.solutions / "alternatives.py").read_text(encoding="utf-8")
    names = re.findall(r"^(?:def|class) (\w+)", source, re.MULTILINE)
    names.remove("functions")  # the course's own way to choose among them
    assignment = asking(names, vectorised=bool(lesson.assignment().vectorised))
    told = advice(assignment, source)
    said = {name: text.key for name, texts in told.items() for text in texts}
    assert said == DUE.get(lesson.slug, {})


def asking(names: Iterable[str], *, vectorised: bool = True) -> Assignment:
    """Return an assignment that asks for these names, each as an exercise of its own."""
    names = tuple(names)
    return replace(
        small_assignment(),
        asks=tuple(map(Ask, names)),
        rubrics=tuple(Rubric(name, {}, ()) for name in names),
        exercises={name: Exercise() for name in names},
        vectorised=frozenset(names if vectorised else ()),
    )


@pytest.fixture
def seeding_lesson(tmp_path: Path) -> Assignment:
    """A lesson whose own handout seeds inside, writes in place and reads a variable."""
    folder = tmp_path / "double"
    shutil.copytree(small_assignment().folder, folder)
    (folder / "handout.ipynb").write_bytes(notebook_bytes(*LESSON_WAY))
    return load_assignment(folder, None)


LESSON_WAY = (
    "import numpy as np\nscale = 3",
    "def double(x):\n    np.random.seed(1)\n    x[0] = scale\n    answer = None\n    return answer",
)


def test_what_the_handout_does_itself_is_not_said(seeding_lesson: Assignment) -> None:
    setup, function = LESSON_WAY
    function = function.replace("= None", "= 2 * x")
    assert advice(seeding_lesson, setup, function) == {}
    more = f"{setup}\nshift = [1]", function.replace("2 * x", "2 * x + shift[0]  # here")
    [texts] = advice(seeding_lesson, *more).values()
    assert [(text.key, text.values["names"]) for text in texts] == [(OUTSIDE, "shift")]
    assert places(texts) == marked(*more)


def test_a_handout_that_changed_is_read_again(seeding_lesson: Assignment) -> None:
    assert advice(seeding_lesson, *LESSON_WAY) == {}
    handout = seeding_lesson.folder / "handout.ipynb"
    handout.write_text(json.dumps(document("x = 1")), encoding="utf-8")
    [texts] = advice(load_assignment(handout.parent, None), *LESSON_WAY).values()
    assert [text.key for text in texts] == [IN_PLACE, OUTSIDE, SEED]


def test_a_lesson_without_a_handout_can_be_advised(seeding_lesson: Assignment) -> None:
    (seeding_lesson.folder / "handout.ipynb").unlink()
    [texts] = advice(load_assignment(seeding_lesson.folder, None), *LESSON_WAY).values()
    assert len(texts) == 3


def test_three_things_at_most_are_said_the_gravest_first() -> None:
    lesson = Lesson("regularization").assignment()
    sources = (
        "import numpy as np\nq = [1]",
        f"def {FORWARD}(X, parameters, keep_prob):\n    for i in range(X.shape[0]):\n"
        "        np.random.seed(i * 0)\n    np.random.seed(1)\n    parameters['W1'] = q\n"
        "    X[0] = 0\n    return X",
    )
    told = advice(lesson, *sources)
    assert [text.key for text in told[FORWARD]] == [IN_PLACE, IN_PLACE, OUTSIDE]
    assert [text.values.get("argument") for text in told[FORWARD]] == ["parameters", "X", None]


def test_a_class_that_many_exercises_ask_for_is_spoken_of_once() -> None:
    lesson = Lesson("autograd_mlp").assignment()
    told = advice(
        lesson,
        "class MLP:\n    def __call__(self, x):\n        x[0] = 1",
        "class Valor:\n    def f(self, k):\n        k[0] = 1",
    )
    assert list(told) == ["mlp", "valor"]


# ---------------------------------------------------------------- any cells at all

LINES = [
    "import numpy as np", "X = [[1, 2]]", "m, k = 5, X", "E = 1e-9", "r = np.random.default_rng(1)",
    "def f(x, /, a=1, *b, c=2, **d):\n    x[0], (a, *x) = a, m\n    x += a; a @= x\n    return X",
    "def f(x): return [i for i in range(len(x))]", "f = lambda x: [x.sort(), m]",
    "async def f(x):\n    async for y in x: y[0:1] = 1\n    async with x as y: y[0] += 1",
    "def f(x):\n    def g(x): x[0] = m\n    while (i := 0) < x.shape[0]: i += 1\n    global m",
    "def f():\n    'á'; np.random.seed(1); seed(seed=2); random.seed()",
    "def f(x):\n  match x:\n    case [y, *z]: y[0] = 1\n  try: x[...] = 1\n  except* E as x: pass",
    "class V:\n    x = X\n    def a(): k\n    def b(me, n): n.y = m; me.n = n; me.n[0] = 1",
    "class V(V):\n    @staticmethod\n    def s(u): u *= u.T\n    f = lambda self, o: o",
    "@np.vectorize\ndef g(x, y=X): return np.add(x, y, out=(x,))", "def g(x): f'{x[m]}{m!r:>{k}}'",
    "def g(x):\n    for x[0], y.z in zip(x, x): x.T.flat[0] = x.shape[0][1]\n    del x",
    "def g(x): " + "x = " * 30 + "x[" + "0][" * 30 + "m]", "def g(x): x" + ".y" * 50 + "[0] = m",
    "def g(x):\n    return " + "-" * 60 + "x + " + " + ".join("x" * 90),
    "f.a = 1", "def f(x, x): pass", "x = (", "def f(ﬁ): ﬁ[0] = ﬁ", "???", "%time f(X)", "def g(",
]  # fmt: skip
notebooks = st.lists(
    st.lists(st.sampled_from(LINES), max_size=5).map("\n".join) | st.text(max_size=30), max_size=6
).map(lambda sources: cells(*sources))


ANY = asking(["f", "g", "V"])


@settings(max_examples=300, deadline=None)
@given(notebooks)
def test_any_cells_can_be_advised(notebook: Notebook) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        told = advice_on(notebook, ANY)
    assert told == advice_on(notebook, ANY)
    for text in (text for texts in told.values() for text in texts):
        assert all(isinstance(value, str) for value in text.values.values())
        cell = notebook.cells[int(text.values["cell"]) - 1]
        assert 1 <= int(text.values["line"]) <= len(cell.source.split("\n"))
        assert "{" not in built_in("en").say(text)
    assert all(len(texts) <= 3 for texts in told.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_and_name_is_said(language: str) -> None:
    [texts] = advice(
        ANY,
        "import numpy as np\nX = [1]",
        "def f(x):\n    x[0] = X\n    np.random.seed(1)\n    for i in range(len(x)):\n        pass",
    ).values()
    for text in texts:
        said = Catalogue(language).say(text)
        assert all(f"{value}" in said for value in text.values.values()), said
