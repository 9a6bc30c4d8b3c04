"""What is particular to the scalar autograd lesson's files: its blanks, and what laziness earns."""

import pytest
from course_lesson import Lesson
from lesson_notebooks import expected_outputs, filled_in

LESSON = Lesson("autograd_mlp")
VALOR, PROPAGAR, MLP, TREINAR = LESSON.exercises


def test_the_cells_to_fill_in_are_those_of_the_exercises():
    assert filled_in(LESSON) == {"valor", "neuronio", "camada", "mlp", "treinar"}
    assert len(expected_outputs(LESSON)) == 5


def lazy(kind):
    """Return everything that a student defines who does no work of this kind."""
    made = dict(LESSON.solution("mistakes").functions())
    if kind == "nothing":
        return dict.fromkeys(made, lambda *_: None)
    made["Valor"].propagar_tudo = lambda node: None
    if kind == "forward":
        return made
    zero = made["Valor"](0.0)
    for name, given in (("Neuronio", zero), ("Camada", [zero]), ("MLP", zero)):
        made[name] = type(name, (made[name],), {"__call__": lambda net, x, given=given: given})
    return {**made, "treinar": lambda mlp, x, y, epocas, taxa: [0.0] * epocas}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("nothing", {}),
        ("zeros", {VALOR: "values numbers derivatives", MLP: "parameters"}),
        (
            "forward",
            {
                VALOR: "values numbers derivatives",
                MLP: "neuron activation layers outputs narrow parameters",
                TREINAR: "losses",
            },
        ),
    ],
)
def test_doing_nothing_earns_nothing_beyond_what_is_computed(kind, expected):
    functions = lazy(kind)
    kept = {
        (rubric.name, item.id)
        for rubric in LESSON.assignment().rubrics
        for item in rubric.items
        if item.id not in LESSON.lost_items(functions, rubric.name, 0)
    }
    assert kept == {(name, item) for name, items in expected.items() for item in items.split()}
