"""How far what was seen in the answers speaks against each line, by the quantity it makes."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from grader.alone import quietly
from grader.diagnose.operation import operations, spelled_out_at, written_at
from grader.diagnose.stopped_at import stopped_at
from grader.diagnosis import Diagnosis
from grader.extract.assigned import assigned
from grader.extract.called_from import called_from
from grader.extract.defining import Defining
from grader.model import Chunk, JudgedCase, Text

Suspicion = Mapping[tuple[int, int], float]
"""By (cell, line): 0 makes the quantity that goes wrong first, the more the less is known of it."""

FIRST, WRONG, CONDITION, AFTER, INSIDE, UNKNOWN, RIGHT = 0, 1, 1.5, 2, 2.5, 3, 5
"""A line that makes what diagnoses speak of; what a check refuses, or where the code stopped, and
diagnoses speak of nothing; a condition that it comes there by; the same of a check where they do;
inside a method that is asked for by its name; neither; only what is right.
"""
_IS_RIGHT = "right"
"""The key of the words in a divergence that name what is right before it."""
_WORD = re.compile(r"[^\W\d]\w*")


def suspects(
    definitions: Iterable[Defining],
    diagnoses: Iterable[Diagnosis],
    judged: Iterable[JudgedCase] = (),
    names: Mapping[str, str] | None = None,
    others: Iterable[Defining] = (),
) -> Suspicion:
    """Return what is known of the lines that give a value to a quantity that is spoken of.

    A quantity is known by its name: a variable, a key, an attribute that bears it; an operation by
    the method that does it. `judged` are the cases of the exercise; `names` are what asked names
    are called there; `others` are definitions in which the code may have stopped: what calls them
    is suspect, and the conditions that it stands under.
    """
    definitions, judged = [*definitions], [*judged]
    found: dict[str, float] = {}
    for said, rank in _spoken(diagnoses, judged):
        found[said] = min(rank, found.get(said, rank))
    if FIRST in found.values():  # what is wrong besides may only follow
        found = {said: AFTER if rank == WRONG else rank for said, rank in found.items()}
    chunks = dict.fromkeys(one.chunk for one in definitions)
    lines: dict[tuple[int, int], float] = {}
    for chunk in chunks:
        for place, rank in _lines(chunk, found, names or {}, {one.exercise for one in judged}):
            lines[place] = min(rank, lines.get(place, rank))
    for place, rank in _calling(definitions, others, judged):
        lines[place] = min(rank, lines.get(place, rank))
    return lines


def _calling(
    definitions: Iterable[Defining], others: Iterable[Defining], judged: Iterable[JudgedCase]
) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the lines that call what the code stopped in, and the conditions of these calls."""
    for cell, line in {*stopped_at(judged).values()}:
        for call in called_from(definitions, others, cell, line):
            yield from (((call.cell, at), WRONG) for at in range(call.first, call.last + 1))
            yield from (((call.cell, at), CONDITION) for at in call.conditions)


def _spoken(
    diagnoses: Iterable[Diagnosis], judged: Iterable[JudgedCase]
) -> Iterator[tuple[str, float]]:
    for one in diagnoses:
        for text in (one.where, one.text):
            yield from _words(text, FIRST)
    for case in judged:
        for finding in case.findings:
            if not finding.ok:
                yield from _words(finding.message, WRONG)


def _words(text: Text | None, rank: float) -> Iterator[tuple[str, float]]:
    for key, value in text.values.items() if text else ():
        if isinstance(value, Text):
            yield from _words(value, rank)
        elif isinstance(value, str):
            yield value, RIGHT if key == _IS_RIGHT else rank


def _lines(
    chunk: Chunk, said: Mapping[str, float], names: Mapping[str, str], exercises: Collection[str]
) -> Iterator[tuple[tuple[int, int], float]]:
    try:
        with quietly():
            tree = ast.parse(chunk.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    ranks: dict[str, float] = {}
    for words, rank in said.items():
        made = [node for one in operations(words) for node in written_at(tree, one, names)]
        made = made or [*spelled_out_at(tree, words)]
        for node in made:
            yield from _of(node, chunk, rank)
        for word in () if made else _WORD.findall(words):
            ranks[word] = min(rank, ranks.get(word, rank))
    for node in _methods(tree):
        if node.name in exercises:
            yield from _of(node, chunk, INSIDE)
    for node in ast.walk(tree):
        told = [ranks[name] for name, _, _ in assigned([node]) if name in ranks]
        if told:
            yield from _of(node, chunk, min(told))


def _methods(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    for kind in ast.walk(tree):
        for one in kind.body if isinstance(kind, ast.ClassDef) else ():
            if isinstance(one, ast.FunctionDef):
                yield one


def _of(node: ast.AST, chunk: Chunk, rank: float) -> Iterator[tuple[tuple[int, int], float]]:
    first, last = node.lineno, node.end_lineno or node.lineno  # type: ignore[attr-defined]
    for line in range(first, last + 1):
        yield (chunk.cell, chunk.line - 1 + line), rank
