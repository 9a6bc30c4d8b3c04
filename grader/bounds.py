"""How much a report holds at most: what is beyond is left out, and how much that is, is said.

A report is for a person, and nobody reads the fortieth notice of one kind. Together these figures
keep the report of any submission below a megabyte, as JSON and as a page.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from grader.reported import FindingReport
from grader.result import Exhibit, Printed
from grader.shortened import shortened

FINDINGS = 50
"""Findings of one item."""
FINDING_BYTES = 5_000
"""Of the messages of one item's findings together, in UTF-8."""
EXHIBITS = 12
"""Exhibits of one exercise."""
ENTRIES = 4_000
"""Entries of one exercise's exhibits together: numbers, places of a mask, points of a curve."""
PRINTED_CHARACTERS = 4_000
"""Characters of what was printed in one example."""
PRINTED_LINES = 200
"""Likewise lines."""
SENTENCE = 700
"""Characters of one sentence, which may quote a student's words."""


def sentence(text: str) -> str:
    """Return a sentence, or its beginning."""
    return shortened(text, SENTENCE)


class _Judged(Protocol):
    @property
    def ok(self) -> bool: ...


_Found = TypeVar("_Found", bound=_Judged)


def findings(found: Sequence[_Found]) -> tuple[tuple[_Found, ...], int]:
    """Return the findings to be kept, what is wrong before what holds, and how many are not.

    What holds is not counted where something else does not: whoever reads looks for what is wrong.
    """
    return _kept(found, _by_weight(found)[:FINDINGS])


def messages(found: Sequence[FindingReport]) -> tuple[tuple[FindingReport, ...], int]:
    """Return findings as long as there is room for what they say, and how many are left."""
    left, shown = FINDING_BYTES, list[int]()
    for place in _by_weight(found):
        left -= len(found[place].message.encode("utf-8", "replace"))
        if left < 0:
            break
        shown.append(place)
    return _kept(found, shown)


def _by_weight(found: Sequence[_Judged]) -> list[int]:
    return sorted(range(len(found)), key=lambda place: found[place].ok)


def _kept(found: Sequence[_Found], places: Sequence[int]) -> tuple[tuple[_Found, ...], int]:
    kept = tuple(found[place] for place in sorted(places))
    if all(one.ok for one in found):
        return kept, len(found) - len(kept)
    return kept, sum(not one.ok for one in found) - sum(not one.ok for one in kept)


def exhibits(found: Sequence[Exhibit]) -> tuple[tuple[Exhibit, ...], int]:
    """Return the first exhibits, as many as are kept, and how many are not."""
    left, kept = ENTRIES, list[Exhibit]()
    for exhibit in found[:EXHIBITS]:
        left -= sum(len(row) for rows in (exhibit.expected, exhibit.got) for row in rows)
        if left < 0:
            break
        kept.append(exhibit)
    return tuple(kept), len(found) - len(kept)


def printed(case: str, text: str) -> Printed:
    """Return the beginning of what was printed in an example, and how long the rest is."""
    lines = text[:PRINTED_CHARACTERS].split("\n", PRINTED_LINES)
    shown = "\n".join(lines[:PRINTED_LINES])
    return Printed(case, shown, len(text) - len(shown))
