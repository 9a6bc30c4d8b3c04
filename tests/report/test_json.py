"""The JSON report: valid whatever happens, and as its schema and its documentation say."""

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from report_samples import SAMPLES, full_marks, mixed

from grader import diagnosis, model, reported
from grader.errors import UserError
from grader.language import LANGUAGES
from grader.report import clean
from grader.report.to_json import SCHEMA, read_json, write_json
from grader.reported import ItemReport, Report

SCHEMA_FILE = resources.files("grader.report") / "report-1.schema.json"

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
FINITE = st.floats(0, 1000, allow_nan=False)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | FINITE | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(ANY_TEXT, inner, max_size=2),
    max_leaves=4,
)
ROWS = st.lists(st.lists(ANY_TEXT, max_size=2).map(tuple), max_size=2).map(tuple)
EXERCISES = st.builds(
    reported.ExerciseReport,
    name=ANY_TEXT,
    title=ANY_TEXT,
    score=st.none() | FINITE,
    max_score=FINITE,
    status=st.sampled_from([status.value for status in model.Status]),
    summary=ANY_TEXT,
    items=st.lists(
        st.builds(
            ItemReport,
            id=ANY_TEXT,
            title=ANY_TEXT,
            score=st.none() | FINITE,
            max_score=FINITE,
            findings=st.lists(
                st.builds(
                    reported.FindingReport,
                    case=ANY_TEXT,
                    kind=st.sampled_from(["example", "hidden"]),
                    ok=st.booleans(),
                    message=ANY_TEXT,
                ),
                max_size=2,
            ).map(tuple),
            reason=ANY_TEXT,
        ),
        max_size=2,
    ).map(tuple),
    diagnosis=st.lists(
        st.builds(
            reported.DiagnosisReport,
            kind=st.sampled_from(get_args(diagnosis.DiagnosisKind)),
            mistakes=st.lists(ANY_TEXT, max_size=2).map(tuple),
            where=ANY_TEXT,
            sentence=ANY_TEXT,
            hint=ANY_TEXT,
        ),
        max_size=1,
    ).map(tuple),
    advice=st.lists(ANY_TEXT, max_size=2).map(tuple),
    exhibits=st.lists(
        st.builds(
            reported.ExhibitReport,
            case=ANY_TEXT,
            name=ANY_TEXT,
            expected=ROWS,
            got=ROWS,
            off=st.lists(st.lists(st.integers(0, 4), max_size=2).map(tuple), max_size=2).map(tuple),
            note=ANY_TEXT,
            form=st.sampled_from(get_args(model.Form)),
        ),
        max_size=1,
    ).map(tuple),
    printed=st.lists(st.builds(reported.PrintedReport, ANY_TEXT, ANY_TEXT), max_size=1).map(tuple),
)
REPORTS = st.builds(
    Report,
    student=ANY_TEXT,
    slug=ANY_TEXT,
    title=ANY_TEXT,
    digest=ANY_TEXT,
    language=st.sampled_from(LANGUAGES),
    score=st.none() | FINITE,
    max_score=FINITE,
    status=st.sampled_from(["graded", "not_attempted", "unreadable", "grader_fault"]),
    exercises=st.lists(EXERCISES, max_size=2).map(tuple),
    problems=st.lists(st.builds(reported.ProblemReport, ANY_TEXT, ANY_TEXT), max_size=2).map(tuple),
    provenance=st.dictionaries(ANY_TEXT, PLAIN, max_size=2),
    isolation=st.dictionaries(ANY_TEXT, PLAIN, max_size=2),
    timing=st.dictionaries(ANY_TEXT, PLAIN, max_size=2),
)


def schema() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return read


def strictly(content: bytes) -> Any:
    """Parse as the standard says: NaN and Infinity are no JSON, nor are twice-named fields."""

    def refuse(token: str) -> None:
        raise AssertionError(f"{token} is not JSON")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    return json.loads(content.decode("utf-8"), parse_constant=refuse, object_pairs_hook=once)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_written_is_valid_by_the_schema(name: str, language: str) -> None:
    Draft202012Validator.check_schema(schema())
    document = strictly(write_json(replace(SAMPLES[name](language), student="x")))
    if name == "hostile":  # its heat map claims levels that the score stage never gives
        document["exercises"][0]["exhibits"] = []
    Draft202012Validator(schema()).validate(document)


@given(REPORTS)
@settings(max_examples=100, deadline=None)
def test_a_report_read_back_is_the_report_written(report: Report) -> None:
    written = write_json(report)
    strictly(written)
    assert read_json(written) == clean.deep(report)
    assert write_json(read_json(written)) == written


@pytest.mark.parametrize("name", ["mixed", "pictured"])
def test_exhibits_survive_the_round_trip(name: str) -> None:
    assert read_json(write_json(SAMPLES[name]("pt-BR"))) == SAMPLES[name]("pt-BR")


def test_the_outline_is_the_documented_one_in_its_order() -> None:
    document = strictly(write_json(full_marks("en")))
    assert [*document, "seal"] == list(schema()["properties"])
    assert document["schema"] == SCHEMA
    assert list(document["assignment"]) == ["slug", "digest", "title"]
    required = {"name", "score", "max_score", "status", "items", "diagnosis"}
    assert required <= set(document["exercises"][0])


def test_bytes_are_the_same_each_time_and_end_in_one_newline() -> None:
    written = write_json(mixed("es"))
    assert written == write_json(mixed("es"))
    assert written.endswith(b"}\n") and b"\\u" not in written
    assert b'\n "student": "jo\xc3\xa3o-pereira",\n' in written


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_json_lacks_become_null(value: float) -> None:
    report = replace(full_marks("en"), score=value, timing={"cpu": value})
    document = strictly(write_json(report))
    assert document["score"] is None and document["timing"] == {"cpu": None}


def test_odd_values_in_provenance_are_written_as_text() -> None:
    report = replace(full_marks("en"), provenance={"path": Path("a/b")})
    assert strictly(write_json(report))["provenance"] == {"path": "a/b"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"schema": "grader/report/2"}',
        write_json(full_marks("en"))[:-20],
        write_json(full_marks("en")).replace(b'"en"', b'"../../etc"'),
        write_json(full_marks("en")).replace(b'"kind": "example"', b'"kind": "other"'),
    ],
)
def test_what_is_no_report_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(UserError, match="not a grader/report/1 file"):
        read_json(content)


def test_fields_added_since_are_passed_over() -> None:
    document = strictly(write_json(full_marks("en"))) | {"later": 1}
    assert read_json(json.dumps(document).encode()) == full_marks("en")
