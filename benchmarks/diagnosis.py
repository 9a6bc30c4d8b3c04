"""How often the mistake is named: every known mistake, every pair, every alternative, 5 seeds.

``python benchmarks/diagnosis.py [--seeds N] [ASSIGNMENT...]`` runs the author's variants in this
process and hands their answers to the diagnosis as if a student had given them. Per assignment:

* mistakes: named (it and no other), as one of two candidates, as another mistake, left unnamed;
* pairs of mistakes that compose: both named, one of them named, a candidate list, another mistake
  named, left unnamed; and accepted as right, which must never happen;
* alternatives, right but written differently: accused of a mistake, which must never happen.

A pair may equal a single mistake in every answer: then that one is named, and nobody could tell.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations
from multiprocessing import get_context

from rich.console import Console
from rich.table import Table

from grader.assignment import load_assignment
from grader.diagnose.answers import Answers
from grader.diagnose.known import Known
from grader.diagnose.name import named
from grader.find import find_assignment, known_assignments
from grader.mistake import Mistake
from grader.model import Outcome, Raised, Status
from grader.prepare import PreparedCase, prepare
from grader.seed import stream
from grader.trial import Answer, Bench

MISTAKES = ("named", "one of two", "another named", "unnamed")
PAIRS = ("both named", "one named", "candidates", "another named", "unnamed", "accepted as right")
ALTERNATIVES = ("accused", "not accused")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; the exit code is 1 when something happened that must not."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("slugs", nargs="*", metavar="ASSIGNMENT")
    given = parser.parse_args(arguments)
    slugs = given.slugs or sorted(known_assignments())
    tasks = [(slug, seed) for slug in slugs for seed in range(given.seeds)]
    found: dict[str, Counter[str]] = {slug: Counter() for slug in slugs}
    with ProcessPoolExecutor(given.jobs, get_context("spawn")) as pool:
        for (slug, _seed), counts in zip(tasks, pool.map(_measured, tasks), strict=True):
            found[slug] += counts
    for title, kinds in (("mistake", MISTAKES), ("pair", PAIRS), ("alternative", ALTERNATIVES)):
        Console(width=110).print(_table(title, kinds, found))
    total = sum(found.values(), Counter())
    for line, count in sorted(total.items()):
        if line.startswith("- "):
            print(f"{line[2:]} ({count} of {given.seeds} seeds)")
    forbidden = ("mistake: another named", "pair: accepted as right", "alternative: accused")
    return 1 if any(total[key] for key in forbidden) else 0


def _measured(task: tuple[str, int]) -> Counter[str]:
    return measure(*task)


def measure(slug: str, number: int) -> Counter[str]:
    """Count what comes of every variant of an assignment under one seed."""
    folder, solutions = find_assignment(slug)
    assignment = load_assignment(folder, solutions)
    seed = stream(b"benchmark", slug, str(number)).bytes(32)
    prepared = prepare(assignment, seed)
    known, bench = Known(prepared), Bench(folder, solutions)
    mistakes, alternatives = bench.load("mistakes"), bench.load("alternatives")
    counts: Counter[str] = Counter()

    def tried(exercise: str, functions: object) -> tuple[list[PreparedCase], tuple[Answer, ...]]:
        cases = [case for case in prepared.cases if case.question.exercise == exercise]
        return cases, bench.try_out(functions, prepared, cases)

    for made in (*((m,) for m in mistakes.MISTAKES), *_pairs(mistakes)):
        exercise = made[0].exercise
        cases, answers = tried(exercise, mistakes.functions(*made))
        if any(answer.lost for answer in answers):
            found = named(known, exercise, _as_answers(cases, answers))
        else:
            found = None
        _count(counts, made, found)
    for alternative in alternatives.ALTERNATIVES:
        cases, answers = tried(alternative.exercise, alternatives.functions(alternative))
        accused = named(known, alternative.exercise, _as_answers(cases, answers))
        counts[f"alternative: {'accused' if accused else 'not accused'}"] += 1
        if accused:
            counts[f"- {slug}, {alternative.id} is accused of {accused}"] += 1
    return counts


def _pairs(module: object) -> Iterator[tuple[Mistake, Mistake]]:
    for one, other in combinations(module.MISTAKES, 2):
        if one.exercise == other.exercise:
            try:
                module.functions(one, other)
            except TypeError:  # both want the same slot
                continue
            yield one, other


def _as_answers(cases: Sequence[PreparedCase], answers: Sequence[Answer]) -> Answers:
    outcomes = {}
    for case, answer in zip(cases, answers, strict=True):
        outcome = Outcome(Status.PASSED, answer.value)
        if answer.raised:
            outcome = Outcome(Status.RAISED, raised=Raised(answer.raised, answer.message))
        outcomes[case.question.index] = outcome
    return Answers(outcomes)


def _count(
    counts: Counter[str],
    made: tuple[Mistake, ...],
    found: tuple[tuple[str, ...], ...] | None,
) -> None:
    ids = {mistake.id for mistake in made}
    kind = "mistake" if len(made) == 1 else "pair"
    told = _told(ids, found)
    counts[f"{kind}: {told}"] += 1
    if told in ("another named", "accepted as right") or (kind == "mistake" and told != "named"):
        counts[f"- {' + '.join(sorted(ids))}: {told} {found or ''}"] += 1


def _told(ids: set[str], found: tuple[tuple[str, ...], ...] | None) -> str:
    if found is None:
        return "accepted as right"
    if not found:
        return "unnamed"
    if len(found) == 2:
        return "one of two" if len(ids) == 1 and (*ids,) in found else "candidates"
    said = set(found[0])
    if said == ids:
        return "named" if len(ids) == 1 else "both named"
    return "one named" if said < ids else "another named"


def _table(title: str, kinds: Sequence[str], found: dict[str, Counter[str]]) -> Table:
    table = Table(title=f"{title}s, all seeds together")
    table.add_column("assignment")
    for heading in ("all", *kinds):
        table.add_column(heading, justify="right")
    for slug, counts in (*found.items(), ("all", sum(found.values(), Counter()))):
        numbers = [counts[f"{title}: {kind}"] for kind in kinds]
        table.add_row(slug, str(sum(numbers)), *map(str, numbers))
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
