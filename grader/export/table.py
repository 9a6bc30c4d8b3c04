"""A table in the form of CSV of which cells are replaced, and every other byte is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from grader.errors import NotExported
from grader.export.encoding import Decoded, decode
from grader.model import Text
from grader.spreadsheet import needs_quotes, quoted

MAX_BYTES = 32 << 20
_SEPARATORS = (",", ";", "\t")
_NAMED_SEPARATOR = re.compile(r"sep=([,;\t|:])(\r\n|\n|\r)")
"""A first line by which spreadsheets are told the separator."""
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Span:
    """One cell: what it says, and where it stands in the text."""

    value: str
    start: int
    end: int
    is_quoted: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table that was read, the header first; lines without a sign are no rows."""

    file: str
    decoded: Decoded
    separator: str
    rows: tuple[tuple[Span, ...], ...]

    def value(self, row: int, column: int | None) -> str:
        """Return what a cell says; nothing where the row is too short."""
        if column is None or column >= len(self.rows[row]):
            return ""
        return self.rows[row][column].value

    def header(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return tuple(span.value for span in self.rows[0])

    def has(self, row: int, column: int) -> bool:
        """Tell whether a row is long enough to have this cell."""
        return column < len(self.rows[row])

    def with_cells(self, cells: Mapping[tuple[int, int], str], *, html: bool = False) -> bytes:
        """Return the table's bytes with these cells, by row and column, in place of what was there.

        A cell is quoted where the one before was, and where it has to be.
        """
        text, parts, done = self.decoded.text, [], 0
        spans = [(self.rows[row][column], value) for (row, column), value in cells.items()]
        for span, value in sorted(spans, key=lambda found: found[0].start):
            is_quoted = span.is_quoted or needs_quotes(value, self.separator)
            parts += [text[done : span.start], quoted(value) if is_quoted else value]
            done = span.end
        return self.decoded.encoded("".join([*parts, text[done:]]), html=html)


def read_table(content: bytes, file: str) -> Table:
    """Read a table. Raises NotExported with what is wrong with it, and where."""
    if len(content) > MAX_BYTES:
        raise NotExported(Text("export.too_large", {"file": file, "mb": MAX_BYTES >> 20}))
    decoded = decode(content, file)
    text, start = decoded.text, 0
    if named := _NAMED_SEPARATOR.match(text):
        separator, start = named[1], named.end()
    else:
        separator = max(_SEPARATORS, key=lambda sign: _columns(text, sign))
    rows = []
    while start < len(text):
        row, start = _row(text, start, separator, file)
        if len(row) > 1 or row[0].end > row[0].start:
            rows.append(tuple(row))
    if not rows:
        raise NotExported(Text("export.empty", {"file": file}))
    return Table(file, decoded, separator, tuple(rows))


def _columns(text: str, separator: str) -> int:
    """Return how many columns the header has with this separator."""
    try:
        return len(_row(text, 0, separator, "")[0])
    except NotExported:
        return 0


def _row(text: str, start: int, separator: str, file: str) -> tuple[list[Span], int]:
    """Return the cells of the line that begins here, and where the next one does."""
    plain = _plain(separator)
    spans = []
    while True:
        if found := _QUOTED.match(text, start):
            span = Span(found[1].replace('""', '"'), start, found.end(), is_quoted=True)
        elif text.startswith('"', start):
            raise _broken(text, start, file)
        else:
            found = plain.match(text, start)
            end = found.end() if found else start
            span = Span(text[start:end], start, end, is_quoted=False)
        spans.append(span)
        start = span.end
        if text.startswith(separator, start):
            start += 1
            continue
        if start == len(text):
            return spans, start
        if ended := _LINE_END.match(text, start):
            return spans, ended.end()
        raise _broken(text, start, file)


def _plain(separator: str) -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(separator)}\r\n]*")


def _broken(text: str, start: int, file: str) -> NotExported:
    line = text.count("\n", 0, start) + 1
    return NotExported(Text("export.quotes", {"file": file, "line": line}))
