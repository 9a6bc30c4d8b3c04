"""The dense layers lesson: right answers earn everything, known mistakes lose their items."""

import numpy as np
import pytest
from course_lesson import Lesson

LESSON = Lesson("dense_layers")
DENSE, RELU, SOFTMAX, SPIRAL, LOSS, PIPELINE = LESSON.exercises
SEEDS = range(5)

# the items that each mistake costs in its own exercise: exactly these, whatever is drawn
LOST = {
    "dense": {
        "distribution": "rand_not_randn uniform_symmetric scale_added no_scale scale_001 "
        "seed_in_init",
        "distribution product": "weights_zero",
        "shapes": "transposed_convention bias_scalar",
        "product shapes": "shape_swapped bias_column",
        "biases": "bias_random bias_ones",
        "bias": "bias_forgotten bias_subtracted bias_summed",
        "product": "weights_in_forward relu_inside",
        "bias product": "dot_order attribute_mismatch",
    },
    "relu": {
        "unchanged": "mutates_input",
        "values": "minimum leaky absolute threshold_1 saturates_at_1 step",
        "unchanged values": "np_max np_max_reduces python_max",
    },
    "softmax": {
        "unchanged": "mutates_input",
        "stable": "no_max global_max absolute_max subtracts_min subtracts_mean clips_logits "
        "nan_to_num",
        "rows": "divide_by_max",
        "own_row stable": "max_axis_0",
        "own_row rows stable": "axis_0 sum_axis_0 sum_all exp_of_sum",
        "exponential stable": "base_2 minus_sign",
        "exponential rows stable": "log_softmax",
        "exponential own_row rows stable": "exp_outside no_exp sigmoid",
        "exponential own_row rows stable unchanged": "no_keepdims",
    },
    "spiral": {
        "rows": "samples_as_total labels_zero labels_from_one one_hot_labels transposed",
        "radius": "constant_radius",
        "angle": "same_angle no_turns noise_not_scaled uniform_noise no_noise",
        "angle radius": "sin_sin shuffled_X_only",
    },
    "loss": {
        "right_class": "most_confident",
        "logarithm": "mean_over_classes no_minus log2 log10 one_minus_p",
        "mean": "sum_not_mean per_sample_vector",
        "labels": "sparse_only onehot_only argmax_always",
        "finite": "no_clip clips_too_much clips_in_place",
        "finite logarithm": "probability_not_log",
        "logarithm right_class": "binary_formula",
        "finite logarithm right_class": "softmax_again",
        "finite labels logarithm mean right_class": "clip_bounds_equal",
    },
    "pipeline": {
        "stored": "returned_not_stored",
        "together": "output_in_the_class",
        "stored together": "weights_in_the_class",
    },
}
EXPECTED_LOSS = {
    f"{family}.{name}": set(items.split())
    for family, table in LOST.items()
    for items, names in table.items()
    for name in names.split()
}

MISTAKES = {mistake.id: mistake for mistake in LESSON.solution("mistakes").MISTAKES}
ALTERNATIVES = {one.id: one for one in LESSON.solution("alternatives").ALTERNATIVES}

# what stops the whole network there as well; other mistakes cost nothing outside their exercise
STOPS_THE_NETWORK = {
    *("dense.shape_swapped", "dense.bias_column", "dense.dot_order", "dense.attribute_mismatch"),
    *("dense.weights_zero", "relu.np_max", "relu.np_max_reduces", "relu.python_max"),
    "softmax.no_keepdims",
}
DISTURBS_THE_NETWORK = {"softmax.no_exp"}
"""0 / 0 where no neuron is awake."""


@pytest.mark.parametrize("exercise", LESSON.exercises)
def test_the_reference_earns_everything(exercise):
    for seed in range(20):
        assert not LESSON.lost_items(LESSON.reference(), exercise, seed)


def test_every_item_is_judged_and_the_points_sum_to_100():
    for rubric in LESSON.assignment().rubrics:
        judged = {
            item
            for case, want in LESSON.cases(rubric.name, 0)
            for item, _part in LESSON.counted(rubric.name, case, want)
        }
        assert judged == {item.id for item in rubric.items}
    assert [rubric.points for rubric in LESSON.assignment().rubrics] == [27, 13, 27, 6, 20, 7]
    assert LESSON.assignment().points == 100


def test_every_known_mistake_has_its_expected_loss():
    assert set(MISTAKES) == set(EXPECTED_LOSS)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_known_mistake_loses_its_items_and_no_others(name):
    functions = LESSON.solution("mistakes").functions(MISTAKES[name])
    for seed in SEEDS:
        lost = LESSON.lost_items(functions, MISTAKES[name].exercise, seed)
        assert lost == EXPECTED_LOSS[name]


@pytest.mark.parametrize("name", [n for n, m in MISTAKES.items() if m.exercise != PIPELINE])
def test_a_mistake_costs_nothing_in_other_exercises_unless_the_network_stops(name):
    functions = LESSON.solution("mistakes").functions(MISTAKES[name])
    elsewhere = {
        exercise: lost
        for exercise in LESSON.exercises
        if exercise != MISTAKES[name].exercise
        and (lost := LESSON.lost_items(functions, exercise, 0))
    }
    expected = {}
    if name in STOPS_THE_NETWORK:
        expected = {PIPELINE: {"together", "stored"}}
    elif name in DISTURBS_THE_NETWORK:
        expected = {PIPELINE: {"together"}}
    assert elsewhere == expected


@pytest.mark.parametrize("name", ALTERNATIVES)
def test_a_legitimate_alternative_keeps_everything(name):
    functions = LESSON.solution("alternatives").functions(ALTERNATIVES[name])
    for seed in SEEDS:
        assert not LESSON.lost_items(functions, ALTERNATIVES[name].exercise, seed)
    assert not LESSON.lost_items(functions, PIPELINE, 0)


def test_the_right_fillings_of_all_slots_earn_everything():
    functions = LESSON.solution("mistakes").functions()
    assert not [name for name in LESSON.exercises if LESSON.lost_items(functions, name, 0)]


def test_two_mistakes_of_different_slots_can_be_made_at_once():
    make = LESSON.solution("mistakes").functions
    names = ("dense.rand_not_randn", "dense.bias_forgotten", "pipeline.returned_not_stored")
    functions = make(*(MISTAKES[name] for name in names))
    assert LESSON.lost_items(functions, DENSE, 0) == {"distribution", "bias"}
    assert LESSON.lost_items(functions, PIPELINE, 0) == {"stored"}
    with pytest.raises(TypeError, match="same slot"):
        make(MISTAKES["dense.no_scale"], MISTAKES["dense.scale_001"])


def lazy_class(compute, **held):
    """Make a class that holds something and stores what `compute` gives."""

    class Lazy:
        def __init__(self, *sizes):
            for name, make in held.items():
                setattr(self, name, make(*sizes))

        def forward(self, *asked):
            self.output = compute(self, *asked)

    return Lazy


def lazy(kind):
    """Return everything that a student defines who does no work of this kind."""
    give = {
        "nothing": lambda self, x: None,
        "zeros": lambda self, x: np.zeros((len(x), self.n) if hasattr(self, "n") else np.shape(x)),
        "input": lambda self, x: x,
    }[kind]
    number = {"nothing": None, "zeros": 0.0, "input": 1.0}[kind]
    points = {
        "nothing": lambda n, k: None,
        "zeros": lambda n, k: (np.zeros((n * k, 2)), np.zeros(n * k)),
        "input": lambda n, k: (n, k),
    }[kind]
    return {
        DENSE: lazy_class(give, n=lambda inputs, neurons: neurons),
        RELU: lazy_class(give),
        SOFTMAX: lazy_class(give),
        SPIRAL: points,
        LOSS: lambda y_pred, y_true: number,
    }


@pytest.mark.parametrize("kind", ["nothing", "zeros", "input"])
def test_doing_nothing_earns_nothing_not_even_a_part(kind):
    functions = lazy(kind)
    kept = set()
    for exercise in LESSON.exercises:
        everything = {
            pair
            for case, want in LESSON.cases(exercise, 0)
            for pair in LESSON.counted(exercise, case, want)
        }
        kept |= {item for item, _ in everything - LESSON.lost_pairs(functions, exercise, 0)}
    # who stores the input has stored something, and no more
    assert kept == ({"stored"} if kind == "input" else set())


def test_exponentials_are_told_from_other_powers_whatever_they_are_divided_by():
    case, want = LESSON.cases(SOFTMAX, 3)[1]
    e = np.exp(case.batch)

    def is_exponential(output):
        found = LESSON.check(SOFTMAX, case, {**want, "output": output}, want)
        return [finding.ok for finding in found if finding.item == "exponential"] == [True]

    for total in (1.0, e.sum(), e.sum(axis=0), e.sum(axis=1, keepdims=True)):
        assert is_exponential(e / total)
    for other in (np.exp2(case.batch), 1 / e, 1 + case.batch**2, 1 / (1 + 1 / e)):
        assert not is_exponential(other / other.sum(axis=1, keepdims=True))
