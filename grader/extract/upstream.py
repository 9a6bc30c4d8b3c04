"""Put the reference's definitions in the place of a student's, under the student's names."""

import ast
import textwrap
from collections.abc import Iterable

from grader.model import Chunk, Extraction


def with_upstream(student: Extraction, reference: Extraction, names: Iterable[str]) -> Extraction:
    """Return the student's extraction with these asked names defined by the reference.

    The reference's statements stand in a function of their own, so that neither side's other names
    are touched. A name that the student lacks is added under its asked name.
    """
    given = {name: student.names.get(name, name) for name in names}
    kept = [c for c in student.chunks if not _defines(c.source) & {*given.values()}]
    place = next(
        (n for n, c in enumerate(student.chunks) if _defines(c.source) & {*given.values()}), 0
    )
    before = sum(1 for c in student.chunks[:place] if c in kept)
    chunk = Chunk(0, 1, _closed(reference, given))
    chunks = (*kept[:before], chunk, *kept[before:])
    missing = {name: why for name, why in student.missing.items() if name not in given}
    return Extraction(
        chunks=chunks,
        names={**student.names, **given},
        blocks=student.blocks,
        not_attempted=student.not_attempted - {*given},
        missing=missing,
    )


def _closed(reference: Extraction, given: dict[str, str]) -> str:
    """Write the reference's statements as the body of a function that returns what is asked for."""
    body = "\n".join(chunk.source for chunk in reference.chunks)
    theirs = ", ".join(reference.names[name] for name in given)
    mine = ", ".join(given.values())
    inside = textwrap.indent(f"{body}\nreturn {theirs},", "    ")
    return f"def _upstream():\n{inside}\n{mine}, = _upstream()"


def _defines(source: str) -> set[str]:
    """Return the names that a definition, or a plain assignment of a name, gives a value."""
    try:
        nodes = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found = set()
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found
