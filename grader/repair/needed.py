"""The same edit at fewer of its lines: one is told only of a line at which it is needed."""

from collections.abc import Iterator
from dataclasses import replace

from grader.repair.candidate import Candidate


def without_one(edit: Candidate) -> Iterator[Candidate]:
    """Yield an edit of several lines with each of its lines in turn as it was."""
    is_of_several = bool(edit.also) and edit.besides is None
    before, after = edit.before.source.split("\n"), edit.after.source.split("\n")
    for line in edit.lines if is_of_several and len(before) == len(after) else ():
        at = line - edit.before.line
        first, *also = (one for one in edit.readings if one.line != line)
        source = "\n".join([*after[:at], before[at], *after[at + 1 :]])
        yield replace(
            edit,
            line=first.line,
            was=first.was,
            becomes=first.becomes,
            size=edit.size - (not also),
            after=replace(edit.after, source=source),
            also=tuple(also),
        )
