"""What a child says is read as hostile: the right answer to the question asked, or its end."""

import contextlib
from typing import Any

import numpy as np
import pytest
from framing import parts
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.model import Chunk, Extraction, Raised, Status, Text
from grader.remote.errors import Ended, MissingName, StudentError, Unanswered
from grader.remote.reference import Reference
from grader.remote.session import Batch, Stopped
from grader.sandbox import answers, wire

RAISED = [3, "ValueError", "no", 3, 2]
FAILED = RAISED[1:]
LOOP = [6, "repeat", 9, [[4, "hold", 1], [5, "hold", 2]], [5]]
BATCH = Batch([[3, "hold", 1], LOOP, [7, "hold", 2]], [3], False, False)


def values(answer: Any, batch: Batch = BATCH) -> Any:
    return answers.values(answer, 4, batch)


def test_values_are_what_was_wanted() -> None:
    assert values([4, "values", [1.0]]) == [1.0]
    assert values([4, "values", [None]]) == [None]
    assert values([4, "values", []], Batch([], [], False, False)) == []


@pytest.mark.parametrize(
    ("answer", "number", "why"),
    [
        ([4, "raised", RAISED], 3, Raised("ValueError", "no", 3, 2)),
        ([4, "raised", [7, "E", "", None, None]], 7, Raised("E", "", None, None)),
        ([4, "raised", [5, "E", "", None, None]], 6, Raised("E", "", None, None)),
        ([4, "missing", 3], 3, MissingName),
        ([4, "missing", 4], 6, MissingName),
        ([4, "memory", 7], 7, Unanswered),
    ],
)
def test_an_operation_that_gave_nothing_is_told_by_its_own_number(
    answer: Any, number: int, why: Any
) -> None:
    with pytest.raises(Stopped) as caught:
        values(answer)
    assert caught.value.number == number
    told = caught.value.why
    assert told.raised == why if isinstance(told, StudentError) else type(told) is why


@pytest.mark.parametrize(
    ("kind", "status", "why"),
    [
        ("too_large", Status.BAD_VALUE, "ended.too_large"),
        ("no_room", Status.OUT_OF_MEMORY, "ended.memory"),
    ],
)
def test_values_that_cannot_be_written_are_told_when_everything_was_run(
    kind: str, status: Status, why: str
) -> None:
    with pytest.raises(Unanswered) as caught:
        values([4, kind, None])
    assert (caught.value.status, caught.value.why) == (status, Text(why))


array = np.array([4, 4])

WRONG: list[Any] = [
    None, 5, "values", {}, (4, "values", [1]), [], [4], [4, "values"], [4, "values", [1], 2],
    [5, "values", [1]], [-1, "values", [1]], [4.0, "values", [1]], ["4", "values", [1]],
    [None, "values", [1]], [np.int64(4), "values", [1]], [array, "values", [1]],
    [np.array([]), "values", [1]], [[4], "values", [1]], [True, "values", [1]],
    [4, "passed", [1]], [4, b"values", [1]], [4, None, [1]], [4, ["values"], [1]],
    [4, np.str_("values"), [1]], [4, np.array(["values", "raised"]), [1]],
    [wire.Opaque("int"), "values", [1]], [Reference(4), "values", [1]],
    [4, "values", None], [4, "values", 1], [4, "values", []], [4, "values", [1, 2]],
    [4, "values", (1,)], [4, "values", {"0": 1}], [4, "values", array[:1]],
    [4, "values", Reference(3)],
    [4, "raised", None], [4, "raised", []], [4, "raised", RAISED[:4]], [4, "raised", [*RAISED, 1]],
    [4, "raised", tuple(RAISED)], [4, "raised", [3, 1, "no", 3, 2]],
    [4, "raised", [3, "E", 5, 3, 2]], [4, "raised", [3, "E", "no", array, 2]],
    [4, "raised", [3, "E", "no", 3.5, 2]], [4, "raised", [3, "E", "no", 3, True]],
    [4, "raised", [3, "E", "no", -1, 2]], [4, "raised", [3, "E", "no", 3, 10**9]],
    [4, "raised", [3, "E", "no", 3, 16**2000]], [4, "raised", np.array(RAISED[1:3] * 2)],
    *([4, "raised", [number, *RAISED[1:]]]
      for number in (2, 8, 0, -1, True, None, "3", 3.0, array, Reference(3))),
    *([4, kind, number] for kind in ("missing", "memory") for number in (2, 8, None, "f", array)),
    [4, "too_large", 3], [4, "no_room", 3],
]  # fmt: skip


@pytest.mark.parametrize("answer", WRONG, ids=repr)
def test_anything_else_ends_the_child(answer: Any) -> None:
    with pytest.raises(Ended) as caught:
        values(answer)
    assert caught.value.status is Status.CRASHED
    assert caught.value.why == Text("ended.protocol")


def test_a_truth_value_is_no_number() -> None:
    with pytest.raises(Ended):
        answers.values([True, "values", [1]], 1, BATCH)


def test_names_and_messages_are_cut() -> None:
    with pytest.raises(Stopped) as caught:
        values([4, "raised", [3, "E" * 999, "m" * 9999, None, None]])
    assert isinstance(caught.value.why, StudentError)
    assert caught.value.why.raised == Raised("E" * 80, "m" * 398 + "…", None, None)


def test_load_failures_are_read_in_order() -> None:
    found = answers.load_failures([[0, FAILED], [2, ["E", "", None, None]]], 3)
    assert found == ((0, Raised("ValueError", "no", 3, 2)), (2, Raised("E", "", None, None)))
    assert answers.load_failures([], 0) == ()


@pytest.mark.parametrize(
    "failures",
    [
        None, {}, "x", [1], [[0]], [[0, FAILED, 1]], [(0, FAILED)], [["0", FAILED]], [[0, None]],
        [[-1, FAILED]], [[3, FAILED]], [[1, FAILED], [0, FAILED]], [[0, FAILED], [0, FAILED]],
        [[True, FAILED]], [[array, FAILED]], [[0, FAILED]] * 4, np.array([0]),
    ],
    ids=repr,
)  # fmt: skip
def test_made_up_load_failures_end_the_child(failures: Any) -> None:
    with pytest.raises(Ended):
        answers.load_failures(failures, 3)


anything = st.recursive(
    st.one_of(
        st.none(), st.integers(-3, 9), st.floats(), st.text(max_size=3),
        st.sampled_from([
            "values", "raised", "missing", "memory", "too_large", "no_room", array, array * 1.0,
            Reference(3),
        ]),
    ),
    lambda below: st.one_of(st.lists(below, max_size=5), st.tuples(below, below)),
    max_leaves=8,
)  # fmt: skip


@given(st.one_of(anything, st.tuples(st.just(4), anything, anything).map(list)))
@settings(max_examples=200, deadline=None)
def test_whatever_comes_is_values_or_why_there_are_none(answer: Any) -> None:
    with contextlib.suppress(Ended, Stopped, Unanswered):
        assert len(values(answer)) == 1
    with contextlib.suppress(Ended):
        assert type(answers.load_failures(answer, 3)) is tuple


def test_a_load_frame_tells_statements_and_blocks_and_no_name_that_was_asked_for() -> None:
    chunk, block = Chunk(2, 1, "def f(): ..."), Chunk(3, 4, "for i in x: ...")
    frame = answers.load_frame(Extraction((chunk,), {"f": "g"}, {"training": block}))
    assert wire.sizes(frame[: wire.HEAD.size])[0] == wire.LOAD
    assert wire.unpack(*parts(frame)) == {
        "chunks": [[2, 1, "def f(): ...", False]],
        "blocks": [[3, 4, "for i in x: ..."]],
    }


def test_a_batch_frame_tells_operations_and_nothing_else() -> None:
    frame = answers.batch_frame(BATCH, 99)
    assert wire.sizes(frame[: wire.HEAD.size])[0] == wire.BATCH
    assert wire.unpack(*parts(frame)) == [99, BATCH.operations, [3], False, False]


def test_a_batch_that_is_too_large_was_not_run_from_its_first_operation_on() -> None:
    huge = [[7, "hold", "x" * wire.MAX_HEADER], [8, "hold", 1]]
    with pytest.raises(Stopped) as caught:
        answers.batch_frame(Batch(huge, [], False, False), 1)
    assert caught.value.number == 7
    assert isinstance(caught.value.why, Unanswered)
