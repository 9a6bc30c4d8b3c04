"""Draw one exhibit on a terminal: arrays side by side, masks as blocks, curves as sparklines."""

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.language import Catalogue
from grader.report import clean
from grader.report.described import KEPT, curve, curve_words, mask_words
from grader.reported import ExhibitReport

ROWS_SHOWN, COLUMNS_SHOWN = 6, 6
MASK_ROWS_SHOWN = 12
POINTS_SHOWN = 60
_BARS = "▁▂▃▄▅▆▇█"
_BREAK = "×"


def drawn(exhibit: ExhibitReport, catalogue: Catalogue) -> RenderableType:
    """Return an exhibit as its form asks, and its note. Every text is cleaned, none is markup."""
    if exhibit.form == "mask":
        parts = _mask(exhibit, catalogue)
    elif exhibit.form == "curve":
        parts = _curves(exhibit, catalogue)
    else:
        parts = [_arrays(exhibit, catalogue)]
    return Group(*parts, *([folded(exhibit.note, "dim")] if exhibit.note else []))


def folded(text: str, style: str = "") -> Line:
    """Return a text as one line, however wide the terminal is: it cannot pass for lines of ours."""
    return Line(clean.line(text), style=style)


def _arrays(exhibit: ExhibitReport, catalogue: Catalogue) -> Table:
    side_by_side = Table.grid(padding=(0, 4, 0, 0))
    side_by_side.add_row(
        folded(f"{exhibit.name}: {catalogue.word('ui.expected')}", "dim"),
        Line(catalogue.word("ui.got"), style="dim"),
    )
    side_by_side.add_row(_array(exhibit.expected, ()), _array(exhibit.got, exhibit.off))
    return side_by_side


def _array(rows: Sequence[Sequence[str]], off: Sequence[Sequence[int]]) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    for number, row in enumerate(rows[:ROWS_SHOWN]):
        levels = off[number] if number < len(off) else ()
        cells = [
            _cell(text, column < len(levels) and levels[column] != 0)
            for column, text in enumerate(row[:COLUMNS_SHOWN])
        ]
        grid.add_row(*cells, *([Line("…")] if len(row) > COLUMNS_SHOWN else []))
    if len(rows) > ROWS_SHOWN:
        grid.add_row(Line("…"))
    return grid


def _cell(text: str, wrong: bool) -> Line:
    return folded(f"≠ {text}", "bold red") if wrong else Line(f"  {clean.line(text)}")


def _mask(exhibit: ExhibitReport, catalogue: Catalogue) -> list[RenderableType]:
    parts: list[RenderableType] = [
        folded(f"{exhibit.name}: {mask_words(exhibit, catalogue)} (▓ 1, ░ 0)", "dim")
    ]
    for row in exhibit.got[:MASK_ROWS_SHOWN]:
        blocks = "".join(["▓" if text == KEPT else "░" for text in row])
        parts.append(Line(blocks, no_wrap=True, overflow="ellipsis"))
    return parts + ([Line("…")] if len(exhibit.got) > MASK_ROWS_SHOWN else [])


def _curves(exhibit: ExhibitReport, catalogue: Catalogue) -> list[RenderableType]:
    curves = [values for rows in (exhibit.got, exhibit.expected) if (values := curve(rows))]
    finite = [value for values in curves for value in values if math.isfinite(value)]
    ends = min(finite, default=0.0), max(finite, default=0.0)
    parts: list[RenderableType] = [folded(exhibit.name, "dim")]
    for values, words in zip(curves, curve_words(exhibit, catalogue), strict=True):
        parts.append(Line(_sparkline(values, *ends), no_wrap=True, overflow="ellipsis"))
        parts.append(folded(words))
    return parts


def _sparkline(values: Sequence[float], low: float, high: float) -> str:
    """Return a bar for each value, for some of them evenly apart where there are many."""
    many = len(values) > POINTS_SHOWN
    step = (len(values) - 1) / (POINTS_SHOWN - 1) if many else 1
    places = [round(step * number) for number in range(min(len(values), POINTS_SHOWN))]
    return "".join([_bar(values[place], low, high) for place in places])


def _bar(value: float, low: float, high: float) -> str:
    if not math.isfinite(value):
        return _BREAK
    # halves, for the distance of two very large numbers may be too large to be one
    distance = high / 2 - low / 2
    share = (value / 2 - low / 2) / distance if distance else 0.0
    return _BARS[round(share * (len(_BARS) - 1))]
