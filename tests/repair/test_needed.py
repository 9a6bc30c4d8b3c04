"""An edit of several lines, with each of them in turn as it was."""

from dataclasses import replace

import pytest

from grader.model import Chunk
from grader.repair.candidate import Candidate, Reading
from grader.repair.needed import without_one

BEFORE = Chunk(2, 5, "def f(x):\n    a1 = x\n    a2 = x\n    a3 = x\n")
AFTER = Chunk(2, 5, "def f(x):\n    a1 = -x\n    a2 = -x\n    a3 = -x\n")
ALSO = (Reading(7, "a2 = x", "a2 = -x"), Reading(8, "a3 = x", "a3 = -x"))
EDIT = Candidate("sign", 6, "a1 = x", "a1 = -x", 2, BEFORE, AFTER, ALSO)


def test_each_line_in_turn_is_as_it_was() -> None:
    found = [*without_one(EDIT)]
    assert [one.lines for one in found] == [(7, 8), (6, 8), (6, 7)]
    assert [one.size for one in found] == [2, 2, 2]
    assert found[1].after.source == "def f(x):\n    a1 = -x\n    a2 = x\n    a3 = -x\n"


def test_an_edit_of_one_line_is_smaller() -> None:
    two = replace(EDIT, also=ALSO[:1])
    assert [(one.lines, one.was, one.size) for one in without_one(two)] == [
        ((7,), "a2 = x", 1),
        ((6,), "a1 = x", 1),
    ]


@pytest.mark.parametrize(
    "edit",
    [
        replace(EDIT, also=()),
        replace(EDIT, besides=EDIT),
        replace(EDIT, after=replace(AFTER, source=AFTER.source + "\n")),
    ],
)
def test_what_is_of_one_line_or_more_than_one_edit_is_left(edit: Candidate) -> None:
    assert not [*without_one(edit)]
