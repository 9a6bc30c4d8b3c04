"""Networks of scalars are read and asked whatever their parts are called."""

import pytest
from asked_student import student_of
from course_lesson import Lesson

from grader.adapt.anatomy import read
from grader.adapt.asking import Failed, attempt
from grader.adapt.blueprint import of_neuron
from grader.adapt.network import Network, build
from grader.adapt.scalar import Scalars
from grader.adapt.stand_in import StandIn
from grader.remote.errors import StudentError
from grader.remote.value import identities, items, plain

ALTERNATIVES = Lesson("autograd_mlp").solution("alternatives")
NUMBERS = [[[0.5, -0.25, 1.0], [0.75, 0.125, -0.5]], [[1.5, -1.25, 0.25]]]


def classes(*names):
    chosen = [a for a in ALTERNATIVES.ALTERNATIVES if a.id in names]
    return ALTERNATIVES.functions(*chosen)


def network_of(*names):
    student = student_of(classes(*names))
    return student, Network(Scalars(student), build(student, 2, [2, 1]))


@pytest.mark.parametrize("name", ["mlp.lesson", "mlp.other_names", "mlp.arrays_of_objects"])
def test_numbers_are_put_in_and_read_back(name):
    _, network = network_of(name)
    network.fill(NUMBERS)
    assert plain(network.numbers()) == NUMBERS
    assert plain(network.flat()) == [n for row in NUMBERS for neuron in row for n in neuron]
    nodes, parameters = items(network.nodes()), items(network.parameters())
    assert len(nodes) == len(parameters) == 9
    same = identities([*nodes, *parameters])
    assert set(same[:9]) == set(same[9:])
    assert len(set(same)) == 9


WEIGHTS, BIAS, OTHER = [["scalar", 0], ["scalar", 1]], ["scalar", 2], ["scalar", 3]


@pytest.mark.parametrize(
    ("parts", "weights", "bias"),
    [
        ({"w": ["list", WEIGHTS], "b": BIAS}, ["w"] * 2, "b"),
        ({"all": ["list", [BIAS, *WEIGHTS]], "b": BIAS, "w": ["list", WEIGHTS]}, ["all"] * 2, "b"),
        ({"w": ["list", [*WEIGHTS, BIAS]], "b": BIAS}, ["w"] * 2, "b"),
        ({"last": OTHER, "w": ["list", [*WEIGHTS, BIAS]], "b": BIAS}, ["w"] * 2, "b"),
        ({"seen": ["list", [1.0, 2.0, 3.0]], "w": ["list", WEIGHTS], "b": BIAS}, ["w"] * 2, "b"),
        ({"w": ["list", WEIGHTS]}, ["w"] * 2, None),
    ],
    ids=["apart", "all of them first", "all of them", "an output", "its inputs", "no bias"],
)
def test_a_bias_in_a_list_is_no_weight(parts, weights, bias):
    [[plan]] = of_neuron(read(["object", parts, True])).layers
    assert [spot.path[0] for spot in plan.weights] == weights
    assert (plan.bias.path if plan.bias else None) == ((bias,) if bias else None)
    held = [parts[spot.path[0]][1][spot.path[1]] for spot in plan.weights]
    assert held == WEIGHTS


def test_an_object_that_is_no_network_has_no_neurons():
    student = student_of({**classes("mlp.lesson"), "Thing": object})
    assert Network(Scalars(student), student.Thing()).plan.layers == ()


def test_a_class_that_takes_one_list_gets_inputs_and_sizes_in_it():
    student = student_of({"MLP": lambda sizes: sizes})
    assert plain(build(student, 3, [2, 1])) == [3, 2, 1]


def test_answers_are_overheard_and_the_class_is_left_as_it_was():
    made = classes("mlp.lesson")
    own = made["MLP"].__call__
    student = student_of(made)
    network = Network(Scalars(student), build(student, 2, [2, 1]))
    with network.overheard() as heard:
        answer = network.made([1.0, 2.0])
        student.MLP(2, [1])([1.0, 2.0])
    [kept] = items(heard)
    assert len(set(identities([kept, answer]))) == 1
    assert made["MLP"].__call__ is own


def test_a_stand_in_answers_and_learns_like_a_network():
    student = student_of({"Valor": ALTERNATIVES.Value})
    scalars = Scalars(student)
    stand_in = StandIn(scalars, 2)
    stand_in.fill([[[2.0, 3.0, 0.5]]])
    answer = stand_in([1.0, 10.0])[0]
    assert plain(scalars.number(answer)) == 32.5
    scalars.set_gradient(answer, 1)
    scalars.backward(answer)
    assert plain(stand_in.gradients()) == [1.0, 10.0, 1.0]


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
    student = student_of({"Valor": Bare})
    scalars = Scalars(student)
    before = dict(vars(Bare))
    with scalars.mended():
        a = scalars.new(3.0)
        both = [2 + a, a + 2, 2 - a, a - 2, 2 * a]
        assert plain([one.data for one in both]) == [5.0, 5.0, -1.0, 1.0, 6.0]
        scalars.backward(a + 2)
        assert plain(a.grad) == 1
    student.send()
    assert dict(vars(Bare)) == before
    assert attempt(student, lambda: 2 + scalars.new(3.0)).name == "TypeError"


def test_a_class_is_as_it_was_when_what_it_was_mended_for_raised():
    student = student_of({"Valor": Bare})
    scalars = Scalars(student)
    before = dict(vars(Bare))
    with pytest.raises(StudentError), scalars.mended():
        scalars.new(3.0).nothing()
        student.send()
    student.send()
    assert dict(vars(Bare)) == before


def test_names_are_found_and_what_has_none_complains_in_the_lessons_words():
    student = student_of({"Valor": ALTERNATIVES.Value})
    scalars = Scalars(student)
    assert plain(scalars.number(scalars.sigmoid(scalars.new(0.0)))) == 0.5
    student = student_of({"Valor": Bare})
    failed = attempt(student, lambda: Scalars(student).sigmoid(student.Valor(1.0)))
    assert isinstance(failed, Failed)
    with pytest.raises(StudentError, match="'sig'"):
        plain(Scalars(student).sigmoid(student.Valor(1.0)))


def test_values_become_numbers_however_deep():
    student = student_of({"Valor": Bare})
    scalars = Scalars(student)
    value = [scalars.new(1.0), (scalars.new(2.0), "x", [None])]
    assert plain(scalars.numbered(value)) == [1.0, [2.0, "x", [None]]]


def test_numbers_that_do_not_fit_the_plan_are_no_numbers():
    _, network = network_of("mlp.lesson")
    later = network.numbers()
    for told in ([1.0] * 8, [1.0] * 10, [], ["x"] * 9, None):
        with pytest.raises((ValueError, TypeError)):
            later.fill(told)
