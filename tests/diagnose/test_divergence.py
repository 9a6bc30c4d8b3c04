"""The first wrong quantity is named, with the right ones before it, and nothing else is."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from answered_lessons import answered, seen, texts, words
from arbitrary_values import TREES, spoilt
from course_lesson import Lesson
from each_lesson import each_exercise
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.diagnose.divergence import diverges, lines_of
from grader.exercise import Case, Exercise, Line
from grader.language import LANGUAGES, built_in
from grader.model import Text

NAMES = ("Z1", "A1", "Z2", "A2", "Z3", "A3")


def lines(wrong: Sequence[str] = (), seed: int = 0) -> list[Line]:
    """Draw a calculation that goes wrong at these quantities."""
    rng = np.random.default_rng(seed)
    right = {name: rng.normal(size=(3, 4)) for name in NAMES}
    return [Line(name, value + (name in wrong), value) for name, value in right.items()]


def found(*cases: Sequence[Line]) -> tuple[str, ...] | None:
    diagnosis = diverges(cases)
    return None if diagnosis is None else words(diagnosis)


@given(wrong=st.sets(st.sampled_from(NAMES)), seed=st.integers(0, 99))
def test_the_first_wrong_quantity_is_named_with_those_before_it(wrong: set[str], seed: int) -> None:
    first = min((NAMES.index(name) for name in wrong), default=None)
    seen = found(lines(sorted(wrong), seed), lines((), seed))
    if first is None:
        assert seen is None
    elif first == 0:
        assert seen == ("at_once", "Z1")
    else:
        assert seen == ("after", NAMES[first], ", ".join(NAMES[:first]))


def test_cases_must_agree_on_it() -> None:
    assert found(lines(["A2"]), lines(["A2", "A3"], 1)) == ("after", "A2", "Z1, A1, Z2")
    assert found(lines(["A2"]), lines(["A1"], 1)) is None
    assert found(lines(["A2"]), lines((), 1)) == ("after", "A2", "Z1, A1, Z2")


def test_only_what_is_right_in_all_wrong_cases_is_called_right() -> None:
    assert found(lines(["A2"]), lines(["A2"], 1)[1:]) == ("after", "A2", "A1, Z2")


def test_one_line_alone_has_no_first() -> None:
    assert found(lines(["Z1"])[:1]) is None
    assert found([]) is None
    assert found() is None


def test_rounding_and_other_ways_to_write_a_number_are_right() -> None:
    values = np.random.default_rng(0).normal(size=3)
    near = [Line("x", value * (1 + 1e-12), value) for value in values]
    written = [Line("a", values.tolist(), values), Line("b", np.array([[2.5]]), 2.5)]
    assert found(near, written) is None


def test_a_wrong_shape_and_nan_are_wrong() -> None:
    value = np.random.default_rng(0).normal(size=(3, 1))
    assert found([Line("a", value, value), Line("b", value.ravel(), value)]) == ("after", "b", "a")
    assert found([Line("a", value, value), Line("b", value * np.nan, value)]) == ("after", "b", "a")


@pytest.mark.parametrize("value", [None, "0.5", {}, [[1], [2, 3]], 10**400, 1j, b"", True])
def test_what_is_no_number_is_passed_over(value: Any) -> None:
    odd = [Line("a", value, 0.5), Line("b", 0.5, value), *lines(["A1"])]
    assert found(odd) == ("after", "A1", "Z1")


def test_of_many_right_quantities_the_last_are_named() -> None:
    many = [Line(f"q{n}", 0.5 + (n == 30), 0.5) for n in range(40)]
    diagnosis = diverges([many])
    assert diagnosis is not None and diagnosis.text is not None
    right = str(diagnosis.text.values["right"]).split(", ")
    assert right[0] == "…" and right[-1] == "q29"


class Halves(Exercise):
    """An answer of two numbers, whose second is left to the reference."""

    name = "halves"

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        if isinstance(got, dict):
            yield Line("first", got.get("first"), 0.5)
            yield Line("second", got.get("second"), None)


def test_a_line_without_a_right_value_is_held_to_the_reference() -> None:
    case, want = Case("some"), {"first": 0.5, "second": 0.25}
    assert diverges([lines_of(Halves(), case, want, want)]) is None
    wrong = lines_of(Halves(), case, {"first": 0.5, "second": 0.5}, want)
    assert [line.right for line in wrong] == [0.5, 0.25]
    assert found(wrong) == ("after", "second", "first")
    assert [line.name for line in lines_of(Halves(), case, want, None)] == ["first"]
    assert lines_of(Halves(), case, None, want) == ()


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(values=st.lists(st.tuples(TREES, TREES), min_size=2, max_size=4))
def test_no_value_makes_it_raise(values: list[tuple[Any, Any]]) -> None:
    given = [Line(f"q{n}", *pair) for n, pair in enumerate(values)]
    diagnosis = diverges([given, [*given[1:], *lines(["A1"])]])
    for text in texts(diagnosis) if diagnosis else []:
        assert all(isinstance(value, str) for value in text.values.values())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["after", "at_once"])
def test_there_is_a_sentence_and_a_hint(language: str, form: str) -> None:
    catalogue = built_in(language)
    for key in (f"diverges.{form}.text", f"diverges.{form}.hint", "evidence.where"):
        said = catalogue.say(Text(key, {"what": "dW1", "right": "dZ3"}))
        assert "dW1" in said and "{" not in said and said.endswith((".", "?"))


# ---------------------------------------------------------------- the lessons

WITHOUT_LINES = {"contract", "sortear", "camadas", "gradiente", "Activation_ReLU"}


@each_exercise()
@pytest.mark.parametrize("seed", [0, 1])
def test_every_line_of_the_reference_is_right(lesson: Lesson, exercise: str, seed: int) -> None:
    asked = lesson.assignment().exercises[exercise]
    told = [
        lines_of(asked, case, got, want)
        for case, got, want in answered(lesson, lesson.reference(), exercise, seed)
    ]
    assert any(told) is (exercise not in WITHOUT_LINES)
    assert all(line.right is not None for lines in told for line in lines)
    # each one by itself: none may hide behind one that is passed over
    assert diverges([[line, line] for lines in told for line in lines]) is None


@pytest.mark.sampled(thorough=3)
@each_exercise()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_lines_survive_whatever_was_answered(
    lesson: Lesson, exercise: str, data: st.DataObject
) -> None:
    case, want = data.draw(st.sampled_from(lesson.cases(exercise, 0)))
    got = data.draw(TREES) if data.draw(st.booleans()) else spoilt(data, want)
    found = lines_of(lesson.assignment().exercises[exercise], case, got, want)
    names = [line.name for line in found]
    assert len(set(names)) == len(names)


BEFORE_DW3 = "dZ3, dW3(lambd=0)"
OF_MISTAKES = {
    "regularization": {
        "cost.only_last": ("after", "cost − cost(lambd=0, W=0)", "cost(lambd=0, W=0)"),
        "cost.precedence_sum": ("after", "cost − cost(lambd=0, W=0)", "cost(lambd=0, W=0)"),
        "cost.only_penalty": ("at_once", "cost(lambd=0, W=0)"),
        "l2.no_m": ("after", "dW3 − dW3(lambd=0)", BEFORE_DW3),
        "l2.no_reg": ("after", "dW3 − dW3(lambd=0)", BEFORE_DW3),
        "l2.dz3_sigmoid_twice": ("at_once", "dZ3"),
        "l2.regularizes_biases": ("after", "db3", f"{BEFORE_DW3}, dW3 − dW3(lambd=0)"),
        "l2.no_transpose": ("after", "dA2", f"{BEFORE_DW3}, dW3 − dW3(lambd=0), db3"),
        "l2.gate_z_ge": ("after", "dZ2", f"{BEFORE_DW3}, dW3 − dW3(lambd=0), db3, dA2"),
        "forward.input_dropout": ("at_once", "Z1"),
        "forward.no_scale": ("after", "A1", "Z1"),
        "forward.output_dropout": ("after", "A3", "Z1, A1, Z2, A2, Z3"),
        "forward.below_1_minus_keep": None,
        "backward.nothing": ("after", "dA2", "dZ3, dW3, db3"),
        "backward.only_second": ("after", "dA1", "dZ3, dW3, db3, dA2, dZ2, dW2, db2"),
        "backward.gate_open": ("after", "dZ2", "dZ3, dW3, db3, dA2"),
        "backward.masks_A_instead": ("after", "dW3", "dZ3"),
        "backward.dz3_sign": ("at_once", "dZ3"),
        "model.only_weights_updated": (
            "after", "learning_rate · db3", "learning_rate · dW3",
        ),
    },
    "dense_layers": {
        "dense.bias_forgotten": ("after", "output − output(biases=0)", "inputs · weights"),
        "dense.dot_order": ("at_once", "inputs · weights"),
        "loss.no_minus": None,
    },
    "dropout_layer": {
        "backward.identity": ("after", "backward(g)", "forward(x)"),
        "backward.new_mask": ("after", "backward(g)", "forward(x)"),
        "phases.ignored": ("at_once", "forward(x) (Phase.Test)"),
        "phases.test_backward_stale": (
            "after", "backward(g) (Phase.Test)", "forward(x) (Phase.Test)",
        ),
    },
    "autograd_mlp": {
        "mlp.no_bias": ("at_once", "Neuronio(x)"),
        "mlp.x_not_updated": ("after", "MLP(x)", "Neuronio(x)"),
        "treinar.no_zero_grad": ("after", "taxa * p.grad (epocas=2)", "taxa * p.grad"),
        "treinar.wrong_sign": ("at_once", "taxa * p.grad"),
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("slug", "mistake", "divergence"),
    [(slug, *line) for slug, table in OF_MISTAKES.items() for line in table.items()],
)
def test_a_known_mistake_shows_where_it_was_made(
    slug: str, mistake: str, divergence: tuple[str, ...] | None
) -> None:
    lesson = Lesson(slug)
    _, found = seen(lesson, "mistakes", mistake)
    assert (None if found is None else words(found)) == divergence
