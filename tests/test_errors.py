"""The tree of errors: every class knows its exit code, and the drawing at the top is true."""

import inspect

import pytest

from grader import errors

CLASSES = [
    value
    for value in vars(errors).values()
    if inspect.isclass(value) and issubclass(value, errors.GraderError)
]


@pytest.mark.parametrize("error", CLASSES)
def test_the_tree_at_the_top_shows_every_class_in_its_place(
    error: type[errors.GraderError],
) -> None:
    drawing = errors.__doc__ or ""
    assert error.__name__ in drawing
    if error is not errors.GraderError:
        parent = error.__mro__[1]
        assert drawing.index(parent.__name__) < drawing.index(error.__name__)


@pytest.mark.parametrize("error", CLASSES)
def test_users_errors_end_with_2_and_ours_with_3(error: type[errors.GraderError]) -> None:
    assert error.exit_code == (2 if issubclass(error, errors.UserError) else 3)
    assert error.__doc__
