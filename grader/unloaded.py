"""Statements of a submission that stopped as they were loaded, told as sentences: the first causes.

What stops because an earlier statement did is not told: it says nothing new, and goes with it.
"""

import re
from collections.abc import Iterator

from grader.assignment import Assignment
from grader.extract.places import Places
from grader.extract.reads import bound_names
from grader.measure.rows import ABSENT
from grader.model import Chunk, Execution, Extraction, Problem, Raised, Text
from grader.provided_words import in_their_words
from grader.refused import is_refused

_UNKNOWN = re.compile(r"name '(\w{1,200})' is not defined")
_NO_MODULE = re.compile(r"(\w{1,80}) is not installed here")


def unloaded(
    assignment: Assignment, extraction: Extraction, execution: Execution
) -> Iterator[Problem]:
    """Yield what stopped, where, and what to do about it."""
    places = Places(extraction)
    lost: set[str] = set()
    for index, raised in execution.load_failures:
        if not 0 <= index < len(extraction.chunks):
            continue  # a number that a hostile process made up
        chunk = extraction.chunks[index]
        follows = _unknown(raised) in lost
        lost |= bound_names(chunk.source)
        if not follows:
            yield Problem(_place(chunk, raised, places), _sentence(assignment, raised))


def _unknown(raised: Raised) -> str:
    found = _UNKNOWN.match(raised.message) if raised.type == "NameError" else None
    return found[1] if found else ""


def _place(chunk: Chunk, raised: Raised, places: Places) -> Text:
    line = chunk.line
    if raised.cell == chunk.cell and places.holds(raised.cell, raised.line):
        line = raised.line or line
    return Text("cell_line", {"cell": chunk.cell, "line": line})


def _sentence(assignment: Assignment, raised: Raised) -> Text:
    if raised.type == ABSENT and (module := _NO_MODULE.match(raised.message)):
        return Text("load_absent", {"module": module[1]})
    error: str | Text = f"{raised.type}: {raised.message}" if raised.message else raised.type
    error = in_their_words(assignment, raised) or error
    return Text("load_refused" if is_refused(raised) else "load_failed", {"error": error})
