"""Reading a student's values: what counts as a number, an array, a dict, a tuple."""

import numpy as np
import pytest
from little_memory import at_most_more, needs_proc

from grader.measure.compare import close, close_number, refused, states
from grader.measure.values import Unfit, array, describe, mapping, number, sequence
from grader.model import Text

HOSTILE = [None, "text", b"bytes", 1j, 10**400, {1: 2}, {1}, [1, [2, 3]], ["a"], [None], object()]


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.array(2), np.array([[2]]), [2]])
def test_anything_with_one_number_in_it_is_a_number(value):
    assert number(value, "cost") == 2.0


@pytest.mark.parametrize("value", [*HOSTILE, [1, 2], np.ones((2, 2)), np.array([])])
def test_what_is_not_one_number_is_refused_in_words_only(value):
    with pytest.raises(Unfit) as refusal:
        number(value, "cost")
    assert all(isinstance(word, str) for word in refusal.value.text.values.values())


@pytest.mark.parametrize("value", HOSTILE)
def test_what_is_not_an_array_of_numbers_is_refused(value):
    with pytest.raises(Unfit):
        array(value, "dW1")


@needs_proc
@pytest.mark.parametrize("text", ["x" * 1_000_000, np.str_("x" * 1_000_000)])
def test_a_long_text_among_numbers_is_refused_before_it_takes_gigabytes(text):
    with at_most_more(1 << 30), pytest.raises(Unfit, match="not_an_array"):
        array([1, text, *[1] * 2_000], "costs")


def test_arrays_in_a_list_are_numbers_too():
    assert array([np.ones(2), [np.float32(1), True]], "dW1", (2, 2)).tolist() == [[1, 1], [1, 1]]


def test_masks_of_truth_values_and_integers_are_arrays_of_numbers():
    assert array(np.array([True, False]), "D1").tolist() == [1.0, 0.0]
    assert array([[1, 2]], "D1", (1, 2)).dtype == np.float64


def test_a_shape_is_not_stretched():
    with pytest.raises(Unfit, match="shape_differs"):
        array(np.ones(3), "db1", (3, 1))
    finding = close(np.ones(3), np.ones((3, 1)), item="rest", what="db1")
    assert not finding.ok
    assert finding.message == Text("shape_differs", {"what": "db1"})


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_close_to_nothing(bad):
    assert not close_number(bad, bad, item="i", what="x").ok
    assert not close([1.0, bad], np.array([1.0, bad]), item="i", what="x").ok


@pytest.mark.parametrize(("off", "ok"), [(0.0, True), (1e-10, True), (1e-8, True), (1e-4, False)])
def test_close_allows_rounding_and_no_more(off, ok):
    assert close([1.0, 0.0], np.array([1.0 + off, 0.0]), item="i", what="x").ok is ok
    assert close_number(1.0 + off, 1.0, item="i", what="x").ok is ok


def test_a_wrong_entry_is_told_in_the_detail_alone():
    finding = close([[1.0, 5.0]], np.array([[1.0, 2.0]]), item="i", what="dW1")
    assert finding.message == Text("values_differ", {"what": "dW1"})
    assert finding.detail is not None
    assert finding.detail.values == {
        "what": "dW1[0, 1]", "got": 5.0, "expected": 2.0, "wrong": 1, "size": 2,
    }  # fmt: skip


def test_a_statement_has_two_sentences_and_tells_numbers_of_failures_only():
    detail = Text("numbers", {"got": 1.0})
    holds = states(np.True_, "cost.layer", item="layers", part="W1", detail=detail, name="W1")
    fails = states(np.False_, "cost.layer", item="layers", detail=detail, name="W1")
    assert (holds.ok, holds.detail, holds.message) == (
        True, None, Text("cost.layer.holds", {"name": "W1"}),
    )  # fmt: skip
    assert (fails.ok, fails.detail, fails.message) == (
        False, detail, Text("cost.layer.fails", {"name": "W1"}),
    )  # fmt: skip


def test_a_refusal_becomes_a_lost_finding_about_its_item():
    unfit = Unfit(Text("is_none", {"what": "A3"}))
    finding = refused(unfit, item="cache", part="D1")
    assert (finding.item, finding.part, finding.ok) == ("cache", "D1", False)


def test_dicts_and_tuples_are_read_by_what_they_must_hold():
    assert mapping({"a": 1, "b": 2}, "gradients", ["a"]) == {"a": 1, "b": 2}
    assert sequence([1, 2], "cache", 2) == (1, 2)
    for bad in (lambda: mapping([], "g", ()), lambda: mapping({}, "g", ["a"])):
        with pytest.raises(Unfit):
            bad()
    for bad in (lambda: sequence({}, "c", 0), lambda: sequence((1,), "c", 2)):
        with pytest.raises(Unfit):
            bad()


def test_a_description_shows_nothing_that_a_value_holds():
    assert describe(np.full((2, 3), 7.25)) == "ndarray float64 (2, 3)"
    assert describe("secret") == "str"
