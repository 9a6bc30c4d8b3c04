"""A report as Gradescope's results: what Gradescope reads, safe, and never a mark by a fault."""

import json
import math
from dataclasses import replace

import jsonschema
import pytest
from gradescope_container import SCHEMA
from page_reader import PageReader
from report_samples import SAMPLES

from grader.language import LANGUAGES, built_in
from grader.report.gradescope_results import FORMS, Form, Shown, as_json, fault, results


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_is_results_that_gradescope_reads(
    name: str, language: str, form: Form
) -> None:
    report = SAMPLES[name](language)
    written = as_json(results(report, report, ["<b>a note"], Shown(form)))
    made = json.loads(written, parse_constant=pytest.fail)
    jsonschema.validate(made, SCHEMA)
    assert written.isascii()
    assert "<b>a note" not in made["output"]
    assert len(made["tests"]) == sum(len(exercise.items) for exercise in report.exercises)
    if form == "html":
        assert PageReader(made["output"]).faults == []
    if report.status == "grader_fault":
        key = "gradescope.partly" if report.exercises else "gradescope.fault"
        assert built_in(language).word(key)[:40] in made["output"]


@pytest.mark.parametrize("name", SAMPLES)
def test_an_item_that_was_not_judged_has_no_points(name: str) -> None:
    report = SAMPLES[name]("en")
    items = [item for exercise in report.exercises for item in exercise.items]
    made = results(report, report, [], Shown())
    for item, test in zip(items, made["tests"], strict=True):
        unjudged = item.score is None or not math.isfinite(item.score)
        assert ("score" in test, "status" in test) == (not unjudged, not unjudged)
        if unjudged:
            assert test["output"].startswith(built_in("en").word("mark.unjudged"))


def test_what_is_told_later_is_no_points() -> None:
    report = SAMPLES["mixed"]("en")
    less = replace(report, exercises=tuple(replace(e, diagnosis=()) for e in report.exercises))
    made = results(less, report, [], Shown(later="after_due_date"))
    jsonschema.validate(made, SCHEMA)
    last = made["tests"][-1]
    assert (last["visibility"], "score" in last) == ("after_due_date", False)
    assert made["score"] == results(report, report, [], Shown())["score"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fault_says_that_its_0_is_no_mark(language: str) -> None:
    for key in ("gradescope.fault", "gradescope.no_sandbox"):
        made = fault(language, key)
        jsonschema.validate(made, SCHEMA)
        assert (made["score"], "0" in made["output"]) == (0.0, True)
        assert made["extra_data"]["grader"]["status"] == "grader_fault"
