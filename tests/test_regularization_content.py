"""The regularization lesson: right answers earn everything, known mistakes lose their items."""

import json

import numpy as np
import pytest
from regularization_lesson import (
    BACKWARD,
    COST,
    EXERCISES,
    FOLDER,
    FORWARD,
    L2,
    MODEL,
    answer,
    cases,
    lesson,
    lost_items,
    lost_pairs,
    reference,
    solution,
)

from grader.check.gradient import gradient
from grader.check.network import NAMES, PLAIN_CACHE, WEIGHTS, cross_entropy, forward

SEEDS = range(5)

# the items that each mistake costs: exactly these, whatever is drawn
LOST = {
    "cost": {
        "constant": "no_half no_m no_half_no_m times_m",
        "constant layers": "only_last only_first copy_paste biases_too square_of_sum",
        "constant layers quadratic": "ignores_lambda frobenius_not_squared no_square",
        "constant cross_entropy layers quadratic": "precedence_sum",
        "cross_entropy": "only_penalty ce_not_averaged ce_negative",
    },
    "l2": {
        "gradient": "half double no_m",
        "direction gradient": "no_reg only_dW3 missing_dW1 minus squared sum_of_W whole_penalty "
        "l1_sign",
        "rest": "regularizes_biases db_scalar gate_z_ge",
        "gradient rest": "m_from_rows dz3_sigmoid_twice leftover_gradcheck_bug",
        "direction gradient rest": "transposed_W mutates_W no_transpose",
    },
    "forward": {
        "mask_probability": "below_1_minus_keep hint_copied_05 randn randn_inverted",
        "mask_probability scaling": "hardcoded_05",
        "mask_independence": "exact_count reseed_between",
        "cache mask_independence": "per_neuron_mask per_example_mask",
        "algebra cache mask_independence mask_probability": "no_threshold",
        "algebra cache mask_independence mask_probability scaling": "D1_for_both",
        "scaling": "no_scale scale_by_drop scale_twice scale_without_mask",
        "algebra": "input_dropout output_dropout",
        "cache": "cache_before_mask cache_without_masks scaled_mask_cached",
    },
    "backward": {
        "same_units": "no_mask",
        "scaling": "no_scale multiply_keep scale_by_drop scale_twice hardcoded_05 "
        "scale_missing_dA1",
        "same_units scaling": "nothing only_second only_first",
        "rest": "gate_open dz3_sign m_from_rows",
        "rest same_units scaling": "inplace_on_mask swapped_masks D2_for_both masks_A_instead "
        "uses_A_as_mask unpack_13",
    },
    "model": {
        "agreement": "gradient_without_lambd fixed_lambd dropout_ignored keep_prob_not_passed "
        "plain_backward_after_dropout masks_thrown_away branches_swapped",
        "agreement gradient": "only_weights_updated fixed_learning_rate",
        "accuracy agreement falls gradient": "ascends update_not_assigned returns_gradients "
        "one_step_only",
    },
}
EXPECTED_LOSS = {
    f"{family}.{name}": set(items.split())
    for family, table in LOST.items()
    for items, names in table.items()
    for name in names.split()
}

MISTAKES = {mistake.id: mistake for mistake in solution("mistakes").MISTAKES}
ALTERNATIVES = {one.id: one for one in solution("alternatives").ALTERNATIVES}

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


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_reference_earns_everything(exercise):
    for seed in range(10):
        assert not lost_items(reference(), exercise, seed)


def test_every_item_is_judged_and_the_points_sum_to_100():
    for rubric in lesson().rubrics:
        judged = {
            item for case, want in cases(rubric.name, 0) for item in _items(rubric, case, want)
        }
        assert judged == {item.id for item in rubric.items}
    assert [rubric.points for rubric in lesson().rubrics] == [20, 25, 25, 20, 10]
    assert [rubric.name for rubric in lesson().rubrics] == list(EXERCISES)


def _items(rubric, case, want):
    return {f.item for f in lesson().exercises[rubric.name].check(case, want, want)}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_known_mistake_loses_its_items_and_no_others(name):
    functions = solution("mistakes").functions(MISTAKES[name])
    for seed in SEEDS:
        assert lost_items(functions, MISTAKES[name].exercise, seed) == EXPECTED_LOSS[name]


@pytest.mark.parametrize("name", ALTERNATIVES)
def test_a_legitimate_alternative_keeps_everything(name):
    one = ALTERNATIVES[name]
    functions = {**solution("alternatives").functions(one), one.exercise: one.function}
    for seed in SEEDS:
        assert not lost_items(functions, one.exercise, seed)


def test_the_right_fillings_of_all_slots_earn_everything():
    functions = solution("mistakes").functions()
    assert not [name for name in EXERCISES if lost_items(functions, name, 0)]


@pytest.mark.parametrize("name", [n for n, m in MISTAKES.items() if m.exercise != MODEL])
def test_a_mistake_elsewhere_costs_nothing_in_the_model_unless_it_raises(name):
    functions = solution("mistakes").functions(MISTAKES[name])
    for part, case, _want in (
        ("l2", *cases(MODEL, 0)[2]),
        ("dropout", *cases(MODEL, 0)[3]),
    ):
        lost = ("agreement", part) in lost_pairs(functions, MODEL, 0)
        assert lost == _raises(functions, case)


def _raises(functions, case):
    try:
        answer(functions, MODEL, case, 0)
    except Exception:
        return True
    return False


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


def test_expected_json_holds_what_the_reference_gives():
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    assert list(expected) == list(EXERCISES)
    for exercise, frozen in expected.items():
        shown = lesson().exercises[exercise].shown
        [(case, _)] = [(c, w) for c, w in cases(exercise, 1) if c.name in frozen]
        got = answer(reference(), exercise, case, 1)
        assert set(frozen[case.name]) == set(shown)
        for name in shown:
            np.testing.assert_allclose(frozen[case.name][name], got[name], rtol=1e-12, atol=1e-15)


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
