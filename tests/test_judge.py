"""Outcomes to findings: what each case is judged, said where it did not run, and shown."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from course_fixture import GOOD_COUNTER, GOOD_DOUBLE, small_assignment

from grader.exercise import Picture
from grader.judge import judge
from grader.measure.values import Unfit
from grader.model import (
    Chunk,
    Extraction,
    Finding,
    JudgedCase,
    Outcome,
    Raised,
    Shown,
    Status,
    Text,
)
from grader.prepare import Prepared, prepare
from grader.seed import practice_seed

WRITTEN = Extraction(
    (Chunk(2, 1, GOOD_DOUBLE), Chunk(3, 5, GOOD_COUNTER)),
    {"double": "double", "Counter": "Counter"},
)
SMALL, DRAWN, ROW, STEPS = range(4)
"""The questions: an example of `double`, two hidden cases of it, one of `Counter`."""


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(small_assignment(), practice_seed())


def judged(
    prepared: Prepared,
    changed: Mapping[int, Outcome | None],
    extraction: Extraction = WRITTEN,
    failed: tuple[int, ...] = (),
    faults: list[str] | None = None,
) -> tuple[JudgedCase, ...]:
    """Judge right answers but for these; where there is None nothing was asked."""
    right = {c.question.index: Outcome(Status.PASSED, c.want) for c in prepared.cases}
    outcomes = {n: outcome for n, outcome in {**right, **changed}.items() if outcome is not None}
    report = pytest.fail if faults is None else faults.append
    return judge(prepared, extraction, outcomes, report, failed)


def raised(kind: str = "ValueError", message: str = "no", *place: int) -> Outcome:
    return Outcome(Status.RAISED, raised=Raised(kind, message, *place))


# ---------------------------------------------------------------- what ran


def test_right_answers_pass_in_the_order_of_the_cases(prepared: Prepared) -> None:
    found = judged(prepared, {})
    assert [one.case for one in found] == ["small", "drawn", "row", "steps"]
    assert {one.status for one in found} == {Status.PASSED}
    assert {one.why for one in found} == {None}
    assert [len(one.findings) for one in found] == [3, 3, 3, 1]


def test_one_finding_that_does_not_hold_fails_the_case(prepared: Prepared) -> None:
    wrong = np.array(prepared.cases[SMALL].want)
    wrong[0, 0] += 1
    small, *others = judged(prepared, {SMALL: Outcome(Status.PASSED, wrong, printed="mine")})
    assert (small.status, small.why, small.printed) == (Status.FAILED, None, "mine")
    assert [one.ok for one in small.findings] == [False, False, True]
    assert {one.status for one in others} == {Status.PASSED}


def test_of_an_example_the_values_are_shown_and_what_was_printed(prepared: Prepared) -> None:
    small, drawn, *_ = judged(
        prepared,
        {n: Outcome(Status.PASSED, prepared.cases[n].want, printed="x") for n in (SMALL, DRAWN)},
    )
    assert [one.name for one in small.shown] == [""]
    assert small.printed == "x"
    assert (drawn.shown, drawn.printed) == ((), "")


def test_a_value_that_cannot_be_read_says_what_it_is(prepared: Prepared) -> None:
    small, drawn, *_ = judged(
        prepared,
        {n: Outcome(Status.PASSED, "text", printed="x") for n in (SMALL, DRAWN)},
    )
    assert (small.status, drawn.status) == (Status.BAD_VALUE, Status.BAD_VALUE)
    assert small.why is not None and drawn.why is not None
    assert small.printed == "x"
    assert [one.got for one in small.shown] == ["text"]
    assert (small.findings, drawn.shown, drawn.printed) == ((), (), "")


def test_of_a_value_that_cannot_be_read_details_are_of_examples(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    why, detail = Text("not_number", {"what": "x"}), Text("why.message", {"message": "7"})

    def check(self: object, case: object, got: object, want: object) -> Iterator[Finding]:
        raise Unfit(why, detail)

    monkeypatch.setattr(type(prepared.assignment.exercises["double"]), "check", check)
    changed = {n: Outcome(Status.PASSED, np.zeros(1)) for n in (SMALL, DRAWN)}
    small, drawn, *_ = judged(prepared, changed)
    assert (small.why, small.detail) == (why, detail)
    assert drawn.detail is None


def test_a_check_that_raises_is_a_fault_of_ours(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(self: object, case: object, got: object, want: object) -> Iterator[Finding]:
        raise ZeroDivisionError

    monkeypatch.setattr(type(prepared.assignment.exercises["double"]), "check", check)
    faults: list[str] = []
    small, *_ = judged(prepared, {SMALL: Outcome(Status.PASSED, np.zeros(1))}, faults=faults)
    assert (small.status, small.why) == (Status.GRADER_FAULT, Text("why.grader_fault"))
    assert "check of double, case small: ZeroDivisionError" in faults[0]


# ---------------------------------------------------------------- what did not


def test_how_it_ended_is_said_in_its_own_words_or_by_its_status(prepared: Prepared) -> None:
    own = Text("ended.exit")
    small, drawn, row, _ = judged(
        prepared,
        {
            SMALL: Outcome(Status.CRASHED, why=own, printed="x"),
            DRAWN: Outcome(Status.TIMED_OUT),
            ROW: Outcome(Status.CRASHED, why=own, printed="x"),
        },
    )
    assert (small.status, small.why, small.detail, small.printed) == ("crashed", own, None, "x")
    assert (drawn.status, drawn.why) == ("timed_out", Text("why.timed_out"))
    assert (row.why, row.printed) == (own, "")


def test_an_exception_in_an_example_is_told_with_its_message_and_its_place(
    prepared: Prepared,
) -> None:
    small, *_ = judged(prepared, {SMALL: raised("ValueError", "no", 2, 2)})
    assert small.status is Status.RAISED
    assert small.why == Text("why.raised", {"type": "ValueError", "cell": "2", "line": "2"})
    assert small.detail == Text("why.message", {"message": "ValueError: no"})


@pytest.mark.parametrize("place", [(2, 9), (9, 2), (0, 0), ()])
def test_a_place_that_is_none_of_the_submissions_is_not_told(
    prepared: Prepared, place: tuple[int, ...]
) -> None:
    small, drawn, *_ = judged(
        prepared, dict.fromkeys((SMALL, DRAWN), raised("KeyError", "", *place))
    )
    assert small.why == drawn.why == Text("why.raised_nowhere", {"type": "KeyError"})


def test_of_a_hidden_case_only_lines_of_its_own_definitions_are_told(prepared: Prepared) -> None:
    """Line 6 of cell 3 is the counter's; an example may have stopped anywhere."""
    own, other = raised("ValueError", "no", 2, 2), raised("ValueError", "no", 3, 6)
    _, drawn, row, steps = judged(prepared, {DRAWN: own, ROW: other, STEPS: other})
    places = [one.why.values.get("line") for one in (drawn, row, steps) if one.why]
    assert places == ["2", None, "6"]
    assert {one.detail for one in (drawn, row, steps)} == {None}
    small, *_ = judged(prepared, {SMALL: other})
    assert small.why is not None and small.why.values["line"] == "6"


def test_a_students_own_exception_has_no_name_in_why(prepared: Prepared) -> None:
    """It could bear a hidden input in it."""
    small, drawn, *_ = judged(prepared, dict.fromkeys((SMALL, DRAWN), raised("X42", "no", 2, 2)))
    for one in (small, drawn):
        assert one.why is not None and one.why.values["type"] == "Exception"
    assert small.detail == Text("why.message", {"message": "X42: no"})


def test_an_exception_without_a_message_is_told_by_its_type(prepared: Prepared) -> None:
    small, *_ = judged(prepared, {SMALL: raised("AssertionError", "", 2, 2)})
    assert small.detail == Text("why.message", {"message": "AssertionError"})


def test_what_the_sandbox_refuses_is_told_as_refused(prepared: Prepared) -> None:
    refused = "PermissionError", "[Errno 13] no"
    small, drawn, *_ = judged(prepared, {SMALL: raised(*refused, 2, 2), DRAWN: raised(*refused)})
    assert small.why == Text("why.refused", {"cell": "2", "line": "2"})
    assert small.detail == Text("why.message", {"message": "PermissionError: [Errno 13] no"})
    assert drawn.why == Text("why.refused_nowhere")


def test_what_the_assignments_own_modules_say_is_told_in_the_readers_language(
    prepared: Prepared,
) -> None:
    texts = {"en": {"provided.two": "two only"}, "es": {"provided.two": "solo dos"}}
    own = replace(prepared, assignment=replace(prepared.assignment, texts=texts))
    small, *_ = judged(own, {SMALL: raised("ValueError", "solo dos", 2, 2)})
    assert small.why == Text("why.provided", {"message": Text("provided.two")})
    assert small.detail is None
    other, *_ = judged(own, {SMALL: raised("ValueError", "three", 2, 2)})
    assert other.why is not None and other.why.key == "why.raised"


def test_a_call_that_does_not_fit_the_students_signature_says_both(prepared: Prepared) -> None:
    handout = Extraction((Chunk(1, 1, GOOD_DOUBLE),), {"double": "double"})
    own = replace(prepared)
    own.__dict__["handed_out"] = handout
    student = replace(WRITTEN, chunks=(Chunk(2, 1, "def double(x, y):\n    return x"),))
    said = "double() missing 1 required positional argument: 'y'"
    small, *_ = judged(own, {SMALL: raised("TypeError", said)}, student)
    assert small.why == Text(
        "why.signature", {"name": "double", "theirs": "(x)", "yours": "(x, y)"}
    )
    assert small.detail is not None


def test_a_method_that_is_not_there_is_told_where_no_line_of_the_submission_stopped(
    prepared: Prepared,
) -> None:
    """The exception says nothing of it: it comes from where the method is called."""
    own = replace(prepared)
    own.__dict__["handed_out"] = Extraction((Chunk(1, 1, GOOD_COUNTER),), {"Counter": "Counter"})
    misspelt = Chunk(3, 5, GOOD_COUNTER.replace("step", "stepp"))
    student = replace(WRITTEN, chunks=(WRITTEN.chunks[0], misspelt))

    def why(outcome: Outcome) -> str:
        *_, steps = judged(own, {STEPS: outcome}, student)
        assert steps.why is not None
        return steps.why.key

    assert why(raised("AttributeError")) == "method.near"
    assert why(raised("AttributeError", "no", 3, 6)) == "why.raised"
    assert why(raised("ValueError")) == "why.raised_nowhere"


# ---------------------------------------------------------------- what was not asked


def test_a_blank_is_not_attempted(prepared: Prepared) -> None:
    *_, steps = judged(prepared, {STEPS: None})
    assert (steps.status, steps.why) == (Status.NOT_ATTEMPTED, Text("why.not_attempted"))
    assert steps.findings == ()


def test_what_was_asked_is_judged_beside_what_was_not(prepared: Prepared) -> None:
    found = judged(prepared, {DRAWN: None})
    assert [one.case for one in found] == ["small", "drawn", "row", "steps"]
    assert [one.status for one in found[:3]] == ["passed", "not_attempted", "passed"]


def test_what_no_cell_defines_is_missing_with_the_sentence_in_words(prepared: Prepared) -> None:
    """Places in the notebook are words: of a hidden case no number is told, and this is none."""
    inner = Text("missing_nowhere", {"line": 4})
    sentence = Text("missing_imported", {"name": "Counter", "cell": 3, "inner": inner})
    student = replace(WRITTEN, missing={"Counter": sentence})
    *_, steps = judged(prepared, {STEPS: None}, student)
    words = {"name": "Counter", "cell": "3", "inner": Text("missing_nowhere", {"line": "4"})}
    assert (steps.status, steps.why) == (Status.MISSING, Text("missing_imported", words))


def test_what_an_exercise_asks_for_is_looked_up_and_the_first_of_it_told(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        type(prepared.assignment.exercises["Counter"]), "asks", ("double", "one", "two")
    )
    missing = {name: Text("missing_nowhere", {"name": name}) for name in ("Counter", "two", "one")}
    *_, steps = judged(prepared, {STEPS: None}, replace(WRITTEN, missing=missing))
    assert steps.why == missing["one"]


def test_another_exercises_missing_name_is_no_matter(prepared: Prepared) -> None:
    student = replace(WRITTEN, missing={"double": Text("missing_nowhere")})
    *_, steps = judged(prepared, {STEPS: None}, student)
    assert steps.status is Status.NOT_ATTEMPTED


# ---------------------------------------------------------------- what was not loaded


def test_a_definition_that_stopped_as_it_was_loaded_says_where_it_is(prepared: Prepared) -> None:
    missing = Outcome(Status.MISSING, why=Text("missing_nowhere"))
    *_, steps = judged(prepared, {STEPS: missing}, failed=(1,))
    place = {"name": "Counter", "cell": "3", "line": "5"}
    assert (steps.status, steps.why) == (Status.RAISED, Text("why.not_loaded", place))


@pytest.mark.parametrize(
    ("outcome", "failed"),
    [
        (Outcome(Status.MISSING, why=Text("missing_nowhere")), ()),
        (Outcome(Status.MISSING, why=Text("missing_nowhere")), (0,)),
        (Outcome(Status.CRASHED, why=Text("missing_nowhere")), (1,)),
        (Outcome(Status.TIMED_OUT, why=Text("missing_nowhere")), (1,)),
    ],
)
def test_what_was_loaded_or_ended_otherwise_keeps_its_word(
    prepared: Prepared, outcome: Outcome, failed: tuple[int, ...]
) -> None:
    *_, steps = judged(prepared, {STEPS: outcome}, failed=failed)
    assert (steps.status, steps.why) == (outcome.status, Text("missing_nowhere"))


# ---------------------------------------------------------------- what is shown


def shown(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch, want: Any, got: Any
) -> tuple[Shown, ...]:
    """Return what is shown of an answer to the example, whatever its check finds."""

    def check(self: object, case: object, got: object, want: object) -> Iterator[Finding]:
        yield Finding("values", ok=True)

    monkeypatch.setattr(type(prepared.assignment.exercises["double"]), "check", check)
    cases = (replace(prepared.cases[SMALL], want=want), *prepared.cases[1:])
    small, *_ = judged(replace(prepared, cases=cases), {SMALL: Outcome(Status.PASSED, got)})
    return small.shown


WANT = {"a": [1.0, {"b": True}], "words": "text", "none": None, "c": (2, np.ones(2))}


def values(shown: tuple[Shown, ...]) -> list[tuple[str, Any]]:
    return [(one.name, np.asarray(one.got).tolist()) for one in shown]


@pytest.mark.parametrize(
    ("got", "told"),
    [
        (WANT, [1.0, True, 2, [1.0, 1.0]]),
        ({"a": (5, {"b": 6}), "c": [7, 8]}, [5, 6, 7, 8]),
        ({"a": [5], "c": ()}, [5, None, None, None]),
        ({"a": {"b": 1}, "c": "78"}, [None, None, None, None]),
        ([1, 2], [None] * 4),
        (None, [None] * 4),
    ],
)
def test_numbers_are_shown_wherever_they_lie_by_the_references_names(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch, got: Any, told: list[Any]
) -> None:
    found = shown(prepared, monkeypatch, WANT, got)
    assert [one.name for one in found] == ["a[0]", "a[1].b", "c[0]", "c[1]"]
    assert [value for _, value in values(found)] == told
    assert {one.form for one in found} == {"array"}
    assert [np.asarray(one.expected).tolist() for one in found] == [1.0, True, 2, [1.0, 1.0]]


def test_of_an_answer_without_a_name_there_is_none(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert values(shown(prepared, monkeypatch, 2.5, 3)) == [("", 3)]
    assert values(shown(prepared, monkeypatch, [1, 2], [3])) == [("[0]", 3), ("[1]", None)]
    assert shown(prepared, monkeypatch, "text", "text") == ()


def test_of_draws_what_follows_from_the_students_own_stands_beside_them(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beside(self: object, case: object, got: Any, want: Any) -> Any:
        return got + 1 + 0 * np.log(got - 3.0)

    monkeypatch.setattr(type(prepared.assignment.exercises["double"]), "beside", beside)
    [found] = shown(prepared, monkeypatch, 2.0, 5.0)
    assert (found.expected, found.got) == (6.0, 5.0)
    [infinite] = shown(prepared, monkeypatch, 2.0, 3.0)
    assert np.isnan(infinite.expected)
    [unread] = shown(prepared, monkeypatch, 2.0, "text")
    assert (unread.expected, unread.got) == (2.0, "text")


def test_pictures_come_after_the_values_within_what_a_comparison_allows(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a float32's precision, as everywhere."""

    def pictures(self: object, case: object, got: Any) -> Iterator[Picture]:
        yield Picture("losses", "curve", [got, got])
        yield Picture("off", "mask", [[0, 1]])
        yield Picture("no picture", "array", [got, got])

    monkeypatch.setattr(type(prepared.assignment.exercises["double"]), "pictures", pictures)
    found = shown(prepared, monkeypatch, 2.0, 3.0)
    assert [(one.name, one.form) for one in found] == [
        ("", "array"), ("losses", "curve"), ("off", "mask"),
    ]  # fmt: skip
    assert found[1].expected.tolist() == [2, 2]
    assert found[2].expected is None
    assert {(one.rtol, one.atol) for one in found} == {(1e-6, 1e-8)}


# ---------------------------------------------------------------- what stopped in between


STOPPED = Text("stopped", {"what": "double(x)", "error": "ValueError"})


@pytest.mark.parametrize(
    ("caught", "place"),
    [
        ((Raised("ValueError", "", 2, 2),), (2, 2)),
        ((Raised("TypeError", "", 2, 1), Raised("ValueError", "", 2, 2)), (2, 2)),
        ((Raised("TypeError", "", 2, 1),), None),  # that is not what is told
        ((Raised("ValueError", "", 2, 99),), None),  # there is no such line
        ((Raised("ValueError", ""),), None),
        ((), None),
    ],
)
def test_the_line_of_what_a_finding_says_has_stopped_is_kept(
    prepared: Prepared,
    monkeypatch: pytest.MonkeyPatch,
    caught: tuple[Raised, ...],
    place: tuple[int, int] | None,
) -> None:
    double = type(prepared.assignment.exercises["double"])
    lost = (Finding("values", False, STOPPED),)
    monkeypatch.setattr(double, "check", lambda *_: iter(lost))
    outcome = Outcome(Status.PASSED, np.zeros((1, 1)), caught=caught)
    found = judged(prepared, {SMALL: outcome, DRAWN: outcome})
    assert found[SMALL].stopped == place
    assert found[DRAWN].stopped is None, "of a hidden case nothing of it is said"


def test_a_students_own_exception_is_found_under_the_name_that_is_told(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Text("stopped", {"what": "double(x)", "error": "Exception"})
    lost = (Finding("rows", False), Finding("values", False, told))
    double = type(prepared.assignment.exercises["double"])
    monkeypatch.setattr(double, "check", lambda *_: iter(lost))
    caught = (Raised("ValueError", "", 2, 1), Raised("X42", "", 2, 2))
    outcome = Outcome(Status.PASSED, np.zeros((1, 1)), caught=caught)
    assert judged(prepared, {SMALL: outcome})[SMALL].stopped == (2, 2)


@pytest.mark.parametrize(
    "finding",
    [
        Finding("values", True, STOPPED),
        Finding("values", False, replace(STOPPED, key="agrees")),
        Finding("values", False, replace(STOPPED, key="values_differ")),
    ],
    ids=["it holds", "it says something else", "it says another thing"],
)
def test_only_what_is_told_as_stopped_is_looked_for(
    prepared: Prepared, monkeypatch: pytest.MonkeyPatch, finding: Finding
) -> None:
    double = type(prepared.assignment.exercises["double"])
    monkeypatch.setattr(double, "check", lambda *_: iter([finding]))
    outcome = Outcome(Status.PASSED, np.zeros((1, 1)), caught=(Raised("ValueError", "", 2, 2),))
    assert judged(prepared, {SMALL: outcome})[SMALL].stopped is None


def test_what_was_caught_and_is_of_no_account_is_not_kept(prepared: Prepared) -> None:
    want = prepared.cases[SMALL].want
    outcome = Outcome(Status.PASSED, want, caught=(Raised("ValueError", "", 2, 2),))
    assert judged(prepared, {SMALL: outcome})[SMALL].stopped is None
