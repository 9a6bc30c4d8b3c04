"""What a child says is read as hostile: the right answer to the question asked, or its end."""

import contextlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import Chunk, Extraction, Outcome, Raised, Status, Text
from grader.sandbox import answers, wire
from grader.sandbox.ended import Ended

RAISED = ["ValueError", "no", 3, 2]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ([4, "value", [1.0]], Outcome(Status.PASSED, [1.0], printed="p")),
        ([4, "value", None], Outcome(Status.PASSED, None, printed="p")),
        ([4, "raised", RAISED],
         Outcome(Status.RAISED, raised=Raised("ValueError", "no", 3, 2), printed="p")),
        ([4, "raised", ["E", "", None, None]],
         Outcome(Status.RAISED, raised=Raised("E", "", None, None), printed="p")),
        ([4, "missing", "f"], Outcome(Status.MISSING, printed="p")),
        ([4, "memory", None],
         Outcome(Status.OUT_OF_MEMORY, why=Text("ended.memory"), printed="p")),
        ([4, "too_large", None],
         Outcome(Status.BAD_VALUE, why=Text("ended.too_large"), printed="p")),
    ],
)  # fmt: skip
def test_an_answer_becomes_an_outcome(answer: Any, outcome: Outcome) -> None:
    assert answers.outcome(answer, 4, "p") == outcome


array = np.array([4, 4])

WRONG: list[Any] = [
    None, 5, "value", {}, (4, "value", 1), [], [4], [4, "value"], [4, "value", 1, 2],
    [5, "value", 1], [-1, "value", 1], [4.0, "value", 1], ["4", "value", 1], [None, "value", 1],
    [np.int64(4), "value", 1], [array, "value", 1], [np.array([]), "value", 1], [[4], "value", 1],
    [4, "passed", 1], [4, b"value", 1], [4, None, 1], [4, ["value"], 1], [4, np.str_("value"), 1],
    [4, np.array(["value", "raised"]), 1], [wire.Opaque("int"), "value", 1],
    [4, "raised", None], [4, "raised", []], [4, "raised", RAISED[:3]], [4, "raised", [*RAISED, 1]],
    [4, "raised", tuple(RAISED)], [4, "raised", [1, "no", 3, 2]], [4, "raised", ["E", 5, 3, 2]],
    [4, "raised", ["E", "no", array, 2]], [4, "raised", ["E", "no", 3.5, 2]],
    [4, "raised", ["E", "no", 3, True]], [4, "raised", ["E", "no", -1, 2]],
    [4, "raised", ["E", "no", 3, 10**9]], [4, "raised", ["E", "no", 16**2000, 2]],
    [4, "raised", np.array(RAISED[:2] * 2)],
]  # fmt: skip


@pytest.mark.parametrize("answer", WRONG, ids=repr)
def test_anything_else_ends_the_child(answer: Any) -> None:
    with pytest.raises(Ended) as caught:
        answers.outcome(answer, 4, "")
    assert caught.value.status is Status.CRASHED
    assert caught.value.why == Text("ended.protocol")


def test_a_truth_value_is_no_number() -> None:
    with pytest.raises(Ended):
        answers.outcome([True, "value", 1], 1, "")


def test_names_and_messages_are_cut() -> None:
    outcome = answers.outcome([0, "raised", ["E" * 999, "m" * 9999, None, None]], 0, "")
    assert outcome.raised == Raised("E" * 80, "m" * 500, None, None)


def test_load_failures_are_read_in_order() -> None:
    found = answers.load_failures([[0, RAISED], [2, ["E", "", None, None]]], 3)
    assert found == ((0, Raised("ValueError", "no", 3, 2)), (2, Raised("E", "", None, None)))
    assert answers.load_failures([], 0) == ()


@pytest.mark.parametrize(
    "failures",
    [
        None, {}, "x", [1], [[0]], [[0, RAISED, 1]], [(0, RAISED)], [["0", RAISED]], [[0, None]],
        [[-1, RAISED]], [[3, RAISED]], [[1, RAISED], [0, RAISED]], [[0, RAISED], [0, RAISED]],
        [[True, RAISED]], [[array, RAISED]], [[0, RAISED]] * 4, np.array([0]),
    ],
    ids=repr,
)  # fmt: skip
def test_made_up_load_failures_end_the_child(failures: Any) -> None:
    with pytest.raises(Ended):
        answers.load_failures(failures, 3)


anything = st.recursive(
    st.one_of(
        st.none(), st.integers(-3, 5), st.floats(), st.text(max_size=3),
        st.sampled_from(["value", "raised", "missing", "memory", "too_large", array, array * 1.0]),
    ),
    lambda below: st.one_of(st.lists(below, max_size=4), st.tuples(below, below)),
    max_leaves=8,
)  # fmt: skip


@given(st.one_of(anything, st.lists(anything, min_size=2, max_size=4)))
@settings(max_examples=150, deadline=None)
def test_whatever_comes_is_an_outcome_or_the_end(answer: Any) -> None:
    with contextlib.suppress(Ended):
        assert type(answers.outcome(answer, 0, "")) is Outcome
    with contextlib.suppress(Ended):
        assert type(answers.load_failures(answer, 3)) is tuple


def test_a_load_frame_tells_statements_names_and_blocks() -> None:
    chunk, block = Chunk(2, 1, "def f(): ..."), Chunk(3, 4, "for i in x: ...")
    frame = answers.load_frame(Extraction((chunk,), {"f": "g"}, {"training": block}))
    kind, header_size, _body_size = wire.sizes(frame[: wire.HEAD.size])
    header = frame[wire.HEAD.size : wire.HEAD.size + header_size]
    assert kind == wire.LOAD
    assert wire.unpack(header, b"") == {
        "chunks": [[2, 1, "def f(): ..."]],
        "names": {"f": "g"},
        "blocks": {"training": [3, 4, "for i in x: ..."]},
    }
