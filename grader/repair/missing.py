"""Statements that are missing, as their neighbours have them.

A name that is used and never given a value may be given the one that another definition of the same
notebook gives it. And where ``D2 = ...`` is followed by ``A2 = A2 * D2`` while ``D1 = ...`` is
followed by something else, ``A1 = A1 * D1`` may be what is missing there.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from grader.repair import forgotten, kept
from grader.repair.added import before
from grader.repair.neighbours import Neighbour, renumbered
from grader.repair.scope import Scope
from grader.repair.statements import Place
from grader.repair.written import Written

_NUMBERED = re.compile(r"([A-Za-z_]\w*?)(\d{1,3})\Z")
_MOST = 30
"""Statements of one sort that are added to one definition."""
_LARGEST = 2_500
"""Nodes of a definition in which what may be forgotten is looked for: everything in it is held to
everything else. A reference has 550 at most."""


def edits(
    tree: ast.stmt, written: Written, scope: Scope, others: Sequence[Neighbour]
) -> Iterator[Place]:
    """Yield statements that are added to a definition."""
    nodes = [*ast.walk(tree)]
    blocks = [
        block
        for node in nodes
        for block in (getattr(node, "body", None), getattr(node, "orelse", None))
        if isinstance(block, list) and block and isinstance(block[0], ast.stmt)
    ]
    found = [*_never_given(blocks, written, scope, others)]
    if len(nodes) <= _LARGEST:
        found += [*islice(forgotten.edits(tree, written), _MOST)]
        found += [*islice(kept.edits(tree, written), _MOST)]
    found += [place for block in blocks for place in _of_another_layer(block, written, scope)]
    yield from found[: 3 * _MOST]


def _never_given(
    blocks: Sequence[list[ast.stmt]], written: Written, scope: Scope, others: Sequence[Neighbour]
) -> Iterator[Place]:
    """Yield what gives a value to a name, before the first statement that uses it."""
    values: dict[str, dict[str, None]] = {}
    for one in others:
        values.setdefault(one.name, {}).setdefault(one.text)
    missing = scope.never_bound() & values.keys()
    for block in blocks if missing else ():
        for statement in block:
            used = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)} & missing
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                continue
            for name in sorted(used):
                missing -= {name}
                for text in [*values[name]][:3]:
                    yield before(statement, f"{name} = {text}", written, -2.0)


def _of_another_layer(block: list[ast.stmt], written: Written, scope: Scope) -> Iterator[Place]:
    """Yield what follows a statement for one number only, after its like of another number."""
    targets = [_target(one) for one in block]
    at: Mapping[str, int] = {name: place for place, name in enumerate(targets) if name}
    for place in range(1, len(block)):
        own, first = _parts(targets[place]), _parts(targets[place - 1])
        if not own or not first:
            continue
        for name, after in at.items():
            other = _parts(name)
            if not other or other[0] != first[0] or other[1] == first[1]:
                continue
            number = str(int(own[1]) + int(other[1]) - int(first[1]))
            new = f"{own[0]}{number}"
            follows = targets[after + 1] if after + 1 < len(block) else ""
            if follows != new and after + 1 < len(block):
                value = block[place].value  # type: ignore[attr-defined]
                text = ast.unparse(renumbered(value, own[1], number))
                yield before(block[after + 1], f"{new} = {text}", written)


def _target(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return ""


def _parts(name: str) -> tuple[str, str] | None:
    found = _NUMBERED.match(name)
    return (found[1], found[2]) if found else None
