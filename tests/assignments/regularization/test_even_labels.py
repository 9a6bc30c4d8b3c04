"""Without chance only the last bias moves; where half of the labels are 1, not even that."""

import pytest
from course_lesson import Lesson
from judged_notebooks import DATA
from lesson_bench import opened

from grader.model import Submission
from grader.sandbox import policy

if not policy.supported():
    pytest.skip("needs Linux on x86_64 or aarch64", allow_module_level=True)

EVEN = bytes([5]) * 32
"""A seed under which the field has as many labels of either kind."""


def test_training_whose_draws_no_seed_decides_is_right_on_such_a_field_too() -> None:
    lesson = Lesson("regularization")
    content = (DATA / lesson.slug / "right_by_norms_and_a_generator.ipynb").read_bytes()
    with opened(lesson, "en", seed=EVEN) as bench:
        [field] = [
            case.question.case
            for case in bench.prepared.cases
            if case.question.case.name == "field_with_dropout"
        ]
        assert field.Y.mean() == 0.5
        given = Submission("someone", "someone.ipynb", content)
        assert bench.graded_submission(given, None).score == 100
