"""When two ids are one, when they only look it, and what a person cannot see in a name.

`key` holds ids together that a spreadsheet, a file system or a reader may take for one: what is
told apart by it is told apart in `gradebook.csv` too, whose cells are cleaned.
"""

import re
import unicodedata

from grader.report import clean

_QUOTED = re.compile(r"(^|;\s*)'+")
"""Apostrophes where the gradebook puts them before what a spreadsheet would take for a formula."""
_WRITTEN = re.compile(r"([0-9]+)\.0+")
"""A number as a spreadsheet or a table of floats writes it."""
_NO_ROOM = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Fillers and joiners that are letters or marks to Unicode, and take no room."""
_SELECTORS = ((0x180B, 0x180F), (0xFE00, 0xFE0F), (0xE0100, 0xE01EF))
"""Variation selectors."""

_PAIRS = (
    "аa еe оo рp сc уy хx іi јj ѕs ԁd һh ӏl ԛq ԝw "  # Cyrillic
    "АA ВB ЕE КK МM НH ОO РP СC ТT УY ХX Іl ЈJ ЅS ԚQ ԜW Ӏl "
    "οo αa νv ρp ιi υu γy χx ϳj ΑA ΒB ΕE ΖZ ΗH Ιl ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX "  # Greek
    "օo սu հh ոn ցg ıi ɑa ɡg ǀl Il 1l |l 0o"  # Armenian, Latin, digits
)
_LOOKS_LIKE = str.maketrans({pair[0]: pair[1:] for pair in _PAIRS.split()})
_POSING = frozenset(chr(code) for code in _LOOKS_LIKE if code > 0x7F)


def key(student: str) -> str:
    """Return the same for ids that differ only in case, in composition, or in what is not seen.

    Two ids that become the same cell of the gradebook have the same key.
    """
    return _folded(_QUOTED.sub(r"\1", clean.line(student)))


def as_entered(cell: str) -> str:
    """Return an id as it was before a spreadsheet held it: `'007` is 007, and `103.0` is 103."""
    plain = cell.strip().removeprefix("'")
    number = _WRITTEN.fullmatch(plain)
    return number[1] if number else plain


def look(student: str) -> str:
    """Return the same for ids that look alike, whatever letters they are written with.

    Known are the letters of Cyrillic, Greek and Armenian that look Latin, and l, I, 1, O and 0.
    """
    text = unicodedata.normalize("NFKC", clean.line(student)).translate(_LOOKS_LIKE)
    return _folded(_folded(text).translate(_LOOKS_LIKE))


def hides(name: str) -> bool:
    """Tell whether a name holds anything that is not seen."""
    return any(map(_is_unseen, name))


def visible(name: str) -> str:
    """Return a name in which is written out what is not seen, or is not the letter it looks."""
    return "".join(f"<U+{ord(letter):04X}>" if _is_odd(letter) else letter for letter in name)


def _folded(text: str) -> str:
    for _ in range(2):  # what is folded may have to be composed, and the other way round
        text = unicodedata.normalize("NFKC", text).casefold()
    seen = "".join(letter for letter in text if not _is_unseen(letter))
    return " ".join(unicodedata.normalize("NFKC", seen).split()).rstrip(" .")


def _is_unseen(letter: str) -> bool:
    if letter in _NO_ROOM or unicodedata.category(letter) in ("Cf", "Cc", "Cs", "Co", "Cn"):
        return not letter.isspace()
    return any(first <= ord(letter) <= last for first, last in _SELECTORS)


def _is_odd(letter: str) -> bool:
    if letter.isspace():
        return letter != " "
    return letter in _POSING or _is_unseen(letter) or unicodedata.combining(letter) > 0
