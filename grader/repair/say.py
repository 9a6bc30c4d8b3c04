"""A repair as diagnoses: the line, the kind of thing, what to look at; the edits for teachers."""

from collections.abc import Sequence

from grader.diagnosis import Diagnosis, Excerpt, Fix
from grader.model import Text
from grader.repair.candidate import Candidate
from grader.repair.found import Repaired

_WIDTH = 160
"""Characters of a line that is told."""


def said(found: Repaired) -> tuple[Diagnosis, ...]:
    """Return what is said of an exercise that was right with each of these edits.

    One diagnosis, and another where an edit of another line makes everything right as well.
    """
    first = _of(found.edits, _text(found.edits))
    if not found.elsewhere:
        return (first,)
    kind = _kinds(found.elsewhere)[0]
    return first, _of(found.elsewhere, Text("repair.or", {"kind": kind}))


def _of(edits: Sequence[Candidate], text: Text) -> Diagnosis:
    first = edits[0]
    cell, line, others = first.before.cell, first.line, first.lines[1:]
    return Diagnosis(
        "repair",
        certainty="observed",
        where=_where(first),
        text=text,
        hint=Text("repair.hint", {"kind": _kinds(edits)[0]}),
        code=Excerpt.at(cell, line, line, others),
        fixes=tuple(map(_fix, edits)),
    )


def _where(first: Candidate) -> Text:
    place: dict[str, str | int | float | Text] = {
        "cell": str(first.before.cell),
        "line": str(first.line),
    }
    if others := first.lines[1:]:
        key = "repair.where_both" if first.besides else "repair.where_also"
        lines = ", ".join(map(str, sorted(others)))
        return Text(key, {**place, "code": first.was[:_WIDTH], "lines": lines})
    if first.was:
        return Text("repair.where", {**place, "code": first.was[:_WIDTH]})
    return Text("repair.where_added", place)


def _text(edits: Sequence[Candidate]) -> Text:
    kinds = _kinds(edits)
    second = edits[0].besides
    if second is not None:
        other = Text(f"repair.kind.{second.kind}")
        return Text("repair.both", {"one": kinds[0], "other": other})
    if any(one.also for one in edits):
        return Text("repair.alike", {"kind": kinds[0]})
    if len(edits) == 1:
        return Text("repair.text", {"kind": kinds[0]})
    if len(kinds) == 1:
        return Text("repair.several", {"kind": kinds[0]})
    return Text("repair.either", {"one": kinds[0], "other": kinds[1]})


def _kinds(edits: Sequence[Candidate]) -> list[Text]:
    return [Text(f"repair.kind.{kind}") for kind in dict.fromkeys(one.kind for one in edits)]


def _fix(edit: Candidate) -> Fix:
    """Return an edit as it is kept: of several lines that are tried together, all of them."""
    lines = [(one.was, one.becomes) for one in edit.readings]
    was, becomes = ("\n".join(line[:_WIDTH] for line in side) for side in zip(*lines, strict=True))
    return Fix(edit.kind, was, becomes)
