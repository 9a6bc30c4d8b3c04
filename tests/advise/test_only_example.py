"""Right on the example alone: said only when it is so, with the example's numbers named."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from advice_samples import marked, places
from course_fixture import small_assignment
from course_lesson import Lesson
from notebook_samples import cells

from grader.advise.definition import Definitions
from grader.advise.only_example import only_example
from grader.assignment import Assignment
from grader.extract import extract
from grader.judge import judge
from grader.load import load_provided
from grader.model import Extraction, JudgedCase, Status, Text
from grader.prepare import Prepared, prepare
from grader.sandbox.bare import Bare

SIZE, VALUE, ALONE = (
    f"advice.{name}" for name in ("example_size", "example_value", "only_example")
)
COST, FORWARD = "compute_cost_with_regularization", "forward_propagation_with_dropout"
IMPORTS = "import numpy as np\nfrom reg_utils import *"

COST_CODE = f"""def {COST}(A3, Y, parameters, lambd):
    m = Y.shape[1]
    W = [parameters[name] for name in ("W1", "W2", "W3")]
    penalty = lambd / (2 * m) * sum(np.sum(w ** 2) for w in W)
    return compute_cost(A3, Y) + penalty"""
FORWARD_CODE = f"""def {FORWARD}(X, parameters, keep_prob=0.5):
    W1, b1, W2, b2, W3, b3 = (parameters[n] for n in ("W1", "b1", "W2", "b2", "W3", "b3"))
    Z1 = np.dot(W1, X) + b1
    D1 = np.random.rand(*Z1.shape) < keep_prob
    A1 = relu(Z1) * D1 / keep_prob
    Z2 = np.dot(W2, A1) + b2
    D2 = np.random.rand(*Z2.shape) < keep_prob
    A2 = relu(Z2) * D2 / keep_prob
    Z3 = np.dot(W3, A2) + b3
    A3 = sigmoid(Z3)
    return A3, (Z1, D1, A1, W1, b1, Z2, D2, A2, W2, b2, Z3, A3, W3, b3)"""

# exercise, what is written over what, the key, the number that is named
NAMED = {
    "the number of examples": (COST, "m = Y.shape[1]", "m = 5  # here", SIZE, "5"),
    "in a sum": (COST, "lambd / (2 * m)", "lambd / (5 + 5)", SIZE, "5"),
    "a slice": (COST, "m = Y.shape[1]", "m = np.ones(99)[:5].size  # here", SIZE, "5"),
    "a shape": (
        FORWARD, "D2 = np.random.rand(*Z2.shape)", "D2 = np.random.rand(3, 5)  # here\n    D2 = D2",
        SIZE, "3",
    ),
    "a probability": (
        FORWARD, "    Z1 =", "    keep_prob = 0.7  # here\n    Z1 =", VALUE, "0.7",
    ),
    "a default is none": (
        FORWARD, "keep_prob=0.5):", "keep_prob=0.7):\n    keep_prob = 0.7 + 0  # here",
        VALUE, "0.7",
    ),
}  # fmt: skip

# exercise, what is written over what, and whether the example is right and hidden cases are not
UNNAMED = {
    "all is right": (COST, "m = Y.shape[1]", "m = len(Y[0]) * 5 // 5", False),
    "the example is wrong too": (COST, "m = Y.shape[1]", "m = 25 - 5", False),
    "it raises everywhere": (COST, "m = Y.shape[1]", "m = Y.shape[5]", False),
    "no number of the example": (
        COST, "lambd /", "(lambd if Y[0].tolist() == [1, 1, 0, 1, 0] else 2 * lambd) /", True,
    ),
    "a number of another kind": (COST, "m = Y.shape[1]", "m = 5.0", True),
    "an index, a power, a seed": (
        FORWARD, "    Z1 =",
        "    np.random.seed(5)\n    if X.size != 15:\n"
        "        keep_prob /= (1, 1, 1, 1, 1, 2)[5] ** 3\n    Z1 =",
        True,
    ),
}  # fmt: skip


@cache
def prepared(exercise: str) -> Prepared:
    """Prepare one exercise of the lesson, and the rest not at all."""
    assignment = Lesson("regularization").assignment()
    rubrics = tuple(rubric for rubric in assignment.rubrics if rubric.name == exercise)
    return prepare(replace(assignment, rubrics=rubrics), bytes(32))


def judged(ready: Prepared, *sources: str) -> tuple[Extraction, tuple[JudgedCase, ...]]:
    """Run a notebook in this process, and judge it."""
    extraction = extract(cells(*sources), ready.assignment.asks)
    modules = load_provided(ready.assignment.folder / "provided")
    questions = [case.question for case in ready.cases]
    with Bare(modules) as bare:
        execution = bare.run(extraction, questions)
    assert execution.load_failures == ()
    outcomes = {q.index: o for q, o in zip(questions, execution.outcomes, strict=True)}
    return extraction, judge(ready, extraction, outcomes, pytest.fail)


def said(exercise: str, *sources: str) -> tuple[Text, ...]:
    ready = prepared(exercise)
    definitions = Definitions(extract_of(sources))
    return only_example(ready, definitions, exercise, judged(ready, *sources)[1])


def extract_of(sources: tuple[str, ...]) -> Extraction:
    return extract(cells(*sources), Lesson("regularization").assignment().asks)


def written(exercise: str, old: str, new: str) -> tuple[str, ...]:
    code = COST_CODE if exercise == COST else FORWARD_CODE
    assert old in code
    return IMPORTS, code.replace(old, new)


@pytest.mark.parametrize("name", NAMED)
def test_a_number_of_the_example_is_named_with_its_place(name: str) -> None:
    exercise, old, new, key, number = NAMED[name]
    sources = written(exercise, old, new)
    texts = said(exercise, *sources)
    assert (texts[0].key, texts[0].values["number"]) == (key, number)
    if any(marked(*sources)):
        assert places(texts)[:1] == marked(*sources)
    assert texts[0].values.get("argument") == ("keep_prob" if key == VALUE else None)


@pytest.mark.parametrize("name", UNNAMED)
def test_nothing_is_said_without_the_evidence(name: str) -> None:
    exercise, old, new, only_hidden_wrong = UNNAMED[name]
    sources = written(exercise, old, new)
    _, found = judged(prepared(exercise), *sources)
    wrong = [case.kind for case in found if case.status is not Status.PASSED]
    assert ("example" not in wrong and wrong.count("hidden") > 1) == only_hidden_wrong
    assert said(exercise, *sources) == ()


def test_numbers_that_the_handout_gives_are_the_lessons_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exercise, old, new, *_ = NAMED["the number of examples"]
    sources = written(exercise, old, new)
    assert said(exercise, *sources)
    monkeypatch.setitem(prepared(exercise).__dict__, "handed_out", extract_of(sources))
    assert said(exercise, *sources) == ()


# ---------------------------------------------------------------- without a number


def small(assignment: Assignment) -> Prepared:
    """Prepare the exercise `double`, whose example is two by two: no size that is named."""
    return prepare(replace(assignment, rubrics=assignment.rubrics[:1]), bytes(32))


ONLY = "def dobro(x):\n    return 2 * x if x.shape == (2, 2) else {}"
Change = Callable[[JudgedCase], JudgedCase]


def said_of_double(wrong: str, change: Change = lambda case: case) -> tuple[Text, ...]:
    ready = small(small_assignment())
    extraction, found = judged(ready, ONLY.format(wrong))
    return only_example(ready, Definitions(extraction), "double", [change(case) for case in found])


@pytest.mark.parametrize("wrong", ["x", "None", "x.no_such_thing", "3 * x"])
def test_right_on_the_example_and_never_again_is_said_by_the_notebooks_name(wrong: str) -> None:
    assert said_of_double(wrong) == (Text(ALONE, {"name": "dobro"}),)


def test_one_item_that_holds_anywhere_is_enough_to_say_nothing() -> None:
    # the first row is right, and so is a part, but no item of `rows`
    assert said_of_double("x * (2 - (x == x[-1]))") == (Text(ALONE, {"name": "dobro"}),)
    # a matrix of one row is right
    assert said_of_double("x + x[:1]") == ()


@pytest.mark.parametrize("status", [Status.GRADER_FAULT, Status.TIMED_OUT, Status.SKIPPED])
def test_a_case_that_could_not_be_judged_is_no_evidence(status: Status) -> None:
    def unjudged(case: JudgedCase) -> JudgedCase:
        return replace(case, status=status, findings=()) if case.case == "row" else case

    assert said_of_double("x") != ()
    assert said_of_double("x", unjudged) == ()


def test_an_example_that_is_not_right_is_no_evidence() -> None:
    def unjudged(case: JudgedCase) -> JudgedCase:
        return replace(case, status=Status.RAISED) if case.kind == "example" else case

    assert said_of_double("x", unjudged) == ()
