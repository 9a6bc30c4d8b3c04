"""Draw an example's value as two HTML tables, expected beside got, wrong entries marked.

Built in Python and not in the template: a report has hundreds of cells.
"""

from collections.abc import Sequence
from functools import lru_cache
from html import escape
from itertools import zip_longest

from markupsafe import Markup

from grader.language import Catalogue
from grader.model import Exhibit

FARTHEST = 4
"""The largest `off`; each level has a shade of its own in `page.css`."""

UNSCROLLED = 4
"""Columns that fit beside each other; a wider table can be reached and scrolled by keyboard."""

_CELLS = {0: "<td>"} | {
    level: f'<td class="off{level}">≠&nbsp;' for level in range(1, FARTHEST + 1)
}
"""A wrong entry bears a sign and a border as well as a shade: colour alone says nothing."""

_SEPARATOR = "\x1f"
"""Clean text holds no control characters, so one call can escape a whole row."""


def is_right(exhibit: Exhibit) -> bool:
    """Say whether no entry is off, and none is lacking or too many."""
    widths = [len(row) for row in exhibit.expected], [len(row) for row in exhibit.got]
    return widths[0] == widths[1] and not any(map(any, exhibit.off))


def heat_map(exhibit: Exhibit, catalogue: Catalogue) -> Markup:
    """Return a figure: name and case, the two tables, the note. Takes clean text."""
    expected = _table(catalogue.word("ui.expected"), exhibit.expected, ())
    got = _table(catalogue.word("ui.got"), exhibit.got, exhibit.off)
    note = f'<p class="note">{escape(exhibit.note)}</p>' if exhibit.note else ""
    return Markup(  # noqa: S704  (every text in it went through escape)
        f'<figure class="exhibit"><figcaption><code>{escape(exhibit.name)}</code> '
        f"<span>{escape(exhibit.case)}</span></figcaption>"
        f'<div class="pair">{expected}{got}</div>{note}</figure>'
    )


def _table(caption: str, rows: Sequence[Sequence[str]], off: Sequence[Sequence[int]]) -> str:
    width = max(map(len, rows), default=0)
    numbered = width > 1 or len(rows) > 1
    body = "".join(
        [
            _row(number if numbered else None, row, off[number] if number < len(off) else ())
            for number, row in enumerate(rows)
        ]
    )
    said = escape(caption)
    focus = f' tabindex="0" role="group" aria-label="{said}"' if width > UNSCROLLED else ""
    head = _head(width) if numbered else ""
    return (
        f'<div class="wide"{focus}><table><caption>{said}</caption>'
        f"{head}<tbody>{body}</tbody></table></div>"
    )


@lru_cache(64)
def _head(width: int) -> str:
    columns = "".join([f'<th scope="col">{column}</th>' for column in range(width)])
    return f"<thead><tr><td></td>{columns}</tr></thead>"


def _row(number: int | None, texts: Sequence[str], off: Sequence[int]) -> str:
    head = "" if number is None else f'<th scope="row">{number}</th>'
    safe = escape(_SEPARATOR.join(texts))
    if not any(off):
        return f"<tr>{head}<td>{safe.replace(_SEPARATOR, '</td><td>')}</td></tr>"
    cells = zip_longest(safe.split(_SEPARATOR), off[: len(texts)], fillvalue=0)
    body = "".join([f"{_CELLS.get(level, _CELLS[FARTHEST])}{text}</td>" for text, level in cells])
    return f"<tr>{head}{body}</tr>"
