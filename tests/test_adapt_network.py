"""Networks of scalars are read and asked whatever their parts are called."""

import pytest
from course_lesson import Lesson

from grader.adapt.asking import Failed, attempt
from grader.adapt.network import Network, build
from grader.adapt.scalar import Scalars
from grader.adapt.stand_in import StandIn

ALTERNATIVES = Lesson("autograd_mlp").solution("alternatives")
NUMBERS = [[[0.5, -0.25, 1.0], [0.75, 0.125, -0.5]], [[1.5, -1.25, 0.25]]]


def classes(*names):
    chosen = [a for a in ALTERNATIVES.ALTERNATIVES if a.id in names]
    return ALTERNATIVES.functions(*chosen)


@pytest.mark.parametrize("name", ["mlp.lesson", "mlp.other_names", "mlp.arrays_of_objects"])
def test_numbers_are_put_in_and_read_back(name):
    made = classes(name)
    network = Network(Scalars(made["Valor"]), build(made["MLP"], 2, [2, 1]))
    network.fill(NUMBERS)
    assert network.numbers() == NUMBERS
    assert len(network.nodes()) == len(network.parameters()) == 9
    assert set(map(id, network.nodes())) == set(map(id, network.parameters()))


def test_an_object_that_is_no_network_has_no_neurons():
    made = classes("mlp.lesson")
    assert Network(Scalars(made["Valor"]), object()).neurons == []


def test_a_class_that_takes_one_list_gets_inputs_and_sizes_in_it():
    assert build(lambda sizes: sizes, 3, [2, 1]) == [3, 2, 1]


def test_answers_are_overheard_and_the_class_is_left_as_it_was():
    made = classes("mlp.lesson")
    network = Network(Scalars(made["Valor"]), build(made["MLP"], 2, [2, 1]))
    own = made["MLP"].__call__
    with network.overheard() as heard:
        answer = network.made([1.0, 2.0])
        made["MLP"](2, [1])([1.0, 2.0])
    assert heard == [answer]
    assert made["MLP"].__call__ is own


def test_a_stand_in_answers_and_learns_like_a_network():
    scalars = Scalars(ALTERNATIVES.Value)
    stand_in = StandIn(scalars, 2)
    stand_in.fill([[[2.0, 3.0, 0.5]]])
    [answer] = stand_in([1.0, 10.0])
    assert answer.data == 32.5
    answer.backward()
    assert stand_in.gradients() == [1.0, 10.0, 1.0]


class Bare:
    """Adds and multiplies with its own kind only, and never starts a way back."""

    def __init__(self, data, parents=()):
        self.data, self.grad, self.parents = data, 0, parents

    def __add__(self, other):
        return Bare(self.data + other.data, (self, other))

    def __mul__(self, other):
        return Bare(self.data * other.data, (self, other))

    def __sub__(self, other):
        return Bare(self.data - other.data, (self, other))

    def propagar_tudo(self):
        for parent in self.parents:
            parent.grad += self.grad


def test_a_class_is_mended_for_a_while_and_then_as_it_was():
    scalars = Scalars(Bare)
    before = dict(vars(Bare))
    with scalars.mended():
        a = Bare(3.0)
        assert [(2 + a).data, (a + 2).data, (2 - a).data, (a - 2).data, (2 * a).data] == [
            *(5.0, 5.0, -1.0, 1.0, 6.0)
        ]
        total = a + 2
        total.propagar_tudo()
        assert a.grad == 1
    assert dict(vars(Bare)) == before
    assert attempt(lambda: 2 + Bare(3.0)).name == "TypeError"


def test_names_are_found_and_what_has_none_complains_in_the_lessons_words():
    scalars = Scalars(ALTERNATIVES.Value)
    a = ALTERNATIVES.Value(0.0)
    assert scalars.sigmoid(a).data == 0.5
    failed = attempt(lambda: Scalars(Bare).sigmoid(Bare(1.0)))
    assert isinstance(failed, Failed)
    with pytest.raises(AttributeError, match="'sig'"):
        Scalars(Bare).sigmoid(Bare(1.0))


def test_values_become_plain_however_deep():
    scalars = Scalars(Bare)
    assert scalars.plain([Bare(1.0), (Bare(2.0), "x", [None])]) == [1.0, [2.0, "x", [None]]]
