"""What is particular to the regularization lesson: its figures, its mistakes in company."""

from types import FunctionType

import numpy as np
import pytest
from regularization_lesson import (
    BACKWARD,
    COST,
    EXERCISES,
    FORWARD,
    L2,
    MODEL,
    REGULARIZATION,
    answer,
    cases,
    lesson,
    lost_items,
    provided,
    reference,
    solution,
)

from grader.lessons.relu_network import NAMES, PLAIN_CACHE, WEIGHTS, cross_entropy, forward
from grader.measure.gradient import gradient

SEEDS = range(5)

MISTAKES = {mistake.id: mistake for mistake in solution("mistakes").MISTAKES}

# as the lesson prints them
PRINTED = {
    COST: {"cost": (1.7864859451590758, 0)},
    L2: {
        "dW1": (
            [[-0.25604646, 0.12298827, -0.28297129], [-0.17706303, 0.34536094, -0.4410571]],
            5.1e-9,
        ),
        "dW2": (
            [[0.79276486, 0.85133918], [-0.0957219, -0.01720463], [-0.13100772, -0.03750433]],
            5.1e-9,
        ),
        "dW3": ([[-1.77691347, -0.11832879, -0.09397446]], 5.1e-9),
    },
    FORWARD: {"A3": ([[0.36974721, 0.00305176, 0.04565099, 0.49683389, 0.36974721]], 5.1e-9)},
    BACKWARD: {
        "dA1": (
            [
                [0.36544439, 0.0, -0.00188233, 0.0, -0.17408748],
                [0.65515713, 0.0, -0.00337459, 0.0, -0.0],
            ],
            5.1e-9,
        ),
        "dA2": (
            [
                [0.58180856, 0.0, -0.00299679, 0.0, -0.27715731],
                [0.0, 0.53159854, -0.0, 0.53159854, -0.34089673],
                [0.0, 0.0, -0.00292733, 0.0, -0.0],
            ],
            5.1e-9,
        ),
    },
}


def test_the_exercises_have_their_points():
    assert [rubric.points for rubric in lesson().rubrics] == [20, 25, 25, 20, 10]
    assert [rubric.name for rubric in lesson().rubrics] == list(EXERCISES)


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("name", [n for n, m in MISTAKES.items() if m.exercise != MODEL])
def test_a_mistake_elsewhere_costs_nothing_in_the_model_unless_it_raises(name):
    functions = solution("mistakes").functions(MISTAKES[name])
    told = REGULARIZATION.told_of("mistakes", MISTAKES[name], MODEL, 0)
    lost = REGULARIZATION.unearned(told, MODEL, 0)
    asked = {case.asked: case for case, _want in cases(MODEL, 0)}
    for part in ("l2", "dropout"):
        assert (("agreement", part) in lost) == _raises(functions, asked[part])


def _raises(functions, case):
    try:
        answer(functions, MODEL, case, 0)
    except Exception:
        return True
    return False


@pytest.mark.sampled(thorough=3)
@pytest.mark.parametrize("hidden", [(21, 3), (10, 5), (20, 4)], ids=str)
@pytest.mark.parametrize("seed", SEEDS)
def test_other_sizes_may_learn_more_slowly(hidden, seed):
    right, given = reference()[MODEL], provided()["reg_utils"].initialize_parameters
    around = right.__globals__ | {
        "initialize_parameters": lambda sizes: given([sizes[0], *hidden, sizes[-1]])
    }
    sized = FunctionType(right.__code__, around, right.__name__, right.__defaults__)
    assert lost_items({**reference(), MODEL: sized}, MODEL, seed) == set()


def test_two_mistakes_of_different_slots_can_be_made_at_once():
    both = [MISTAKES["l2.half"], MISTAKES["l2.db_scalar"], MISTAKES["cost.no_half"]]
    functions = solution("mistakes").functions(*both)
    assert lost_items(functions, L2, 0) == {"gradient", "rest"}
    assert lost_items(functions, COST, 0) == {"constant"}
    with pytest.raises(TypeError, match="same slot"):
        solution("mistakes").functions(MISTAKES["l2.half"], MISTAKES["l2.double"])


@pytest.mark.parametrize("exercise", PRINTED)
def test_the_lessons_printed_figures_are_reproduced(exercise):
    case, _ = cases(exercise, 1)[0]
    got = answer(reference(), exercise, case, 1)
    for name, (figures, precision) in PRINTED[exercise].items():
        assert np.abs(np.asarray(got[name]) - figures).max() <= precision + 4e-16


def test_the_reference_gradient_is_the_slope_of_the_stated_cost():
    for seed in SEEDS:
        case, want = cases(L2, seed)[1]
        given = dict(zip(PLAIN_CACHE, case.cache, strict=True))
        m = case.X.shape[1]

        def stated(p, X=case.X, Y=case.Y, lambd=case.lambd, m=m):
            squares = sum((p[name] ** 2).sum() for name in WEIGHTS)
            return cross_entropy(forward(X, p)["Z3"], Y) + lambd / (2 * m) * squares

        slopes = gradient(stated, {name: given[name] for name in NAMES})
        for name, right in slopes.items():
            np.testing.assert_allclose(want["d" + name], right, rtol=1e-9, atol=1e-12)
