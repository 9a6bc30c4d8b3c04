"""Draw a dropout mask as an SVG: a filled square for what was kept, a dot for what was not.

One line of dashes draws all squares of a run, so a mask of thousands costs a few kilobytes.
"""

import re
from collections.abc import Sequence
from html import escape

from grader.language import Catalogue
from grader.report.described import KEPT, mask_words
from grader.reported import ExhibitReport

_CELL = 10
"""Units of the drawing from one entry to the next."""
_WIDE = 30
"""Columns from which on entries are drawn smaller."""
_RUN = re.compile(rb"\x01+")


def mask_map(exhibit: ExhibitReport, catalogue: Catalogue) -> str:
    """Return the drawing and, for those who cannot see it, the same in words. Takes clean text."""
    words = escape(mask_words(exhibit, catalogue))
    width = max(map(len, exhibit.got), default=0)
    if not width:
        return f"<p>{words}</p>"
    pixels = 10 if width > _WIDE else 16
    box = f"{_CELL * width} {_CELL * len(exhibit.got)}"
    return (
        f'<svg class="mask" role="img" aria-label="{words}" viewBox="0 0 {box}" '
        f'width="{pixels * width}" height="{pixels * len(exhibit.got)}">'
        f'<path class="off" d="{_dots(exhibit.got)}"/>'
        f'<path class="kept" d="{_squares(exhibit.got)}"/></svg>'
        f'<p class="note" aria-hidden="true">{words} {escape(catalogue.word("ui.mask_legend"))}</p>'
    )


def _dots(rows: Sequence[Sequence[str]]) -> str:
    """Draw a dot for every entry; the squares cover those that were kept."""
    return "".join(
        f"M5 {_CELL * place + 5}h{_CELL * len(row) - 9}" for place, row in enumerate(rows) if row
    )


def _squares(rows: Sequence[Sequence[str]]) -> str:
    lines = []
    for place, row in enumerate(rows):
        y = _CELL * place + 5
        kept = bytes(map(KEPT.__eq__, row))
        lines += [
            f"M{_CELL * start + 1} {y}h{_CELL * (end - start) - 2}"
            for start, end in map(re.Match.span, _RUN.finditer(kept))
        ]
    return "".join(lines)
