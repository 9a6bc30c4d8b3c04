"""Whole reports as they were last read and approved; `pytest --update-goldens` writes them anew."""

import io
import re
from collections.abc import Callable

import pytest
from class_samples import class_page
from golden_pages import readable, tags, words
from report_samples import SAMPLES
from rich.console import Console
from rows import row_of

from grader.gradebook import gradebook_csv
from grader.language import LANGUAGES
from grader.report.html import render_html
from grader.report.terminal import render
from grader.report.to_json import write_json
from grader.reported import Report

Golden = Callable[[str, str], None]

ONCE = [("full_marks", "pt-BR"), ("unreadable", "es"), ("hostile", "en")]
DRAWN = [("pictured", "pt-BR")]
EVERY = [("mixed", language) for language in LANGUAGES]


def as_text(report: Report) -> str:
    output = io.StringIO()
    render(report, Console(file=output, width=100, color_system=None))
    return re.sub(" +$", "", output.getvalue(), flags=re.MULTILINE)


@pytest.mark.parametrize(("name", "language"), ONCE + DRAWN + EVERY)
def test_text(name: str, language: str, golden: Golden) -> None:
    golden(f"{name}.{language}.txt", as_text(SAMPLES[name](language)))


@pytest.mark.parametrize(("name", "language"), [*ONCE, *DRAWN, ("mixed", "en")])
def test_html(name: str, language: str, golden: Golden) -> None:
    golden(f"{name}.{language}.html", readable(render_html(SAMPLES[name](language))))


@pytest.mark.parametrize("language", LANGUAGES[:-1])
def test_in_other_languages_the_page_has_other_words_and_the_same_markup(
    language: str, golden: Golden
) -> None:
    page, english = (render_html(SAMPLES["mixed"](one)) for one in (language, "en"))
    golden(f"mixed.{language}.words.txt", words(page))
    assert tags(page) == tags(english)


@pytest.mark.parametrize(
    ("name", "language"), [("unreadable", "es"), ("hostile", "en"), ("mixed", "en")]
)
def test_json(name: str, language: str, golden: Golden) -> None:
    golden(f"{name}.{language}.json", write_json(SAMPLES[name](language)).decode())


def test_class_page(golden: Golden) -> None:
    golden("class.pt-BR.html", readable(class_page("pt-BR")))


def test_gradebook(golden: Golden) -> None:
    reports = [SAMPLES[name]("en") for name in SAMPLES]
    names = [exercise.name for exercise in SAMPLES["mixed"]("en").exercises]
    golden("gradebook.csv", gradebook_csv(map(row_of, reports), names).decode())
