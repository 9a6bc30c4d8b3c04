"""How much a report holds at most: what is beyond is left out, and how much that is, is said.

A report is for a person, and nobody reads the fortieth notice of one kind. Together these figures
keep the report of any submission below a megabyte, as JSON and as a page.
"""

from collections.abc import Sequence

from grader.model import Exhibit, FindingReport, Printed

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
SENTENCE = 500
"""Characters of one sentence, which may quote a student's words."""


def sentence(text: str) -> str:
    """Return a sentence, or its beginning."""
    return text if len(text) <= SENTENCE else f"{text[: SENTENCE - 1]}…"


def findings(found: Sequence[FindingReport]) -> tuple[tuple[FindingReport, ...], int]:
    """Return the findings to be shown, what is wrong before what holds, and how many are not."""
    left, shown = FINDING_BYTES, set[int]()
    for place in sorted(range(len(found)), key=lambda place: found[place].ok)[:FINDINGS]:
        left -= len(found[place].message.encode("utf-8", "replace"))
        if left < 0:
            break
        shown.add(place)
    kept = tuple(one for place, one in enumerate(found) if place in shown)
    return kept, len(found) - len(kept)


def exhibits(found: Sequence[Exhibit]) -> tuple[tuple[Exhibit, ...], int]:
    """Return the first exhibits, as many as may be shown, and how many are not."""
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
