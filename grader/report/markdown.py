"""Write Markdown that shows hostile text as text, in whatever program the notebook is opened.

Programs differ: some let raw HTML through, make links of bare addresses, or set in TeX what stands
between dollar signs, even after the Markdown around it has been read. So no character that means
something to any of them is left: references (``&#42;``) where those are enough, code spans for
dollars and backslashes, which TeX looks for in all text but code.
"""

import re
from collections.abc import Iterable

from grader.report import clean

_REFERENCES = {ord(sign): f"&#{ord(sign)};" for sign in "`*[]~|{}@"} | {
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
}
_REST = re.compile(
    r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])"  # keep_prob stays as it is, __init__ would be bold
    r"|:(?=//)|(?<=\bwww)\."  # addresses
    r"|^[#+\-=:!]",  # headings, lists, rules under headings
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_TEX = re.compile(r"[$\\]+")


def text(said: str) -> str:
    """Return a text as Markdown on one line, none of it read as markup."""
    escaped = clean.line(said).translate(_REFERENCES)
    escaped = _REST.sub(lambda found: f"&#{ord(found[0])};", escaped)
    escaped = _NUMBERED.sub(lambda found: f"{found[1]}&#{ord(found[2])};", escaped)
    return _TEX.sub(lambda found: f"`{found[0]}`", escaped)


def bold(said: str) -> str:
    """Return a text in bold; empty when there is none."""
    escaped = text(said)
    return f"**{escaped}**" if escaped else ""


def bullets(entries: Iterable[str], depth: int = 0) -> str:
    """Return a list, one entry a line; `entries` are Markdown already."""
    return "\n".join(f"{'  ' * depth}- {entry}" for entry in entries)


def quoted(blocks: Iterable[str]) -> str:
    """Return blocks of Markdown as one quotation, which every program sets off with a rule."""
    lines = "\n\n".join(block for block in blocks if block).split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)
