"""Whole reports as they were last read and approved; `pytest --update-goldens` writes them anew."""

import io
import re
from collections.abc import Callable

import pytest
from class_samples import class_page
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


def without_style(page: str) -> str:
    """Leave out what is the same on every page, so that a golden file can be read."""
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, count=1, flags=re.DOTALL)
    return re.sub(r'<svg class="sprite".*?</svg>\n', "", page, count=1, flags=re.DOTALL)


@pytest.mark.parametrize(("name", "language"), ONCE + DRAWN + EVERY)
def test_text(name: str, language: str, golden: Golden) -> None:
    golden(f"{name}.{language}.txt", as_text(SAMPLES[name](language)))


@pytest.mark.parametrize(("name", "language"), ONCE + DRAWN + EVERY)
def test_html(name: str, language: str, golden: Golden) -> None:
    golden(f"{name}.{language}.html", without_style(render_html(SAMPLES[name](language))))


@pytest.mark.parametrize(("name", "language"), [*ONCE, ("mixed", "en")])
def test_json(name: str, language: str, golden: Golden) -> None:
    golden(f"{name}.{language}.json", write_json(SAMPLES[name](language)).decode())


def test_class_page(golden: Golden) -> None:
    golden("class.pt-BR.html", without_style(class_page("pt-BR")))


def test_gradebook(golden: Golden) -> None:
    reports = [SAMPLES[name]("en") for name in SAMPLES]
    names = [exercise.name for exercise in SAMPLES["mixed"]("en").exercises]
    golden("gradebook.csv", gradebook_csv(map(row_of, reports), names).decode())
