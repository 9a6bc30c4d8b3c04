"""What comes with the assignment, and a notebook hides by a definition of its own.

An exercise that is wrong, and right as soon as these definitions are left out, was not wrong
itself: it is asked once more, with what the assignment brings in their place, in a child of its
own. Nothing of that child is shown, and no points come of it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from grader.bound import bound
from grader.budget import Budget
from grader.diagnose.diagnose import is_right
from grader.diagnosis import Diagnosis
from grader.errors import SandboxFault
from grader.extract.defining import DEFINITIONS
from grader.extract.trees import parsed
from grader.judge import judge
from grader.model import Attempt, Chunk, Extraction, Text
from grader.prepare import Prepared
from grader.sandbox.executor import Executor
from grader.syntax import syntax_tree

_MOST = 4
"""Definitions that are named."""


def hides(
    prepared: Prepared,
    executor: Executor,
    attempt: Attempt,
    aside: Collection[str],
    report_fault: Callable[[str], None],
    budget: Budget,
) -> dict[str, Diagnosis]:
    """Return what is said of each exercise that is wrong by what the notebook hides alone."""
    wrong = {
        rubric.name
        for rubric in prepared.assignment.rubrics
        if rubric.name not in aside and not is_right(rubric.name, attempt.judged)
    }
    cases = tuple(c for c in prepared.cases if c.question.exercise in wrong
                  and c.question.index in attempt.outcomes)  # fmt: skip
    hidden = _hidden(prepared, attempt.extraction)
    if not cases or not hidden or budget.no_time_left:
        return {}
    extraction = replace(
        attempt.extraction,
        chunks=tuple(_given_for(chunk, hidden) for chunk in attempt.extraction.chunks),
    )
    try:
        execution = executor.run(extraction, [case.question for case in cases], budget)
    except SandboxFault as fault:
        report_fault(f"what the notebook hides: {fault}")
        return {}
    indices = (case.question.index for case in cases)
    outcomes = bound(cases, dict(zip(indices, execution.outcomes, strict=True)))
    judged = judge(replace(prepared, cases=cases), extraction, outcomes, report_fault)
    said = _said(hidden)
    asked = {one.exercise for one in judged}
    return {name: said for name in sorted(asked) if is_right(name, judged)}


def _hidden(prepared: Prepared, extraction: Extraction) -> dict[Chunk, tuple[str, str]]:
    """Return the definitions that hide something: its name, and the module that it comes from."""
    given = _given(prepared.assignment.folder / "provided", prepared.assignment.digest)
    own = {*extraction.names.values(), *extraction.names}
    found: dict[Chunk, tuple[str, str]] = {}
    for chunk in extraction.chunks:
        name = _defined(chunk.source)
        if name in given and name not in own:
            found[chunk] = name, given[name]
    return found


def _defined(source: str) -> str:
    body = parsed(source).body
    return body[0].name if len(body) == 1 and isinstance(body[0], DEFINITIONS) else ""


def _given_for(chunk: Chunk, hidden: Mapping[Chunk, tuple[str, str]]) -> Chunk:
    if chunk not in hidden:
        return chunk
    name, module = hidden[chunk]
    return replace(chunk, source=f"from {module} import {name}")


@cache
def _given(folder: Path, _digest: str) -> dict[str, str]:
    """Return what the assignment's modules define: name -> module. The digest tells of changes."""
    found: dict[str, str] = {}
    for path in sorted([*folder.glob("*.py"), *folder.glob("*/__init__.py")]):
        module = path.parent.name if path.name == "__init__.py" else path.stem
        body = syntax_tree(path.read_text(encoding="utf-8")).body
        found |= {node.name: module for node in body if isinstance(node, DEFINITIONS)}
    return found


def _said(hidden: Mapping[Chunk, tuple[str, str]]) -> Diagnosis:
    some = list(hidden.items())[:_MOST]
    words = {
        "names": ", ".join(f"`{name}`" for _chunk, (name, _module) in some),
        "cells": ", ".join(dict.fromkeys(str(chunk.cell) for chunk, _ in some)),
    }
    return Diagnosis(
        "relation",
        certainty="confirmed",
        where=Text("hides.where", words),
        text=Text("hides.text", words),
        hint=Text("hides.hint", words),
    )
