"""What is particular to the regularization lesson's files: its blanks, and what laziness earns."""

import pytest
from lesson_notebooks import filled_in
from regularization_lesson import (
    BACKWARD,
    COST,
    EXERCISES,
    FORWARD,
    L2,
    MODEL,
    REGULARIZATION,
    lesson,
    lost_items,
    provided,
)


def test_the_cells_to_fill_in_are_those_of_the_exercises():
    assert filled_in(REGULARIZATION) == {
        *("l2-custo", "l2-volta", "dropout-ida", "dropout-volta", "modelo"),
    }


@pytest.mark.parametrize("lazy", ["zeros", "plain", "nothing"])
def test_doing_nothing_earns_no_item_in_full(lazy):
    reg = provided()["reg_utils"]
    plain = {
        COST: lambda A3, Y, p, lambd: reg.compute_cost(A3, Y),
        L2: lambda X, Y, c, lambd: reg.backward_propagation(X, Y, c),
        FORWARD: lambda X, p, keep_prob: reg.forward_propagation(X, p),
        BACKWARD: lambda X, Y, c, keep_prob: reg.backward_propagation(X, Y, _without_masks(c)),
        MODEL: lambda X, *_: reg.initialize_parameters([X.shape[0], 20, 3, 1]),
    }
    zeros = {name: lambda *asked, f=f: zeroed(f(*asked)) for name, f in plain.items()}
    nothing = dict.fromkeys(EXERCISES, lambda *_: None)
    functions = {"plain": plain, "zeros": zeros, "nothing": nothing}[lazy]
    kept = {
        (exercise, item.id)
        for exercise, rubric in zip(EXERCISES, lesson().rubrics, strict=True)
        for item in rubric.items
        if item.id not in lost_items(functions, exercise, 0)
    }
    # what was right before the student did anything stays right, and is little
    right_already = {(COST, "cross_entropy"), (L2, "rest"), (BACKWARD, "rest")}
    assert kept == (right_already if lazy == "plain" else set())


def zeroed(value):
    if isinstance(value, dict):
        return {name: zeroed(one) for name, one in value.items()}
    return tuple(zeroed(one) for one in value) if isinstance(value, tuple) else 0 * value


def _without_masks(cache):
    return tuple(item for place, item in enumerate(cache) if place not in (1, 6))
