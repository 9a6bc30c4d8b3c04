"""A result as it is stored: texts clean and bounded, as JSON (`grader/result/1`), and read back."""

import math
from dataclasses import fields, is_dataclass, replace
from typing import Any

import msgspec

from grader.bounds import SENTENCE
from grader.errors import UserError
from grader.model import Text
from grader.report import clean
from grader.report.to_json import formatted
from grader.result import Result

SCHEMA = "grader/result/1"
_LONGEST = SENTENCE + 1
"""Characters of a word that a sentence quotes: the sentence is cut before all of these are told."""


def storable(result: Result) -> Result:
    """Return a result that says the same when it has been stored and read again."""
    return clean.record(replace(result, **_fields(result)))


def write_result(result: Result) -> bytes:
    """Return a storable result as UTF-8 JSON, indented, ending in a newline.

    The same result gives the same bytes.
    """
    document = {field.name: getattr(result, field.name) for field in fields(result)}
    return formatted({"schema": SCHEMA, **document})


def read_result(content: bytes) -> Result:
    """Return the result that `write_result` wrote; fields added since are passed over.

    Raises UserError with a sentence when the content is no result of this schema.
    """
    try:
        document = msgspec.json.decode(content, type=dict[str, Any])
        if document.get("schema") != SCHEMA:
            raise msgspec.ValidationError(f"no schema {SCHEMA!r}")
        return msgspec.convert(document, Result)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UserError(f"This is not a {SCHEMA} file: {error}") from None


def _fields(record: Any) -> dict[str, Any]:
    return {field.name: _bounded(getattr(record, field.name)) for field in fields(record)}


def _bounded(value: Any) -> Any:
    if isinstance(value, Text):
        return Text(value.key, {name: _word(word) for name, word in value.values.items()})
    if isinstance(value, tuple):
        return tuple(_bounded(entry) for entry in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **_fields(value))
    return value


def _word(value: str | int | float | Text) -> str | int | float | Text:
    if isinstance(value, Text):
        found: Text = _bounded(value)
        return found
    if isinstance(value, str):
        return value[:_LONGEST]
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value:.8g}"  # as a sentence writes it; JSON has no such number
    if isinstance(value, int) and not -(1 << 63) <= value < 1 << 64:
        return str(value)[:_LONGEST]
    return value
