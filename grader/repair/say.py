"""A repair as a diagnosis: the line, the kind of thing, what to look at; the edits for teachers."""

from grader.diagnosis import Diagnosis, Excerpt, Fix
from grader.model import Text
from grader.repair.candidate import Candidate
from grader.repair.found import Repaired

_WIDTH = 160
"""Characters of a line that is told."""


def said(found: Repaired) -> Diagnosis:
    """Return what is said of an exercise that was right with each of these edits."""
    first = found.edits[0]
    place: dict[str, str | int | float | Text] = {"cell": str(found.cell), "line": str(found.line)}
    if first.also:
        others = ", ".join(str(one.line) for one in first.also)
        where = Text("repair.where_also", {**place, "code": first.was[:_WIDTH], "lines": others})
    elif first.was:
        where = Text("repair.where", {**place, "code": first.was[:_WIDTH]})
    else:
        where = Text("repair.where_added", place)
    kinds = [Text(f"repair.kind.{kind}") for kind in dict.fromkeys(e.kind for e in found.edits)]
    if any(one.also for one in found.edits):
        text = Text("repair.alike", {"kind": kinds[0]})
    elif len(found.edits) == 1:
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
        code=Excerpt.at(found.cell, found.line, found.line, tuple(one.line for one in first.also)),
        fixes=tuple(map(_fix, found.edits)),
    )


def _fix(edit: Candidate) -> Fix:
    """Return an edit as it is kept: of the same at several lines, all of these lines."""
    lines = [(edit.was, edit.becomes), *((one.was, one.becomes) for one in edit.also)]
    was, becomes = ("\n".join(line[:_WIDTH] for line in side) for side in zip(*lines, strict=True))
    return Fix(edit.kind, was, becomes)
