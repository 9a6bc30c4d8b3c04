"""Loss curves on the page: true to the numbers, told in words, told apart without colour."""

import math
import re
from importlib import resources
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_reader import PageReader

from grader.language import built_in
from grader.report.curve_plot import curve_plot
from grader.report.described import curve_words
from grader.reported import ExhibitReport

EN = built_in("en")
CURVES = st.lists(st.floats(allow_subnormal=True), min_size=1, max_size=12)


def curves(got: list[float], expected: list[float] | None = None) -> ExhibitReport:
    rows = () if expected is None else (tuple(map(repr, expected)),)
    return ExhibitReport("case", "costs", rows, (tuple(map(repr, got)),), (), "", "curve")


def only(drawn: str, tag: str) -> dict[str, str]:
    [attributes] = [given for name, given in PageReader(drawn).tags if name == tag]
    return attributes


def paths(drawn: str, name: str) -> str:
    [found] = re.findall(rf'<path class="{name}" d="([^"]*)"/>', drawn)
    return str(found)


def points(drawn: str, name: str) -> list[list[tuple[float, float]]]:
    """Return the points of each unbroken stretch of a curve."""
    stretches = [re.findall(r"-?[\d.]+", part) for part in paths(drawn, name).split("M")[1:]]
    return [[(float(x), float(y)) for x, y in zip(p[::2], p[1::2], strict=True)] for p in stretches]


@given(CURVES, st.none() | CURVES)
@settings(deadline=None, max_examples=200)
def test_any_curve_stays_on_the_drawing_and_breaks_where_it_must(
    got: list[float], expected: list[float] | None
) -> None:
    drawn = curve_plot(curves(got, expected), EN)
    assert PageReader(drawn).faults == []
    assert not re.search(r'="[^"]*(nan|inf)[^"]*"', re.sub(r'aria-label="[^"]*"', "", drawn))
    known = {"got": got, "expected": expected or []}
    if not any(map(math.isfinite, [*got, *(expected or [])])):
        assert "<svg" not in drawn
        return
    width, height = (float(n) for n in only(drawn, "svg")["viewbox"].split()[2:])
    for name, values in known.items():
        stretches = [len(list(g)) for finite, g in groupby(values, math.isfinite) if finite]
        if not stretches:
            assert f'class="{name}"' not in drawn
            continue
        found = points(drawn, name)
        # a value between two breaks is drawn as a line that ends where it begins
        assert [max(n, 2) for n in stretches] == [len(part) for part in found]
        assert all(0 <= x <= width and 0 <= y <= height for part in found for x, y in part)


@given(CURVES)
@settings(deadline=None)
def test_higher_values_are_drawn_higher_and_later_ones_further_right(values: list[float]) -> None:
    finite = [value for value in values if math.isfinite(value)]
    if len(finite) < 2:
        return
    drawn = curve_plot(curves(finite), EN)
    [found] = points(drawn, "got")
    assert [x for x, _ in found] == sorted(x for x, _ in found)
    by_value = [y for _, (_, y) in sorted(zip(finite, found, strict=True))]
    assert by_value == sorted(by_value, reverse=True)
    if max(finite) > min(finite):
        assert by_value[0] - by_value[-1] > 100, "the drawing is filled from low to high"


@pytest.mark.parametrize(
    ("got", "told"),
    [
        ([3.0, 1.0, 2.0], "first 3, last 2, lowest 1; it falls"),
        ([1.0, 0.5, 2.0], "first 1, last 2, lowest 0.5; it rises"),
        ([1.0, 4.0, 1.0], "first 1, last 1, lowest 1; it ends where it began"),
        ([1.0, math.nan, math.inf], "first 1, last inf, lowest 1; it stops being a number"),
        ([math.nan, 2.0], "first nan, last 2, lowest 2; it stops being a number"),
    ],
)
def test_a_curve_says_where_it_begins_ends_and_whether_it_falls(
    got: list[float], told: str
) -> None:
    [said] = curve_words(curves(got), EN)
    assert told in said
    assert told in only(curve_plot(curves(got), EN), "svg")["aria-label"]


def test_expected_and_got_are_told_apart_without_colour() -> None:
    drawn = curve_plot(curves([3.0, 2.9, 2.8], [3.0, 2.0, 1.0]), EN)
    style = (resources.files("grader.report") / "templates" / "page.css").read_text()
    dashed = re.findall(r"\.curve path\.(\w+) \{[^}]*stroke-dasharray: \d", style)
    assert dashed == ["expected"]
    page = PageReader(drawn)
    assert page.having("class", "got").count("circle") == 2, "a mark at each end"
    assert page.having("class", "expected").count("rect") == 2
    names = re.findall(r'<text x="([\d.]+)" y="([\d.]+)">(\w+)</text>', drawn)
    assert {name for *_, name in names} == {"Expected", "Got"}
    assert abs(float(names[0][1]) - float(names[1][1])) >= 12, "no name on top of the other"
    assert "Solid line: got. Dashed line: expected." in page.words


def test_names_keep_apart_where_the_curves_end_alike() -> None:
    for height in (0.0, 0.5, 1.0):
        drawn = curve_plot(curves([0.0, 1.0, height], [1.0, 0.0, height]), EN)
        ys = [float(y) for y in re.findall(r'y="([\d.]+)">[A-Z]\w+</text>', drawn)]
        assert abs(ys[0] - ys[1]) >= 12 and max(ys) <= 200


def test_the_axes_are_numbered() -> None:
    drawn = curve_plot(curves([0.7, 0.6, 0.5, 0.42, 0.35]), EN)
    labels = re.findall(r'text-anchor="(\w+)">([^<]*)</text>', drawn)
    values = [float(text) for anchor, text in labels if anchor == "end"]
    assert values == pytest.approx([0.4, 0.5, 0.6, 0.7])
    assert [text for anchor, text in labels if anchor == "middle"] == ["1", "3", "5"]


@given(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3))
def test_ticks_are_told_at_their_own_height(low: float, span: float) -> None:
    drawn = curve_plot(curves([low, low + span]), EN)
    [((_, bottom), (_, top))] = points(drawn, "got")
    ticks = re.findall(r'y="([\d.]+)" text-anchor="end">([^<]*)<', drawn)
    assert 2 <= len(ticks) <= 6
    for y, label in ticks:
        right = bottom + (top - bottom) * (float(label) - low) / span
        assert float(y) - 4 == pytest.approx(right, abs=0.2)
