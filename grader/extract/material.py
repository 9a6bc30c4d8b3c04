"""A notebook's cells as one material: statements by the names they bind, and what is broken."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from grader.extract.aside import SetAside, set_aside
from grader.extract.calls import is_of_numbers, makes_a_function
from grader.extract.lines import Lines
from grader.extract.opened import opened
from grader.extract.reduced import reduced
from grader.extract.statements import Kind, Statement, only_defines, parts, root_name, statement
from grader.frozen import frozen
from grader.model import Cell, Notebook
from grader.notebook import Broken, parse

_STATEMENTS = 5_000
"""Most top-level statements of a notebook that are looked at; each may cost 0.1 ms."""

_WOULD_DEFINE = re.compile(
    # pasted with the numbers of its lines, or as it was quoted in a mail
    r"^(?:[ \t]{0,4}(?:[0-9]{1,4}[.:)|]?|[>+|])[ \t]{0,2})?"
    r"(?:(?:async[ \t]{1,9})?def|class)[ \t]{1,9}([^\W\d]\w{0,199})"
    r"|^([^\W\d]\w{0,199})[ \t]{0,9}=(?!=)",
    re.MULTILINE,
)


@frozen
class BrokenCell:
    """A statement that Python cannot read, or a whole cell, and the names it would have bound."""

    cell: Cell
    broken: Broken
    names: tuple[str, ...]
    is_read_else: bool
    """Whether the rest of it was read."""


@dataclass(slots=True)
class Material:
    """What a notebook's cells offer, in document order. Nothing has been run."""

    bindings: defaultdict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))
    always: list[Statement] = field(default_factory=list)
    stars: list[Statement] = field(default_factory=list)
    """Of `always`, those that give names which nobody can tell without running them."""
    runs: list[Statement] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    """Names of the notebook's own functions and classes, and other names given to them."""
    classes: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    """Those of them whose objects are numbers, such as an autograd's scalars, or functions."""
    uses: list[tuple[int, ast.stmt]] = field(default_factory=list)
    """What is executed at top level and may use definitions, with its place among statements."""
    beside_import: dict[tuple[Statement, str], Statement] = field(default_factory=dict)
    """The notebook's own definition of a name that an if or a try may import instead."""
    broken: list[BrokenCell] = field(default_factory=list)
    blanks: list[tuple[int, int]] = field(default_factory=list)
    """(cell, line) of every ``???``."""
    returns: list[tuple[int, int]] = field(default_factory=list)
    """(cell, line) of every ``return`` outside a function."""
    aside: dict[str, SetAside] = field(default_factory=dict)
    """What is defined in text that is not run."""
    ran: dict[int, int] = field(default_factory=dict)
    """As how manieth each cell was run, where the notebook tells."""
    is_cut: bool = False
    """Whether there were more statements than are looked at."""

    def prefer_own(self, names: Iterable[str]) -> None:
        """Let an own definition of these names count, where the notebook would rather import it."""
        for name in names:
            bound = self.bindings.get(name)
            if bound:
                bound[:] = [self.beside_import.get((s, name), s) for s in bound]


def gather(notebook: Notebook) -> Material:
    """Parse every cell by itself and sort its top-level statements."""
    ran = {cell.number: cell.ran for cell in notebook.cells if cell.ran is not None}
    material = Material(aside=set_aside(notebook), ran=ran)
    order = 0
    for cell in notebook.cells:
        parsed = parse(cell.source)
        material.blanks += [(cell.number, line) for line in sorted(parsed.blanks)]
        for broken in parsed.broken:
            _sort_in_broken(material, cell, broken, is_read_else=bool(parsed.body))
        lines = Lines(parsed.lines)
        for node, indent in chain.from_iterable(map(opened, parsed.body)):
            if isinstance(node, ast.Return):
                material.returns.append((cell.number, node.lineno))
            by_magic = node.lineno in parsed.magics
            if not isinstance(node, _NO_USE):
                material.uses.append((order, node))
            for part, at in _executed(node, lines):
                found = statement(part, order, cell.number, at, by_magic=by_magic, indent=indent)
                if found and order >= _STATEMENTS:
                    material.is_cut = True
                    return material
                if found:
                    order += 1 + _sort_in(material, found)
    return material


def _executed(node: ast.stmt, lines: Lines) -> Iterator[tuple[ast.stmt, Lines]]:
    """Yield a statement as it stands, and what may be executed of it if not the whole may."""
    yield node, lines
    if isinstance(node, ast.If | ast.Try) and only_defines(node) is None:
        less = reduced(node, lines)
        if less:
            yield less


def _sort_in(material: Material, found: Statement) -> int:
    """Sort a statement in; return how many others were made of it."""
    if found.kind is Kind.RUN:
        material.runs.append(found)
    elif found.kind is Kind.ALWAYS:
        material.always.append(found)
        if isinstance(found.node, ast.ImportFrom) and found.node.module != "__future__":
            material.stars.append(found)
    for name in found.binds:
        material.bindings[name].append(found)
    if found.kind is Kind.DEFINITION:
        material.own.update(found.binds)
        if makes_a_function(found.node, material.own):
            material.numbers.update(found.binds)
        if isinstance(found.node, ast.ClassDef):
            material.classes.add(found.node.name)
            if is_of_numbers(found.node, material.numbers):
                material.numbers.add(found.node.name)
    elif found.kind is Kind.CHOICE:
        inside = parts(found.node)
        material.own.update(p.name for p in inside if isinstance(p, _NAMED))
        own = _own_beside_import(found, inside)
        material.beside_import |= {(found, s.binds[0]): s for s in own}
        return bool(own)
    elif isinstance(found.node, ast.Assign) and root_name(found.node.value) in material.own:
        material.own.update(found.binds)  # train = model: a call of train is a call of model
        if isinstance(found.node.value, ast.Name) and found.node.value.id in material.numbers:
            material.numbers.update(found.binds)
    return 0


def _own_beside_import(choice: Statement, inside: Iterable[ast.stmt]) -> list[Statement]:
    """Return the definitions in a choice whose names it may import instead."""
    imported: set[str] = set()
    own: dict[str, ast.stmt] = {}
    for part in inside:
        if isinstance(part, ast.Import | ast.ImportFrom):
            imported |= {a.asname or a.name.partition(".")[0] for a in part.names}
        elif isinstance(part, _NAMED):
            own[part.name] = part
    place = choice.order + 1, choice.cell, Kind.DEFINITION
    return [
        Statement(*place, node, choice.lines, (name,), replaces=True, indent=node.col_offset)
        for name, node in own.items()
        if name in imported
    ]


_NO_USE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def _sort_in_broken(material: Material, cell: Cell, broken: Broken, *, is_read_else: bool) -> None:
    matches = list(_WOULD_DEFINE.finditer(broken.lost))
    material.own |= {match[1] for match in matches if match[1]}
    names = tuple(dict.fromkeys(match[1] or match[2] for match in matches))
    material.broken.append(BrokenCell(cell, broken, names, is_read_else))
