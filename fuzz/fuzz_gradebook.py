"""The gradebook: whatever the names, a reader of CSV finds the rows that were written."""

import csv
import io
import re
import struct
from collections.abc import Iterator

from grader.gradebook import gradebook_csv
from grader.report import clean
from grader.report.class_row import ClassRow, Points

_FORMULA = re.compile(r"(^[\t\r]|(^|;\s*)[=+\-@])")
"""What a spreadsheet runs, in a cell or where a semicolon begins one."""
_GUARD = re.compile(r"(^|;\s*)'+")
"""What may stand before a name's characters so that they are not run."""


def check(data: bytes) -> None:
    """Write a class of up to 20: eight bytes of points, then a name, for each line."""
    rows, names = [], ["cost", "=1+1", ""]
    for line in data.split(b"\n")[:20]:
        score = struct.unpack("<d", line[:8].ljust(8, b"\0"))[0]
        student = line[8:].decode("utf-8", "surrogateescape" if line[:1] == b"\0" else "replace")
        points = tuple(Points(name, name, score, 10.0) for name in names)
        rows.append(ClassRow(student, score, 10.0, student[::-1], points))
    names.append(rows[0].student)
    content = gradebook_csv(rows, names)
    table = list(csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True))
    assert [len(row) for row in table] == [4 + len(names)] * (1 + len(rows))
    for row, written in zip(rows, table[1:], strict=True):
        name = clean.line(row.student)
        assert _GUARD.sub(r"\1", written[0]) == _GUARD.sub(r"\1", name)
        for text in (written[0], written[3]):
            assert not _FORMULA.search(text)
            assert text == clean.line(text)
        for number in (written[1], *written[4:7]):
            assert number == "" or abs(float(number) - row.score) <= 0.005 + 1e-9 * abs(row.score)
    for heading in table[0]:
        assert not _FORMULA.search(heading)


def seeds() -> Iterator[bytes]:
    """Give names that spreadsheets run, and points at the edges."""
    names = [
        b"ana",
        b"=cmd|'/C calc'!A1",
        b" =1",
        b"\t=1",
        b"\x1b[0m=1",
        b'a,"b"',
        b"'=1",
        b"x; =1",
    ]
    numbers = [0.0, 12.5, float("nan"), float("inf"), -0.0, 1e300, 1 / 3, 5e-324]
    yield b"\n".join(
        struct.pack("<d", score) + name for score, name in zip(numbers, names, strict=True)
    )
    for score, name in zip(numbers, names, strict=True):
        yield struct.pack("<d", score) + name
