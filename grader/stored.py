"""A result as it is stored: texts clean and bounded, as JSON (`grader/result/1`), and read back."""

import math
from dataclasses import fields, is_dataclass, replace
from functools import cache
from operator import is_
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
    bounded: Result = _bounded(result)
    return clean.record(bounded)


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


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """Return the names of a record's fields; none of what is no record."""
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else ()


def _bounded(value: Any) -> Any:
    """Return a value with every text in it bounded; the same object when nothing was amiss."""
    kind: type[object] = type(value)
    if kind is Text:
        words = {name: _word(word) for name, word in value.values.items()}
        is_same = all(map(is_, words.values(), value.values.values()))
        return value if is_same else Text(value.key, words)
    if kind is tuple:
        entries = tuple(map(_bounded, value))
        return value if all(map(is_, entries, value)) else entries
    names = _fields(kind)  # type: ignore[arg-type]
    if not names:
        return value
    were = [getattr(value, name) for name in names]
    now = [_bounded(one) for one in were]
    changed = {name: new for name, old, new in zip(names, were, now, strict=True) if new is not old}
    return replace(value, **changed) if changed else value


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
