"""What is seen in the lessons' answers: nothing in right ones, its slip in a known mistake."""

import numpy as np
import pytest
from answered_lessons import answered, seen, seen_of, texts, words
from arbitrary_values import TREES, spoilt
from course_lesson import Lesson, Variant
from each_lesson import each_exercise, each_variant
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.language import built_in


@pytest.mark.sampled(thorough=6)
@each_exercise()
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_spoilt_answers_to_an_exercise_raise_nothing(
    lesson: Lesson, exercise: str, data: st.DataObject
) -> None:
    answers = [
        (case, data.draw(TREES) if data.draw(st.booleans()) else spoilt(data, want), want)
        for case, want in lesson.cases(exercise, 0)
    ]
    relations, divergence = seen_of(lesson, exercise, tuple(answers))
    assert len(relations) <= 2
    for diagnosis in (*relations, *([divergence] if divergence else [])):
        for text in texts(diagnosis):
            assert text.key in built_in("en")
            assert all(isinstance(value, str) for value in text.values.values())


@each_exercise()
def test_the_reference_gives_nothing(lesson: Lesson, exercise: str) -> None:
    answers = answered(lesson, lesson.reference(), exercise)
    assert answers and seen_of(lesson, exercise, answers) == ((), None)


@pytest.mark.sampled(thorough=6)
@each_variant("alternatives")
@pytest.mark.parametrize("seed", [0, 1])
def test_a_legitimate_alternative_gives_nothing(
    lesson: Lesson, variant: Variant, seed: int
) -> None:
    assert seen(lesson, "alternatives", variant.id, seed) == ((), None)


@each_exercise()
def test_factors_are_finite_numbers_of_every_case(lesson: Lesson, exercise: str) -> None:
    asked = lesson.assignment().exercises[exercise]
    for case, _ in lesson.cases(exercise, 0):
        assert np.isfinite([*asked.factors(case).values()]).all()


PENALTY = ", ".join(f"dW{n} − dW{n}(lambd=0)" for n in (3, 2, 1))

OF_MISTAKES = {
    "regularization": {
        "cost.no_half": [("double", "cost − cost(lambd=0, W=0)")],
        "cost.no_m": [("times", "cost − cost(lambd=0, W=0)", "m")],
        "cost.no_half_no_m": [("times", "cost − cost(lambd=0, W=0)", "2·m")],
        "cost.times_m": [("times", "cost − cost(lambd=0, W=0)", "m²")],
        "cost.ignores_lambda": [],
        "cost.ce_negative": [("opposite", "cost(lambd=0, W=0)")],
        "cost.ce_not_averaged": [("times", "cost(lambd=0, W=0)", "m")],
        "l2.no_m": [("times", PENALTY, "m")],
        "l2.half": [("half", PENALTY)],
        "l2.minus": [("opposite", PENALTY)],
        "l2.transposed_W": [("transposed", PENALTY)],
        "l2.db_scalar": [("summed", "db2, db1")],
        "l2.gate_z_ge": [("not_zeroed", "dZ2, dZ1")],
        "l2.mutates_W": [("times", "dA2, dA1", "lambd/m")],
        "l2.squared": [],
        "forward.no_scale": [("times", "A1, A2", "keep_prob")],
        "forward.scale_twice": [("divided", "A1, A2", "keep_prob")],
        "forward.scale_without_mask": [("not_zeroed", "A1, A2")],
        "backward.no_scale": [("times", "dA2, dA1", "keep_prob")],
        "backward.no_mask": [("not_zeroed", "dA2, dA1")],
        "backward.multiply_keep": [("times", "dA2, dA1", "keep_prob²")],
        "backward.only_second": [("layers", "dA2", "dA1")],
        "backward.dz3_sign": [("opposite", "dZ3")],
        "backward.m_from_rows": [("times", "dW3, db3, dW2, db2, dW1, db1", "m/X.shape[0]")],
    },
    "dense_layers": {
        "dense.bias_subtracted": [("opposite", "output − output(biases=0)")],
        "dense.relu_inside": [("zeroed", "inputs · weights")],
        "relu.leaky": [("not_zeroed", "output")],
        "softmax.divide_by_max": [("scaled_rows", "output")],
        "loss.sum_not_mean": [("times", "loss", "len(y_true)")],
        "loss.mean_over_classes": [("divided", "loss", "y_pred.shape[1]")],
        "loss.per_sample_vector": [("not_averaged", "loss")],
        "loss.no_minus": [("opposite", "loss")],
        "loss.log2": [("constant", "loss")],
    },
    "dropout_layer": {
        "forward.no_scale": [("times", "forward(x)", "1 - p")],
        "forward.p_as_keep": [("divided", "forward(x)", "(p/(1 - p))")],
        "backward.no_mask": [("not_zeroed", "backward(g)")],
        "backward.scale_twice": [("divided", "backward(g)", "(1 - p)")],
        "phases.scales_at_test_too": [("times", "forward(x) (Phase.Test)", "1 - p")],
    },
    "autograd_mlp": {
        "valor.pow_no_exponent": [("divided", "d(a ** n)/da", "n")],
        "valor.sub_plus_sign": [("opposite", "d(a - b)/db")],
        "treinar.mean_loss": [("divided", "taxa * p.grad", "len(x)")],
        "treinar.wrong_sign": [("opposite", "taxa * p.grad")],
        "treinar.no_lr": [("divided", "taxa * p.grad", "taxa")],
    },
}


@pytest.mark.parametrize(
    ("slug", "mistake", "relations"),
    [(slug, *line) for slug, table in OF_MISTAKES.items() for line in table.items()],
)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_known_mistake_shows_its_relation(
    slug: str, mistake: str, relations: list[tuple[str, ...]], seed: int
) -> None:
    lesson = Lesson(slug)
    related, _ = seen(lesson, "mistakes", mistake, seed)
    assert [words(diagnosis) for diagnosis in related] == relations
