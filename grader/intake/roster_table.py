"""A roster's file as rows of text: CSV in any of its dialects, or the sheets of a spreadsheet.

What a file is, its first bytes say and not its name: tables that are called `.xls` are text, or web
pages, as often as not.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from grader.intake.refusal import refused
from grader.model import Text

MOST_MB = 16
MOST_ROWS = 100_000
_MOST_COLUMNS = 200
_UNPACKED = 256 << 20
"""Bytes of a spreadsheet unpacked."""
_SEPARATORS = (";", ",", "\t", "|")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a text file, or of one sheet."""

    rows: Rows
    sheet: str = ""


def tables(path: Path) -> list[Table]:
    """Return what is in a roster's file. Raises NotTakenIn with what to do."""
    try:
        with path.open("rb") as file:
            content = file.read((MOST_MB << 20) + 1)
    except OSError as error:
        raise _refused("intake.closed", path, error=error.strerror or str(error)) from None
    if len(content) > MOST_MB << 20:
        raise _refused("intake.roster_large", path, limit=MOST_MB)
    if content.startswith(b"PK\x03\x04"):
        return _sheets(content, path)
    if content.startswith(_OLD_EXCEL) or content[:512].lstrip().lower().startswith((b"<", b"%pdf")):
        raise _refused("intake.roster_kind", path)
    return [Table(_text_rows(content, path))]


def _refused(key: str, path: Path, **values: str | int) -> Exception:
    name = {"path": str(path)} if key == "intake.closed" else {"file": str(path)}
    return refused(Text(key, {**name, **values}))


def _text_rows(content: bytes, path: Path) -> Rows:
    text = _decoded(content)
    first, _, rest = text.partition("\n")
    separator = ""
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        separator, text = first.strip()[4], rest
    try:
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=separator or _separator(text), strict=False
        )
        rows = [row[:_MOST_COLUMNS] for row in islice(reader, MOST_ROWS + 1)]
    except csv.Error as error:
        raise _refused("intake.roster_damaged", path, error=str(error)) from None
    if len(rows) > MOST_ROWS:
        raise _refused("intake.roster_rows", path, limit=MOST_ROWS)
    return rows


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    head = content[:200]
    if head[1::2].count(0) > len(head) // 4:
        return content.decode("utf-16-le", "replace")
    if head[::2].count(0) > len(head) // 4:
        return content.decode("utf-16-be", "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _separator(text: str) -> str:
    """Return the separator that most of the first lines have, outside of quotes."""
    outside = "".join(text[:20_000].split('"')[::2])
    return max(_SEPARATORS, key=lambda one: (outside.count(one), -_SEPARATORS.index(one)))


def _sheets(content: bytes, path: Path) -> list[Table]:
    try:
        import openpyxl
    except ImportError:
        raise _refused("intake.roster_lacks", path) from None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(member.file_size for member in archive.infolist()) > _UNPACKED:
                raise _refused("intake.roster_large", path, limit=MOST_MB)
            if not any(member.filename.startswith("xl/") for member in archive.infolist()):
                raise _refused("intake.roster_kind", path)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return [Table(list(_cells(sheet)), sheet.title) for sheet in book.worksheets]
        finally:
            book.close()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, zipfile.BadZipFile) as bad:
        raise _refused("intake.roster_damaged", path, error=type(bad).__name__) from None


def _cells(sheet: Any) -> Iterator[list[str]]:
    for row in islice(sheet.iter_rows(max_col=_MOST_COLUMNS), MOST_ROWS):
        yield _trimmed([_written(cell) for cell in row])


def _trimmed(row: Sequence[str]) -> list[str]:
    last = max((index for index, cell in enumerate(row) if cell), default=-1)
    return list(row[: last + 1])


def _written(cell: Any) -> str:
    """Return a cell as its spreadsheet shows it: 7 in the format 000 is the id 007."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    form = str(getattr(cell, "number_format", "") or "")
    if isinstance(value, int) and not isinstance(value, bool) and form.strip("0") == "":
        return str(value).zfill(len(form))
    return str(value)
