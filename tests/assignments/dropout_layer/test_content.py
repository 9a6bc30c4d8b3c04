"""What is particular to the Dropout layer's lesson: its figures, lazy layers, what is said."""

import numpy as np
import pytest
from course_lesson import Lesson

LESSON = Lesson("dropout_layer")
SEEDS = range(5)

MISTAKES = {mistake.id: mistake for mistake in LESSON.solution("mistakes").MISTAKES}
ALTERNATIVES = {one.id: one for one in LESSON.solution("alternatives").ALTERNATIVES}

# as the lesson prints them, seed 123
PRINTED = {
    "forward": (
        "y",
        [
            [1.39293837, 0.57227867, 0.45370291, 1.10262954, 1.43893794, 0, 0, 0, 0, 0.78423504],
            [0, 0, 0, 0, 0, 0, 0, 0.35090351, 1.06310275, 1.06365517],
        ],
    ),
    "backward": (
        "gradient",
        [
            [1.2479059, 0.23123679, 0.63457096, 0.82965242, 1.73261832, 0, 0, 0, 0, 1.22578905],
            [0, 0, 0, 0, 0, 0, 0, 1.36260153, 1.75091368, 1.02084467],
        ],
    ),
    "phases": (
        "test",
        [
            [0.69646919, 0.28613933, 0.22685145, 0.55131477, 0.71946897,
             0.42310646, 0.9807642, 0.68482974, 0.4809319, 0.39211752],
            [0.34317802, 0.72904971, 0.43857224, 0.0596779, 0.39804426,
             0.73799541, 0.18249173, 0.17545176, 0.53155137, 0.53182759],
        ],
    ),
}  # fmt: skip


def lost(functions, seed):
    """Name the items, with their exercises, that this class does not earn in full."""
    exercises = LESSON.exercises
    return {f"{e}.{item}" for e in exercises for item in LESSON.lost_items(functions, e, seed)}


def test_the_exercises_have_their_points():
    points = {rubric.name: rubric.points for rubric in LESSON.assignment().rubrics}
    assert points == {"forward": 43, "backward": 25, "phases": 20, "contract": 12}


def test_two_mistakes_of_different_slots_can_be_made_at_once():
    functions = LESSON.solution("mistakes").functions
    both = functions(MISTAKES["forward.no_scale"], MISTAKES["backward.no_mask"])
    assert lost(both, 0) == {"forward.scaling", "backward.same_units"}
    with pytest.raises(TypeError, match="same slot"):
        functions(MISTAKES["forward.no_scale"], MISTAKES["forward.multiply"])


class Identity:
    """Hands everything on; right in the test phase, and nothing was done."""

    def __init__(self, p):
        self.p = p

    def set_phase(self, phase):
        self.phase = phase

    def forward(self, x):
        return x

    def backward(self, dE_dy):
        return dE_dy, {}


class Zeros(Identity):
    """Drops everything, always."""

    def forward(self, x):
        return 0 * x

    def backward(self, dE_dy):
        return 0 * dE_dy, {}


class Nothing(Identity):
    """As a handout whose blanks were taken out."""

    def forward(self, x):
        return None

    def backward(self, dE_dy):
        return None, {}


@pytest.mark.parametrize("lazy", [Identity, Nothing, Zeros])
def test_doing_nothing_earns_no_item(lazy):
    items = {f"{r.name}.{item.id}" for r in LESSON.assignment().rubrics for item in r.items}
    assert lost({"Dropout": lazy}, 0) == items


@pytest.mark.parametrize("exercise", PRINTED)
def test_the_lessons_printed_figures_are_reproduced(exercise):
    key, figures = PRINTED[exercise]
    case, want = LESSON.cases(exercise, 1)[0]
    assert (case.name, case.p) == ("lesson", 0.5)
    assert np.abs(want[key] - figures).max() <= 5.1e-9


def test_the_complementary_mask_gives_the_other_zeros_and_full_marks():
    other = LESSON.solution("alternatives").functions(ALTERNATIVES["draws.rand_lt_keep"])
    case, want = LESSON.cases("forward", 1)[0]
    got = LESSON.answer(other, "forward", case, 1)
    assert ((got["y"] == 0) != (want["y"] == 0)).all()
    assert all(finding.ok for finding in LESSON.check("forward", case, got, want))


def test_hidden_probabilities_lie_on_both_sides_of_one_half():
    for seed in SEEDS:
        for exercise in LESSON.exercises:
            drawn = [c.p for c, _ in LESSON.cases(exercise, seed) if c.name != "lesson"]
            assert min(drawn) < 0.4
            assert max(drawn) > 0.6


def test_who_takes_p_for_the_probability_of_keeping_reads_the_share_of_zeros():
    functions = LESSON.solution("mistakes").functions(MISTAKES["forward.p_as_keep"])
    case, want = LESSON.cases("forward", 1)[1]
    got = LESSON.answer(functions, "forward", case, 1)
    [said] = [f for f in LESSON.check("forward", case, got, want) if not f.ok]
    assert (said.item, said.message.key) == ("probability", "forward.share.fails")
    assert said.detail.values["expected"] == 0.2
    assert 0.75 < said.detail.values["got"] < 0.85
