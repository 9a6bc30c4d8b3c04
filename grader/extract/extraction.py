"""From a notebook's cells to what an assignment asks for. Nothing is executed on the way."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from grader.extract.another_meaning import another_meaning
from grader.extract.aside import why_aside
from grader.extract.blank import definition_of, holds_blank
from grader.extract.blocks import find_block
from grader.extract.choose import Found, choose
from grader.extract.fingerprint import fingerprint
from grader.extract.material import Material, gather
from grader.extract.missing import why_missing, why_no_block
from grader.extract.needs import Needs, Reached
from grader.extract.remarks import about_cells, about_found, about_need, about_refused, capped
from grader.extract.statements import Kind, Statement, gives
from grader.model import Ask, Chunk, Extraction, Notebook, Problem
from grader.notebook import Broken

_NO_HANDOUT: Mapping[str, str] = MappingProxyType({})


def extract(
    notebook: Notebook, asks: Sequence[Ask], handout: Mapping[str, str] = _NO_HANDOUT
) -> Extraction:
    """Take what is asked for from a notebook, and everything it needs.

    `handout` gives, by asked name, the fingerprint of the handout's own blank (`fingerprints`).
    Whatever the cells hold, the result is an Extraction; what went wrong is told in its
    `missing` and `problems`. Problems of the file itself stay in `notebook.problems`.
    """
    material = gather(notebook)
    material.prefer_own(name for a in asks if _named(a) for name in (a.name, *a.aliases))
    found = {a.name: choose(material, a, handout.get(a.name)) for a in asks if _named(a)}
    wanted = [a for a in asks if not _named(a) or _unanswered(a, found[a.name])]
    blocks = {a.name: find_block(material, a) for a in wanted}
    found = {name: answer for name, answer in found.items() if not blocks.get(name)}
    return _extraction(material, asks, handout, found, blocks)


def fingerprints(notebook: Notebook, asks: Sequence[Ask]) -> dict[str, str]:
    """Return, by asked name, the fingerprint of each blank in a handout.

    Definitions that the handout gives whole have none: left as they are, they are answers.
    """
    prints: dict[str, str] = {}
    material = gather(notebook)
    for ask in asks:
        if _named(ask):
            found = choose(material, ask, None)
            statement = found.chosen if found else None
            node = definition_of(statement, found.name) if found and statement else None
        else:
            statement = find_block(material, ask)
            node = statement.node if statement else None
        if statement and node and holds_blank(node, statement.source):
            prints[ask.name] = fingerprint(statement)
    return prints


def _named(ask: Ask) -> bool:
    return ask.kind != "block"


def _unanswered(ask: Ask, found: Found | None) -> bool:
    """Whether a loop may answer in the place of a function that is absent or blank."""
    return bool(ask.calls) and (found is None or found.is_blank)


def _extraction(
    material: Material,
    asks: Sequence[Ask],
    handout: Mapping[str, str],
    answers: Mapping[str, Found | None],
    loops: Mapping[str, Statement | None],
) -> Extraction:
    blocks = {asked: loop for asked, loop in loops.items() if loop}
    named = [f for f in answers.values() if f]
    needs = Needs(material, {f.name: f.left_out for f in named})
    kept = needs.settle([f.name for f in named], [*blocks.values()])
    given = {name for s in kept.statements if gives(s) for name in s.binds}
    found = {asked: f for asked, f in answers.items() if f and f.name in given}
    taken = {f.name for f in found.values()} | {ask.name for ask in asks}
    blank = {a for a, f in found.items() if f.is_blank}
    blank |= {a for a, s in blocks.items() if handout.get(a) == fingerprint(s)}
    missing = {
        ask.name: why_missing(material, ask, needs, taken)
        if _named(ask)
        else why_no_block(material, ask)
        for ask in asks
        if ask.name not in found and ask.name not in blocks
    }
    for ask in asks:  # the handout's blank still stands, and the answer is in a text
        if ask.name in blank and (aside := why_aside((ask.name, *ask.aliases), material.aside)):
            missing[ask.name] = aside
            blank.discard(ask.name)
    remarks = [*about_cells(material)]
    for answer in found.values():
        remarks += about_found(answer, material.ran)
    remarks += _refused(material, found)
    remarks += _unsatisfied(needs, kept)
    taken_in_order = sorted([*kept.statements, *material.always], key=_order)
    apart = another_meaning(material, needs, kept)
    return Extraction(
        chunks=tuple(_chunk(s, apart=s in apart) for s in taken_in_order),
        names={asked: f.name for asked, f in found.items() if asked not in missing},
        blocks={asked: _chunk(s) for asked, s in blocks.items() if asked not in missing},
        not_attempted=frozenset(blank),
        missing=missing,
        outside=_outside(material),
        problems=capped(remarks),
    )


def _outside(material: Material) -> dict[str, tuple[int, int]]:
    """Return the functions outside of any class whose first argument is an object itself."""
    last = {name: statements[-1] for name, statements in material.bindings.items()}
    return {
        name: (one.cell, one.line)
        for name, one in last.items()
        if isinstance(one.node, ast.FunctionDef)
        and (arguments := (*one.node.args.posonlyargs, *one.node.args.args))
        and arguments[0].arg == "self"
    }


def _refused(material: Material, found: Mapping[str, Found]) -> Iterator[Problem]:
    """Tell of definitions of asked names that parse but that Python refuses."""
    for answer in found.values():
        for statement in material.bindings[answer.name]:
            if isinstance(statement.reads, Broken):
                yield about_refused(statement, statement.reads)


def _unsatisfied(needs: Needs, kept: Reached) -> Iterator[Problem]:
    """Tell of globals that only a run could give, or gives after the last plain value."""
    for name, reader in kept.readers.items():
        cause = needs.cause(name)
        if cause and needs.means_before(name, reader, cause.order):
            continue
        values = [s for s in needs.usable(name) if s.kind is Kind.ASSIGNMENT]
        is_plain = len(values) < len(needs.usable(name))
        if cause and not is_plain and all(s.order < cause.order for s in values):
            yield about_need(name, reader, cause)


def _order(statement: Statement) -> int:
    return statement.order


def _chunk(statement: Statement, *, apart: bool = False) -> Chunk:
    return Chunk(statement.cell, statement.line, statement.source, apart)
