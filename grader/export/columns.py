"""What a platform says of its table: which columns tell people, and which take the mark."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from grader.errors import NotExported
from grader.export.table import Table
from grader.model import Text

_WHOLE = re.compile(r"(.*)", re.DOTALL)
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:([.,])[0-9]{1,9})?")
_LISTED = 20
"""Columns that a sentence names."""


@dataclass(frozen=True, slots=True)
class Key:
    """A column that tells people: in which of their ids what it holds is looked up."""

    column: int
    kinds: tuple[str, ...]
    pattern: re.Pattern[str] = _WHOLE
    """Group 1 is the id."""


@dataclass(frozen=True, slots=True)
class Columns:
    """How a platform's table is read."""

    rows: Sequence[int]
    """The rows that are people's."""
    keys: tuple[Key, ...]
    """The surest first."""
    names: tuple[int, ...]
    """The columns of the full name."""
    mark: int
    feedback: int | None = None
    html: bool = False
    """Whether the platform reads feedback as HTML."""
    maximum: int | Decimal | None = None
    """The column of what full points are worth, or how much that is."""
    team: int | None = None
    """The column of the group that hands in together."""
    locked: int | None = None
    """The column that says whether the mark may be changed."""
    reserved: frozenset[str] = frozenset()
    """Words in the place of a mark that no export replaces: excused."""
    empty: frozenset[str] = frozenset()
    """Words that stand where there is no mark."""
    spoken: str = ""
    """The decimal mark of the language of the header, where that tells it."""


def plain(name: str) -> str:
    """Return a column's name, or a word of the platform, as it is compared."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def find(table: Table, names: Collection[str]) -> int | None:
    """Return the first column that bears one of these names."""
    for column, name in enumerate(table.header()):
        if plain(name) in names:
            return column
    return None


def needed(table: Table, names: Collection[str]) -> int:
    """Return a column. Raises NotExported, naming those that are there, or where there are two."""
    column = find(table, names)
    if column is None:
        seen = ", ".join(table.header()[:_LISTED])
        wanted = " / ".join(sorted(names))
        values = {"file": table.file, "wanted": wanted, "seen": seen}
        raise NotExported(Text("export.no_column", values))
    header = [plain(name) for name in table.header()]
    if header.count(header[column]) > 1:
        values = {"file": table.file, "column": table.header()[column]}
        raise NotExported(Text("export.column_twice", values))
    return column


def found(columns: Iterable[int | None]) -> tuple[int, ...]:
    """Return the columns that are there."""
    return tuple(column for column in columns if column is not None)


def chosen(table: Table, columns: Sequence[int], asked: str, title: str) -> int:
    """Return which of several columns takes the mark.

    The one asked for; the only one; the one called like the assignment. Raises NotExported.
    """
    header = table.header()
    for wanted in filter(None, (asked, "" if len(columns) == 1 else title)):
        fitting = [c for c in columns if _is_called(header[c], wanted)]
        if len(fitting) == 1:
            return fitting[0]
        if asked:
            break
    if not asked and len(columns) == 1:
        return columns[0]
    seen = "; ".join(header[column] for column in columns[:_LISTED])
    key = "export.which_column" if columns else "export.no_mark_column"
    raise NotExported(Text(key, {"file": table.file, "seen": seen, "asked": asked}))


def _is_called(name: str, wanted: str) -> bool:
    """Tell whether a column is meant: by its whole name, its title, or its number."""
    title = re.split(r"[\[(<|]", name, maxsplit=1)[0]
    numbers = re.findall(r"[(|](\d+)\)?\s*\Z", name)
    return plain(wanted) in {plain(name), plain(title), *numbers}


def decimal_mark(table: Table, columns: Columns, asked: str) -> str:
    """Return how the table writes decimals.

    By what stands in it, then by what was asked for, then by the language of its header. Raises
    NotExported when both are there.
    """
    looked_at = [columns.mark, columns.maximum]
    seen = {
        number[1]
        for row in columns.rows
        for column in looked_at
        if isinstance(column, int)
        if (number := _NUMBER.fullmatch(table.value(row, column).strip())) and number[1]
    }
    if len(seen) > 1 and not asked:
        raise NotExported(Text("export.decimals", {"file": table.file}))
    if len(seen) == 1:
        return seen.pop()
    return asked or columns.spoken or ("," if table.separator == ";" else ".")


def read_number(written: str) -> Decimal | None:
    """Return a number with a decimal point or comma; None for what is none."""
    if not _NUMBER.fullmatch(written.strip()):
        return None
    try:
        return Decimal(written.strip().replace(",", "."))
    except InvalidOperation:
        return None
