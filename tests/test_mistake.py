"""Mistakes are composed: what a student defines who makes several at once."""

import pytest

from grader.mistake import Mistake, compose


def make_double(*, factor=2):
    return lambda x: factor * x


def make_both(own, *, add=1, factor=1):
    return {"next": lambda x: own.double(x) + add, "factor": factor}


MAKERS = {("double", "all"): make_double, ("next", "all"): make_both}
TRIPLE = Mistake("triple", "double", {"factor": 3})
FURTHER = Mistake("further", "next", {"add": 5})
EVERYWHERE = Mistake("everywhere", "all", {"factor": 7})


def test_who_makes_no_mistake_has_every_slot_right():
    made = compose(MAKERS, ())
    assert (made["double"](10), made["next"](10), made["factor"]) == (20, 21, 1)


def test_what_was_made_before_is_what_later_ones_call():
    made = compose(MAKERS, (TRIPLE, FURTHER))
    assert (made["double"](10), made["next"](10)) == (30, 35)


def test_a_mistake_of_several_fills_the_slot_of_each():
    made = compose(MAKERS, (EVERYWHERE,))
    assert (made["double"](10), made["factor"]) == (70, 7)


def test_what_is_given_is_there():
    assert compose({}, (), {"Value": int}) == {"Value": int}


@pytest.mark.parametrize(
    ("mistakes", "said"),
    [
        ((TRIPLE, EVERYWHERE), "two mistakes of double and all want the same slot, factor"),
        ((Mistake("odd", "double", {"other": 1}),), "odd: nothing has a slot 'other'"),
        ((Mistake("lost", "nowhere", {"factor": 1}),), "lost: nothing has a slot 'factor'"),
    ],
)
def test_mistakes_that_cannot_be_made_together_are_refused(mistakes, said):
    with pytest.raises(TypeError, match=said):
        compose(MAKERS, mistakes)
