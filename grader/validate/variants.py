"""Known mistakes lose points and are told apart; alternatives keep full marks."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.prepare import Prepared, PreparedCase
from grader.trial import Answer, Bench, same_answer
from grader.validate.flaw import Flaw, Row

Answers = dict[str, tuple[Answer, ...]]
"""A variant's id -> its answers to the cases of its exercise."""


def examine_mistakes(bench: Bench, solutions: Path, trials: Sequence[Prepared]) -> list[Row]:
    """Try every known mistake under each seed; compare them under the first."""
    path = solutions / "mistakes.py"
    try:
        module = bench.load("mistakes")
        mistakes = {mistake.id: mistake for mistake in module.MISTAKES}
        exercises = {mistake.id: mistake.exercise for mistake in module.MISTAKES}
    except Exception as error:  # an author's file may raise anything
        return [Row("mistakes", "unreadable", (_broken(path, error),))]
    faults: list[Flaw] = []
    first: dict[str, Answers] = defaultdict(dict)
    for number, prepared in enumerate(trials):
        for name, mistake in mistakes.items():
            cases = _cases(prepared, exercises[name])
            answers = bench.try_out(module.functions(mistake), prepared, cases)
            if not any(answer.lost for answer in answers):
                faults.append(Flaw(str(path), name, f"loses no points (seed {number})"))
            if number == 0:
                first[exercises[name]][name] = answers
    alike = [names for names in _alike(first) if not _is_told_apart(trials[0], names)]
    faults += [Flaw(str(path), names, "give the same answers to every case") for names in alike]
    assignment = trials[0].assignment
    faults += [
        Flaw(str(solutions / "mistakes.toml"), name, "nothing is said of it")
        for name in mistakes
        if not any(key.startswith(f"{name}.sentence.") for key in assignment.mistakes)
    ]
    unknown = sorted(set(exercises.values()) - {r.name for r in assignment.rubrics})
    faults += [Flaw(str(path), name, "is no exercise of this assignment") for name in unknown]
    losing = len(mistakes) - len({fault.key for fault in faults if "loses" in fault.sentence})
    return [
        Row("mistakes", f"{losing} of {len(mistakes)} lose points", tuple(faults)),
        Row("cases", f"{len(trials[0].cases)}", notes=tuple(_idle(trials[0], first))),
    ]


def examine_alternatives(bench: Bench, solutions: Path, trials: Sequence[Prepared]) -> Row:
    """Try every alternative under each seed."""
    path = solutions / "alternatives.py"
    try:
        module = bench.load("alternatives")
        alternatives = list(module.ALTERNATIVES)
    except Exception as error:  # an author's file may raise anything
        return Row("alternatives", "unreadable", (_broken(path, error),))
    faults: dict[str, Flaw] = {}
    for prepared in trials:
        for alternative in alternatives:
            for sentence in _losses(bench, module, alternative, prepared):
                faults.setdefault(alternative.id, Flaw(str(path), alternative.id, sentence))
    full = len(alternatives) - len(faults)
    result = f"{full} of {len(alternatives)} have full marks"
    return Row("alternatives", result, tuple(faults.values()))


def _losses(
    bench: Bench, module: ModuleType, alternative: Any, prepared: Prepared
) -> Iterator[str]:
    cases = _cases(prepared, alternative.exercise)
    answers = bench.try_out(module.functions(alternative), prepared, cases)
    for case, answer in zip(cases, answers, strict=True):
        if answer.lost:
            items = ", ".join(sorted({item for item, _part in answer.lost}))
            raised = f" (raised {answer.raised})" if answer.raised else ""
            yield f"loses {items} in case {case.question.case.name}{raised}"


def _cases(prepared: Prepared, exercise: str) -> list[PreparedCase]:
    return [case for case in prepared.cases if case.question.exercise == exercise]


def _is_told_apart(prepared: Prepared, names: str) -> bool:
    """Tell whether of mistakes that answer alike all but one are told by the code.

    The one is said where none is seen in the code: its sentence is true of whoever answers so.
    """
    assignment, each = prepared.assignment, names.split(", ")
    observed = [name for name in each if name in assignment.observed]
    return len(observed) == 1 and all(
        name in assignment.looks for name in each if name not in observed
    )


def _alike(first: dict[str, Answers]) -> Iterator[str]:
    for answers in first.values():
        for (one, ours), (other, theirs) in combinations(answers.items(), 2):
            if all(same_answer(a, b) for a, b in zip(ours, theirs, strict=True)):
                yield f"{one}, {other}"


def _idle(prepared: Prepared, first: dict[str, Answers]) -> Iterator[str]:
    """Name the cases without which no mistake would go unseen."""
    for exercise, answers in first.items():
        cases = _cases(prepared, exercise)
        alone = [
            [place for place, answer in enumerate(given) if answer.lost]
            for given in answers.values()
        ]
        for place, case in enumerate(cases):
            if [place] not in alone:
                yield f"{exercise}, case {case.question.case.name}: no mistake needs it"


def _broken(path: Path, error: Exception) -> Flaw:
    return Flaw(str(path), "", f"{type(error).__name__}: {error}")
