"""What of a code cell is shown: its lines, and of its outputs the text and pictures."""

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any, Literal

from grader.frozen import frozen
from grader.report import clean

TEXT_LIMIT = 20_000
"""Characters of one output's text that the page shows; the notebook has all of it."""

_SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=]")


@frozen
class Shown:
    """One output as the page shows it: `content` is text, or a picture's data URI."""

    kind: Literal["text", "error", "picture", "other"]
    content: str = ""
    is_cut: bool = False


LINES_LIMIT = 20_000


def lines(source: str) -> list[str]:
    """Return a cell's code in lines, each to be numbered; very many lines as one."""
    found = clean.block(source).split("\n")
    return found if len(found) <= LINES_LIMIT else ["\n".join(found)]


def shown(outputs: Iterable[Any]) -> list[Shown]:
    """Return the outputs of a valid cell, in their order; empty texts are left out."""
    found = [_shown(output) for output in outputs]
    return [one for one in found if one.content or one.kind == "other"]


def _shown(output: Any) -> Shown:
    kind = output["output_type"]
    if kind == "stream":
        return _text("error" if output["name"] == "stderr" else "text", output["text"])
    if kind == "error":
        lines = output["traceback"] or [f"{output['ename']}: {output['evalue']}"]
        return _text("error", "\n".join(lines))
    data = output["data"]
    for mime in _SIGNATURES:
        uri = _picture(mime, data.get(mime))
        if uri:
            return Shown("picture", uri)
    if "text/plain" in data:
        return _text("text", data["text/plain"])
    return Shown("other")


def _text(kind: Literal["text", "error"], text: str) -> Shown:
    # cleaning makes a text shorter or leaves it; what is far beyond the limit need not be cleaned
    cleaned = clean.block(text[: 10 * TEXT_LIMIT]).rstrip()
    cut = cleaned[:TEXT_LIMIT]
    return Shown(kind, cut, len(text) > 10 * TEXT_LIMIT or len(cut) < len(cleaned))


def _picture(mime: str, encoded: Any) -> str:
    """Return a data URI if the bytes are what their type says; empty otherwise."""
    if not isinstance(encoded, str):
        return ""
    plain = "".join(encoded.split())
    if _NOT_BASE64.search(plain):
        return ""
    try:
        content = base64.b64decode(plain, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return f"data:{mime};base64,{plain}" if content.startswith(_SIGNATURES[mime]) else ""
