"""Known mistakes to begin with: changes of the solution that its cases tell apart, in the sandbox.

Changes that answer alike are one mistake. Each is offered with a sentence of its kind, for the
author to keep, to word better or to throw away.
"""

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from grader.author.slips import other_axes, slip_of
from grader.author.trying import Solution, Tried, is_right
from grader.declared.exercise import Declared
from grader.frozen import frozen
from grader.model import Status
from grader.syntax import syntax_tree
from grader.trial import same
from grader.validate.mutants.change import Mutant, mutants
from grader.validate.validate import MISTAKE_SEEDS

MOST = 6
"""Mistakes that are offered for one exercise."""
_RANK = (
    "axis", "sign", "factor", "transpose", "order", "power", "whole", "missing", "argument",
    "negation", "comparison", "range", "constant", "other",
)  # fmt: skip
"""Kinds of slips, those first that people make most."""
_SEED = 11
"""Under which `Tried.answers` were given."""


@frozen
class Offered:
    """A change that some case tells from the solution."""

    id: str
    exercise: str
    mutant: Mutant
    alike: int
    """How many other changes answer the same."""
    function: str
    """The changed function or class, as text, under a name of its own."""
    called: str
    """That name."""


def offer(
    source: str,
    exercises: Mapping[str, tuple[Declared, Tried]],
    sources: Mapping[str, str],
    load: Callable[[str], Solution],
) -> list[Offered]:
    """Return the mistakes to offer for a reference's text; `load` puts a text into the sandbox.

    `sources` are the functions and classes that the exercises ask about.
    """
    changes = [*other_axes(source), *mutants(source)]
    found: list[Offered] = []
    for name, (exercise, tried) in exercises.items():
        own = sorted((one for one in changes if one.name == sources[name]), key=_rank)
        kept: list[tuple[Mutant, list[Any], list[Mutant]]] = []
        for mutant in own:
            _sort_in(mutant, _answers(mutant, exercise, tried, load), kept)
        for number, (mutant, _, alike) in enumerate(_first_kinds(kept), 1):
            identity = f"{name}.{slip_of(mutant)}_{number}"
            called = f"{name}__{slip_of(mutant)}_{number}"
            text = _renamed(mutant, called)
            found.append(Offered(identity, name, mutant, len(alike), text, called))
    return found


def _rank(mutant: Mutant) -> int:
    return _RANK.index(slip_of(mutant))


def _answers(
    mutant: Mutant, exercise: Declared, tried: Tried, load: Callable[[str], Solution]
) -> list[Any] | None:
    """Return what a change answers; None where it does not run, or some seed does not tell it."""
    by_seed = tried.by_seed(MISTAKE_SEEDS)
    cases = [case for one in by_seed for case, _ in one]
    outcomes = load(mutant.source).answers(exercise, [(case, _SEED) for case in cases])
    if any(outcome.status is not Status.PASSED for outcome in outcomes):
        return None
    given = iter(outcomes)
    for one in by_seed:
        right = [is_right(exercise, case, next(given).value, want) for case, want in one]
        if all(right):
            return None
    return [outcome.value for outcome in outcomes]


def _sort_in(
    mutant: Mutant, answers: list[Any] | None, kept: list[tuple[Mutant, list[Any], list[Mutant]]]
) -> None:
    if answers is None:
        return
    for _, known, alike in kept:
        if all(map(same, known, answers)):
            alike.append(mutant)
            return
    kept.append((mutant, answers, []))


def _first_kinds(
    kept: Sequence[tuple[Mutant, list[Any], list[Mutant]]],
) -> Iterator[tuple[Mutant, list[Any], list[Mutant]]]:
    """Yield as many as are offered, two of a kind at most: they would be told in one sentence."""
    counts: dict[str, int] = {}
    offered = 0
    for one in kept:
        kind = slip_of(one[0])
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= 2 and offered < MOST:
            offered += 1
            yield one


def _renamed(mutant: Mutant, name: str) -> str:
    tree = syntax_tree(mutant.source)
    (changed,) = [
        one for one in tree.body
        if isinstance(one, ast.FunctionDef | ast.ClassDef) and one.name == mutant.name
    ][-1:]  # fmt: skip
    changed.name = name
    for node in ast.walk(changed):  # a class that makes objects of its own makes changed ones
        if isinstance(node, ast.Name) and node.id == mutant.name:
            node.id = name
    return ast.unparse(changed)
