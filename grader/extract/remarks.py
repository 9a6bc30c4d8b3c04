"""What a person should know about a notebook's cells, as sentences with their places."""

import re
from collections.abc import Iterable, Iterator, Mapping

from grader.extract.choose import Found
from grader.extract.material import BrokenCell, Material
from grader.extract.needs import Cause
from grader.extract.reads import TOO_LARGE
from grader.extract.statements import Statement
from grader.model import Problem, Text
from grader.notebook import Broken
from grader.notebook.newer import this_version
from grader.shortened import shortened

_MOST = 40
"""Most problems of one kind (the file's, the code's, loading's) that are told of a notebook; the
rest are counted."""
_NAME_CHARACTERS = 60
_SAID_CHARACTERS = 200
_LAMBDA = re.compile(r"\blambda\s*=")
"""The Greek letter of every lesson on regularization, which Python keeps for itself."""
_MERGE_MARKERS = ("<<<<<<<", "=======", ">>>>>>>")


def at(cell: int, line: int) -> Text:
    """Say a line of a cell, both from 1."""
    return Text("cell_line", {"cell": cell, "line": line})


def clip(name: str) -> str:
    """Shorten a name to what fits a sentence."""
    return name if len(name) <= _NAME_CHARACTERS else name[: _NAME_CHARACTERS - 1] + "…"


def listed(names: Iterable[str | int], most: int = 8) -> str:
    """Write names or numbers in a row, the first few of them."""
    words = [clip(str(name)) for name in names]
    return ", ".join(words[:most]) + (", …" if len(words) > most else "")


def about_cells(material: Material) -> Iterator[Problem]:
    """Tell of cells that cannot be read, blanks that still stand, returns outside functions."""
    for broken in material.broken:
        yield from _about_broken(broken)
    for cell, line in material.blanks:
        yield Problem(at(cell, line), Text("blank_left"))
    for cell, line in material.returns:
        yield Problem(at(cell, line), Text("return_outside"))
    if material.is_cut:
        yield Problem(Text("whole_file"), Text("too_many_statements"))


def about_found(found: Found, ran: Mapping[int, int]) -> Iterator[Problem]:
    """Tell which definition counts where there are several; `ran` tells which cell ran when."""
    chosen = found.chosen
    if found.earlier:
        cells = sorted({s.cell for s in found.earlier} | {chosen.cell})
        said: dict[str, str | int | float] = {
            "name": clip(found.name), "cells": listed(cells), "cell": chosen.cell
        }  # fmt: skip
        last = max(cells, key=lambda cell: ran.get(cell, 0))
        if chosen.cell in ran and last != chosen.cell:
            again = Text("defined_again_run_before", {**said, "last": last})
        else:
            again = Text("defined_again", said)
        yield Problem(at(chosen.cell, chosen.line), again)
    for blank in found.blanks_after[-1:]:
        passed = Text("blank_passed_over", {"name": clip(found.name), "cell": chosen.cell})
        yield Problem(at(blank.cell, blank.line), passed)


def about_refused(statement: Statement, broken: Broken) -> Problem:
    """Tell of a statement that parses but that Python refuses to compile."""
    line = statement.line + broken.line - 1
    return Problem(at(statement.cell, line), _reason(broken))


def about_need(name: str, reader: Statement, cause: Cause) -> Problem:
    """Tell of a global that only a run could give a value."""
    values: dict[str, str | int | float] = {"name": clip(name), "cell": cause.cell}
    if cause.call is None:
        return Problem(at(reader.cell, reader.line), Text("need_run", values))
    values["call"] = clip(cause.call)
    return Problem(at(reader.cell, reader.line), Text("need_call", values))


def capped(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Keep each problem once, and as many as anyone would read."""
    distinct: list[Problem] = []
    seen: set[str] = set()
    for problem in problems:
        key = repr(problem)
        if key not in seen:
            seen.add(key)
            distinct.append(problem)
    if len(distinct) <= _MOST:
        return tuple(distinct)
    rest = Text("more_problems", {"count": len(distinct) - _MOST})
    return (*distinct[:_MOST], Problem(Text("whole_file"), rest))


def _about_broken(broken: BrokenCell) -> Iterator[Problem]:
    cell = broken.cell.number
    yield Problem(at(cell, broken.broken.line), _reason(broken.broken))
    if broken.names:
        names = listed(broken.names)
        key = "broken_costs_part" if broken.is_read_else else "broken_costs"
        if broken.broken.version:
            key = "newer_costs"
        yield Problem(Text("in_cell", {"cell": cell}), Text(key, {"names": names}))


def _reason(broken: Broken) -> Text:
    said = broken.python
    if broken.version:
        return Text("broken_newer", {"version": broken.version, "here": this_version()})
    if broken.text.startswith(_MERGE_MARKERS):
        return Text("broken_merge")
    if _LAMBDA.search(broken.text):
        return Text("broken_lambda")
    if "was never closed" in said:
        return Text("broken_unclosed", {"bracket": said[1:2]})
    if "unterminated" in said:
        return Text("broken_string")
    if "indent" in said:
        return Text("broken_indent", {"python": shortened(said, _SAID_CHARACTERS)})
    if said == "too deeply nested":
        return Text("broken_deep")
    if said == TOO_LARGE:
        return Text("broken_large")
    return Text("broken_syntax", {"python": shortened(said, _SAID_CHARACTERS)})
