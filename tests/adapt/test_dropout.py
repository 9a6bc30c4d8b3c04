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


class Odd(ALTERNATIVES.LessonNetwork):
    def __call__(self, x, desligar):
        return super().__call__(x, desligar)


def test_one_argument_more_must_be_the_rate_whatever_its_name():
    networks = droppable(Odd)
    made = networks.at(0.5, 2, [3, 1], NUMBERS)
    assert len(asked(networks, made, 0.0)) == 1
    assert len(asked(networks, made, 0.5)) > 1
