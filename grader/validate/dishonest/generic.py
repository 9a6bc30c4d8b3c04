"""The generic set: every kind of answer, in every exercise, built from the reference alone.

An exercise's own names are those it asks for and does not call upstream. They do no work alone, and
together with what they rest on; and, where they are classes, once more with objects that are built
right. The exercise then has nothing of its own that works, and earns nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from grader.assignment import Assignment
from grader.frozen import frozen
from grader.prepare import Prepared
from grader.trial import Bench
from grader.validate.dishonest.earned import Make
from grader.validate.dishonest.kinds import KINDS, Kind
from grader.validate.dishonest.namespace import Namespace, Signature


@frozen
class Attempt:
    """One kind of answer under some names, and the exercises in which it does no work."""

    kind: Kind
    names: frozenset[str]
    exercises: tuple[str, ...]
    built: bool
    """Whether objects are built right."""

    @property
    def id(self) -> str:
        """Return what the author's `Allowed` and reports call it."""
        return f"{self.kind.id}.built" if self.built else self.kind.id

    @property
    def does(self) -> str:
        """Say what it does."""
        built = ", of objects built right" if self.built else ""
        return f"{', '.join(sorted(self.names))} {self.kind.does}{built}"


def attempts(
    assignment: Assignment, classes: frozenset[str], exercises: Collection[str]
) -> Iterator[Attempt]:
    """Yield the set for these exercises; `classes` are the names whose objects are built."""
    for names, judged in _judged(assignment, exercises).items():
        for kind in KINDS:
            yield Attempt(kind, names, judged, built=False)
            if names & classes and kind.idle and not kind.is_mute:
                yield Attempt(kind, names, judged, built=True)


def _judged(
    assignment: Assignment, exercises: Collection[str]
) -> dict[frozenset[str], tuple[str, ...]]:
    """Return every set of names that does no work at once, and the exercises that it empties."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    for rubric in assignment.rubrics:
        if rubric.name not in exercises:
            continue
        own = own_names(assignment, rubric.name)
        for names in {own, own | frozenset(assignment.exercises[rubric.name].upstream)}:
            found[names] = (*found.get(names, ()), rubric.name)
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
