"""A notebook's cells as one material: statements by the names they bind, and what is broken."""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field

from grader.extract.aside import SetAside, set_aside
from grader.extract.lines import Lines
from grader.extract.statements import Kind, Statement, parts, root_name, statement
from grader.model import Cell, Notebook
from grader.notebook import Broken, parse

_STATEMENTS = 5_000
"""Most top-level statements of a notebook that are looked at; each may cost 0.1 ms."""

_WOULD_DEFINE = re.compile(
    r"^(?:(?:async[ \t]{1,9})?def|class)[ \t]{1,9}([^\W\d]\w{0,199})"
    r"|^([^\W\d]\w{0,199})[ \t]{0,9}=(?!=)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class BrokenCell:
    """A cell that Python cannot read, and the names it would have bound."""

    cell: Cell
    broken: Broken
    names: tuple[str, ...]


@dataclass(slots=True)
class Material:
    """What a notebook's cells offer, in document order. Nothing has been run."""

    bindings: defaultdict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    always: list[Statement] = field(default_factory=list)
    runs: list[Statement] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    """Names of the notebook's own functions and classes, and other names given to them."""
    broken: list[BrokenCell] = field(default_factory=list)
    blanks: list[tuple[int, int]] = field(default_factory=list)
    """(cell, line) of every ``???``."""
    returns: list[tuple[int, int]] = field(default_factory=list)
    """(cell, line) of every ``return`` outside a function."""
    aside: dict[str, SetAside] = field(default_factory=dict)
    """What is defined in text that is not run."""
    is_cut: bool = False
    """Whether there were more statements than are looked at."""


def gather(notebook: Notebook) -> Material:
    """Parse every cell by itself and sort its top-level statements."""
    material = Material(aside=set_aside(notebook))
    order = 0
    for cell in notebook.cells:
        parsed = parse(cell.source)
        material.blanks += [(cell.number, line) for line in sorted(parsed.blanks)]
        if parsed.broken:
            _sort_in_broken(material, cell, parsed.broken, "\n".join(parsed.lines))
            continue
        lines = Lines(parsed.lines)
        for node in parsed.body:
            if isinstance(node, ast.Return):
                material.returns.append((cell.number, node.lineno))
            by_magic = node.lineno in parsed.magics
            found = statement(node, order, cell.number, lines, by_magic=by_magic)
            if found and order == _STATEMENTS:
                material.is_cut = True
                return material
            if found:
                order += 1
                _sort_in(material, found)
    return material


def _sort_in(material: Material, found: Statement) -> None:
    if found.kind is Kind.RUN:
        material.runs.append(found)
    elif found.kind is Kind.ALWAYS:
        material.always.append(found)
    for name in found.binds:
        material.bindings[name].append(found)
    if found.kind is Kind.DEFINITION:
        material.own.update(found.binds)
    elif found.kind is Kind.CHOICE:
        material.own.update(p.name for p in parts(found.node) if isinstance(p, _NAMED))
    elif isinstance(found.node, ast.Assign) and root_name(found.node.value) in material.own:
        material.own.update(found.binds)  # train = model: a call of train is a call of model


_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _sort_in_broken(material: Material, cell: Cell, broken: Broken, source: str) -> None:
    matches = list(_WOULD_DEFINE.finditer(source))
    material.own |= {match[1] for match in matches if match[1]}
    names = tuple(dict.fromkeys(match[1] or match[2] for match in matches))
    material.broken.append(BrokenCell(cell, broken, names))
