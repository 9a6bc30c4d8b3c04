"""A repair as a diagnosis: the line, the kind of thing, what to look at; the edits for teachers."""

from grader.model import Diagnosis, Excerpt, Fix, Text
from grader.repair.found import Repaired

_BESIDE, _WIDTH = 1, 160
"""Lines shown on either side of the one that is meant; characters of a line."""


def said(found: Repaired) -> Diagnosis:
    """Return what is said of an exercise that was right with each of these edits."""
    first = found.edits[0]
    place: dict[str, str | int | float | Text] = {"cell": str(found.cell), "line": str(found.line)}
    if first.was:
        where = Text("repair.where", {**place, "code": first.was[:_WIDTH]})
    else:
        where = Text("repair.where_added", place)
    kinds = [Text(f"repair.kind.{kind}") for kind in dict.fromkeys(e.kind for e in found.edits)]
    if len(found.edits) == 1:
        text = Text("repair.text", {"kind": kinds[0]})
    elif len(kinds) == 1:
        text = Text("repair.several", {"kind": kinds[0]})
    else:
        text = Text("repair.either", {"one": kinds[0], "other": kinds[1]})
    return Diagnosis(
        "repair",
        certainty="observed",
        where=where,
        text=text,
        hint=Text("repair.hint", {"kind": kinds[0]}),
        code=_excerpt(found),
        fixes=tuple(Fix(e.kind, e.was[:_WIDTH], e.becomes[:_WIDTH]) for e in found.edits),
    )


def _excerpt(found: Repaired) -> Excerpt:
    """Return the line, and those beside it, as they stand."""
    chunk = found.edits[0].before
    lines = chunk.source.split("\n")
    place = found.line - chunk.line
    first = max(0, place - _BESIDE)
    text = "\n".join(line[:_WIDTH] for line in lines[first : place + _BESIDE + 1])
    return Excerpt(chunk.cell, chunk.line + first, text)
