"""Bytes to text: the encodings that editors and systems really leave behind."""

import codecs
import re
import unicodedata

from grader.errors import UnreadableNotebook
from grader.model import Text
from grader.notebook.limits import MARKS

# UTF-32 first: its little-endian mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def to_utf8(content: bytes) -> bytes:
    """Undo byte-order marks and UTF-16, marked or (for JSON) not; other bytes pass as they are.

    Trailing NUL bytes, as a crash leaves them, are dropped. Raises UnreadableNotebook when a mark
    promises an encoding that the bytes do not keep.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            body = content[len(mark) :]
            return body if encoding == "utf-8" else _recoded(body, encoding)
    if content[:2] == b"{\0":
        return _recoded(content, "utf-16-le")
    if content[:2] == b"\0{":
        return _recoded(content, "utf-16-be")
    return content.rstrip(b"\0")


def to_text(content: bytes) -> tuple[str, bool]:
    """Decode UTF-8, else Latin-1 (which never fails); the flag tells that it was Latin-1."""
    try:
        return content.decode("utf-8"), False
    except UnicodeDecodeError:
        return content.decode("latin-1"), True


def plain_newlines(text: str) -> str:
    r"""End every line with ``\n``, as Python's own reader would."""
    if "\r" not in text:
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


_FOREIGN = re.compile(rf"[^\x00-\x7f]{{{MARKS + 1},}}")


def without_piles(text: str) -> str:
    """Cut piles of combining marks to `MARKS` of them; any other text is returned as it is."""
    return text if text.isascii() else _FOREIGN.sub(_without_pile, text)


def _without_pile(match: re.Match[str]) -> str:
    kept: list[str] = []
    marks = 0
    for character in match[0]:
        # as Python's parser sees it: some characters come apart into marks
        apart = unicodedata.normalize("NFKD", character)
        marks = marks + 1 if unicodedata.combining(apart[0]) else 0
        if marks <= MARKS:
            kept.append(character)
    return "".join(kept)


def _recoded(content: bytes, encoding: str) -> bytes:
    try:
        return content.decode(encoding).rstrip("\0").encode()
    except UnicodeError:
        raise UnreadableNotebook(Text("file_is_binary")) from None
