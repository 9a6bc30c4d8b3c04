"""Dropout in the scalar network: right answers earn everything, known mistakes lose their items."""

import numpy as np
import pytest
from course_lesson import Lesson

LESSON = Lesson("autograd_dropout")
PREVER, SORTEAR, CAMADAS, GRADIENTE, TREINAR = LESSON.exercises
SEEDS = range(5)

# the items that each mistake costs in its own exercise: these, whatever is drawn
LOST = {
    PREVER: {"zero": "active_at_prediction"},
    SORTEAR: {
        "silence": "zero_before_activation bias_survives scaled_by_rate",
        "frequency": "inverted always_half normal_draw",
        "independence": "per_layer",
        # int(rate * n) is far from rate * n; a mask that stays is a handful of draws
        "frequency independence": "exact_count fixed_mask seeded_in_call",
        "frequency independence silence": "no_dropout",
    },
    CAMADAS: {
        "hidden": "first_hidden_never last_hidden_never",
        "output": "output_dropped",
        "input": "input_dropped",
        "hidden input output": "dropped_is_removed",
    },
    GRADIENTE: {
        "flows": "detached scaled_after_graph",
        "untouched": "weights_destroyed",
    },
    TREINAR: {
        "drops": "without_dropout",
        "step": "always_dropout no_zero_grad",
        "falls step": "wrong_sign",
        "drops falls step": "rebinds_p",
    },
}
EXPECTED_LOSS = {
    f"{exercise}.{name}": set(items.split())
    for exercise, table in LOST.items()
    for items, names in table.items()
    for name in names.split()
}

# what is lost elsewhere: at rate 1 hidden neurons must be off and 0, and the output must stay
ELSEWHERE = {
    "sortear.zero_before_activation": {PREVER},
    "sortear.bias_survives": {PREVER},
    "sortear.inverted": {PREVER},
    "sortear.always_half": {PREVER},
    "sortear.normal_draw": {PREVER},
    "camadas.output_dropped": {PREVER},
    "camadas.last_hidden_never": {PREVER},
    "sortear.exact_count": {PREVER, CAMADAS, GRADIENTE},
    "sortear.fixed_mask": {PREVER, CAMADAS, GRADIENTE},
    "sortear.seeded_in_call": {PREVER, CAMADAS, GRADIENTE, TREINAR},
    "sortear.no_dropout": {PREVER, CAMADAS, GRADIENTE, TREINAR},
    "camadas.dropped_is_removed": {PREVER, SORTEAR, GRADIENTE, TREINAR},
}

ALTERNATIVES = {one.id: one for one in LESSON.solution("alternatives").ALTERNATIVES}
MISTAKES = {mistake.id: mistake for mistake in LESSON.solution("mistakes").MISTAKES}


def test_every_item_is_judged_and_the_points_sum_to_100():
    for rubric in LESSON.assignment().rubrics:
        judged = {
            item
            for case, want in LESSON.cases(rubric.name, 0)
            for item, _part in LESSON.counted(rubric.name, case, want)
        }
        assert judged == {item.id for item in rubric.items}
    assert [rubric.points for rubric in LESSON.assignment().rubrics] == [16, 39, 18, 15, 12]
    assert LESSON.assignment().points == 100


def test_every_known_mistake_has_its_expected_loss():
    assert set(MISTAKES) == set(EXPECTED_LOSS)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_known_mistake_loses_its_items_and_no_others(name):
    functions = LESSON.solution("mistakes").functions(MISTAKES[name])
    for seed in SEEDS:
        lost = LESSON.lost_items(functions, MISTAKES[name].exercise, seed)
        assert lost == EXPECTED_LOSS[name]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_costs_nothing_in_other_exercises_where_that_can_be_arranged(name):
    functions = LESSON.solution("mistakes").functions(MISTAKES[name])
    others = [e for e in LESSON.exercises if e != MISTAKES[name].exercise]
    lost = {e for e in others if LESSON.lost_items(functions, e, 0)}
    assert lost <= ELSEWHERE.get(name, set())


def test_two_mistakes_of_different_slots_can_be_made_at_once():
    make = LESSON.solution("mistakes").functions
    names = ("sortear.inverted", "gradiente.detached", "treinar.without_dropout")
    functions = make(*(MISTAKES[name] for name in names))
    assert LESSON.lost_items(functions, SORTEAR, 0) == {"frequency"}
    assert LESSON.lost_items(functions, GRADIENTE, 0) == {"flows"}
    assert LESSON.lost_items(functions, TREINAR, 0) == {"drops"}
    with pytest.raises(TypeError, match="same slot"):
        make(MISTAKES["sortear.per_layer"], MISTAKES["camadas.dropped_is_removed"])


def test_the_rates_without_chance_give_the_courses_figures():
    """At rate 0 the figures that the course prints for these parameters, at rate 1 sig(bias)."""
    case, want = LESSON.cases(PREVER, 0)[0]
    printed = [0.3089741696982651, 0.31657158326021506, 0.3120011156011473, 0.3108821884295717]
    np.testing.assert_allclose(want["rate_0"], printed, rtol=1e-15)
    bias = case.layers[-1][0][-1]
    assert bias == -0.42872869226646215
    np.testing.assert_allclose(want["rate_1"], 1 / (1 + np.exp(-bias)), rtol=1e-15)


def test_scaling_is_accepted_both_ways_and_its_absence_is_said():
    case, want = LESSON.cases(SORTEAR, 0)[0]
    told = {}
    for name in ("sortear.lesson", "gradiente.inverted"):
        functions = LESSON.solution("alternatives").functions(ALTERNATIVES[name])
        got = LESSON.answer(functions, SORTEAR, case, 0)
        [found] = [f for f in LESSON.check(SORTEAR, case, got, want) if f.item == "silence"]
        assert found.ok
        told[name] = found.message.key
    assert told == {
        "sortear.lesson": "draws.unscaled",
        "gradiente.inverted": "draws.silence.holds",
    }


def test_a_network_without_dropout_earns_only_what_training_it_is_worth():
    functions = LESSON.solution("mistakes").functions(MISTAKES["sortear.no_dropout"])
    kept = {
        (rubric.name, item.id)
        for rubric in LESSON.assignment().rubrics
        for item in rubric.items
        if item.id not in LESSON.lost_items(functions, rubric.name, 0)
    }
    assert kept == {(TREINAR, "step"), (TREINAR, "falls")}
