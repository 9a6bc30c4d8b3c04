"""Put the reference's definitions in the place of a student's, under the student's names."""

import ast
from collections.abc import Iterable
from copy import copy
from dataclasses import replace

from grader.extract.defining import DEFINITIONS
from grader.extract.statements import root_name
from grader.extract.trees import parsed
from grader.model import Chunk, Extraction


def with_upstream(student: Extraction, reference: Extraction, names: Iterable[str]) -> Extraction:
    """Return the student's extraction with these asked names defined by the reference.

    They stand where the student's first of them stood, so that whatever follows meets them; a name
    that the student lacks is added under its asked name. The reference's statements run among
    names of their own, so that neither side's other names are touched.
    """
    given = {name: student.names.get(name, name) for name in names}
    own = [_not_importing(chunk, {*given.values()}) for chunk in student.chunks]
    replaced = [chunk is None or bool(_defines(chunk.source) & {*given.values()}) for chunk in own]
    place = replaced.index(True) if any(replaced) else 0
    kept = _without([one or was for one, was in zip(own, student.chunks, strict=True)], replaced)
    return Extraction(
        chunks=(*kept[:place], Chunk(0, 1, _apart(reference, given)), *kept[place:]),
        names={**student.names, **given},
        blocks=student.blocks,
        not_attempted=student.not_attempted - {*given},
        missing={name: why for name, why in student.missing.items() if name not in given},
    )


def _not_importing(chunk: Chunk, names: set[str]) -> Chunk | None:
    """Return a chunk that imports none of these names; None where nothing is left of it."""
    nodes = parsed(chunk.source).body
    if len(nodes) != 1 or not isinstance(node := nodes[0], ast.Import | ast.ImportFrom):
        return chunk
    kept = [one for one in node.names if (one.asname or one.name) not in names]
    if len(kept) == len(node.names):
        return chunk
    left = copy(node)
    left.names = kept
    return replace(chunk, source=ast.unparse(left)) if kept else None


def _without(chunks: Iterable[Chunk], replaced: Iterable[bool]) -> list[Chunk]:
    """Return the chunks that stay; where other names begin, they begin at the next that does."""
    kept: list[Chunk] = []
    apart = False
    for chunk, out in zip(chunks, replaced, strict=True):
        apart = apart or chunk.apart
        if not out:
            kept.append(replace(chunk, apart=apart))
            apart = False
    return kept


def _apart(reference: Extraction, given: dict[str, str]) -> str:
    """Write a statement that runs the reference's among names of their own, and takes some out."""
    source = "\n".join(chunk.source for chunk in reference.chunks)
    theirs = "".join(f"names[{reference.names[name]!r}], " for name in given)
    mine = "".join(f"{name}, " for name in given.values())
    return (
        "def __upstream__():\n"
        "    names = {'__name__': '__main__'}\n"
        f"    exec({source!r}, names)\n"
        f"    return {theirs}\n"
        f"{mine} = __upstream__()"
    )


def _defines(source: str) -> set[str]:
    """Return the names that a definition or an assignment gives a value, or an attribute."""
    found = set()
    for node in parsed(source).body:
        if isinstance(node, DEFINITIONS):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {name for target in node.targets if (name := root_name(target))}
    return found
