"""Parse one cell as Python, with IPython's additions taken out. Nothing is run.

`compile` is not used, here or in `grader.extract`: twenty nested ``try``/``finally`` make it write
millions of instructions, while parsing and symbol tables take linear time. What the
parser raises on hostile text (deep nesting, NUL, huge numbers) ends as a `Broken` like any other.
"""

import ast
from dataclasses import dataclass

from grader.notebook.magics import Draft, mend, open_cell, strip_prompts

_MENDINGS = 12
"""Most times one cell is parsed again after a line of it was neutralised."""

_MENDING_CHARACTERS = 200_000
"""Most characters of one cell that are parsed again in all."""


@dataclass(frozen=True, slots=True)
class Broken:
    """Why Python cannot read a cell: its own words, and the line within the cell."""

    line: int
    python: str
    text: str = ""
    """The line complained of."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell as Python: `lines` are what was parsed, as many as the cell has."""

    lines: list[str]
    body: list[ast.stmt]
    blanks: frozenset[int] = frozenset()
    """Lines where a ``???`` still stands."""
    magics: frozenset[int] = frozenset()
    """Lines whose magic or shell command was taken out."""
    broken: Broken | None = None


def parse(source: str) -> Parsed:
    """Parse a cell. A cell in another language (``%%bash``, ``%%html``) has an empty body.

    Python's warnings on the code are the caller's to silence (`warnings.catch_warnings`).
    """
    draft = Draft(source.split("\n"))
    if "%%" in source and not open_cell(draft.lines):
        return Parsed(draft.lines, [])
    if source.startswith("In ["):  # to Python `In [3]: x = 1` is an annotated assignment
        strip_prompts(draft)
    broken = None
    for attempt in range(_MENDINGS + 1):
        try:
            body = ast.parse(draft.source).body
        except SyntaxError as error:
            number = error.lineno or 1
            text = draft.lines[number - 1] if number <= len(draft.lines) else ""
            broken = Broken(number, error.msg or "invalid syntax", text)
            if attempt * len(source) > _MENDING_CHARACTERS or not mend(draft, number):
                break
        except (RecursionError, MemoryError):
            broken = Broken(1, "too deeply nested")
            break
        except ValueError as error:
            broken = Broken(1, str(error))
            break
        else:
            return Parsed(draft.lines, body, frozenset(draft.blanks), frozenset(draft.magics))
    return Parsed(draft.lines, [], frozenset(draft.blanks), frozenset(draft.magics), broken)
