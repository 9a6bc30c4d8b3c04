"""The annotated copy as a page: nothing a student wrote can act, all of it can be read."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from annotate_samples import (
    CELLS,
    JPEG,
    PNG,
    TEXTS,
    TRICKS,
    NotebookReader,
    cells_of,
    handed_in,
    page_of,
)
from hypothesis import given, settings
from markdown_it import MarkdownIt
from report_samples import SAMPLES, full_marks, hostile, mixed
from text_everywhere import CSP, with_text_everywhere

from grader.annotate.document import is_feedback
from grader.annotate.formula import ATTRIBUTES, ELEMENTS
from grader.annotate.insert import annotated
from grader.annotate.outputs import LINES_LIMIT, TEXT_LIMIT
from grader.annotate.page import TEXTS_LIMIT
from grader.annotate.render import LONGEST, MOST_TAGS, students
from grader.language import LANGUAGES, built_in
from grader.report import clean, markdown
from grader.report.outline import exercise_mark, mark, summary
from grader.reported import DiagnosisReport

SPACE = re.compile(r"\s+")


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": list(outputs),
            "execution_count": None}  # fmt: skip


def text_cell(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def shows(**data: str) -> dict[str, Any]:
    mimes = {name.replace("_", "/"): content for name, content in data.items()}
    return {"output_type": "display_data", "data": mimes, "metadata": {}}


# ---------------------------------------------------------------- what a student wrote


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_gets_through_from_any_place(trick: str) -> None:
    output = shows(**dict.fromkeys(["text_html", "image_svg+xml", "text_markdown"], trick))
    stream = {"output_type": "stream", "name": "stdout", "text": trick}
    error = {"output_type": "error", "ename": trick, "evalue": trick, "traceback": [trick]}
    cells = [code(trick, output, stream, error), text_cell(trick), text_cell(f"- a\n\n  {trick}"),
             {"cell_type": "raw", "metadata": {}, "source": trick},
             {**text_cell(trick), "attachments": {trick: {"image/png": trick}}}]  # fmt: skip
    report = replace(with_text_everywhere(trick), status="graded")
    assert page_of(cells, report).faults == []


@settings(max_examples=60, deadline=None)
@given(CELLS)
def test_no_notebook_makes_a_page_that_acts(cells: list[Any]) -> None:
    page = page_of(cells, hostile("en"))
    assert page.faults == []
    assert ("meta", {"http-equiv": "Content-Security-Policy", "content": CSP}) in page.tags


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_markdown_of_a_student_is_rendered_harmless(source: str) -> None:
    page = NotebookReader(str(students(source)))
    assert page.faults == []
    found = {(tag in ELEMENTS, name) for tag, attributes in page.tags for name in attributes}
    assert found <= {(True, name) for name in ATTRIBUTES} | {(False, "class"), (False, "tabindex")}
    assert {a.get("class", "formula") for tag, a in page.tags} <= {"formula"}


def test_code_and_printed_text_are_shown_as_they_are_without_what_deceives() -> None:
    source = 'x = "<b>&amp;" # \u202egnp\u202c\nprint(x)'
    stream = {"output_type": "stream", "name": "stdout", "text": "\x1b[31m<i>"}
    page = page_of([code(source, stream)], full_marks("en"))
    assert 'x = "<b>&amp;" # gnp\nprint(x)' in "".join(page.text)
    assert "<i>" in page.words and "\x1b" not in page.words


@pytest.mark.parametrize(
    ("source", "tags", "words"),
    [
        ("# A **b**\n\n| c |\n|---|\n| d |", ["h3", "strong", "table", "th", "td"], "A b c d"),
        ("$a_1 * b$ and $$x_1*y$$", ["math", "msub"], "a1*b and x1*y"),
        ("[here](https://a.example/b)", ["code"], "here (https://a.example/b)"),
        ("![a plot](https://a.example/b.png)", ["em"], "[a plot]"),
        ("a <font color=red>b</font><script>c</script> d", ["p"], "a b d"),
        ("```python\nx < 1\n```", ["pre", "code"], "x < 1"),
    ],
)
def test_a_students_text_keeps_what_can_be_read(source: str, tags: list[str], words: str) -> None:
    page = NotebookReader(str(students(source)))
    assert page.words == words
    assert {tag for tag, _ in page.tags} >= set(tags)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"image_png": PNG, "text_plain": "<Figure>"}, "picture"),
        ({"image_jpeg": JPEG[:10] + "\n" + JPEG[10:]}, "picture"),
        ({"image_png": JPEG, "text_plain": "words"}, "words"),
        ({"image_png": PNG + '" onload="x', "text_plain": "words"}, "words"),
        ({"image_svg+xml": "<svg/>", "text_plain": "words"}, "words"),
        ({"text_html": "<b>x</b>"}, built_in("en").word("annotate.left_out")),
        ({}, built_in("en").word("annotate.left_out")),
    ],
)
def test_outputs_are_pictures_in_the_page_or_text(data: dict[str, str], expected: str) -> None:
    page = page_of([code("x = 1", shows(**data))], full_marks("en"))
    assert page.faults == []
    pictures = [attributes["alt"] for tag, attributes in page.tags if tag == "img"]
    if expected == "picture":
        assert pictures == ["Picture drawn by cell 1"]
        assert "<Figure>" not in page.words
    else:
        assert pictures == [] and expected in page.words


def test_what_is_very_long_is_cut_or_shown_as_written() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "y" * (TEXT_LIMIT + 1)}
    long = "*z*" + "z" * LONGEST
    many = ["*w* " * (LONGEST // 5)] * (TEXTS_LIMIT // (LONGEST // 5 * 4) + 1)
    cells = [code("\n" * (LINES_LIMIT + 1), stream), text_cell(long), *map(text_cell, many)]
    page = page_of(cells, full_marks("en"))
    assert page.faults == []
    assert "y" * TEXT_LIMIT in page.words and "y" * (TEXT_LIMIT + 1) not in page.words
    assert built_in("en").word("annotate.cut") in page.words
    assert long in page.words
    assert page.words.count("*w*") == LONGEST // 5, "the last text is one too many"
    assert len(page.tags) < 100 + len(many) * LONGEST // 5


def test_a_text_of_hundreds_of_tags_is_shown_as_written() -> None:
    assert "<b>x<b>x" in NotebookReader(str(students("<b>x" * (MOST_TAGS + 1)))).words
    assert "<b>" not in NotebookReader(str(students("<b>x" * MOST_TAGS))).words


# ---------------------------------------------------------------- feedback


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_feedback_shows_a_students_words_and_never_reads_them(text: str) -> None:
    report = with_text_everywhere(text)
    said = DiagnosisReport("mistake", ("m",), text, text, text)
    exercise = replace(report.exercises[0], diagnosis=(said,), advice=(text,))
    copy = annotated(handed_in([]), replace(report, exercises=(exercise,)), {})
    sources = [cell["source"] for cell in cells_of(copy) if is_feedback(cell)]
    own = annotated(handed_in([]), with_text_everywhere("x"), {})
    rendered = [
        NotebookReader(copy.page.decode()),
        NotebookReader("".join(map(MarkdownIt("commonmark").enable("table").render, sources))),
    ]
    for page in rendered:
        assert page.faults == []
        assert page.words.count(clean.line(text)) >= (6 if clean.line(text) else 0)
    if len(clean.line(text)) > 1:
        tags = {tag for tag, _ in NotebookReader(own.page.decode()).tags}
        assert {tag for tag, _ in rendered[0].tags} <= tags | {"code"}


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_nothing_is_left_that_tex_or_addresses_are_made_of(text: str) -> None:
    outside = re.sub(r"`[$\\]+`", "", markdown.text(text))
    assert not re.search(r"[$\\`*<>\[\]~|{}@]|\bwww\.|://", outside, re.IGNORECASE)
    assert "\n" not in outside


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_feedback_is_marked_by_a_word(name: str, language: str) -> None:
    report = SAMPLES[name](language)
    page = page_of([code("x = 1")], report)
    word = built_in(language).word("annotate.feedback")
    ours = [a for _, a in page.tags if a.get("class", "").startswith("feedback ")]
    labels = [attributes["aria-label"] for attributes in ours]
    assert labels == [word] * (1 + len(report.exercises))
    marks = [mark(report.score, report.max_score), *map(exercise_mark, report.exercises)]
    assert [a["class"] for a in ours] == [f"feedback about-{each}" for each in marks]
    assert page.words.count(word) == len(labels)
    assert ("html", {"lang": language}) in page.tags
    headings = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings == ["h1", "h2", *["h3"] * len(report.exercises)]


def test_feedback_says_what_the_report_says() -> None:
    report = mixed("en")
    words = page_of([], report).words
    for exercise in report.exercises:
        assert SPACE.sub(" ", summary(exercise)) in words
        told = [item.title for item in exercise.items] + list(exercise.advice)
        told += [item.reason for item in exercise.items]
        told += [t for d in exercise.diagnosis for t in (d.sentence, d.hint)]
        told += [d.code.where for d in exercise.diagnosis if d.code]
        told += [f.message for item in exercise.items for f in item.findings if not f.ok]
        assert [text for text in told if text not in words] == []


def test_an_empty_diagnosis_leaves_no_label() -> None:
    report = mixed("en")
    shy = replace(report.exercises[1], diagnosis=(DiagnosisReport("mistake", (), "", "", ""),))
    words = page_of([], replace(report, exercises=(shy,))).words
    assert built_in("en").word("ui.possible") not in words
    assert built_in("en").word("ui.where") not in words


def test_the_page_takes_nothing_from_the_notebooks_metadata() -> None:
    metadata = {"language": 3, "title": "<b>", "kernelspec": {"name": "x", "display_name": "<i>"}}
    submission = handed_in([code("x")], metadata=metadata)
    copy = annotated(submission, full_marks("en"), {})
    assert json.loads(copy.notebook)["metadata"] == metadata
    assert copy.page == annotated(handed_in([code("x")]), full_marks("en"), {}).page
