"""Take out of hostile text whatever could deceive a reader, a terminal or a file format.

Gone are ANSI sequences, control characters, characters that turn the direction of writing or
take no room, and lone surrogates, which no UTF-8 file can hold. What reads as text stays.
Markup is not dealt with here: each renderer escapes for its own format.
"""

import json
import re
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from grader.reported import Report

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Record = TypeVar("Record", bound="DataclassInstance")

# No quotation mark is taken for part of a sequence: one that ends a quoted word stays (the command
# in a report). No text is looked through again from each of its bytes.
_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ !#-&(-/]*[@-~]"  # CSI: colours, cursor moves
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])"  # OSC and kin
    r"[^\x07\x1b\x9c\n\x90\x98\x9d-\x9f]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ !#-&(-/]*[0-~]"  # two-character sequences
)
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad]"  # C0 (but tab and newline), DEL, C1, soft hyphen
    r"|[\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f]"  # direction, zero width
    r"|[\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_PILED_MARKS = re.compile("([\u0300-\u036f]{3})[\u0300-\u036f]+")
_SPACE = re.compile(r"\s+")

_PRINTABLE_ASCII = bytes(range(0x20, 0x7F))
_ESCAPED_CONTROL = re.compile(rb"\\[ubfr]")


def block(text: str) -> str:
    """Return text of several lines, clean; tabs and newlines stay, every line end is a newline."""
    if text.isprintable() and not _PILED_MARKS.search(text):
        return str(text)
    text = _ANSI.sub("", text)
    text = _LINE_ENDS.sub("\n", text)
    return _PILED_MARKS.sub(r"\1", _UNSEEN.sub("", text))


def line(text: str) -> str:
    """Return clean text on one line, so that it cannot pass for lines of ours."""
    return _SPACE.sub(" ", block(text)).strip()


def json_text(text: str) -> str:
    """Return JSON that means the same: what deceives or is not seen stands there as an escape.

    Tabs and line ends between values stay.
    """

    def escaped(found: re.Match[str]) -> str:
        return json.dumps(found[0])[1:-1]

    return _UNSEEN.sub(escaped, re.sub("[\x85\u2028\u2029]", escaped, text))


def report(given: Report) -> Report:
    """Return the report with every text in it clean; the same object when nothing was amiss."""
    return record(given)


def record(given: Record) -> Record:
    """Return a record with every text in it clean; the same object when nothing was amiss."""
    return given if _nothing_amiss(given) else replace(given, **_fields_clean(given))


def deep(value: Any) -> Any:
    """Return a record, a container or a text with every text in it clean."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return block(value)
    if isinstance(value, list | tuple):
        return type(value)(deep(entry) for entry in value)
    if isinstance(value, dict):
        return {deep(key): deep(entry) for key, entry in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **_fields_clean(value))
    return value


def _fields_clean(record: Any) -> dict[str, Any]:
    return {field.name: deep(getattr(record, field.name)) for field in fields(record)}


def _nothing_amiss(value: Any) -> bool:
    """Look through a whole record at once: quicker than text by text, which is rarely needed."""
    try:
        document = msgspec.json.encode(value, enc_hook=str)
    except UnicodeEncodeError:
        return False
    if _ESCAPED_CONTROL.search(document):
        return False
    letters = document.translate(None, _PRINTABLE_ASCII).decode()
    return letters.isprintable() and not _PILED_MARKS.search(letters)
