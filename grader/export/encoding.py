"""A table's bytes as text, and back to the very same bytes."""

import codecs
from dataclasses import dataclass

from grader.errors import NotExported
from grader.model import Text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TABLES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin, new and old."""
_GUESSED = 4096
"""Bytes at the beginning that tell UTF-16 without a mark."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A table's text, and how to write it again."""

    text: str
    encoding: str
    mark: bytes
    """The byte-order mark that it began with."""

    def encoded(self, text: str, *, html: bool = False) -> bytes:
        """Return a text as the table's bytes.

        A sign that its encoding lacks becomes a reference where HTML is read, else a question mark.
        """
        return self.mark + text.encode(self.encoding, "xmlcharrefreplace" if html else "replace")

    def lacks(self, text: str) -> bool:
        """Tell whether the encoding lacks a sign of a text."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return True
        return False


def decode(content: bytes, file: str) -> Decoded:
    """Return a table's text. Raises NotExported for what is no text, or cannot be written again."""
    if content.startswith(_NO_TABLES):
        raise NotExported(Text("export.workbook", {"file": file}))
    decoded = _decoded(content)
    if decoded is None or "\0" in decoded.text or decoded.encoded(decoded.text) != content:
        raise NotExported(Text("export.no_text", {"file": file}))
    return decoded


def _decoded(content: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _read(content[len(mark) :], encoding, mark)
    beginning = content[:_GUESSED]
    for encoding, zeros in (("utf-16-le", beginning[1::2]), ("utf-16-be", beginning[::2])):
        if len(zeros) > 1 and 2 * zeros.count(0) > len(zeros):
            return _read(content, encoding, b"")
    return (
        _read(content, "utf-8", b"")
        or _read(content, "cp1252", b"")
        or _read(content, "latin-1", b"")
    )


def _read(content: bytes, encoding: str, mark: bytes) -> Decoded | None:
    try:
        return Decoded(content.decode(encoding), encoding, mark)
    except UnicodeDecodeError:
        return None
