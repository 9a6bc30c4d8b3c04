"""The schema and the documentation of the JSON report say what the model says."""

import re
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import pytest
from report_schema import schema

from grader import bounds, diagnosis, exhibit, model, reported
from grader.language import LANGUAGES

DOCS = Path(__file__).parents[2] / "docs" / "report-format.md"


@pytest.mark.parametrize(
    ("record", "name"),
    [
        (reported.ExerciseReport, "exercise"),
        (reported.ItemReport, "item"),
        (reported.FindingReport, "finding"),
        (reported.DiagnosisReport, "diagnosis"),
        (reported.CodeReport, "code"),
        (reported.ExhibitReport, "exhibit"),
        (reported.PrintedReport, "printed"),
        (reported.ProblemReport, "problem"),
    ],
)
def test_the_schema_has_every_field_of_the_model(record: type, name: str) -> None:
    described = schema()["$defs"][name]
    names = [field.name for field in fields(record)]
    assert sorted(described["properties"]) == sorted(described["required"]) == sorted(names)


def test_the_schema_names_every_status() -> None:
    assert schema()["$defs"]["case_status"]["enum"] == [s.value for s in model.Status]


def test_the_schema_names_every_language() -> None:
    assert schema()["properties"]["language"]["enum"] == list(LANGUAGES)


def test_the_schema_and_the_documentation_name_every_kind_and_form() -> None:
    known, text = schema()["$defs"], DOCS.read_text(encoding="utf-8")
    kinds, forms = get_args(diagnosis.DiagnosisKind), get_args(model.Form)
    assert known["diagnosis"]["properties"]["kind"]["enum"] == list(kinds)
    assert known["exhibit"]["properties"]["form"]["enum"] == list(forms)
    assert [word for word in (*kinds, *forms) if f"`{word}`" not in text] == []


def test_the_documentation_tells_how_much_of_a_value_is_drawn() -> None:
    text = " ".join(DOCS.read_text(encoding="utf-8").split())
    assert f"at most {exhibit.ROWS} rows of {exhibit.COLUMNS} entries" in text
    assert f"at most {exhibit.MASK_ROWS} rows of {exhibit.MASK_COLUMNS};" in text
    assert f"at most {exhibit.POINTS} values" in text


def properties(node: Any) -> set[str]:
    """Collect the names of all properties in a schema."""
    if isinstance(node, list):
        return set().union(*map(properties, node))
    if not isinstance(node, dict):
        return set()
    return set(node.get("properties", {})).union(*map(properties, node.values()))


def test_the_documentation_has_a_row_for_every_property() -> None:
    rows = set(re.findall(r"^\| `(\w+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == properties(schema()) - {"tier"}  # told in the row of `isolation`


def test_the_documented_statuses_are_those_of_the_schema() -> None:
    text = DOCS.read_text(encoding="utf-8")
    known = schema()
    words = known["$defs"]["case_status"]["enum"] + known["properties"]["status"]["enum"]
    assert [word for word in words if f"`{word}`" not in text] == []


def test_the_documentation_tells_how_much_a_report_holds() -> None:
    text = " ".join(DOCS.read_text(encoding="utf-8").split())
    for figure in (
        f"at most {bounds.FINDINGS}, and at most {bounds.FINDING_BYTES:,} bytes",
        f"at most {bounds.EXHIBITS}, and at most {bounds.ENTRIES:,} entries",
        f"at most {bounds.PRINTED_CHARACTERS:,} characters and {bounds.PRINTED_LINES} lines",
        f"at most {bounds.SENTENCE} characters",
    ):
        assert figure in text
