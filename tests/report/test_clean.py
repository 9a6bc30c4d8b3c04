"""What cleaning takes out of hostile text, and what it leaves."""

import json
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from report_samples import HOSTILE, full_marks

from grader.report import clean
from grader.reported import PrintedReport

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("plain ação → é 日本", "plain ação → é 日本"),
        ("\x1b[31;1mred\x1b[0m", "red"),
        ("\x1b[2J\x1b[Hgone", "gone"),
        ("\x9b31mred", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0\x1b\\sixel", "sixel"),
        ("\x1b(Bset", "set"),
        ("\x1b\x1b[m[31m", "[31m"),
        ("nul\x00bell\x07back\x08del\x7f", "nulbellbackdel"),
        ("\u202eabc\u202c \u2066d\u2069 \u200ee\u061c", "abc d e"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("lone\ud800surrogate\udfff", "lonesurrogate"),
        ("tags\U000e0041", "tags"),
        ("family 👩\u200d👧", "family 👩\u200d👧"),
        ("over\rwritten\r\nline\u2028end", "over\nwritten\nline\nend"),
        ("tab\tand\nnewline", "tab\tand\nnewline"),
        ("z" + "\u0300" * 50, "z" + "\u0300" * 3),
        ("e\u0301", "e\u0301"),
    ],
)
def test_block_takes_out_only_what_deceives(text: str, left: str) -> None:
    assert clean.block(text) == left


def test_an_unclosed_sequence_cannot_swallow_the_next_line() -> None:
    assert "second line" in clean.block("\x1b]0;open\nsecond line\x07")


def test_line_holds_no_line_end_of_any_kind() -> None:
    assert clean.line(" a\nb\r\nc\td\u2028e\x0bf ") == "a b c d e f"


@given(ANY_TEXT)
@settings(max_examples=200)
def test_clean_text_is_printable_encodable_and_stays_as_it_is(text: str) -> None:
    left = clean.block(text)
    left.encode()
    assert not [c for c in left if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert clean.block(left) == left
    assert "\n" not in clean.line(text)


def test_a_clean_report_is_returned_as_it_is() -> None:
    report = full_marks("pt-BR")
    assert clean.report(report) is report


@pytest.mark.parametrize(
    "bad", [HOSTILE, "\x1b[0m", "\x7f", "\x9b", "\u202e", "\ud800", "\r", "\b", "z" + "\u0300" * 9]
)
def test_anything_amiss_anywhere_in_a_report_is_found(bad: str) -> None:
    report = full_marks("en")
    in_student = clean.report(replace(report, student=bad))
    in_provenance = clean.report(replace(report, provenance={"a": [{bad: bad}]}))
    printed = replace(report.exercises[0], printed=(PrintedReport(bad, bad),))
    in_depth = clean.report(replace(report, exercises=(printed,)))
    left = clean.block(bad)
    assert in_student.student == left
    assert in_provenance.provenance == {"a": [{left: left}]}
    assert in_depth.exercises[0].printed == (PrintedReport(left, left),)


@given(ANY_TEXT)
def test_a_report_is_clean_exactly_when_its_texts_are(text: str) -> None:
    report = replace(full_marks("en"), student=text)
    assert clean.report(report).student == clean.block(text)


@given(st.recursive(ANY_TEXT, lambda inner: st.dictionaries(ANY_TEXT, inner, max_size=4)))
@example("\u202e\u2028\x85\U000e0041\ufeff")
def test_json_with_escapes_means_the_same_and_hides_nothing(value: object) -> None:
    text = clean.json_text(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(text) == value
    assert not any(
        unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in {*text} - {"\n"}
    )
    assert not {"\u202e", "\u200b", "\ufeff"} & {*text}
    text.encode()
