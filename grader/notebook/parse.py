"""Parse one cell as Python, with IPython's additions taken out. Nothing is run.

`compile` is not used, here or in `grader.extract`: twenty nested ``try``/``finally`` make it write
millions of instructions, while parsing and symbol tables take linear time. What the
parser raises on hostile text (deep nesting, NUL, huge numbers) ends as a `Broken` like any other.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.frozen import frozen
from grader.notebook.magics import Draft, mend, open_cell, strip_prompts
from grader.notebook.newer import version_needed
from grader.notebook.pieces import Piece, longer, lost_with, pieces
from grader.syntax import syntax_tree

_MENDINGS = 12
"""Most times one cell is parsed again after a line of it was neutralised."""

_MENDING_CHARACTERS = 200_000
"""Most characters of one cell that are parsed again in all."""
_PIECES_READ = 8
"""How many times over a cell that Python cannot read may be parsed in pieces."""


@frozen
class Broken:
    """Why Python cannot read a cell: its own words, and the line within the cell."""

    line: int
    python: str
    text: str = ""
    """The line complained of."""
    lost: str = ""
    """All lines that are lost with it."""
    version: str = ""
    """The newer Python that reads them, where that is all."""


@frozen
class Parsed:
    """A cell as Python: `lines` are what was parsed, as many as the cell has."""

    lines: list[str]
    body: list[ast.stmt]
    blanks: frozenset[int] = frozenset()
    """Lines where a ``???`` still stands."""
    magics: frozenset[int] = frozenset()
    """Lines whose magic or shell command was taken out."""
    broken: tuple[Broken, ...] = ()
    """Why statements of it cannot be read, each once; the others are in `body`."""


def parse(source: str) -> Parsed:
    """Parse a cell. A cell in another language (``%%bash``, ``%%html``) has an empty body.

    Python's warnings on the code are the caller's to silence (`warnings.catch_warnings`).
    """
    draft = Draft(source.split("\n"))
    if "%%" in source and not open_cell(draft.lines):
        return Parsed(draft.lines, [])
    if source.startswith("In ["):  # to Python `In [3]: x = 1` is an annotated assignment
        strip_prompts(draft)
    room = _Room(_MENDING_CHARACTERS + 2 * len(source))
    found = _body(draft, room)
    if isinstance(found, Broken):
        return _in_pieces(draft, found, _Room(_PIECES_READ * len(source) + _MENDING_CHARACTERS))
    return _parsed(draft, found)


@dataclass(slots=True)
class _Room:
    """How many characters may still be parsed."""

    left: int

    def takes(self, text: str) -> bool:
        self.left -= len(text)
        return self.left >= 0


def _body(draft: Draft, room: _Room) -> list[ast.stmt] | Broken:
    """Parse a draft, mending it line by line where Python complains of what IPython knows."""
    broken = Broken(1, "too much to be read again")
    for _ in range(_MENDINGS + 1):
        if not room.takes(source := draft.source):
            break
        try:
            return syntax_tree(source).body
        except SyntaxError as error:
            number = error.lineno or 1
            text = draft.lines[number - 1] if number <= len(draft.lines) else ""
            broken = Broken(number, error.msg or "invalid syntax", text)
            if not mend(draft, number, broken.python):
                break
        except (RecursionError, MemoryError):
            return Broken(1, "too deeply nested")
        except ValueError as error:
            return Broken(1, str(error))
    return broken


def _in_pieces(draft: Draft, whole: Broken, room: _Room) -> Parsed:
    """Parse what can be parsed of a cell that cannot as a whole."""
    cut = pieces(draft.lines)
    if len(cut) == 1:
        version = version_needed(draft.source)
        return _parsed(draft, [], [replace(whole, lost=draft.source, version=version)])
    body: list[ast.stmt] = []
    broken: list[Broken] = []
    at = 0
    while at < len(cut):
        first = cut[at][0]
        to, found = _piece(draft, cut, at, room)
        if isinstance(found, Broken):
            end = cut[to][1]
            lost = "\n".join(draft.lines[first:end])
            line, version = min(first + found.line, end), version_needed(lost)
            broken.append(replace(found, line=line, lost=lost, version=version))
        else:
            body += found
        at = to + 1
    return _parsed(draft, body, broken or [whole])


def _parsed(draft: Draft, body: list[ast.stmt], broken: Sequence[Broken] = ()) -> Parsed:
    blanks, magics = frozenset(draft.blanks), frozenset(draft.magics)
    return Parsed(draft.lines, body, blanks, magics, tuple(broken))


def _piece(
    draft: Draft, cut: Sequence[Piece], at: int, room: _Room
) -> tuple[int, list[ast.stmt] | Broken]:
    """Parse a piece, by itself or with what follows; return the last that goes with it too."""
    found = _from(draft, cut[at][0], cut[at][1], room)
    if not isinstance(found, Broken):
        return at, found
    for to in longer(draft.lines, cut, at, found.python):
        more = _from(draft, cut[at][0], cut[to][1], room)
        if not isinstance(more, Broken):
            return to, more
    return lost_with(draft.lines, cut, at, found.python), found


def _from(draft: Draft, first: int, end: int, room: _Room) -> list[ast.stmt] | Broken:
    """Parse some lines of a draft; what was mended of them is mended in it, if that served."""
    part = Draft(draft.lines[first:end])
    found = _body(part, room)
    if isinstance(found, Broken):
        return found
    draft.lines[first:end] = part.lines
    draft.blanks |= {first + line for line in part.blanks}
    draft.magics |= {first + line for line in part.magics}
    for node in found:
        ast.increment_lineno(node, first)
    return found
