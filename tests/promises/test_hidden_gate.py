"""The gate before what is said of hidden cases: what passes, what does not, and what is left."""

import builtins
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from course_fixture import small_assignment
from course_lesson import Lesson
from each_lesson import LESSONS, each_lesson

from grader.diagnose.evidence import evidence
from grader.diagnosis import Diagnosis
from grader.extract.places import MOST
from grader.hidden import Gate
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
from grader.prepare import Prepared, findings_of, prepare
from grader.seed import practice_seed
from grader.trial import Bench


@pytest.fixture(scope="module")
def gate() -> Gate:
    return prepare(small_assignment(), practice_seed()).gate


def hidden(status: Status, *findings: Finding, why: Text | None = None) -> JudgedCase:
    shown = Shown("x", 1.0, 123.0, 0, 0)
    return JudgedCase(
        "double", "row", "hidden", status, findings, why, Text("found", {"got": "T123"}), (shown,),
        "123",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("k101101", {}),
        ("values_differ", {"what": "k101101"}),
        ("values_differ", {"what": "kcalb"}),
        ("values_differ", {"what": "row 10011"}),
        ("values_differ", {"what": "row \u2067"}),
        ("values_differ", {"what": "row ٣٤٥"}),
        ("values_differ", {"what": "row " * 100}),
        ("values_differ", {"what": "row", "unused": "k101101"}),
        ("shapes", {"got": "(3, 48213, 7)", "expected": "(3, 5)"}),
        ("lengths", {"got": 3, "expected": 14}),
        ("entry_differs", {"what": "row", "got": 0.5, "expected": 1.5}),
        ("found", {"got": "T48213"}),
        ("why.raised_nowhere", {"type": "E48213"}),
        ("why.raised_nowhere", {"type": "BytesWarning"}),
        ("why.raised_nowhere", {"type": "ValueError\u200b"}),
        ("why.raised", {"type": "ValueError", "cell": "1", "line": "x"}),
        ("ended.signal", {"signal": "SIG48213"}),
        ("evidence.both.text", {"first": Text("values_differ", {"what": "row 48213"})}),
    ],
)
def test_what_was_not_known_before_is_refused(gate: Gate, key: str, values: dict[str, Any]) -> None:
    text = Text(key, values)
    assert not gate.admits(text)
    assert gate.diagnoses([Diagnosis("relation", where=text)]) == ()
    told = gate.case(hidden(Status.BAD_VALUE, why=text))
    assert told.why == Text("why.bad_value")


@pytest.mark.parametrize(
    "text",
    [
        Text("values_differ", {"what": "row 0"}),
        Text("agrees", {"what": "double(x)"}),
        Text("why.raised", {"type": "ValueError", "cell": "12", "line": "345"}),
        Text("ended.signal", {"signal": "SIGSEGV"}),
        Text("evidence.both.text", {"first": Text("values_differ", {"what": "row -1"})}),
    ],
)
def test_what_was_known_before_is_said(gate: Gate, text: Text) -> None:
    assert gate.admits(text)
    assert gate.case(hidden(Status.FAILED, why=text)).why == text


def test_a_finding_keeps_its_verdict_without_its_sentence(gate: Gate) -> None:
    said = Text("values_differ", {"what": "k101101"})
    findings = (
        Finding("values", False, said, Text("found", {"got": 3})),
        Finding("rows", True, said),
    )
    told = gate.case(hidden(Status.FAILED, *findings))
    assert [(f.item, f.ok, f.message, f.detail) for f in told.findings] == [
        ("values", False, Text("hidden.fails"), None),
        ("rows", True, Text("hidden.holds"), None),
    ]


def test_one_exception_is_named_in_a_case(gate: Gate) -> None:
    errors = ("ValueError", "KeyError", "ValueError", "BytesWarning", "IndexError")
    said = [Text("stopped", {"what": "row", "error": error}) for error in errors]
    told = gate.case(hidden(Status.FAILED, *(Finding("values", False, one) for one in said)))
    messages = [finding.message for finding in told.findings]
    other = Text("stopped", {"what": "row", "error": "Exception"})
    assert messages == [said[0], other, said[0], other, other]


def test_details_values_and_print_of_a_hidden_case_are_left_out(gate: Gate) -> None:
    told = gate.case(hidden(Status.FAILED))
    assert (told.detail, told.shown, told.printed) == (None, (), "")


def test_an_end_that_may_not_be_told_is_told_by_its_status(gate: Gate) -> None:
    secret = Text("values_differ", {"what": "k101101"})
    assert gate.case(hidden(Status.CRASHED, why=secret)).why == Text("why.crashed")
    assert gate.case(hidden(Status.RAISED, why=secret)).why == Text(
        "why.raised_nowhere", {"type": "Exception"}
    )


# ---------------------------------------------------------------- what is left


def test_what_an_exception_can_say_is_as_much_as_the_threat_model_counts() -> None:
    prepared = prepare(small_assignment(), practice_seed())
    asked = "def double(x):\n" + "    x = x + 1\n" * (MOST - 1)
    cells = (Chunk(1, 1, "OTHER = [\n    1,\n    2,\n]"), Chunk(2, 1, asked))
    extraction = Extraction(cells, {"double": "double", "Counter": "Counter"})
    case = next(c for c in prepared.cases if c.question.kind == "hidden")
    names = [*vars(builtins), "LinAlgError", "AbsentModuleError", "E1"]
    raised = [Raised(name, "", 2, 2) for name in names]
    raised += [
        Raised("ValueError", "", cell, line) for cell in range(4) for line in range(2 * MOST)
    ]
    # the case once for each exception: all are judged at once, and the code is read once
    cases = tuple(
        replace(case, question=replace(case.question, index=n)) for n in range(len(raised))
    )
    outcomes = {n: Outcome(Status.RAISED, raised=one) for n, one in enumerate(raised)}
    said = set()
    for found in judge(replace(prepared, cases=cases), extraction, outcomes, pytest.fail):
        assert found.kind == "hidden" and found.why is not None
        values = found.why.values
        said.add((values.get("type", "refused"), values.get("cell"), values.get("line")))
    assert len({error for error, _, _ in said}) == 16
    # each of the lines, or none of them
    assert len({(cell, line) for _, cell, line in said}) == MOST + 1


def test_a_made_up_place_is_not_named_of_an_example_either() -> None:
    prepared = prepare(small_assignment(), practice_seed())
    source = "def double(x):\n    return x"
    extraction = Extraction((Chunk(3, 1, source), Chunk(4, 1, "OTHER = 1")), {"double": "double"})
    case = next(c for c in prepared.cases if c.question.kind == "example")
    for cell, line, key in (
        (3, 2, "why.raised"),
        (4, 1, "why.raised"),
        (3, 9, "why.raised_nowhere"),
    ):
        raised = Raised("ValueError", "said", cell, line)
        outcomes = {case.question.index: Outcome(Status.RAISED, raised=raised)}
        (judged,) = (j for j in judge(prepared, extraction, outcomes, pytest.fail) if j.detail)
        assert judged.why is not None and judged.why.key == key
        assert judged.detail == Text("why.message", {"message": "ValueError: said"})


# ---------------------------------------------------------------- honest work loses nothing


def _wrong(want: Any) -> Iterator[Any]:
    """Yield answers that are wrong as a whole or in one part."""
    kinds = (None, {}, [1.0], "ValueError", "NotImplementedError", 0.5, np.zeros((3, 7)), np.nan)
    yield from kinds
    if isinstance(want, dict):
        yield from ({**want, key: kind} for key in want for kind in kinds)
    elif isinstance(want, list | tuple):
        for place in range(len(want)):
            yield from ([*want[:place], kind, *want[place + 1 :]] for kind in kinds)


def _said(prepared: Prepared, case: Any, got: Any) -> Iterator[Text]:
    try:
        found = findings_of(prepared.assignment, case.question, got, case.want)
    except Unfit as unfit:
        yield unfit.text
        return
    yield from (finding.message for finding in found if finding.message is not None)


@pytest.mark.sampled(thorough=3)
@each_lesson
def test_every_sentence_about_wrong_answers_passes(lesson: Lesson) -> None:
    prepared = prepare(lesson.assignment(), practice_seed())
    cases = [case for case in prepared.cases if case.question.kind == "hidden"]
    said = [t for case in cases for got in _wrong(case.want) for t in _said(prepared, case, got)]
    assert len(said) > 100
    assert [text for text in said if not prepared.gate.admits(text)] == []


@pytest.mark.slow
@each_lesson
def test_every_sentence_about_known_mistakes_passes(lesson: Lesson) -> None:
    prepared = prepare(lesson.assignment(), practice_seed())
    bench = Bench(lesson.folder, lesson.solutions)
    said: list[Text] = []
    for mistake in lesson.variants("mistakes"):
        cases = [c for c in prepared.cases if c.question.exercise == mistake.exercise]
        answers = bench.try_out(lesson.made("mistakes", mistake), prepared, cases)
        given = [(c, a.value) for c, a in zip(cases, answers, strict=True) if not a.raised]
        said += [text for case, got in given for text in _said(prepared, case, got)]
        exercise = prepared.assignment.exercises[mistake.exercise]
        seen = evidence(exercise, [(c.question.case, got, c.want) for c, got in given])
        said += [t for one in seen for t in (one.where, one.text, one.hint) if t is not None]
    assert len(said) > 100
    assert [text for text in said if not prepared.gate.admits(text)] == []


def test_there_are_lessons() -> None:
    assert len(LESSONS) >= 5
