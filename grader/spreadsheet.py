"""Tables as CSV that a spreadsheet of each language opens right, and in which nothing is a formula.

A cell is a text, an id, a number or nothing. A text that a spreadsheet would take for a formula is
marked with an apostrophe; ids and numbers are never changed, whatever they begin with.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from grader.language import built_in
from grader.report import clean

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins with one of these for a formula and runs it."""
_BEHIND_SEPARATOR = re.compile(r"(;\s*)(?=[=+\-@])")
"""Where a comma separates decimals, a semicolon separates cells."""
_ID = re.compile(r"[\w.@+-]+")
"""What has none of the signs that a formula which does harm needs, and does not begin with `=`."""


@dataclass(frozen=True, slots=True)
class Locale:
    """How the spreadsheets of a language write tables."""

    name: str
    separator: str
    decimal: str
    marked: bool
    """Whether a byte-order mark says that it is UTF-8, and every text is quoted."""
    line_end: str


PLAIN = Locale("", ",", ".", marked=False, line_end="\n")
"""For programs: as little as CSV needs."""


@dataclass(frozen=True, slots=True)
class Id:
    """What a person is called by a system: kept as it is, and as text."""

    text: str


Cell = str | Id | Decimal | None


def locale_of(name: str | None) -> Locale:
    """Return the locale of a language; the plain one for none.

    Where a comma separates decimals, spreadsheets separate cells by a semicolon.
    """
    if not name:
        return PLAIN
    decimal = built_in(name).word("ui.decimal")
    return Locale(name, ";" if decimal == "," else ",", decimal, marked=True, line_end="\r\n")


def csv_table(rows: Iterable[Sequence[Cell]], locale: Locale = PLAIN) -> bytes:
    """Return rows as CSV; nothing is an empty cell."""
    lines = [locale.separator.join(_cell(cell, locale) for cell in row) for row in rows]
    text = "".join(f"{line}{locale.line_end}" for line in lines)
    return text.encode("utf-8-sig" if locale.marked else "utf-8", "replace")


def text_cell(text: str) -> str:
    """Return clean text on one line that a spreadsheet shows as text."""
    cleaned = _BEHIND_SEPARATOR.sub(r"\1'", clean.line(text))
    is_formula = text.startswith(_FORMULA) or cleaned.startswith(_FORMULA)
    return f"'{cleaned}" if is_formula else cleaned


def id_cell(text: str) -> str:
    """Return an id as it is; what cannot be one, as it came from a file's name, is a text."""
    return text if _ID.fullmatch(text) else text_cell(text)


def number_cell(number: Decimal, decimal: str = ".") -> str:
    """Return a number as the locale writes it, with the digits that it has."""
    return f"{number:f}".replace(".", decimal)


def quoted(text: str) -> str:
    """Return a cell between quotation marks."""
    return '"' + text.replace('"', '""') + '"'


def needs_quotes(text: str, separator: str) -> bool:
    """Tell whether a cell would be read as something else without quotation marks."""
    return any(sign in text for sign in (separator, '"', "\n", "\r")) or text != text.strip()


def _cell(cell: Cell, locale: Locale) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return number_cell(cell, locale.decimal)
    text = id_cell(cell.text) if isinstance(cell, Id) else text_cell(cell)
    return quoted(text) if locale.marked or needs_quotes(text, locale.separator) else text
