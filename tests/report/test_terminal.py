"""The report on a terminal: readable without colour, and no text can command the terminal."""

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_samples import pictured
from report_samples import SAMPLES, full_marks, hostile, mixed, unreadable
from rich.console import Console

from grader.language import LANGUAGES, built_in
from grader.model import Form
from grader.report import clean
from grader.report.terminal import render
from grader.report.terminal_exhibit import MASK_ROWS_SHOWN, POINTS_SHOWN
from grader.reported import DiagnosisReport, ExhibitReport, Report

FORMS: tuple[Form, ...] = ("mask", "curve")
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30) | st.text(
    "[]/\\bold red=:\x1b\n", max_size=30
)


def printed(report: Report, width: int = 100, colour: bool = False) -> str:
    output = io.StringIO()
    console = Console(
        file=output, width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    render(report, console)
    return output.getvalue()


def words(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_but_text_is_printed(name: str, language: str) -> None:
    text = printed(SAMPLES[name](language))
    assert text.replace("\n", "").isprintable()
    text.encode()


def test_colour_only_repeats_what_signs_and_words_say() -> None:
    with_colour = printed(mixed("en"), colour=True)
    assert "\x1b[" in with_colour
    assert re.sub(r"\x1b\[[\d;]*m", "", with_colour) == printed(mixed("en"))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("full_marks", "50 of 50 points"),
        ("full_marks", "Full marks. Everything that was asked for is right."),
        ("mixed", "20 of 50 points"),
        ("mixed", "◐ Backward pass with L2 regularization 10 / 15 to be fixed"),
        ("mixed", "✓ Cost with L2 regularization 10 / 10 correct"),
        ("mixed", "✗ Training the model 0 / 5 not found"),
        ("mixed", "– At least 85 % of new points are classified rightly – / 5 our fault"),
        ("mixed", "✗ dW3 holds NaN or infinity. [the lesson's example]"),
        ("mixed", "[in 2 hidden tests (two output rows; wide layers)]"),
        ("mixed", "cell 14: The function is defined twice; the last one counts."),
        ("mixed", "Your code ran in a sandbox"),
        ("mixed", "Code cell 14, line 11: 10 dZ1 = dA1 * (A1 > 0) ▶ 11 dW1 = dZ1 @ X.T"),
        ("mixed", "Found in your code: The penalty was divided by m, not by 2m."),
        ("mixed", "Try this: Write the derivative"),
        ("mixed", "Worth a word: The loop over the columns"),
        ("mixed", "carry the term lambd/m · W 7.5 / 12.5 partly right dW1 follows the mistake"),
        ("unreadable", "We could not read this file."),
        ("unreadable", "vazio.ipynb: The file is empty (0 bytes)."),
        ("hostile", "not marked yet"),
        ("hostile", "[bold]markup[/bold] [/] lrt 100/100"),
    ],
)
def test_what_is_told(name: str, told: str) -> None:
    assert told in words(printed(SAMPLES[name]("en"), width=400))


def test_where_the_line_that_stopped_is_shown_no_items_are_looked_at_for_want_of_one() -> None:
    report = mixed("en")
    stopped = report.exercises[2]
    assert stopped.stopped is not None
    named = DiagnosisReport("mistake", ("x",), "Look at “The mask”.", "It is swapped.", "")
    for exercise, is_looked_at in (
        (replace(stopped, diagnosis=(named,)), False),
        (replace(stopped, diagnosis=(replace(named, sentence=""),)), True),
        (replace(stopped, diagnosis=(named,), stopped=None), True),
    ):
        text = printed(replace(report, exercises=(exercise,)))
        assert ("Start here: Look at “The mask”." in text) == is_looked_at


def test_a_place_is_shown_once_where_nothing_more_is_said_of_it() -> None:
    report = mixed("en")
    exercise = report.exercises[1]
    [named] = exercise.diagnosis
    assert named.code is not None
    place = replace(named, sentence="", hint="")
    for told, times in (((place,), 1), ((place, place), 1), ((named, place), 1)):
        text = printed(replace(report, exercises=(replace(exercise, diagnosis=told),)))
        assert words(text).count(f"{named.code.where}:") == times


def test_findings_that_hold_are_left_out() -> None:
    assert "is right." not in printed(mixed("en")).replace("asked for here is right.", "")


def test_wrong_entries_of_examples_bear_a_sign() -> None:
    text = printed(mixed("en"))
    assert "≠ -0.7681    0.123   ≠ -0.2829713" in text
    assert "0.79276486" not in text, "values that agree are not drawn"


def test_large_arrays_are_drawn_in_part() -> None:
    report = mixed("en")
    rows = tuple(tuple(f"{10 * r + c}" for c in range(12)) for r in range(12))
    exhibit = ExhibitReport("case", "A1", rows, rows, ((1,) * 12,) * 12)
    exercise = replace(report.exercises[1], exhibits=(exhibit,))
    text = printed(replace(report, exercises=(exercise,)), width=100)
    assert "≠ 55" in text and "≠ 56" not in text and "≠ 65" not in text
    assert "…" in text


def test_no_text_of_a_student_starts_a_line_of_its_own() -> None:
    report = replace(mixed("en"), student="x\n50 of 50 points")
    assert not re.search("^50 of 50", printed(report), re.MULTILINE)


def test_masks_are_blocks_and_curves_are_bars() -> None:
    report = pictured("en")
    unexplained = tuple(replace(exercise, diagnosis=()) for exercise in report.exercises)
    assert not set(printed(report)) & set("▓"), "where it is said what went wrong"
    report = replace(report, exercises=unexplained)
    lines = [line.strip() for line in printed(report).splitlines()]
    small, large = report.exercises[0].exhibits[1:]
    blocks = [line for line in lines if line and set(line) <= set("▓░")]
    drawn = [*small.got, *large.got[:MASK_ROWS_SHOWN]]
    assert blocks == ["".join("░▓"[int(text)] for text in row) for row in drawn]
    bars = [line for line in lines if line and set(line) <= set("▁▂▃▄▅▆▇█×")]
    # got climbs, breaks at nan, and ends at inf; what was expected falls, by the same measure
    assert [len(one) for one in bars] == [6, 6, 6]
    assert bars[0][3] == bars[0][5] == "×" and bars[0][4] == "█"
    assert bars[1] == "".join(sorted(bars[1], reverse=True)) and bars[1][-1] == "▁"
    assert bars[2] == "".join(sorted(bars[2])) and bars[2][0] + bars[2][-1] == "▁█"
    after = lines[lines.index(bars[1]) + 1]
    assert after == "Expected: first 0.6931, last 0.479, lowest 0.479; it falls."


def test_pictures_of_what_is_right_are_left_out() -> None:
    assert [e.form for e in full_marks("en").exercises[0].exhibits] == ["array", "curve"]
    assert not set(printed(full_marks("en"))) & set("▁▂▃▄▅▆▇")


def test_a_long_curve_is_as_wide_as_the_terminal_bears() -> None:
    row = tuple(str(1000 - place) for place in range(200))
    curve = ExhibitReport("case", "losses", (), (row,), (), "", "curve")
    report = pictured("en")
    exercise = replace(report.exercises[0], exhibits=(curve,))
    lines = [line.strip() for line in printed(replace(report, exercises=(exercise,))).splitlines()]
    [bars] = [line for line in lines if line and set(line) <= set("▁▂▃▄▅▆▇█")]
    assert len(bars) == POINTS_SHOWN and bars[0] == "█" and bars[-1] == "▁"


@given(ANY_TEXT)
@settings(max_examples=60, deadline=None)
def test_no_text_is_read_as_markup_or_as_a_command(text: str) -> None:
    report = hostile("en")
    rows = ((text, "1"), (text, "2"))
    exercise = replace(
        report.exercises[0], title=text, summary=text, advice=(text,),
        diagnosis=(DiagnosisReport("mistake", (text,), text, text, text),),
        exhibits=tuple(ExhibitReport(text, text, rows, rows, (), text, form) for form in FORMS),
    )  # fmt: skip
    unexplained = replace(exercise, diagnosis=())  # its masks are drawn
    both = (exercise, unexplained)
    report = replace(report, student=text, title=text, exercises=both, problems=())
    told = printed(report, width=400)
    assert not [c for c in told if not c.isprintable() and c not in "\n" and c not in text]
    assert words(told).count(words(clean.line(text))) >= 18
    assert "\x1b" not in told


@pytest.mark.parametrize("name", ["mixed", "pictured"])
@pytest.mark.parametrize("width", [20, 40, 80, 300])
def test_any_width_will_do(width: int, name: str) -> None:
    lines = printed(SAMPLES[name]("pt-BR"), width=width).splitlines()
    assert max(map(len, lines)) <= min(width, 100)
    assert built_in("pt-BR").word("ui.next") in [line.strip() for line in lines]


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_file_that_nobody_could_read_no_code_is_said_to_have_run(language: str) -> None:
    report = replace(unreadable(language), isolation={"tier": "isolated"})
    assert built_in(language).word("isolation.isolated") not in words(printed(report))
