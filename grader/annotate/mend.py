"""One cell of whatever JSON as a cell of nbformat 4.5; all that the format knows stays verbatim.

Dropped is only what the format has no place for: fields of other making, outputs of no known form,
values nested so deeply that no program could show them.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from nbformat import from_dict
from nbformat.v4.convert import upgrade_cell

from grader.notebook.document import joined

Json = dict[str, Any]

_DEEPEST = 60
_LARGEST = 2**53
"""Integers up to here mean the same to every reader of JSON."""
_JSON_MIME = re.compile(r"^application/(.*\+)?json$")
_KINDS = {"code": "code", "": "code", "markdown": "markdown", "heading": "markdown"}
"""By `cell_type`; the reader takes a cell without one for code."""


class _TooDeep(ValueError):
    """A value nested beyond `_DEEPEST`."""


def mended(raw: Any, *, is_version_3: bool) -> Json:
    """Return a cell that is valid but for its id and what its metadata holds."""
    if not isinstance(raw, dict):
        return {"cell_type": "raw", "id": None, "metadata": {}, "source": ""}
    if is_version_3:
        raw = _upgraded(raw)
    named = raw.get("cell_type", "")
    kind = _KINDS.get(named, "raw") if isinstance(named, str) else "code"
    cell: Json = {
        "cell_type": kind,
        "id": raw.get("id"),
        "metadata": _about(raw.get("metadata")),
        "source": _source(raw.get("source", raw.get("input"))),
    }
    if kind == "code":
        cell["execution_count"] = _count(raw.get("execution_count"))
        cell["outputs"] = list(_outputs(raw.get("outputs")))
    elif isinstance(raw.get("attachments"), dict):
        cell["attachments"] = {name: _bundle(data) for name, data in raw["attachments"].items()}
    return cell


def _about(metadata: Any) -> Json:
    """Return a cell's metadata without tags that are none.

    The format does not allow them, and to see that no two of them are alike `jsonschema` compares
    each with each.
    """
    kept = record(metadata)
    tags = kept.get("tags")
    if isinstance(tags, list) and not all(isinstance(tag, str) for tag in tags):
        del kept["tags"]
    return kept


def _upgraded(raw: Json) -> Json:
    """Convert a cell of nbformat 3 as nbformat does, or leave one that nbformat stumbles over."""
    whole = {"cell_type": "code", "outputs": [], **raw, "source": _text(raw.get("source"))}
    try:
        cell: Json = upgrade_cell(from_dict(whole))  # type: ignore[no-untyped-call]
    except (AttributeError, TypeError, KeyError, ValueError, RecursionError):
        return raw
    del cell["id"]  # drawn at random
    return cell


def _source(value: Any) -> str:
    """Return a cell's lines as the reader took them."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        return joined(value)
    return _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _count(value: Any) -> int | None:
    is_count = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST
    return value if is_count else None


def _outputs(values: Any) -> Iterator[Json]:
    for value in values if isinstance(values, list) else ():
        output = _output(value) if isinstance(value, dict) else None
        if output is not None:
            yield output


def _output(raw: Json) -> Json | None:
    kind = raw.get("output_type")
    if kind == "stream":
        name = raw.get("name")
        named = name if isinstance(name, str) else "stdout"
        return {"output_type": kind, "name": named, "text": _text(raw.get("text"))}
    if kind == "error":
        lines = raw.get("traceback")
        return {
            "output_type": kind,
            "ename": _text(raw.get("ename")),
            "evalue": _text(raw.get("evalue")),
            "traceback": [line for line in lines if isinstance(line, str)]
            if isinstance(lines, list)
            else [],
        }
    if kind not in ("display_data", "execute_result"):
        return None
    output: Json = {
        "output_type": kind,
        "data": _bundle(raw.get("data")),
        "metadata": record(raw.get("metadata")),
    }
    if kind == "execute_result":
        output["execution_count"] = _count(raw.get("execution_count"))
    return output


def _bundle(value: Any) -> Json:
    """Keep the entries of a MIME bundle that are text, and JSON where the type says so."""
    data: Json = {}
    for mime, content in value.items() if isinstance(value, dict) else ():
        if _JSON_MIME.search(mime):
            try:
                data[mime] = _plain(content)
            except _TooDeep:
                continue
        elif isinstance(content, str):
            data[mime] = content
        elif isinstance(content, list) and all(isinstance(line, str) for line in content):
            data[mime] = "".join(content)
    return data


def record(value: Any) -> Json:
    """Return a mapping without the entries that are nested too deeply; empty for anything else."""
    kept: Json = {}
    for name, entry in value.items() if isinstance(value, dict) else ():
        try:
            kept[name] = _plain(entry)
        except _TooDeep:
            continue
    return kept


def _plain(value: Any, levels: int = _DEEPEST) -> Any:
    """Return JSON that any reader takes: no NaN, no infinity, no number of thousands of digits."""
    if levels == 0:
        raise _TooDeep
    if isinstance(value, dict):
        return {name: _plain(entry, levels - 1) for name, entry in value.items()}
    if isinstance(value, list):
        return [_plain(entry, levels - 1) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
