"""Draw an example's value as HTML tables: expected, got, and how they differ; wrong entries marked.

Built in Python and not in the template: a report has hundreds of cells.
"""

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import zip_longest

from grader.language import Catalogue
from grader.report.described import number
from grader.reported import ExhibitReport

FARTHEST = 4
"""The largest `off`; each level has a shade of its own in `page.css`."""

UNSCROLLED = 36
"""Letters that a narrow screen holds; a wider table can be reached and scrolled by keyboard."""
_AROUND, _NUMBER = 5, 4
"""Letters' worth of room: around an entry with its mark, and for a row's number."""

_CELLS = {0: "<td>"} | {
    level: f'<td class="off{level}">≠&nbsp;' for level in range(1, FARTHEST + 1)
}
"""A wrong entry bears a sign and a border as well as a shade: colour alone says nothing."""

_SHADED = {0: "<td>"} | {
    level: f'<td class="off{level}">{shade}&nbsp;' for level, shade in enumerate("░▒▓█", 1)
}
"""Beside a difference the shade is told as a character too."""

_AGREES, _NO_NUMBER = "0", "–"
"""What stands for a difference that is none, and for one that cannot be computed."""

_SEPARATOR = "\x1f"
"""Clean text holds no control characters, so one call can escape a whole row."""


def is_right(exhibit: ExhibitReport) -> bool:
    """Say whether no entry is off, and none is lacking or too many."""
    widths = [len(row) for row in exhibit.expected], [len(row) for row in exhibit.got]
    return widths[0] == widths[1] and not any(map(any, exhibit.off))


def heat_map(exhibit: ExhibitReport, catalogue: Catalogue) -> str:
    """Return the tables side by side. Takes clean text."""
    off, apart = exhibit.off, _differences(exhibit)
    tables = [
        _table(catalogue.word("ui.expected"), exhibit.expected),
        _table(catalogue.word("ui.got"), exhibit.got, off, _CELLS),
        _table(catalogue.word("ui.difference"), apart, off, _SHADED) if apart else "",
    ]
    return f'<div class="pair">{"".join(tables)}</div>'


def _differences(exhibit: ExhibitReport) -> list[list[str]]:
    """Return got - expected; nothing where all agrees, or the shapes do not."""
    widths = [len(row) for row in exhibit.expected], [len(row) for row in exhibit.got]
    if widths[0] != widths[1] or not any(map(any, exhibit.off)):
        return []
    rows = []
    levels = exhibit.off[: len(exhibit.got)]
    for got, expected, off in zip_longest(exhibit.got, exhibit.expected, levels, fillvalue=()):
        padded = (*off, *([0] * len(got)))
        rows.append([_difference(*entry) for entry in zip(got, expected, padded, strict=False)])
    told = {text for row in rows for text in row}
    return rows if told - {_NO_NUMBER, _AGREES} else []


def _difference(got: str, expected: str, off: int) -> str:
    if not off:
        return _AGREES
    apart = number(got) - number(expected)
    if not apart:
        return _AGREES
    return f"{apart:+.3g}" if math.isfinite(apart) else _NO_NUMBER


def _table(
    caption: str,
    rows: Sequence[Sequence[str]],
    off: Sequence[Sequence[int]] = (),
    cells: Mapping[int, str] = _CELLS,
) -> str:
    width = max(map(len, rows), default=0)
    numbered = width > 1 or len(rows) > 1
    body = "".join(
        [
            _row(place if numbered else None, row, off[place] if place < len(off) else (), cells)
            for place, row in enumerate(rows)
        ]
    )
    said = escape(caption)
    letters = max((sum(map(len, row)) + _AROUND * len(row) for row in rows), default=0)
    wide = letters + _NUMBER > UNSCROLLED
    focus = f' tabindex="0" role="group" aria-label="{said}"' if wide else ""
    head = _head(width) if numbered else ""
    return (
        f'<div class="wide"{focus}><table><caption>{said}</caption>'
        f"{head}<tbody>{body}</tbody></table></div>"
    )


@lru_cache(64)
def _head(width: int) -> str:
    columns = "".join([f'<th scope="col">{column}</th>' for column in range(width)])
    return f"<thead><tr><td></td>{columns}</tr></thead>"


def _row(
    place: int | None, texts: Sequence[str], off: Sequence[int], cells: Mapping[int, str]
) -> str:
    head = "" if place is None else f'<th scope="row">{place}</th>'
    safe = escape(_SEPARATOR.join(texts))
    if not any(off):
        return f"<tr>{head}<td>{safe.replace(_SEPARATOR, '</td><td>')}</td></tr>"
    levels = zip_longest(safe.split(_SEPARATOR), off[: len(texts)], fillvalue=0)
    body = "".join([f"{cells.get(level, cells[FARTHEST])}{text}</td>" for text, level in levels])
    return f"<tr>{head}{body}</tr>"
