"""What is seen in the source of an exercise that is not right is said before anything else."""

import pytest

from grader.diagnosis import Diagnosis, Excerpt
from grader.model import Text
from grader.seen import said_first

UNUSED = Text("advice.unused", {"name": "f", "names": "p", "cell": "3", "line": "1"})
SIZE = Text("advice.example_size", {"name": "f", "number": "5", "cell": "3", "line": "2"})
SEED = Text("advice.seed", {"name": "f", "cell": "3", "line": "2"})
LOOP = Text("advice.loop", {"name": "f", "cell": "3", "line": "4"})
SEEN = Diagnosis("divergence", certainty="observed")
OBSERVED = Diagnosis("mistake", ("m",), certainty="observed")


def test_it_stands_first_with_its_line_and_is_no_advice_any_more() -> None:
    said, advice = said_first({"f": (SEEN,)}, {"f": (LOOP, UNUSED)})
    assert [d.kind for d in said["f"]] == ["seen", "divergence"]
    assert said["f"][0].code == Excerpt.at(3, 1, 1)
    assert advice == {"f": (LOOP,)}


@pytest.mark.parametrize(
    ("text", "kinds"), [(UNUSED, ["mistake", "seen"]), (SEED, ["seen", "mistake"])]
)
def test_a_named_mistake_says_more_than_an_argument_that_is_never_used(
    text: Text, kinds: list[str]
) -> None:
    said, _ = said_first({"f": (OBSERVED,)}, {"f": (text,)})
    assert [d.kind for d in said["f"]] == kinds


@pytest.mark.parametrize(("text", "known"), [(UNUSED, "confirmed"), (SIZE, "possible")])
def test_what_only_looks_like_it_is_called_possible(text: Text, known: str) -> None:
    said, _ = said_first({"f": ()}, {"f": (text,)})
    assert [d.certainty for d in said["f"]] == [known]


def test_where_the_mistake_was_found_in_the_code_it_is_advice() -> None:
    confirmed = Diagnosis("mistake", ("m",), certainty="confirmed")
    said, advice = said_first({"f": (confirmed,)}, {"f": (UNUSED,)})
    assert said["f"] == (confirmed,) and advice == {"f": (UNUSED,)}


def test_an_exercise_that_is_right_has_advice_only() -> None:
    assert said_first({}, {"f": (UNUSED,)}) == ({}, {"f": (UNUSED,)})


LEFT_OUT = Text(
    "advice.empty", {"name": "f", "cell": "3", "line": "4", "last": "6", "what": "for p in a"}
)


def test_what_is_left_out_is_told_beside_a_mistake_that_stands_nowhere() -> None:
    confirmed = Diagnosis("mistake", ("m",), certainty="confirmed")
    said, advice = said_first({"f": (confirmed,)}, {"f": (LEFT_OUT, UNUSED)})
    assert [d.kind for d in said["f"]] == ["mistake", "seen"]
    assert said["f"][1].code == Excerpt.at(3, 4, 6)
    assert advice == {"f": (UNUSED,)}


def test_a_mistake_that_was_found_at_its_line_needs_no_other() -> None:
    confirmed = Diagnosis("mistake", ("m",), certainty="confirmed", code=Excerpt.at(3, 2, 2))
    said, advice = said_first({"f": (confirmed,)}, {"f": (LEFT_OUT,)})
    assert said["f"] == (confirmed,)
    assert advice == {"f": (LEFT_OUT,)}


def test_the_line_at_which_it_stopped_tells_more_than_an_argument_that_is_never_used() -> None:
    said, advice = said_first({"f": ()}, {"f": (UNUSED, LEFT_OUT)}, ["f"])
    assert [d.text for d in said["f"]] == [LEFT_OUT]
    assert advice == {"f": (UNUSED,)}
