"""Why an asked name was not found, and what to do about it."""

import ast
import difflib
import sys

from grader.extract.aside import why_aside
from grader.extract.material import BrokenCell, Material
from grader.extract.needs import Needs
from grader.extract.reads import TOO_LARGE, Reads
from grader.extract.remarks import clip, listed
from grader.extract.statements import Kind, Statement
from grader.model import Ask, Text
from grader.notebook.newer import this_version

_LIKENESS = 0.75
"""`difflib`'s ratio from which a name may be a misspelling of another."""
NOTHING_THERE = frozenset({"missing_nowhere", "missing_or_block", "missing_block"})
"""Of the sentences below, those that find nothing of what is asked for, in any form."""
_LIBRARIES = sys.stdlib_module_names | {
    *("numpy", "scipy", "sklearn", "torch", "tensorflow", "keras", "pandas", "matplotlib"),
    *("nnfs", "edunn"),
}
"""Whose modules are nobody's own."""
_CANDIDATES = 500
_LONGEST = 80


def why_missing(material: Material, ask: Ask, needs: Needs, taken: set[str]) -> Text:
    """Return the sentence for a function or class that no readable cell defines.

    `taken` are names that something asked for bears already; they are never suggested.
    """
    names = (ask.name, *ask.aliases)
    for broken in reversed(material.broken):
        for name in names:
            if name in broken.names:
                return _in_broken(name, broken)
    for name in names:
        for statement in reversed(material.bindings.get(name, [])):
            place = {"cell": statement.cell, "line": statement.line}
            if not isinstance(statement.reads, Reads):
                if statement.reads.python == TOO_LARGE:
                    return Text("broken_large", place)
                return Text("missing_broken", {"name": name, **place})
            if statement.kind is Kind.IMPORT:
                return _imported(name, statement)
        if cause := needs.cause(name):
            return Text("missing_run", {"name": name, "cell": cause.cell})
    if aside := why_aside(names, material.aside):
        return aside
    near = _near(material, ask.name, taken)
    if near:
        cell = material.bindings[near][-1].cell
        return Text("missing_near", {"name": ask.name, "near": clip(near), "cell": cell})
    if ask.calls:
        return Text("missing_or_block", {"name": ask.name, "calls": listed(_first(ask))})
    return Text("missing_nowhere", {"name": ask.name})


def _imported(name: str, statement: Statement) -> Text:
    """Say where a name is imported; of a module that may be the student's own, to hand it in."""
    values: dict[str, str | int | float | Text] = {"name": name, "cell": statement.cell}
    node = statement.node
    module = node.module if isinstance(node, ast.ImportFrom) and not node.level else None
    if not module or module.partition(".")[0] in _LIBRARIES:
        return Text("missing_imported", values)
    return Text("missing_imported_from", {**values, "module": clip(module)})


def _in_broken(name: str, broken: BrokenCell) -> Text:
    version = broken.broken.version
    values: dict[str, str | int | float | Text] = {
        "name": name,
        "cell": broken.cell.number,
        "line": broken.broken.line,
    }
    if not version:
        return Text("missing_broken", values)
    return Text("missing_newer", {**values, "version": version, "here": this_version()})


def why_no_block(material: Material, ask: Ask) -> Text:
    """Return the sentence for a loop that was not found."""
    for broken in reversed(material.broken):
        if all(any(n in broken.broken.lost for n in either.split("|")) for either in ask.calls):
            place = {"cell": broken.cell.number, "line": broken.broken.line}
            return Text("missing_block_broken", place)
    return Text("missing_block", {"calls": listed(_first(ask))})


def _first(ask: Ask) -> list[str]:
    """Name what a loop should call; of "a|b" the lesson's own."""
    return [either.partition("|")[0] for either in ask.calls]


def _near(material: Material, name: str, taken: set[str]) -> str | None:
    defined = [
        n
        for n, statements in material.bindings.items()
        if len(n) <= _LONGEST and n not in taken and statements[-1].kind is Kind.DEFINITION
    ]
    folded = {n.casefold(): n for n in defined[-_CANDIDATES:]}
    near = difflib.get_close_matches(name.casefold(), list(folded), 1, _LIKENESS)
    return folded[near[0]] if near else None
