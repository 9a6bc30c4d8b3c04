"""What is particular to the scalar autograd lesson: its figures, and what is said of mistakes."""

import numpy as np
import pytest
from course_lesson import Lesson

LESSON = Lesson("autograd_mlp")
VALOR, PROPAGAR, MLP, TREINAR = LESSON.exercises

MISTAKES = {mistake.id: mistake for mistake in LESSON.solution("mistakes").MISTAKES}


def test_the_exercises_have_their_points():
    assert [rubric.points for rubric in LESSON.assignment().rubrics] == [35, 25, 20, 20]


def test_two_mistakes_of_different_slots_can_be_made_at_once():
    make = LESSON.solution("mistakes").functions
    names = ("valor.exp_uses_input", "propagar_tudo.add_assign", "treinar.half_loss")
    functions = make(*(MISTAKES[name] for name in names))
    assert LESSON.lost_items(functions, VALOR, 0) == {"derivatives"}
    assert LESSON.lost_items(functions, PROPAGAR, 0) == {"sums"}
    assert LESSON.lost_items(functions, TREINAR, 0) == {"size"}
    with pytest.raises(TypeError, match="same slot"):
        make(MISTAKES["treinar.half_loss"], MISTAKES["treinar.no_square"])
    with pytest.raises(TypeError, match="same slot"):
        make(MISTAKES["valor.mul_own_data"], MISTAKES["propagar_tudo.mul_assign"])


# as the lesson prints them, and the one figure that it prints by mistake
Y_PRED = [0.3089741696982651, 0.31657158326021506, 0.3120011156011473, 0.3108821884295717]
LOSS = 0.6260440620211709
AFTER_ONE_STEP = 0.6253416617761393
AFTER_TWO_PASSES = 0.618908695726716


def test_the_printed_parameters_give_the_printed_predictions_and_loss():
    case, want = LESSON.cases(MLP, 0)[0]
    assert sum(len(neuron) for layer in case.layers for neuron in layer) == 23
    np.testing.assert_allclose(want["y_pred"], Y_PRED, rtol=1e-15)
    assert want["loss"] == pytest.approx(LOSS, rel=1e-15)


def test_one_right_step_gives_the_right_loss_and_not_the_printed_one():
    _case, want = LESSON.cases(TREINAR, 0)[0]
    assert want["losses"][:2] == pytest.approx([LOSS, AFTER_ONE_STEP], rel=1e-15)


def test_two_passes_without_zeroing_give_the_figure_that_the_lesson_prints_and_it_is_said():
    case, want = LESSON.cases(TREINAR, 0)[0]
    functions = LESSON.solution("mistakes").functions(MISTAKES["treinar.backward_twice"])
    got = LESSON.answer(functions, TREINAR, case, 0)
    assert got["losses"][1] == pytest.approx(AFTER_TWO_PASSES, rel=1e-14)
    [told] = [f for f in LESSON.check(TREINAR, case, got, want) if f.item == "direction"]
    assert not told.ok
    assert told.message.key == "training.twice"
    assert told.detail.values["got"].startswith("0.6189086957")


def test_gradients_that_pile_up_over_epochs_are_told():
    functions = LESSON.solution("mistakes").functions(MISTAKES["treinar.no_zero_grad"])
    for case, want in LESSON.cases(TREINAR, 0)[:2]:
        got = LESSON.answer(functions, TREINAR, case, 0)
        [told] = [f for f in LESSON.check(TREINAR, case, got, want) if f.item == "zeroing"]
        assert told.message.key == "training.piled_up"


@pytest.mark.parametrize(
    ("mistake", "key"),
    [
        ("rebinds_p", "training.not_updated"),
        ("zero_after_backward", "training.zeroed_late"),
        ("detached_loss", "training.detached"),
    ],
)
def test_why_nothing_moves_is_told(mistake, key):
    functions = LESSON.solution("mistakes").functions(MISTAKES[f"treinar.{mistake}"])
    case, want = LESSON.cases(TREINAR, 0)[1]
    got = LESSON.answer(functions, TREINAR, case, 0)
    [told] = [f for f in LESSON.check(TREINAR, case, got, want) if f.item == "direction"]
    assert told.message.key == key


@pytest.mark.parametrize("name", ["decay", "jump", "zeros"])
def test_a_step_that_looks_at_no_data_is_told_so(name):
    [answer] = [a for a in LESSON.solution("dishonest").DISHONEST if a.id == f"train.{name}"]
    functions = {**LESSON.reference(), **answer.defines}
    case, want = LESSON.cases(TREINAR, 0)[1]
    got = LESSON.answer(functions, TREINAR, case, 0)
    told = {f.item: f.message.key for f in LESSON.check(TREINAR, case, got, want)}
    assert told["zeroing"] == told["losses"] == "training.no_data"


@pytest.mark.parametrize(
    ("mistake", "key"),
    [
        ("valor.mul_own_data", "made_of"),
        ("propagar_tudo.add_assign", "bases"),
        ("mlp.no_bias", "by_neurons"),
        ("treinar.half_loss", "again"),
    ],
)
def test_causes_are_asked_for_only_where_something_is_wrong(mistake, key):
    exercise = mistake.split(".")[0]
    functions = LESSON.solution("mistakes").functions(MISTAKES[mistake])
    case, want = LESSON.cases(exercise, 0)[0]
    assert key not in want
    assert key in LESSON.answer(functions, exercise, case, 0)
