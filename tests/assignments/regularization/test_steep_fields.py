"""A field on which the lesson's own training steps too far is drawn again: any seed can be used."""

from hashlib import sha256

import pytest

from grader.assignment import load_assignment
from grader.find import find_place
from grader.prepare import prepare

TOO_STEEP = ("try 60 ", "try 1307 b", "try 1382 b")
"""Of 1,650 seeds those under which the first field that is drawn is too steep."""


@pytest.mark.parametrize("written", TOO_STEEP)
def test_the_reference_is_right_under_a_seed_whose_first_field_is_too_steep(written: str) -> None:
    place = find_place("regularization")
    assignment = load_assignment(place.path, place.solutions)
    assert prepare(assignment, sha256(written.encode()).digest()).cases
