"""The reference: full marks under many seeds, the same answer twice, the frozen examples."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from grader.assignment import Assignment
from grader.errors import GraderError
from grader.exercise import shown_of
from grader.prepare import Prepared, prepare
from grader.seed import stream
from grader.trial import same
from grader.validate.flaw import Flaw, Row


def examine_reference(assignment: Assignment, seeds: Sequence[bytes]) -> tuple[Row, list[Prepared]]:
    """Prepare the assignment under every seed; a seed under which that fails is a fault."""
    path = str((assignment.solutions or assignment.folder) / "reference.py")
    faults: dict[str, Flaw] = {}
    prepared = []
    for seed in seeds:
        try:
            prepared.append(prepare(assignment, seed))
        except GraderError as error:
            sentence = str(error)
            faults.setdefault(sentence, Flaw(path, "", sentence))
    if prepared:
        for sentence in _changing(prepared[0], prepare(assignment, seeds[0])):
            faults.setdefault(sentence, Flaw(path, "", sentence))
        for name, sentence in _unjudged(prepared[0]):
            faults.setdefault(sentence, Flaw(str(assignment.folder), name, sentence))
    result = f"{len(prepared)} of {len(seeds)} seeds agree"
    return Row("reference", result, tuple(faults.values())), prepared


def examine_examples(prepared: Prepared) -> Row:
    """Compare `expected.json` with what the reference gives for the public examples."""
    path = prepared.assignment.folder / "expected.json"
    try:
        frozen = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        why = "is missing" if isinstance(error, FileNotFoundError) else str(error)
        return Row("examples", "unreadable", (Flaw(str(path), "", why),))
    expected = json.loads(json.dumps(frozen_examples(prepared)))
    faults = tuple(Flaw(str(path), key, said) for key, said in _unlike(frozen, expected, ""))
    every = [(name, case) for name, cases in expected.items() for case in cases]
    right = [one for one in every if _is_frozen(frozen, expected, *one)]
    return Row("examples", f"{len(right)} of {len(every)} frozen as computed", faults)


def _is_frozen(frozen: Any, expected: Any, exercise: str, case: str) -> bool:
    """Tell whether an example is frozen, and as the reference gives it, however many its values."""
    there = frozen.get(exercise) if isinstance(frozen, dict) else None
    if not isinstance(there, dict) or case not in there:
        return False
    return not any(_unlike(there[case], expected[exercise][case], ""))


def frozen_examples(prepared: Prepared) -> dict[str, dict[str, Any]]:
    """Return what `expected.json` holds: exercise -> example -> the values that are shown."""
    found: dict[str, dict[str, Any]] = {}
    for case in prepared.cases:
        q = case.question
        if q.kind != "example":
            continue
        want = shown_of(prepared.assignment.exercises[q.exercise], case.want)
        found.setdefault(q.exercise, {})[q.case.name] = as_json(want)
    return found


def _changing(first: Prepared, second: Prepared) -> Iterator[str]:
    for one, other in zip(first.cases, second.cases, strict=True):
        if not same(one.want, other.want):
            q = one.question
            yield f"{q.exercise}, case {q.case.name}: two runs of the reference disagree"


def _unjudged(prepared: Prepared) -> Iterator[tuple[str, str]]:
    """Yield the cases that everybody is asked and of which nothing is judged."""
    for case in prepared.cases:
        if not prepared.findings(case, case.want):
            q = case.question
            yield q.exercise, f"case {q.case.name}: the check says nothing of it, not of right work"


def _unlike(frozen: Any, expected: Any, key: str) -> Iterator[tuple[str, str]]:
    if not isinstance(expected, dict) or not isinstance(frozen, dict):
        if not same(frozen, expected):
            yield key, "is not what the reference gives; freeze again, or mend the reference"
        return
    for name in expected.keys() - frozen.keys():
        yield f"{key}.{name}".lstrip("."), "is not frozen; run grader validate --freeze"
    for name in frozen.keys() - expected.keys():
        yield f"{key}.{name}".lstrip("."), "is no public example"
    for name in expected.keys() & frozen.keys():
        yield from _unlike(frozen[name], expected[name], f"{key}.{name}".lstrip("."))


def as_json(value: Any) -> Any:
    """Return a value as `expected.json` holds it."""
    if isinstance(value, dict):
        return {str(name): as_json(inner) for name, inner in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [as_json(inner) for inner in value]
    if isinstance(value, np.ndarray | np.generic):
        return as_json(value.tolist())
    if isinstance(value, complex):
        return str(value)
    return value


def seeds_of(count: int) -> list[bytes]:
    """Return the seeds that validation tries, the same ones every time."""
    return [stream(bytes(32), "validate", str(n)).bytes(32) for n in range(count)]


def write_examples(prepared: Prepared) -> Path:
    """Freeze the public examples into `expected.json`."""
    path = prepared.assignment.folder / "expected.json"
    text = json.dumps(frozen_examples(prepared), indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return path
