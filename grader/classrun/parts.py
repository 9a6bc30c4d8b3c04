"""An assignment digested part by part: what a result of it depends on.

Sentences, titles and hints are in none of the parts: with others, a result is only told anew.
"""

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from grader import frames
from grader.assignment import Assignment, files_of
from grader.errors import BrokenAssignment
from grader.exercise import Exercise
from grader.prepare import Prepared
from grader.prepared_frames import row
from grader.sandbox.wire import WireError
from grader.syntax import syntax_tree

_GATHERING = "exercises/__init__.py"


@dataclass(frozen=True, slots=True)
class Parts:
    """Digests of the parts."""

    whole: str
    """The rubric's points, what is asked for, the limits, the handout and its modules."""
    exercises: Mapping[str, str]
    """By name: the cases, what is right for them, the code that judges."""
    solutions: str
    """The reference and the known mistakes, which are asked again where points are lost."""


def parts_of(prepared: Prepared) -> Parts:
    """Digest an assignment under a seed."""
    assignment = prepared.assignment
    files = dict(files_of(assignment.folder))
    return Parts(
        _whole(assignment, files),
        {rubric.name: _exercise(prepared, rubric.name, files) for rubric in assignment.rubrics},
        _solutions(assignment),
    )


def _whole(assignment: Assignment, files: Mapping[str, bytes]) -> str:
    rubrics = [
        (r.name, [(i.id, i.points, i.credit, i.partial, i.follow_through) for i in r.items])
        for r in assignment.rubrics
    ]
    said = [rubrics, assignment.asks, assignment.limits, sorted(assignment.vectorised)]
    handed_out = [name for name in files if name.startswith(("handout.ipynb", "provided/"))]
    return _digest([_json(said), *_named(files, handed_out)])


def _solutions(assignment: Assignment) -> str:
    declared = _json([assignment.looks, sorted(assignment.observed)])
    if assignment.solutions is None:
        return _digest([declared])
    solutions = dict(files_of(assignment.solutions))
    return _digest([declared, *_named(solutions, [n for n in solutions if n.endswith(".py")])])


def _exercise(prepared: Prepared, name: str, files: Mapping[str, bytes]) -> str:
    cases = [c for c in (*prepared.cases, *prepared.own_cases) if c.question.exercise == name]
    try:
        asked = [frames.written(row(case)) for case in cases]
    except (BrokenAssignment, WireError):  # no plain values, or too many: whatever the reference is
        asked = [prepared.reference_digest.encode(), prepared.seed_commitment.encode()]
    modules = _modules_of(type(prepared.assignment.exercises[name]), files)
    declared = [r.declaration for r in prepared.assignment.rubrics if r.name == name]
    said = [msgspec.json.encode(one) for one in declared if one is not None]
    return _digest([*_named(files, modules), *asked, *said])


def _modules_of(exercise: type[Exercise], files: Mapping[str, bytes]) -> set[str]:
    """Name the files of an exercise, and of all that they import of their own folder."""
    found: set[str] = set()
    met = {name for kind in exercise.__mro__ for name in _files_of(kind.__module__, files)}
    while met:
        found |= met
        # a package that only gathers the exercises would make each of them every other's
        modules = [name for name in met if name != _GATHERING]
        imported = {module for name in modules for module in _imported(files[name], name)}
        met = {name for module in imported for name in _files_of(module, files)} - found
    return found


def _files_of(module: str, files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield the files that a dotted module of the assignment may be; its packages count too."""
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        path = "/".join(parts[:depth])
        yield from (name for name in (f"{path}.py", f"{path}/__init__.py") if name in files)


def _imported(source: bytes, name: str) -> Iterator[str]:
    """Yield what a file imports, as dotted names from the assignment's folder."""
    package = name.split("/")[:-1]
    tree = syntax_tree(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*above, *(node.module or "").split(".")]).strip(".")
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _named(files: Mapping[str, bytes], names: Iterable[str]) -> Iterator[bytes]:
    for name in sorted(names):
        yield name.encode()
        yield files[name]


def _json(value: Any) -> bytes:
    return json.dumps(msgspec.to_builtins(value), sort_keys=True).encode()


def _digest(contents: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for content in contents:
        total.update(len(content).to_bytes(8) + content)
    return total.hexdigest()
