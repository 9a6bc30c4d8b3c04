"""Which cells asked names come from."""

import re
from collections.abc import Collection, Iterable, Set

from grader.extract.lines import Lines
from grader.extract.statements import Kind, Statement, statement
from grader.extract.trees import parsed
from grader.model import Chunk, Extraction


def cells_of(extraction: Extraction, asked: Iterable[str]) -> dict[str, int]:
    """Return, by asked name, the number of the cell that answers to it.

    Where no cell does, the one that its sentence speaks of (Python cannot read it, it defines a
    name much like this one); a name of which there is none of these either is left out.
    """
    found: dict[str, int] = {}
    named: dict[str, str] = {}
    for name in asked:
        if name in extraction.missing:
            told = extraction.missing[name].values.get("cell")
            found |= {name: told} if isinstance(told, int) else {}
        elif name in extraction.blocks:
            found[name] = extraction.blocks[name].cell
        else:
            named[name] = extraction.names.get(name, name)
    defining = _defining_chunks(extraction.chunks, {*named.values()})
    chunks = extraction.chunks
    return found | {n: chunks[defining[own]].cell for n, own in named.items() if own in defining}


def first_lines(extraction: Extraction) -> dict[str, str]:
    """Return, by asked name, the line that begins its definition, as the student wrote it.

    Of what was found: a name of which there is none is left out.
    """
    lines = {name: chunk.source.split("\n")[0] for name, chunk in extraction.blocks.items()}
    own = extraction.names
    defining = _defining_chunks(extraction.chunks, {*own.values()})
    for asked, name in own.items():
        if name in defining:
            source = extraction.chunks[defining[name]].source
            line = _line_of(source, name)
            lines |= {asked: line} if line else {}
    return lines


def _line_of(source: str, name: str) -> str:
    """Return the last line that begins `def name` or `class name`, or binds the name."""
    begins = re.compile(
        rf"\s*(?:(?:async\s+)?def|class)\s+{re.escape(name)}\b|\s*{re.escape(name)}\s*="
    )
    return next((line for line in reversed(source.split("\n")) if begins.match(line)), "")


def not_loaded(
    extraction: Extraction, asked: Iterable[str], failed: Collection[int]
) -> tuple[str, Chunk] | None:
    """Return the first of some asked names whose definition is among the chunks that failed."""
    named = [extraction.names[name] for name in asked if name in extraction.names]
    defining = _defining_chunks(extraction.chunks, {*named}) if failed else {}
    lost = [name for name in named if defining.get(name) in failed]
    return (lost[0], extraction.chunks[defining[lost[0]]]) if lost else None


def _defining_chunks(chunks: Iterable[Chunk], names: Set[str]) -> dict[str, int]:
    """Return which chunks give names their last values; setting an attribute is not one."""
    found: dict[str, int] = {}
    for index, chunk in enumerate(chunks):
        near = {name for name in names if name in chunk.source}
        for made in _defining(chunk) if near else ():
            found |= dict.fromkeys(near.intersection(made.binds), index)
    return found


def _defining(chunk: Chunk) -> list[Statement]:
    lines = Lines(chunk.source.split("\n"))
    # it was parsed as part of its cell; what Python refuses now defines nothing
    body = parsed(chunk.source).body
    made = [statement(node, 0, chunk.cell, lines, by_magic=False) for node in body]
    return [s for s in made if s and (s.replaces or s.kind is Kind.CHOICE)]
