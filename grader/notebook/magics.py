r"""Take out of a cell what IPython understands and Python does not, line by line.

IPython's own `TransformerManager` would do most of it, but it turns the body of a ``%%time`` cell
into a string argument, so that the definitions in it are lost; it knows nothing of ``???`` blanks
and pasted prompts that do not start the cell; and importing it takes a third of a second. Here a
line is only touched when Python's parser has complained of it, so ``a\n% b`` inside brackets and
text inside strings stay as they are. Line numbers never change.
"""

import re
import unicodedata
from dataclasses import dataclass, field

_PYTHON_BODIES = frozenset({"time", "timeit", "capture", "prun", "memit"})
"""Cell magics whose body is Python run by this kernel."""

_CELL_MAGIC = re.compile(r"%%([A-Za-z_]\w{0,60})")
_UNSEEN_CHARACTERS = (
    "[\ufeff\u200b-\u200f\u2060\u00ad\u202a-\u202e\u00a0\u2000-\u200a\u202f\u205f\u3000]"
)
_BLANK = re.compile(
    r"""(?P<keep>\#[^\n]*
    |\"{3}[^"\\]*(?:(?:\\(?:.|\Z)|"(?!""))[^"\\]*)*(?:\"{3}|\Z)
    |'{3}[^'\\]*(?:(?:\\(?:.|\Z)|'(?!''))[^'\\]*)*(?:'{3}|\Z)
    |"[^"\\\n]*(?:\\(?:.|\Z)[^"\\\n]*)*(?:"|(?=\n)|\Z)
    |'[^'\\\n]*(?:\\(?:.|\Z)[^'\\\n]*)*(?:'|(?=\n)|\Z))
    |(?P<blank>\?+)""",
    re.DOTALL | re.VERBOSE,
)
"""Comments and strings, closed or not (a string that fails to match would be tried again from each
of its quotes, in quadratic time), and runs of question marks."""

_UNSEEN = re.compile(_BLANK.pattern.replace(r"\?+", _UNSEEN_CHARACTERS), re.DOTALL | re.VERBOSE)
"""As `_BLANK`, for characters that are not seen: a mark of the byte order, spaces of no width, and
spaces that no keyboard has."""

_HELP = re.compile(r"^\s*(?:\?{1,2}\s*%{0,2}[\w.*]+|%{0,2}[\w.*\[\]]+\?{1,2})\s*(?:\#.*)?$")
_TIMED = re.compile(r"^(\s*)%time[ \t]+(?=\S)")
_PYLAB = re.compile(r"^(\s*)%pylab\b")
_LINE_MAGIC = re.compile(r"^(\s*)(?:%{1,2}[ \t]{0,4}[A-Za-z_]|!{1,2}[ \t]{0,4}[^\s=])")
_COMMAND = re.compile(
    r"^(\s*)(?:pip3?|conda|mamba|apt|apt-get|git|wget|curl|unzip|cd|ls|mkdir|rm|cp|mv)[ \t]+[^\s=(]"
)
_ASSIGNED = re.compile(
    r"^(\s*[A-Za-z_][\w.,\[\] \t]{0,200}=)[ \t]*(?:%[A-Za-z_]|!{1,2}[ \t]{0,4}[^\s=])"
)
_AT_MARGIN = re.compile(r"^(?:%[A-Za-z_]|![^\s=])")
_PROMPT = re.compile(r"^\s*(?:>>>(?: |$)|\.\.\.(?: |$)|In ?\[[\d ]{0,9}\]: ?|\.{3,9}: ?)")
_FIRST_PROMPT = re.compile(r"^\s*(?:>>>(?: |$)|In ?\[[\d ]{0,9}\]: ?)")


@dataclass(slots=True)
class Draft:
    """A cell on its way to plain Python: its lines, and where something was taken out."""

    lines: list[str]
    blanks: set[int] = field(default_factory=set)
    """Lines, from 1, where a ``???`` stood; it reads ``None`` now, as other blanks do."""
    magics: set[int] = field(default_factory=set)
    """Lines, from 1, whose magic or shell command was taken out."""

    @property
    def source(self) -> str:
        """The cell's text as it stands."""
        return "\n".join(self.lines)


def open_cell(lines: list[str]) -> bool:
    """Blank out the cell magics that a cell begins with; False when its body is not Python."""
    for index, line in enumerate(lines):
        if not line or line.isspace():
            continue
        magic = _CELL_MAGIC.match(line)
        if magic is None:
            return True
        if magic[1] not in _PYTHON_BODIES:
            return False
        lines[index] = ""
    return True


def mend(draft: Draft, number: int, python: str = "") -> bool:
    """Neutralise line `number`, of which Python complains; False when it holds no magic.

    `python` is the complaint: where it is of a character that nobody sees, these go. Other lines go
    with it only where there is no doubt: magics at the left margin further down, further ``???``,
    and prompts on all lines when the cell opens with one.
    """
    if not 1 <= number <= len(draft.lines):
        return False
    if "non-printable character" in python and _without_unseen(draft):
        return True
    if strip_prompts(draft) or _dedent(draft, number):
        return True
    if _mend_line(draft, number):
        for later in range(number + 1, len(draft.lines) + 1):
            if _AT_MARGIN.match(draft.lines[later - 1]):
                _mend_line(draft, later)
        return True
    return "?" in draft.lines[number - 1] and _fill_blanks(draft)


def _mend_line(draft: Draft, number: int) -> bool:
    line = draft.lines[number - 1]
    if timed := _TIMED.match(line):
        draft.lines[number - 1] = timed[1] + line[timed.end() :]
        return True
    if pylab := _PYLAB.match(line):  # the one magic that defines names
        draft.lines[number - 1] = f"{pylab[1]}from pylab import *"
        return True
    if assigned := _ASSIGNED.match(line):
        replacement = f"{assigned[1]} None"
    elif magic := _LINE_MAGIC.match(line) or _COMMAND.match(line):
        replacement = f"{magic[1]}pass"
    elif _HELP.match(line):
        replacement = f"{line[: len(line) - len(line.lstrip())]}pass"
    else:
        return False
    draft.lines[number - 1] = replacement
    draft.magics.add(number)
    while line.endswith("\\") and number < len(draft.lines):
        line, draft.lines[number] = draft.lines[number], ""
        number += 1
    return True


def _fill_blanks(draft: Draft) -> bool:
    """Replace every run of question marks outside strings and comments by ``None``."""

    def fill(match: re.Match[str]) -> str:
        if match["blank"] is None:
            return match[0]
        places.append(match.start())
        return "None"

    places: list[int] = []
    before = draft.source
    after = _BLANK.sub(fill, before)
    line, position = 1, 0
    for place in places:
        line, position = line + before.count("\n", position, place), place
        draft.blanks.add(line)
    draft.lines = after.split("\n")
    return bool(places)


def _without_unseen(draft: Draft) -> bool:
    """Take characters that are not seen out of the code; spaces of any kind become plain ones."""

    def plain(match: re.Match[str]) -> str:
        if match["blank"] is None:
            return match[0]
        return " " if unicodedata.category(match[0]) == "Zs" else ""

    before = draft.source
    after = _UNSEEN.sub(plain, before)
    draft.lines = after.split("\n")
    return after != before


def strip_prompts(draft: Draft) -> bool:
    """Undo a pasted session: prompts go, and so do the lines that were its output."""
    opening = next((line for line in draft.lines if line.strip()), "")
    if not _FIRST_PROMPT.match(opening):
        return False
    is_doctest = opening.lstrip().startswith(">>>")
    for index, line in enumerate(draft.lines):
        prompt = _PROMPT.match(line)
        if prompt:
            draft.lines[index] = line[prompt.end() :]
        elif is_doctest or line.startswith("Out["):
            draft.lines[index] = ""
    return True


def _dedent(draft: Draft, number: int) -> bool:
    """Remove the first line's indent from all lines, as IPython does, if that is the complaint."""
    first = next((n for n, text in enumerate(draft.lines, 1) if _is_code(text)), 0)
    indent = draft.lines[first - 1][: -len(draft.lines[first - 1].lstrip())] if first else ""
    if number != first or not indent:
        return False
    draft.lines = [line.removeprefix(indent) for line in draft.lines]
    return True


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")
