"""Masks and differences on the page: true to the numbers, told in words, without colour."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import PageReader
from picture_samples import agreeing_curve, mask_rows, pictured
from report_maker import Maker
from report_samples import SAMPLES, full_marks

from grader.language import LANGUAGES, built_in
from grader.report.described import mask_words
from grader.report.figure import figure
from grader.report.heat_map import heat_map
from grader.report.html import render_html
from grader.report.mask_map import mask_map
from grader.reported import ExhibitReport

EN = built_in("en")
MASKS = st.integers(1, 9).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from("01"), min_size=width, max_size=width).map(tuple),
        min_size=1,
        max_size=7,
    ).map(tuple)
)


def mask(rows: tuple[tuple[str, ...], ...]) -> ExhibitReport:
    return ExhibitReport("case", "D1", (), rows, (), "", "mask")


def only(drawn: str, tag: str) -> dict[str, str]:
    [attributes] = [given for name, given in PageReader(drawn).tags if name == tag]
    return attributes


def paths(drawn: str, name: str) -> str:
    [found] = re.findall(rf'<path class="{name}" d="([^"]*)"/>', drawn)
    return str(found)


# ---------------------------------------------------------------- masks


@given(MASKS)
@settings(deadline=None)
def test_squares_stand_where_units_were_kept_and_dots_everywhere(
    rows: tuple[tuple[str, ...], ...],
) -> None:
    drawn = mask_map(mask(rows), EN)
    found = set()
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", paths(drawn, "kept")):
        # dashes of 8 units with gaps of 2: one square for each entry
        first, squares = divmod(int(x) - 1, 10), divmod(int(length) + 2, 10)
        assert first[1] == squares[1] == 0
        found |= {(int(y) // 10, first[0] + more) for more in range(squares[0])}
    assert found == {
        (r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text == "1"
    }
    dots = [int(length) for length in re.findall(r"h(\d+)", paths(drawn, "off"))]
    assert [length // 10 + 1 for length in dots] == [len(row) for row in rows]
    box = [int(n) for n in only(drawn, "svg")["viewbox"].split()]
    assert box == [0, 0, 10 * len(rows[0]), 10 * len(rows)]


@given(MASKS)
@settings(deadline=None)
def test_a_masks_words_count_what_was_kept(rows: tuple[tuple[str, ...], ...]) -> None:
    kept = "".join("".join(row) for row in rows).count("1")
    size = len(rows) * len(rows[0])
    told = mask_words(mask(rows), EN)
    assert told.startswith(f"{len(rows)} × {len(rows[0])}: {kept} of {size} kept (")
    [percent] = re.findall(r"\(([\d.]+) %\)", told)
    assert float(percent) == pytest.approx(100 * kept / size, abs=0.051)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mask_says_in_words_all_that_it_shows(language: str) -> None:
    catalogue = built_in(language)
    exhibit = mask((("1", "0", "1"), ("0", "0", "1")))
    drawn = mask_map(exhibit, catalogue)
    words = mask_words(exhibit, catalogue)
    share = "50 %"
    assert all(told in words for told in ("2 × 3", "3", "6", share))
    svg = only(drawn, "svg")
    assert svg["role"] == "img" and svg["aria-label"] == words
    page = PageReader(drawn)
    assert words in page.words and catalogue.word("ui.mask_legend") in page.words
    assert page.faults == []


def test_a_large_mask_is_drawn_in_few_bytes() -> None:
    assert len(mask_map(mask(mask_rows(40, 60, 0.5)), EN)) < 40 * 60 * 5


def test_a_mask_of_nothing_is_told_in_words_alone() -> None:
    for rows in ((), ((),), ((), ())):
        drawn = mask_map(mask(rows), EN)
        assert "<svg" not in drawn and "0 of 0 kept" in drawn


# ---------------------------------------------------------------- differences


def arrays(expected: str, got: str, off: tuple[tuple[int, ...], ...]) -> ExhibitReport:
    rows = [tuple(tuple(row.split()) for row in text.split(";")) for text in (expected, got)]
    return ExhibitReport("case", "dW1", rows[0], rows[1], off)


def cells(exhibit: ExhibitReport) -> list[list[str]]:
    """Return what each table's cells say."""
    tables = str(heat_map(exhibit, EN)).split("<table>")[1:]
    return [
        [
            PageReader(cell).words.replace("\xa0", " ")
            for cell in re.findall("<td[^>]*>[^<].*?</td>", t)
        ]
        for t in tables
    ]


@pytest.mark.parametrize(
    ("expected", "got", "off", "told"),
    [
        ("1 2", "1.5 2", ((3, 0),), [["≠ 1.5 Expected 1", "2"]]),
        ("1", "1.0001", ((1,),), [["≠ 1.0001 Expected 1"]]),
        ("0.12345678", "0.12345679", ((1,),), [["≠ 0.12345679 Expected 0.12345678"]]),
        ("0.12345678 1e-09", "0.12345678 5", ((0, 4),), [["0.1235", "≠ 5 Expected 1e-09"]]),
        ("1 2", "nan 2.5", ((4, 3),), [["≠ nan Expected 1", "≠ 2.5 Expected 2"]]),
        ("inf", "-0", ((4,),), [["≠ 0 Expected inf"]]),
        ("1 2", "1;2", ((4,), (4,)), [["1", "2"], ["1", "2"]]),
        ("a b", "c d", ((4, 4),), [["≠ c Expected a", "≠ d Expected b"]]),
    ],
)
def test_what_was_expected_stands_beneath_what_differs(
    expected: str, got: str, off: tuple[tuple[int, ...], ...], told: list[list[str]]
) -> None:
    assert cells(arrays(expected, got, off)) == told


# ---------------------------------------------------------------- on the page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_has_a_role_and_words(language: str) -> None:
    page = PageReader(render_html(pictured(language)))
    labels = [given["aria-label"] for _, given in page.tags if given.get("role") == "img"]
    exhibits = [e for x in pictured(language).exercises for e in x.exhibits if e.form != "array"]
    assert len(labels) == len(exhibits) == 4
    assert all(label in page.words for label in labels)
    assert all(built_in(language).count("ui.drawn", n) in page.words for n in (2,))


def test_pictures_of_a_right_exercise_are_folded() -> None:
    page = render_html(full_marks("en"))
    folded = "".join(re.findall(r"<details.*?</details>", page, re.DOTALL))
    assert '<svg class="curve"' in folded and "1 picture of your answers" in folded
    assert '<svg class="curve"' not in re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)


def test_a_form_of_a_later_version_is_drawn_as_an_array() -> None:
    later = replace(agreeing_curve(Maker("en")), form="sphere")  # type: ignore[arg-type]
    assert "<table>" in figure(later, EN)


@pytest.mark.parametrize("name", SAMPLES)
def test_drawings_need_no_style_of_their_own_and_no_script(name: str) -> None:
    page = render_html(SAMPLES[name]("en"))
    drawings = "".join(re.findall(r'<svg class="(?:mask|curve)".*?</svg>', page, re.DOTALL))
    assert not re.search(r"\b(style|on\w+|href)=", drawings)
    tags = set(re.findall(r"<(\w+)", drawings))
    assert tags <= {"svg", "g", "path", "text", "circle", "rect"}
