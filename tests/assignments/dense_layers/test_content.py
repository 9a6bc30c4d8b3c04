"""What is particular to the dense layers lesson: lazy answers, and exponentials."""

import numpy as np
import pytest
from course_lesson import Lesson

LESSON = Lesson("dense_layers")
DENSE, RELU, SOFTMAX, SPIRAL, LOSS, PIPELINE = LESSON.exercises

MISTAKES = {mistake.id: mistake for mistake in LESSON.solution("mistakes").MISTAKES}


def test_the_exercises_have_their_points():
    assert [rubric.points for rubric in LESSON.assignment().rubrics] == [27, 13, 27, 6, 20, 7]


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
    assert kept == set()


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
