"""Statements that are missing, as their neighbours have them.

A name that is used and never given a value may be given the one that another definition of the same
notebook gives it; what stands there for another number is `numbered`, what is kept track of
`forgotten`, what an object keeps `kept`.
"""

import ast
from collections.abc import Iterator, Sequence
from itertools import islice

from grader.repair import forgotten, kept, numbered
from grader.repair.added import before
from grader.repair.neighbours import Neighbour
from grader.repair.scope import Scope
from grader.repair.statements import Place
from grader.repair.written import Written

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
        found += [*islice(numbered.edits(blocks, written, scope), _MOST)]
    yield from found[: 4 * _MOST]


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
