"""The same edit at every place where the same pattern stands: A1 and A2, dW1 and dW2 and dW3.

Who writes one thing three times makes a mistake three times. Two edits are one where they take away
and put in the same, whatever the number of the layer, in statements that give a value to the same
quantity of another layer.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from grader.repair.difference import differing, words
from grader.repair.statements import Place
from grader.repair.written import Written

_NUMBERED = re.compile(r"([A-Za-z_]\w*?)(\d+)([A-Za-z_]*)\Z")
_TARGET = re.compile(r"\s*(?:\w+\[)?['\"]?([\w.]*?)(\d*)['\"]?\]?\s*[-+*/@]?=(?!=)")
_OWN, _OTHER = "#", "*"
"""What stands for the layer's own number, and for any other one."""
_DIGITS = 3
"""Digits of a layer's number at most."""
_LONGEST = 300
"""Characters of a line that are gone through."""

_Pattern = tuple[str, ...]


def alike(places: Iterable[Place], written: Written) -> list[tuple[Place, ...]]:
    """Return the places that are edited in the same way, two or more of them, in their order.

    Once those in statements that are the same but for the number, and once those in statements that
    give a value to the same quantity, whatever else stands there.
    """
    found: dict[_Pattern, list[Place]] = {}
    for place in places:
        for pattern in () if place.is_added else _patterns(place, written):
            same = found.setdefault(pattern, [])
            if not same or same[-1].span[1] <= place.span[0]:
                same.append(place)
    several = dict.fromkeys(tuple(same) for same in found.values() if len(same) > 1)
    return [*several]


def _patterns(place: Place, written: Written) -> Iterator[_Pattern]:
    """Yield what an edit does but for the layer's number, with the whole line and with less."""
    line = written.line(place.line)
    if len(line) > _LONGEST:
        return
    stem, own = _target(line)
    before = words(written.between(*place.span))
    after = words(place.text)
    removed, added = differing(before, after)
    own = own or next((_number(word) for word in (*before, *added) if _number(word)), "")
    edit = (place.kind, place.role, *(_by_offset(word, own) for word in added))
    yield (*edit, "", *_code_by_offset(line, own))
    yield (*edit, stem, *(_by_own(word, own) for word in removed))


@lru_cache(maxsize=1024)
def _target(line: str) -> tuple[str, str]:
    """Return the name that a line gives a value to, and its number."""
    found = _TARGET.match(line)
    return (found[1], found[2]) if found else ("", "")


@lru_cache(maxsize=1024)
def _code_by_offset(line: str, own: str) -> _Pattern:
    return tuple(_by_offset(word, own) for word in words(line.partition("#")[0]))


@lru_cache(maxsize=4096)
def _number(word: str) -> str:
    found = _NUMBERED.match(word)
    return found[2] if found else ""


def _by_offset(word: str, own: str) -> str:
    """Return a word with how far its number is from the layer's own in the place of it."""
    number = _number(word)
    if not number or not own or len(number) > _DIGITS or len(own) > _DIGITS:
        return word
    return _renumbered(word, f"{int(number) - int(own):+d}")


def _by_own(word: str, own: str) -> str:
    number = _number(word)
    if not number:
        return word
    return _renumbered(word, _OWN if number == own else _OTHER)


def _renumbered(word: str, number: str) -> str:
    return _NUMBERED.sub(lambda found: f"{found[1]}{number}{found[3]}", word)
