"""A cell that Python cannot read, piece by piece: a slip costs the statement that it stands in.

A piece begins with a line at the left margin and ends before the next. One that cannot be read by
itself may go on below (a text or a bracket with lines at the margin), so it is tried together with
what follows; not often, and not with much, for every try reads it all again.
"""

import re
from collections.abc import Iterator, Sequence

_CONTINUES = re.compile(r"[\s)\]}#]|(?:else|elif|except|finally)\b|$")
"""Lines at the margin that belong to what stands before them."""
_OPENS = re.compile(r"@|(?:async[ \t]+)?(?:def|class)\b|(?:import|from)\b")
"""Lines that begin a statement, whatever stood before them."""
_QUOTES = ('"""', "'''")

Piece = tuple[int, int]
"""Its first line, from 0, and the line after its last."""


def pieces(lines: Sequence[str]) -> list[Piece]:
    """Cut a cell at its margin; a decorator goes with what it decorates.

    Between the marks of a merge nobody knows which side is meant: such a cell is one piece.
    """
    if any(line.startswith("<<<<<<<") for line in lines):
        return [(0, len(lines))]
    starts: list[int] = []
    decorated = False
    for row, line in enumerate(lines):
        if _CONTINUES.match(line):
            continue
        if not decorated:
            starts.append(row)
        decorated = line.startswith("@")
    if not starts:
        return [(0, len(lines))]
    starts[0] = 0
    return list(zip(starts, [*starts[1:], len(lines)], strict=True))


def longer(lines: Sequence[str], cut: Sequence[Piece], at: int, python: str) -> Iterator[int]:
    """Yield up to which piece one that Python refuses, saying so, may have to be read."""
    first, end = cut[at]
    if "triple-quoted" in python:
        quote = max(_QUOTES, key=lambda q: sum(line.count(q) for line in lines[first:end]) % 2)
        for to in range(at + 1, len(cut)):
            if any(quote in line for line in lines[cut[to][0] : cut[to][1]]):
                yield to
                return
    elif "was never closed" in python:
        for to in range(at + 1, min(at + 1 + _MOST, len(cut))):
            if _OPENS.match(lines[cut[to][0]]):
                return
            yield to


def lost_with(lines: Sequence[str], cut: Sequence[Piece], at: int, python: str) -> int:
    """Return up to which piece a slip goes: a body at the margin goes with its head."""
    to = at
    if "expected an indented block" in python:
        while to + 1 < len(cut) and not _OPENS.match(lines[cut[to + 1][0]]):
            to += 1
    return to


_MOST = 5
"""Most pieces that a bracket may be left open over."""
