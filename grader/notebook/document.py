"""Notebook JSON, nbformat 4 and 3, to cells.

Most of a notebook's bytes are stored outputs, which grading never looks at. So the JSON is read
by msgspec with the few fields named below, and everything else is skipped where it stands: about
1 ms for each MB. The `json` module takes three times as long and `nbformat.reads`, which also
validates, six to nine times (`benchmarks/reading.py` measures them side by side). Files that
msgspec refuses, because outputs hold NaN or a field has an odd type, take the way through `json`.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal, TypeVar

import msgspec

from grader.errors import UnreadableNotebook
from grader.frozen import frozen
from grader.model import Aside, Cell, Problem, Text
from grader.notebook.damage import refuse_damaged, refuse_merge_marks
from grader.notebook.encoding import plain_newlines, to_text
from grader.notebook.limits import CELLS, CODE_CELLS, JSON_ITEMS, SOURCE_ENCODED_BYTES

_Record = TypeVar("_Record", bound=msgspec.Struct)
_NOTHING = msgspec.Raw(b"null")
_COUNT_DIGITS = 9
_REFUSED = (msgspec.MsgspecError, UnicodeDecodeError)


class _Cell(msgspec.Struct, gc=False):
    """`source` is nbformat 4's, `input`, `language` and `prompt_number` are nbformat 3's."""

    cell_type: str = ""
    source: msgspec.Raw = _NOTHING
    input: msgspec.Raw = _NOTHING
    language: str = ""
    metadata: msgspec.Raw = _NOTHING
    execution_count: msgspec.Raw = _NOTHING
    prompt_number: msgspec.Raw = _NOTHING


class _Worksheet(msgspec.Struct):
    cells: list[_Cell] = []


class _Document(msgspec.Struct):
    cells: list[_Cell] | None = None
    worksheets: list[_Worksheet] | None = None
    metadata: msgspec.Raw = _NOTHING


class _About(msgspec.Struct, gc=False):
    """Of the metadata of a notebook or a cell: what is looked at, each in its place."""

    kernelspec: msgspec.Raw = _NOTHING
    language_info: msgspec.Raw = _NOTHING
    nbgrader: msgspec.Raw = _NOTHING


class _Kernel(msgspec.Struct, gc=False):
    name: msgspec.Raw = _NOTHING
    language: msgspec.Raw = _NOTHING


class _Marks(msgspec.Struct, gc=False):
    grade: msgspec.Raw = _NOTHING
    solution: msgspec.Raw = _NOTHING
    locked: msgspec.Raw = _NOTHING


_document = msgspec.json.Decoder(_Document)
_source = msgspec.json.Decoder(str | list[str] | None)
_KERNELS = {"python3": "python", "python2": "python", "ir": "R"}
"""Languages of kernels that say none themselves; anybody may name a kernel anything."""
_ASIDE_BYTES = 100_000
"""Largest text cell that is looked at; a pasted picture is larger, a function never is."""


@frozen
class Read:
    """What a file's bytes hold: its code cells, what is odd, and what it says of itself."""

    cells: list[Cell]
    problems: tuple[Problem, ...] = ()
    aside: tuple[Aside, ...] = ()
    languages: tuple[str, ...] = ()
    """What its metadata call its language, the most telling first; they may contradict."""


def read_document(content: bytes) -> Read:
    """Return the code cells of notebook JSON, numbered from 1; text cells do not count.

    Cells that nbgrader marks as locked tests are the course's, not the student's, and are left
    out. Read-only cells that are no tests stay: the definitions given with a lesson live there.
    Raises UnreadableNotebook.
    """
    if len(content) > 3 * JSON_ITEMS and content.count(b"{") > JSON_ITEMS:
        raise UnreadableNotebook(Text("file_too_dense"))
    try:
        document = _document.decode(content)
    except RecursionError:
        raise UnreadableNotebook(Text("json_deep")) from None
    except _REFUSED:
        document = _decoded_whole(content)
    cells = document.cells
    if cells is None and document.worksheets is not None:
        cells = [cell for sheet in document.worksheets for cell in sheet.cells]
    if cells is None:
        raise UnreadableNotebook(Text("json_not_notebook"))
    codes, problems = _code_cells(cells)
    if len(cells) > CELLS:
        raise UnreadableNotebook(Text("too_many_parts", {"cells": len(cells), "limit": CELLS}))
    return Read(codes, problems, _aside(cells), _languages(document.metadata, cells))


def _aside(cells: list[_Cell]) -> tuple[Aside, ...]:
    """Return the text cells that may define something: a click makes one of a code cell."""
    found: list[Aside] = []
    room = SOURCE_ENCODED_BYTES
    before = 0
    for cell in cells:
        before += _is_code(cell)
        raw = bytes(cell.source) if cell.cell_type in ("markdown", "raw") else b""
        if len(raw) > _ASIDE_BYTES or not (b"def " in raw or b"class " in raw):
            continue
        room -= len(raw)
        source = _text_of(cell.source) if room > 0 else None
        if source:
            kind: Literal["markdown", "raw"] = "raw" if cell.cell_type == "raw" else "markdown"
            found.append(Aside(before, kind, plain_newlines(source)))
    return tuple(found)


def _is_code(cell: _Cell) -> bool:
    return cell.cell_type in ("code", "")


def _code_cells(cells: list[_Cell]) -> tuple[list[Cell], tuple[Problem, ...]]:
    codes = list(enumerate(filter(_is_code, cells), 1))
    if len(codes) > CODE_CELLS:
        raise UnreadableNotebook(Text("too_many_cells", {"cells": len(codes), "limit": CODE_CELLS}))
    encoded = sum(memoryview(raw).nbytes for _, c in codes for raw in (c.source, c.input))
    if encoded > SOURCE_ENCODED_BYTES:
        raise UnreadableNotebook(Text("source_too_large"))
    kept: list[Cell] = []
    problems: list[Problem] = []
    for number, cell in codes:
        if _is_locked_test(cell):
            continue
        source = _text_of(cell.input if cell.source is _NOTHING else cell.source)
        if source is None:
            problems.append(Problem(Text("in_cell", {"cell": number}), Text("cell_without_text")))
        elif source.strip():
            kept.append(Cell(number, plain_newlines(source), _ran(cell)))
    return kept, tuple(problems)


def _ran(cell: _Cell) -> int | None:
    for raw in (cell.execution_count, cell.prompt_number):
        digits = bytes(raw)
        if digits.isdigit() and len(digits) < _COUNT_DIGITS:
            return int(digits)
    return None


def _text_of(raw: msgspec.Raw) -> str | None:
    """Return a cell's text; None when it is neither text nor a list of lines."""
    try:
        source = _source.decode(raw)
    except (*_REFUSED, RecursionError):
        return _text_of_odd(bytes(raw))
    return source if isinstance(source, str) else joined(source or ())


def joined(lines: Sequence[str]) -> str:
    """Join a cell's lines: each but the last ends with its newline, or none of them has one."""
    between = "" if len(lines) < 2 or any(map(_ends_a_line, lines)) else "\n"
    return between.join(lines)


def _ends_a_line(line: str) -> bool:
    """Tell what `str.splitlines` would part; programs write a cell's lines by it."""
    return line.splitlines(keepends=True) != line.splitlines()


def _text_of_odd(raw: bytes) -> str | None:
    """As `_text_of`, for half surrogate pairs and lists that hold other things."""
    try:
        value = json.loads(to_text(raw)[0], strict=False)
    except (ValueError, RecursionError):
        return None
    lines = list(_strings_in(value))
    nested = isinstance(value, list) and any(isinstance(line, list) for line in value)
    text = joined(lines) if nested else "".join(lines)
    return text.encode("utf-8", "replace").decode() if lines else None


def _strings_in(value: Any) -> Iterator[str]:
    """Yield the strings of lists in lists, in their order; whatever else they hold is no line."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            left += reversed(one)


def _is_locked_test(cell: _Cell) -> bool:
    raw = bytes(cell.metadata)
    if b"nbgrader" not in raw:
        return False
    marks = _part(_part(cell.metadata, _About).nbgrader, _Marks)
    flags = tuple(bytes(flag) for flag in (marks.grade, marks.solution, marks.locked))
    return flags == (b"true", b"false", b"true")


def _languages(metadata: msgspec.Raw, cells: list[_Cell]) -> tuple[str, ...]:
    about = _part(metadata, _About)
    kernel = _part(about.kernelspec, _Kernel)
    said = (
        _word(_part(about.language_info, _Kernel).name),
        _word(kernel.language),
        next((cell.language for cell in cells if cell.language), ""),
        _KERNELS.get(_word(kernel.name), ""),
    )
    return tuple(word for word in said if word)


def _part(raw: msgspec.Raw, kind: type[_Record]) -> _Record:
    """Read the named fields of a record; what else it holds is never built. Empty if it is none."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (*_REFUSED, RecursionError):
        return kind()


def _word(raw: msgspec.Raw) -> str:
    try:
        return msgspec.json.decode(raw, type=str)
    except _REFUSED:
        return ""


def _field(record: Any, name: str) -> Any:
    return record.get(name) if isinstance(record, dict) else None


def _decoded_whole(content: bytes) -> _Document:
    """Decode what msgspec refuses, the slow way; raise a sentence when it is no notebook at all."""
    refuse_merge_marks(content)
    if content.count(b",") + content.count(b"[") > JSON_ITEMS:
        raise UnreadableNotebook(Text("file_too_dense"))
    try:
        whole = json.loads(to_text(content)[0], strict=False)
    except RecursionError:
        raise UnreadableNotebook(Text("json_deep")) from None
    except ValueError as error:
        refuse_damaged(error)
    sheets = _field(whole, "worksheets")
    return _Document(
        cells=_odd_cells(_field(whole, "cells")),
        worksheets=[_Worksheet(_odd_cells(_field(sheet, "cells")) or []) for sheet in sheets]
        if isinstance(sheets, list)
        else None,
        metadata=_raw(_field(whole, "metadata")),
    )


def _odd_cells(cells: Any) -> list[_Cell] | None:
    return list(map(_odd_cell, cells)) if isinstance(cells, list) else None


def _odd_cell(cell: Any) -> _Cell:
    if not isinstance(cell, dict):
        return _Cell("raw")
    kind, language = _field(cell, "cell_type"), _field(cell, "language")
    return _Cell(
        cell_type=kind if isinstance(kind, str) else "",
        source=_raw(_field(cell, "source")),
        input=_raw(_field(cell, "input")),
        language=language if isinstance(language, str) else "",
        metadata=_raw(_field(cell, "metadata")),
        execution_count=_raw(_field(cell, "execution_count")),
        prompt_number=_raw(_field(cell, "prompt_number")),
    )


def _raw(value: Any) -> msgspec.Raw:
    if value is None:
        return _NOTHING
    try:
        return msgspec.Raw(json.dumps(value).encode())
    except RecursionError:
        return _NOTHING
