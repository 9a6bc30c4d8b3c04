"""What the lessons draw: the masks and the losses that are there, and nothing that is not."""

from typing import Any

import numpy as np
import pytest
from arbitrary_values import TREES, spoilt
from course_lesson import Lesson
from each_lesson import each_exercise
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.exercise import Case, Picture

# slug -> exercise -> example -> (name, form) of what is drawn of the reference's answer
DRAWN: dict[str, dict[str, dict[str, list[tuple[str, str]]]]] = {
    "regularization": {
        "forward_propagation_with_dropout": {"lesson": [("D1", "mask"), ("D2", "mask")]},
        "model": {"lesson": [("costs", "curve")]},
    },
    "dropout_layer": {
        "forward": {"lesson": [("y != 0", "mask")], "many_units": [("y != 0", "mask")]},
        "backward": {"lesson": [("y != 0", "mask"), ("gradient != 0", "mask")]},
    },
    "autograd_mlp": {"treinar": {"lesson": [("losses", "curve")]}},
    "autograd_dropout": {"treinar": {"without_dropout": [("losses", "curve")]}},
}


def examples(lesson: Lesson, exercise: str) -> list[tuple[Case, Any]]:
    names = {case.name for case in lesson.assignment().exercises[exercise].examples()}
    return [(case, want) for case, want in lesson.cases(exercise, 0) if case.name in names]


def pictures(lesson: Lesson, exercise: str, case: Case, got: Any) -> list[Picture]:
    with np.errstate(all="ignore"):
        return list(lesson.assignment().exercises[exercise].pictures(case, got))


@each_exercise()
def test_what_is_drawn_of_the_references_answer(lesson: Lesson, exercise: str) -> None:
    found = {
        case.name: [(p.name, p.form) for p in pictures(lesson, exercise, case, want)]
        for case, want in examples(lesson, exercise)
    }
    drawn = {name: named for name, named in found.items() if named}
    assert drawn == DRAWN.get(lesson.slug, {}).get(exercise, {})


@pytest.mark.sampled(thorough=3)
@each_exercise()
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_cannot_be_read_is_left_out(
    lesson: Lesson, exercise: str, data: st.DataObject
) -> None:
    found = examples(lesson, exercise)
    if not found:
        return
    case, want = data.draw(st.sampled_from(found))
    got = data.draw(TREES) if data.draw(st.booleans()) else spoilt(data, want)
    assert all(isinstance(one, Picture) for one in pictures(lesson, exercise, case, got))


def one(slug: str, exercise: str) -> tuple[Lesson, Case, Any]:
    lesson = Lesson(slug)
    [(case, want), *_] = examples(lesson, exercise)
    return lesson, case, want


@pytest.mark.parametrize("scale", [1.0, 1 / 0.7])
def test_a_cached_mask_is_drawn_as_who_was_kept_scaled_or_not(scale: float) -> None:
    lesson, case, want = one("regularization", "forward_propagation_with_dropout")
    Z1, D1, *others = want["cache"]
    got = {**want, "cache": (Z1, np.asarray(D1) * scale, *others)}
    [first, _] = pictures(lesson, "forward_propagation_with_dropout", case, got)
    assert (np.asarray(first.value) == (np.asarray(D1) != 0)).all()


def test_draws_that_were_never_compared_are_no_mask() -> None:
    lesson, case, want = one("regularization", "forward_propagation_with_dropout")
    Z1, D1, *others = want["cache"]
    uniform = np.linspace(0.1, 0.9, np.size(D1)).reshape(np.shape(D1))
    got = {**want, "cache": (Z1, uniform, *others)}
    found = pictures(lesson, "forward_propagation_with_dropout", case, got)
    assert [picture.name for picture in found] == ["D2"]


def test_a_cache_without_masks_has_none_to_draw() -> None:
    lesson, case, want = one("regularization", "forward_propagation_with_dropout")
    got = {**want, "cache": tuple(want["cache"])[:12]}
    assert pictures(lesson, "forward_propagation_with_dropout", case, got) == []


def test_the_layers_mask_is_where_its_output_is_not_zero() -> None:
    lesson, case, want = one("dropout_layer", "forward")
    y = np.where(np.arange(case.x.size).reshape(case.x.shape) % 3, case.x, 0.0)
    [mask] = pictures(lesson, "forward", case, {**want, "y": y})
    assert mask.value.sum() == np.count_nonzero(y)
