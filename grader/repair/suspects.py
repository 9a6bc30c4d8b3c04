"""How far what was seen in the answers speaks against each line, by the quantity it makes."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from grader.diagnose.operation import operations, spelled_out_at, written_at
from grader.diagnose.stopped_at import stopped_at
from grader.diagnosis import Diagnosis
from grader.extract.assigned import assigned, named
from grader.extract.called_from import called_from
from grader.extract.defining import Defining
from grader.extract.trees import parsed
from grader.model import Chunk, JudgedCase, Text

Suspicion = Mapping[tuple[int, int], float]
"""By (cell, line): 0 makes the quantity that goes wrong first, the more the less is known of it."""

FIRST, ASKED, WRONG, CONDITION, AFTER, INSIDE, UNKNOWN, RIGHT = 0, 0.9, 1, 1.5, 2, 2.5, 3, 5
"""A line that makes what diagnoses speak of, or where what a check speaks of stopped; inside what
is asked for by its name, or what calling an object goes through, and what a check refuses, or what
calls that in which the code stopped, where they speak of nothing; a condition that it comes there
by; what a check refuses, and inside such code, where they do; neither; only what is right.
"""
_BEFORE, _OPERAND, _GIVEN, _CALLED, _MADE = 0.5, 1, 2, 0.05, 0.09
"""How much less is known of what first gives a value that is added to; of what gives an operand of
a calculation its value; of what bears the name of what a call is given; of what such a method
calls; of what makes objects that are called.
"""
_CALL = "__call__"
_A_CALL = re.compile(r"(\w+)\(\w+(?:, \w+)*\)")
"""A call of something by its name with names, as mlp(x, 0)."""
_BARE_CALL = re.compile(r"(\w+)\(\)")
"""A call of something by its name with nothing, as propagar_tudo()."""
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
    trees = _trees(dict.fromkeys(one.chunk for one in definitions))
    known = {one.name for _, tree in trees for one in _functions(tree)}
    is_spoken_of = any(rank == FIRST and not _is_call(one, known) for one, rank in found.items())
    if is_spoken_of:  # what is wrong besides may only follow
        found = {said: AFTER if rank == WRONG else rank for said, rank in found.items()}
    lines: dict[tuple[int, int], float] = {one.stopped: FIRST for one in judged if one.stopped}
    made = [one for chunk, tree in trees for one in _lines(chunk, tree, found, names or {})]
    whole = [*_whole(trees, found, names or {}), *_through(trees, found)]
    is_known = is_spoken_of or any(rank <= WRONG for _, rank in (*made, *whole))
    asked = {(names or {}).get(one.exercise, one.exercise) for one in judged}
    inside = _inside(trees, asked, is_spoken_of=is_spoken_of, is_known=is_known)
    for place, rank in (*made, *whole, *inside, *_calling(definitions, others, judged)):
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


def _trees(chunks: Iterable[Chunk]) -> list[tuple[Chunk, ast.Module]]:
    trees = ((chunk, parsed(chunk.source)) for chunk in chunks)
    return [one for one in trees if one[1].body]


def _inside(
    trees: Sequence[tuple[Chunk, ast.Module]],
    asked: AbstractSet[str],
    *,
    is_spoken_of: bool,
    is_known: bool,
) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the lines of what is asked for by its name, and of what it calls.

    Where nothing bears that name, objects are asked by calling them: that comes after lines that
    are known to make what is wrong. A function in which there is nothing else is asked for by
    itself.
    """
    functions = [(one, chunk) for chunk, tree in trees for one in _functions(tree)]
    has_the_name = not asked.isdisjoint(one.name for one, _ in functions)
    own, is_later = (asked, is_spoken_of) if has_the_name else ({_CALL}, is_known)
    rank = INSIDE if is_later else ASKED
    gone_into = [(one, chunk) for one, chunk in functions if one.name in own]
    if len(trees) == 1 and not any(one.col_offset for one, _ in gone_into):
        return
    called = {name for one, _ in gone_into for name in _called(one)}
    objects = {chunk for one, chunk in gone_into if one.name == _CALL}
    for one, chunk in gone_into:
        yield from _of(one, chunk, rank)
    for one, chunk in functions:
        if one.name in called:
            yield from _of(one, chunk, rank + _CALLED)
        elif one.name == "__init__" and chunk in objects:
            yield from _of(one, chunk, rank + _MADE)


def _whole(
    trees: Iterable[tuple[Chunk, ast.Module]], said: Mapping[str, float], names: Mapping[str, str]
) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the lines of classes that are spoken of themselves, unless they are called."""
    spoken_of = {names.get(one, one) for one, rank in said.items() if rank <= WRONG}
    for chunk, tree in trees:
        for one in tree.body:
            if isinstance(one, ast.ClassDef) and one.name in spoken_of:
                methods = [*_functions(ast.Module([one], []))]
                for method in methods if _CALL not in (m.name for m in methods) else ():
                    yield from _of(method, chunk, ASKED)


def _through(
    trees: Iterable[tuple[Chunk, ast.Module]], said: Mapping[str, float]
) -> Iterator[tuple[tuple[int, int], float]]:
    """Yield the lines of what is spoken of as a call with nothing, and of all that it comes to."""
    functions = {one.name: (one, chunk) for chunk, tree in trees for one in _functions(tree)}
    for words, rank in said.items():
        call = _BARE_CALL.fullmatch(words)
        own = call[1] if call else ""
        waiting, seen = [own], {own}
        while waiting:
            name = waiting.pop()
            if name in functions:
                yield from _of(*functions[name], rank + _CALLED * (name != own))
                new = [one for one in _called(functions[name][0]) if one not in seen]
                seen.update(new)
                waiting += new


def _called(function: ast.AST) -> Iterator[str]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr


def _lines(
    chunk: Chunk, tree: ast.Module, said: Mapping[str, float], names: Mapping[str, str]
) -> Iterator[tuple[tuple[int, int], float]]:
    ranks: dict[str, float] = {}

    def rank_of(words: str, rank: float) -> None:
        for word in _WORD.findall(words):
            ranks[word] = min(rank, ranks.get(word, rank))

    begun: dict[str, float] = {}
    for words, rank in said.items():
        made = [node for one in operations(words) for node in written_at(tree, one, names)]
        if made:
            for name in (name for node in made for name in _added_to(node)):
                begun[name] = min(rank + _BEFORE, begun.get(name, rank + _BEFORE))
        elif made := [*spelled_out_at(tree, words)]:
            rank_of(words, rank + _OPERAND)
        else:
            rank_of(words, rank + _GIVEN if _is_call(words) else rank)
        for node in made:
            yield from _of(node, chunk, rank)
    for node in ast.walk(tree):
        given = [name for name, _, _ in assigned([node])]
        told = [ranks[name] for name in given if name in ranks]
        if not isinstance(node, ast.AugAssign):
            told += [begun[name] for name in given if name in begun]
        if told:
            yield from _of(node, chunk, min(told))


def _is_call(words: str, known: Collection[str] = ()) -> bool:
    """Tell whether what is spoken of is what a call returns, of something that is not known."""
    call = _A_CALL.fullmatch(words)
    return call is not None and call[1] not in known


def _added_to(node: ast.AST) -> Iterator[str]:
    """Yield what a statement adds to: it has its first value from elsewhere."""
    if isinstance(node, ast.AugAssign):
        yield from named(node.target)


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield what stands by itself or in a class, and not in another function."""
    for one in tree.body:
        for inner in one.body if isinstance(one, ast.ClassDef) else [one]:
            if isinstance(inner, ast.FunctionDef):
                yield inner


def _of(node: ast.AST, chunk: Chunk, rank: float) -> Iterator[tuple[tuple[int, int], float]]:
    first, last = node.lineno, node.end_lineno or node.lineno  # type: ignore[attr-defined]
    for line in range(first, last + 1):
        yield (chunk.cell, chunk.line - 1 + line), rank
