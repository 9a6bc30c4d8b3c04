"""Networks with dropout are made and asked at a rate, wherever their design puts it."""

import pytest
from asked_student import student_of
from course_lesson import Lesson

from grader.adapt.dropout import Droppable
from grader.adapt.scalar import Scalars
from grader.remote.value import plain

ALTERNATIVES = Lesson("autograd_dropout").solution("alternatives")
NUMBERS = [[[0.5, 0.25, 1.0], [0.75, 0.125, -0.5], [0.3, -0.6, 0.2]], [[1.5, -1.25, 0.5, 0.25]]]
X = [1.0, 2.0]
DESIGNS = [
    "LessonNetwork", "MultiplyingNetwork", "OwnGeneratorNetwork", "MaskingNetwork",
    "KeepingNetwork", "ConstructedNetwork", "FlaggedNetwork", "SwitchedNetwork",
    "AttributeNetwork",
]  # fmt: skip


def droppable(design):
    student = student_of({"Valor": ALTERNATIVES.Valor, "Network": design})
    return Droppable(Scalars(student), student.Network)


def asked(networks, made, rate, times=60):
    outputs = [networks.ask(made, X, rate)[0] for _ in range(times)]
    return set(plain([networks.scalars.number(one) for one in outputs]))


@pytest.mark.parametrize("design", DESIGNS)
def test_every_design_drops_at_a_rate_and_predicts_without(design):
    networks = droppable(getattr(ALTERNATIVES, design))
    [plain_answer] = asked(networks, networks.plain(2, [3, 1], NUMBERS), 0.0)
    [without] = asked(networks, networks.at(0.0, 2, [3, 1], NUMBERS), 0.0)
    assert plain_answer == without
    assert 1 < len(asked(networks, networks.at(0.5, 2, [3, 1], NUMBERS), 0.5)) <= 8


@pytest.mark.parametrize("design", DESIGNS)
def test_every_design_is_given_the_numbers_asked_for(design):
    networks = droppable(getattr(ALTERNATIVES, design))
    assert plain(networks.at(0.5, 2, [3, 1], NUMBERS).numbers()) == NUMBERS


def made_by_a_function(inputs, sizes):
    return ALTERNATIVES.LessonNetwork(inputs, sizes)


def kept_by_a_function(inputs, sizes):
    network = ALTERNATIVES.LessonNetwork(inputs, sizes)
    return lambda x, dropout=0: network(x, dropout)


def kept_in_a_list(inputs, sizes):
    network = ALTERNATIVES.LessonNetwork(inputs, sizes)
    layers = network.camadas

    def answer(x, dropout=0):
        for layer in layers[:-1]:
            x = layer(x, dropout)
        return layers[-1](x, 0)

    return answer


@pytest.mark.parametrize("make", [made_by_a_function, kept_by_a_function, kept_in_a_list])
def test_a_function_in_the_place_of_the_class_is_asked_as_what_it_makes(make):
    networks = droppable(make)
    assert networks.in_call == {"rate": "dropout"}
    made = networks.at(0.5, 2, [3, 1], NUMBERS)
    assert plain(made.numbers()) == NUMBERS
    assert 1 < len(asked(networks, made, 0.5)) <= 8


class Yielding(ALTERNATIVES.LessonNetwork):
    def __call__(self, x, dropout=0):
        yield super().__call__(x, dropout)


def test_what_has_yet_to_be_run_is_told():
    assert droppable(Yielding).unrun() == "generator"
    assert droppable(ALTERNATIVES.LessonNetwork).unrun() == ""


class Odd(ALTERNATIVES.LessonNetwork):
    def __call__(self, x, desligar):
        return super().__call__(x, desligar)


def test_one_argument_more_must_be_the_rate_whatever_its_name():
    networks = droppable(Odd)
    made = networks.at(0.5, 2, [3, 1], NUMBERS)
    assert len(asked(networks, made, 0.0)) == 1
    assert len(asked(networks, made, 0.5)) > 1
