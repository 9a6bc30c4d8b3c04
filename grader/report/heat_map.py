"""Draw an example's value as one HTML table: what came, and beneath it small what was expected.

Built in Python and not in the template: a report has hundreds of cells.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from html import escape

from grader.language import Catalogue
from grader.report.digits import alone, pair
from grader.reported import ExhibitReport

FARTHEST = 4
"""The largest `off`; each level has a shade of its own in `page.css`."""

UNSCROLLED = 36
"""Letters that a narrow screen holds; a wider table can be reached and scrolled by keyboard."""
_AROUND, _NUMBER = 5, 4
"""Letters' worth of room: around an entry with its mark, and for a row's number."""

LEGEND = "ui.got_over_expected"
"""The key of what is said beside such a table."""

Rows = Sequence[Sequence[str]]


def is_right(exhibit: ExhibitReport) -> bool:
    """Say whether no entry is off, and none is lacking or too many."""
    return is_paired(exhibit) and not any(map(any, exhibit.off))


def is_paired(exhibit: ExhibitReport) -> bool:
    """Say whether each entry that came has an expected one beside it."""
    return [len(row) for row in exhibit.expected] == [len(row) for row in exhibit.got]


def heat_map(exhibit: ExhibitReport, catalogue: Catalogue) -> str:
    """Return one table; two where the shapes are not the same. Takes clean text."""
    if is_paired(exhibit):
        entries = _both(exhibit, catalogue)
        told = f'<caption class="vh">{escape(catalogue.word("ui.got"))}</caption>'
        return _table(told, exhibit.got, lambda row, column: entries[row][column])
    tables = [
        _table(f"<caption>{escape(catalogue.word(key))}</caption>", rows, _plain(rows, catalogue))
        for key, rows in (("ui.expected", exhibit.expected), ("ui.got", exhibit.got))
        if rows
    ]
    return f'<div class="pair">{"".join(tables)}</div>'


def _both(exhibit: ExhibitReport, catalogue: Catalogue) -> list[list[str]]:
    """Return the cells; a wrong entry bears a sign and the expected value as well as a shade."""
    word = escape(catalogue.word("ui.expected"))
    entries = []
    for row, (got, expected) in enumerate(zip(exhibit.got, exhibit.expected, strict=True)):
        levels = [*(exhibit.off[row] if row < len(exhibit.off) else ()), *([0] * len(got))]
        entries.append(
            [
                _cell(*entry, word, catalogue)
                for entry in zip(got, expected, levels[: len(got)], strict=True)
            ]
        )
    return entries


def _cell(got: str, expected: str, off: int, word: str, catalogue: Catalogue) -> str:
    if not off:
        return f"<td>{escape(alone(got, catalogue))}</td>"
    mine, right = map(escape, pair(got, expected, catalogue))
    level = min(off, FARTHEST)
    return (
        f'<td class="off{level}">≠&nbsp;{mine}'
        f'<small><span class="vh"> {word} </span>{right}</small></td>'
    )


def _plain(rows: Rows, catalogue: Catalogue) -> Callable[[int, int], str]:
    return lambda row, column: f"<td>{escape(alone(rows[row][column], catalogue))}</td>"


def _table(caption: str, rows: Rows, cell: Callable[[int, int], str]) -> str:
    width = max(map(len, rows), default=0)
    body = "".join(
        [
            f"<tr>{_row_head(place, rows)}{''.join([cell(place, n) for n in range(len(row))])}</tr>"
            for place, row in enumerate(rows)
        ]
    )
    letters = max((sum(map(len, row)) + _AROUND * len(row) for row in rows), default=0)
    wide = letters + _NUMBER > UNSCROLLED
    focus = ' tabindex="0"' if wide else ""
    head = _head(width) if width > 1 else ""
    return f'<div class="wide"{focus}><table>{caption}{head}<tbody>{body}</tbody></table></div>'


@lru_cache(64)
def _head(width: int) -> str:
    columns = "".join([f'<th scope="col">{column}</th>' for column in range(width)])
    return f"<thead><tr><td></td>{columns}</tr></thead>"


def _row_head(place: int, rows: Rows) -> str:
    return f'<th scope="row">{place}</th>' if len(rows) > 1 or len(rows[0]) > 1 else ""
