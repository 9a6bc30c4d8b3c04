"""Dropout in the scalar network: right answers earn everything, known mistakes lose their items."""

import numpy as np
import pytest
from course_lesson import Lesson

LESSON = Lesson("autograd_dropout")
PREVER, SORTEAR, CAMADAS, GRADIENTE, TREINAR = LESSON.exercises
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


@pytest.mark.parametrize(
    ("exercise", "answer", "item", "key"),
    [
        (SORTEAR, {"scale": "other"}, "silence", "draws.value.fails"),
        (TREINAR, {"by itself": "stays"}, "step", "training.valor.fails"),
    ],
)
def test_what_no_known_mistake_brings_about_is_said_too(exercise, answer, item, key):
    case, want = LESSON.cases(exercise, 0)[0]
    found = LESSON.check(exercise, case, {**want, **answer}, want)
    lost = [(one.item, one.message.key) for one in found if not one.ok]
    assert lost == [(item, key)]


def test_neurons_that_never_drop_leave_what_layers_and_training_are_worth():
    functions = LESSON.solution("mistakes").functions(MISTAKES["sortear.no_dropout"])
    kept = {
        (rubric.name, item.id)
        for rubric in LESSON.assignment().rubrics
        for item in rubric.items
        if item.id not in LESSON.lost_items(functions, rubric.name, 0)
    }
    layers = {("camadas", "hidden"), ("camadas", "output"), ("camadas", "input")}
    assert kept == {*layers, (TREINAR, "step"), (TREINAR, "drops"), (TREINAR, "falls")}


def test_the_network_of_the_lesson_before_earns_only_what_training_it_is_worth():
    class Layer(LESSON.reference()["MLP"]):
        def __call__(self, x, dropout=0):
            return super().__call__(x, 0)

    functions = {**LESSON.reference(), "MLP": Layer}
    assert LESSON.lost_items(functions, "camadas", 0) == {"hidden", "output", "input"}


def _sum_that_overwrites(self, other):
    out = LESSON.reference()["Valor"](self.data + other.data, (self, other))

    def propagar():
        self.grad, other.grad = out.grad, out.grad

    out.propagar = propagar
    return out


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("__add__", _sum_that_overwrites),
        ("__neg__", lambda self: self * 1),
        ("__rsub__", lambda self, other: self - other),
    ],
)
def test_a_given_class_that_was_changed_is_told_wherever_it_was(monkeypatch, name, method):
    """No network of this lesson has an operand twice, or takes anything from a number."""
    functions = LESSON.reference()
    case, want = LESSON.cases(GRADIENTE, 0)[0]  # of the reference as it is
    monkeypatch.setattr(functions["Valor"], name, method)
    assert LESSON.lost_items(functions, GRADIENTE, 0) == {"flows"}
    got = LESSON.answer(functions, GRADIENTE, case, 0)
    found = LESSON.check(GRADIENTE, case, got, want)
    assert [one.message.key for one in found if not one.ok] == ["flow.valor.fails"]


def _without_a_step(self):
    raise AttributeError("passo")


def _parents_first(self):
    """Hand on in the order in which nodes were made: before anything has come to them."""
    order = []

    def visit(node):
        for parent in node.progenitor:
            visit(parent)
        order.append(node)

    visit(self)
    self.grad = 1
    for node in order:
        node.propagar()


@pytest.mark.parametrize(
    ("name", "method", "what", "by"),
    [
        ("propagar", lambda self: None, "propagar_tudo()", None),
        ("propagar", _without_a_step, "propagar_tudo()", None),
        ("propagar_tudo", lambda self: None, "propagar_tudo()", None),
        ("propagar_tudo", _parents_first, "d(a + a ** n)/da", "propagar_tudo()"),
        ("__add__", _sum_that_overwrites, "d(a + a)/da", "propagar_tudo()"),
        ("__neg__", lambda self: self * 1, "-a", None),
    ],
)
def test_where_nothing_arrives_right_the_way_back_is_named(monkeypatch, name, method, what, by):
    """Where each operation's own slope is right, steps and the way through them may both be why."""
    functions = LESSON.reference()
    case, want = LESSON.cases(GRADIENTE, 0)[0]  # of the reference as it is
    monkeypatch.setattr(functions["Valor"], name, method)
    got = LESSON.answer(functions, GRADIENTE, case, 0)
    [lost] = [one for one in LESSON.check(GRADIENTE, case, got, want) if not one.ok]
    assert lost.message.key == "flow.valor.fails"
    assert lost.message.values["what"] == what
    assert lost.message.values.get("by") == by


def test_a_class_that_lacks_what_the_lesson_does_without_is_right(monkeypatch):
    functions = LESSON.reference()
    LESSON.cases(GRADIENTE, 0)  # of the reference as it is
    for name in ("__rsub__", "__rtruediv__"):
        monkeypatch.delattr(functions["Valor"], name)
    assert LESSON.lost_items(functions, GRADIENTE, 0) == set()
