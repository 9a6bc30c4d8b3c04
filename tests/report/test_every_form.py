"""What every form of a report keeps to: those of `FORMS`, and an example."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from extend.report_tap import write_tap
from report_samples import SAMPLES

from grader.language import LANGUAGES
from grader.report.forms import FORMS
from grader.reported import Report

EVERY: Mapping[str, Callable[[Report], bytes]] = {**FORMS, "tap": write_tap}
each_form = pytest.mark.parametrize("form", EVERY)
each_language = pytest.mark.parametrize("language", LANGUAGES)


@each_form
@each_language
@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_text_and_nothing_in_it_deceives(form: str, language: str, name: str) -> None:
    written = EVERY[form](SAMPLES[name](language)).decode("utf-8")
    kinds = {sign: unicodedata.category(sign) for sign in set(written) - {"\n", "\t"}}
    assert [sign for sign, kind in kinds.items() if kind in ("Cc", "Cs", "Co", "Zl", "Zp")] == []
    assert not {"\u202e", "\u2066", "\u200b"} & kinds.keys(), "turned round, or not seen"
    assert written.endswith("\n")


@each_form
@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_report_gives_the_same_bytes(form: str, name: str) -> None:
    first, second = (EVERY[form](SAMPLES[name]("en")) for _ in range(2))
    assert first == second


@each_form
@each_language
def test_it_says_whose_it_is_and_each_exercise_and_item(form: str, language: str) -> None:
    report = SAMPLES["full_marks"](language)
    written = EVERY[form](report).decode("utf-8")
    titles = [e.title for e in report.exercises] + [
        i.title for e in report.exercises for i in e.items
    ]
    assert [one for one in (report.student, *titles) if one not in written] == []


@each_form
def test_points_that_were_not_given_are_not_said_to_be_none(form: str) -> None:
    """A fault of ours takes no points: the report has no score, which is not 0."""
    report = SAMPLES["full_marks"]("en")
    fault, nothing = (replace(report, score=score) for score in (None, 0.0))
    assert EVERY[form](fault) != EVERY[form](nothing)


@each_form
def test_it_is_said_in_the_reports_language(form: str) -> None:
    said = {language: EVERY[form](SAMPLES["unreadable"](language)) for language in LANGUAGES}
    assert len({*said.values()}) == len(LANGUAGES)
