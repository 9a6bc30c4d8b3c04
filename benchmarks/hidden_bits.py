"""How much a report says of hidden cases, in bits: what a hostile submission could choose to say.

``python benchmarks/hidden_bits.py [ASSIGNMENT...]`` puts wrong answers of many kinds in the place
of each part of the reference's answers, and counts for each finding of each hidden case the
sentences that came out. A submission that could reach each of them in every combination, which
none can, would say the sum of their logarithms. Printed for each lesson:

* cases: hidden cases; findings: of one case, at most;
* a case: bits of the findings of one case, at most; all: of all hidden cases together;
* quantities: names that a diagnosis of one exercise may list, at most.

A list of names within a sentence (which parts of a cache are wrong) tells one bit a name besides;
wrong answers differ in one part at a time, so little of that is counted.
"""

import math
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.assignment import load_assignment
from grader.diagnose.evidence import gather
from grader.diagnose.relation.leaves import leaves
from grader.find import find_assignment, known_assignments
from grader.measure.values import Unfit
from grader.prepare import Prepared, PreparedCase, findings_of, prepare
from grader.seed import practice_seed

_KINDS: tuple[Any, ...] = (
    None, {}, [], [1.0], "ValueError", "NotImplementedError", "x", 0.5, True, np.nan,
    np.zeros((3, 7)),
)  # fmt: skip


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")  # of numbers that overflow
    print(f"{'':18}{'cases':>6}{'findings':>10}{'a case':>8}{'all':>6}{'quantities':>12}")
    for slug in sys.argv[1:] or sorted(known_assignments()):
        folder, solutions = find_assignment(slug)
        prepared = prepare(load_assignment(folder, solutions), practice_seed())
        hidden = [case for case in prepared.cases if case.question.kind == "hidden"]
        bits = [_bits(prepared, case) for case in hidden]
        findings = max(len(case.counted) for case in hidden)
        names = max(_quantities(prepared, case) for case in hidden)
        print(f"{slug:18}{len(hidden):6}{findings:10}{max(bits):8.0f}{sum(bits):6.0f}{names:12}")


def _bits(prepared: Prepared, case: PreparedCase) -> float:
    seen: dict[tuple[str, str], set[str]] = {}
    for got in _wrong(case.want):
        try:
            found = findings_of(prepared.assignment, case.question, got, case.want)
        except Unfit:
            continue
        for finding in found:
            said = f"{finding.ok} {finding.message}"
            seen.setdefault((finding.item, finding.part), set()).add(said)
    return sum(math.log2(len(sentences)) for sentences in seen.values())


def _wrong(want: Any, depth: int = 2) -> Iterator[Any]:
    yield want
    yield from _KINDS
    if isinstance(want, np.ndarray) and want.dtype.kind == "f":
        yield from (2 * want, -want, want + 1, 0 * want, want * np.nan)
    if depth and isinstance(want, dict):
        for key, inner in want.items():
            yield from ({**want, key: other} for other in _wrong(inner, depth - 1))
    elif depth and isinstance(want, list | tuple):
        for place, inner in enumerate(want):
            for other in _wrong(inner, depth - 1):
                yield type(want)([*want[:place], other, *want[place + 1 :]])


def _quantities(prepared: Prepared, case: PreparedCase) -> int:
    """Count what a diagnosis compares of one case."""
    exercise = prepared.assignment.exercises[case.question.exercise]
    answered, lines = gather(exercise, [(case.question.case, case.want, case.want)])
    return max(len(lines[0]), sum(1 for _ in leaves(answered[0].got, answered[0].want)))


if __name__ == "__main__":
    main()
