"""Draw one exhibit on a terminal: arrays side by side, masks as blocks, curves as sparklines."""

import math
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text as Line

from grader.language import Catalogue
from grader.report import clean
from grader.report.described import KEPT, curve, curve_words, mask_words
from grader.report.digits import alone, pair
from grader.report.heat_map import LEGEND, is_paired, is_right
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


def _arrays(exhibit: ExhibitReport, catalogue: Catalogue) -> RenderableType:
    name = exhibit.name
    if is_paired(exhibit):
        legend = "" if is_right(exhibit) else f": {catalogue.word(LEGEND)}"
        return Group(folded(f"{name}{legend}", "dim"), _paired(exhibit, catalogue))
    parts: list[RenderableType] = []
    for key, rows in (("ui.expected", exhibit.expected), ("ui.got", exhibit.got)):
        if rows:
            parts += [folded(f"{name}: {catalogue.word(key)}", "dim"), _array(rows, catalogue)]
    return Group(*parts)


def _paired(exhibit: ExhibitReport, catalogue: Catalogue) -> Table:
    """Draw what came; beneath a row in which something differs, what was expected there."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    rows = list(zip(exhibit.got, exhibit.expected, strict=True))
    for number, (got, expected) in enumerate(rows[:ROWS_SHOWN]):
        levels = exhibit.off[number] if number < len(exhibit.off) else ()
        above, below = [], []
        for column, values in enumerate(zip(got, expected, strict=True)):
            if column >= COLUMNS_SHOWN:
                break
            wrong = column < len(levels) and levels[column] != 0
            mine, right = pair(*values, catalogue) if wrong else (alone(got[column], catalogue), "")
            above.append(_cell(mine, wrong))
            below.append(Line(f"  {clean.line(right)}", "dim", no_wrap=True))
        more = [Line("…")] if len(got) > COLUMNS_SHOWN else []
        grid.add_row(*above, *more)
        if any(levels):
            grid.add_row(*below)
    if len(rows) > ROWS_SHOWN:
        grid.add_row(Line("…"))
    return grid


def _array(rows: Sequence[Sequence[str]], catalogue: Catalogue) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for row in rows[:ROWS_SHOWN]:
        cells = [_cell(alone(text, catalogue), False) for text in row[:COLUMNS_SHOWN]]
        grid.add_row(*cells, *([Line("…")] if len(row) > COLUMNS_SHOWN else []))
    if len(rows) > ROWS_SHOWN:
        grid.add_row(Line("…"))
    return grid


def _cell(text: str, wrong: bool) -> Line:
    shown = f"≠ {clean.line(text)}" if wrong else f"  {clean.line(text)}"
    return Line(shown, "bold red" if wrong else "", no_wrap=True)


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
