"""Say in a sentence what a picture shows: for those who cannot see it, and beside it."""

import math
from collections.abc import Sequence

from grader.language import Catalogue
from grader.model import Text
from grader.reported import ExhibitReport

KEPT = "1"
"""The text of a mask's entry that was kept; whatever else stands there was dropped."""


def mask_words(exhibit: ExhibitReport, catalogue: Catalogue) -> str:
    """Return a mask's size, and how many of the entries drawn were kept."""
    size = sum(len(row) for row in exhibit.got)
    kept = sum(row.count(KEPT) for row in exhibit.got)
    percent = catalogue.points(round(100 * kept / size, 1) if size else 0.0)
    width = max(map(len, exhibit.got), default=0)
    values: dict[str, str | int | float] = {
        "rows": len(exhibit.got), "columns": width, "kept": kept, "size": size, "percent": percent,
    }  # fmt: skip
    return catalogue.say(Text("picture.mask", values))


def curve_words(exhibit: ExhibitReport, catalogue: Catalogue) -> list[str]:
    """Return a sentence for each curve: the first value, the last, the lowest, does it fall."""
    curves = {"ui.got": curve(exhibit.got), "ui.expected": curve(exhibit.expected)}
    return [_curve_words(catalogue.word(key), c, catalogue) for key, c in curves.items() if c]


def curve(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return a curve's values in the order of time; what is no number is NaN."""
    return [number(text) for text in rows[0]] if rows else []


def number(text: str) -> float:
    """Read a number out of an exhibit; NaN when there is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def _curve_words(which: str, values: Sequence[float], catalogue: Catalogue) -> str:
    first, last = values[0], values[-1]
    lowest = min(filter(math.isfinite, values), default=math.nan)
    mark = catalogue.word("ui.decimal")
    ends = [f"{value:.4g}".replace(".", mark) for value in (first, last, lowest)]
    told: dict[str, str | int | float] = {
        "which": which, "first": ends[0], "last": ends[1], "lowest": ends[2],
        "trend": catalogue.word(f"picture.{_trend(first, last)}"),
    }  # fmt: skip
    return catalogue.say(Text("picture.curve", told))


def _trend(first: float, last: float) -> str:
    if not (math.isfinite(first) and math.isfinite(last)):
        return "unknown"
    if last == first:
        return "stays"
    return "falls" if last < first else "rises"
