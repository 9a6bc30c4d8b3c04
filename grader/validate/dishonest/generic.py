"""The generic set: every kind of answer, in every exercise, built from the reference alone.

An exercise's own names are those it asks for and does not call upstream. They do no work alone,
with what they rest on, and with every name there is; and, where they are classes, once more with
objects that are built right. Whichever exercise has nothing of its own that works is judged.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.assignment import Assignment
from grader.prepare import Prepared
from grader.trial import Bench
from grader.validate.dishonest.earned import Make
from grader.validate.dishonest.kinds import KINDS, Kind
from grader.validate.dishonest.namespace import Namespace, Signature


@dataclass(frozen=True, slots=True)
class Attempt:
    """One kind of answer under some names, and the exercises in which it does no work."""

    kind: Kind
    scope: str
    """`alone`, `rests_on` (with what an exercise rests on) or `all`."""
    names: frozenset[str]
    exercises: tuple[str, ...]
    built: bool
    """Whether objects are built right."""

    @property
    def id(self) -> str:
        """Return what the author's `Allowed` and reports call it."""
        return f"{self.kind.id}.{self.scope}" + (".built" if self.built else "")

    @property
    def does(self) -> str:
        """Say what it does."""
        return f"{', '.join(sorted(self.names))}: {self.kind.does}"


def attempts(assignment: Assignment, classes: frozenset[str]) -> Iterator[Attempt]:
    """Yield the whole set; `classes` are the names whose objects are built."""
    own = {rubric.name: own_names(assignment, rubric.name) for rubric in assignment.rubrics}
    for names, scope in _scopes(assignment, own).items():
        judged = tuple(exercise for exercise, needed in own.items() if needed <= names)
        for kind in KINDS:
            yield Attempt(kind, scope, names, judged, built=False)
            if names & classes and not kind.is_mute:
                yield Attempt(kind, scope, names, judged, built=True)


def _scopes(
    assignment: Assignment, own: Mapping[str, frozenset[str]]
) -> dict[frozenset[str], str]:
    """Return every set of names that does no work at once, and what it is called."""
    upstream = {name: frozenset(assignment.exercises[name].upstream) for name in own}
    everything = frozenset[str]().union(*own.values(), *upstream.values())
    found = {everything: "all"}
    for names in own.values():
        found.setdefault(names, "alone")
    for exercise, names in own.items():
        found.setdefault(names | upstream[exercise], "rests_on")
    return found


def own_names(assignment: Assignment, exercise: str) -> frozenset[str]:
    """Return what an exercise asks for and does not rest on."""
    asked = assignment.exercises[exercise]
    return frozenset(asked.asks or (exercise,)) - frozenset(asked.upstream)


def maker(bench: Bench, assignment: Assignment, attempt: Attempt, public: set[Signature]) -> Make:
    """Return what makes an attempt's functions."""

    def make(given: frozenset[str]) -> Mapping[str, Any]:
        module = bench.load("reference")
        namespace = Namespace(module, attempt.kind, public)
        namespace.wrap(sorted(attempt.names - given), built=attempt.built)
        return {ask.name: getattr(module, ask.name) for ask in assignment.asks}

    return make


def public_calls(bench: Bench, prepared: Prepared) -> set[Signature]:
    """Return the signatures of every call that the public examples make."""
    found: set[Signature] = set()
    module = bench.load("reference")
    names = [ask.name for ask in prepared.assignment.asks if ask.kind != "block"]
    Namespace(module, None, found).wrap(name for name in names if hasattr(module, name))
    functions = {name: getattr(module, name) for name in names if hasattr(module, name)}
    examples = [case for case in prepared.cases if case.question.kind == "example"]
    bench.try_out(functions, prepared, examples)
    return found
