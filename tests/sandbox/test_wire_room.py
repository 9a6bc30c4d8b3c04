"""Lists that would take far more room as one array than on the wire are refused on both sides."""

import json
from typing import Any

import numpy as np
import pytest
from framing import decoded

from grader.sandbox import wire
from grader.sandbox.wire import Opaque, WireError
from grader.sandbox.wire.room import MAX_ROOM

STRINGS = getattr(getattr(np, "dtypes", None), "StringDType", None)
LETTERS = 100_000
TOO_MANY = MAX_ROOM // (4 * LETTERS)
"""So many entries beside a text of as many letters, and they are one too many."""

LONG = "x" * LETTERS
SPRAWLING: dict[str, Any] = {
    "a list": [LONG, *[0] * TOO_MANY],
    "a tuple": (*[0.5] * TOO_MANY, LONG),
    "lists in a list": [[LONG], *[[0]] * TOO_MANY],
    "deep within": {"a": [{"b": (1, [LONG, *[True] * TOO_MANY])}]},
    "a scalar of numpy's": [np.str_(LONG), *[0] * TOO_MANY],
    "bytes": [LONG.encode(), *[0] * TOO_MANY],
    "an array among arrays": [np.array([LONG]), *[np.zeros(1)] * TOO_MANY],
    "an array without axes": [np.array(LONG), *[0] * TOO_MANY],
}
PLAIN: dict[str, Any] = {
    "as much as fits": [LONG, *[0] * (TOO_MANY - 1)],
    "a text beside a list": {"log": LONG, "losses": [0.5] * TOO_MANY},
    "a text beside an array": (LONG, np.zeros(TOO_MANY)),
    "a dict between them": [{"log": LONG}, *[0] * TOO_MANY],
    "numbers alone": [0.5] * 50_000,
    "labels": [f"label {n}" for n in range(5_000)],
}


@pytest.mark.parametrize("value", SPRAWLING.values(), ids=SPRAWLING)
def test_a_sprawling_list_is_too_large_to_be_answered(value: Any) -> None:
    with pytest.raises(WireError, match="too large"):
        wire.pack(wire.ANSWER, value)


@pytest.mark.parametrize("value", PLAIN.values(), ids=PLAIN)
def test_other_lists_may_be_as_long(value: Any) -> None:
    wire.pack(wire.ANSWER, value)


def test_a_forged_one_is_refused_where_it_is_read() -> None:
    with pytest.raises(WireError, match="too large"):
        decoded(["l", [LONG, *[0] * TOO_MANY]])
    assert len(decoded(["l", [LONG, *[0] * (TOO_MANY - 1)]])) == TOO_MANY


def test_what_the_grader_itself_sends_is_not_measured() -> None:
    chunks = [[1, 1, LONG]] * TOO_MANY
    frame = wire.pack(wire.BATCH, {"chunks": chunks[:10], "long": [LONG, *[0] * TOO_MANY]})
    start = wire.HEAD.size
    header = frame[start : start + wire.sizes(frame[:start])[1]]
    assert json.loads(header)[0] == "d"
    assert wire.unpack(header, b"", trusted=True)["long"][0] == LONG


@pytest.mark.thorough  # seconds of one decoder
def test_a_list_that_unfolds_is_refused_before_it_is_written_out() -> None:
    laugh: list[Any] = [0]
    for _ in range(wire.MAX_DEPTH - 2):
        laugh = [laugh, laugh]
    with pytest.raises(WireError, match="too large"):
        wire.pack(wire.ANSWER, laugh)


@pytest.mark.skipif(STRINGS is None, reason="this numpy has no strings of its own")
def test_numpys_newer_kinds_become_a_name() -> None:
    assert STRINGS is not None
    value = np.array(["a", "b"], dtype=STRINGS())
    frame = wire.pack(wire.ANSWER, [value])
    header = frame[wire.HEAD.size :]
    assert wire.unpack(header, b"") == [Opaque("ndarray of objects")]
