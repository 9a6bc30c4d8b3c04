"""Statements that are forgotten for one number, and stand there for another.

Where ``D2 = ...`` is followed by ``A2 = A2 * D2`` while ``D1 = ...`` is followed by something else,
``A1 = A1 * D1`` may be what is missing there. And where ``A1`` is used before anything gives it a
value, ``A2 = relu(Z2)`` says what it is meant to be.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from grader.repair.added import before
from grader.repair.scope import Scope
from grader.repair.statements import Place
from grader.repair.written import Written
from grader.syntax import syntax_tree

_NUMBERED = re.compile(r"([A-Za-z_]\w*?)(\d{1,3})\Z")
_NAME = re.compile(r"(?<!np\.)\b([A-Za-z_]\w*?)(\d{1,3})\b")
_LIKELY = -2.0
_MOST_PATTERNS, _MOST_GIVEN = 3, 3
"""Statements of other numbers that say what a name may be; arguments that stand for layer 0."""
_MOST_MISSING = 6
"""Names of which that is asked, in one definition."""


def edits(blocks: Sequence[list[ast.stmt]], written: Written, scope: Scope) -> Iterator[Place]:
    """Yield statements of another number, at the places in blocks where they are missing."""
    for block in blocks:
        yield from _not_followed(block, written, scope)
    yield from _used_too_early(blocks, written, scope)


def _not_followed(block: list[ast.stmt], written: Written, scope: Scope) -> Iterator[Place]:
    """Yield what follows a statement for one number only, after its like of another number."""
    targets = [_parts(_target(one)) for one in block]
    last: dict[str, dict[int, int]] = {}
    for place, parts in enumerate(targets[:-1]):
        if parts:
            last.setdefault(parts[0], {})[int(parts[1])] = place
    for place in range(1, len(block)):
        own, first = targets[place], targets[place - 1]
        if not own or not first:
            continue
        away = int(own[1]) - int(first[1])
        for number, after in last.get(first[0], {}).items():
            new = (own[0], str(number + away))
            if number == int(first[1]) or number + away < 0 or targets[after + 1] == new:
                continue
            text = _renumbered(written.text(block[place]), number - int(first[1]))
            if scope.knows(_names(text) - {"".join(new)}):
                yield before(block[after + 1], text, written, _LIKELY)


def _used_too_early(
    blocks: Sequence[list[ast.stmt]], written: Written, scope: Scope
) -> Iterator[Place]:
    """Yield what gives a name its value for another number, before the statement that uses it."""
    patterns = _patterns(blocks)
    asked = set[str]()
    for block in blocks:
        for statement in block:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                continue
            lacking = (one for one in _lacking(statement, scope) if one not in asked)
            for name in [*islice(lacking, _MOST_MISSING - len(asked))]:
                asked.add(name)
                for text in _as_others(name, patterns, written, scope):
                    yield before(statement, text, written, _LIKELY)


def _patterns(blocks: Iterable[list[ast.stmt]]) -> Mapping[str, list[ast.Assign]]:
    """Return the statements that give values to numbered names, by these names' stems."""
    found: dict[str, list[ast.Assign]] = {}
    for block in blocks:
        for one in block:
            if isinstance(one, ast.Assign) and one.lineno == one.end_lineno:
                stems = {parts[0] for name in _bound(one) if (parts := _parts(name))}
                for stem in stems:
                    found.setdefault(stem, []).append(one)
    return found


def _lacking(statement: ast.stmt, scope: Scope) -> list[str]:
    """Return the numbered names that a statement uses before anything gives them a value."""
    read = {
        one.id
        for one in ast.walk(statement)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load) and _parts(one.id)
    }
    return [name for name in sorted(read) if scope.is_early(name, statement.lineno)]


def _as_others(
    name: str, patterns: Mapping[str, list[ast.Assign]], written: Written, scope: Scope
) -> Iterator[str]:
    """Yield the statements of other numbers as they would be for the number of a name."""
    stem, number = _parts(name) or ("", "")
    for pattern in patterns.get(stem, [])[:_MOST_PATTERNS]:
        own = next(
            parts[1] for one in _bound(pattern) if (parts := _parts(one)) and parts[0] == stem
        )
        if own == number:
            continue
        text = _renumbered(written.text(pattern), int(number) - int(own))
        unknown = [one for one in _names(text) if not scope.knows([one])]
        if not unknown:
            yield text
        elif len(unknown) == 1:  # what the first layer is given has another name
            for given in scope.given()[:_MOST_GIVEN]:
                yield re.sub(rf"\b{unknown[0]}\b", given, text)


def _renumbered(text: str, offset: int) -> str:
    """Return a line for another layer: the number of each name and key goes along."""
    return _NAME.sub(lambda found: f"{found[1]}{max(int(found[2]) + offset, 0)}", text)


def _names(text: str) -> set[str]:
    tree = syntax_tree(text)
    return {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}


def _bound(statement: ast.Assign) -> list[str]:
    return [
        one.id
        for target in statement.targets
        for one in ast.walk(target)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    ]


def _target(statement: ast.stmt) -> str:
    if not isinstance(statement, ast.Assign) or statement.lineno != statement.end_lineno:
        return ""
    target = statement.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


def _parts(name: str) -> tuple[str, str] | None:
    found = _NUMBERED.match(name)
    return (found[1], found[2]) if found else None
