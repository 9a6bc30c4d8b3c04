"""A lesson opened for checking: its practice cases and its known mistakes, loaded once."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from grader.assignment import Assignment
from grader.diagnose.known import Known
from grader.exercise import Exercise
from grader.find import Place
from grader.frozen import frozen
from grader.kit.practice import practice_source
from grader.model import Extraction
from grader.prepare import Prepared
from grader.session import Provider


@frozen
class Opened:
    """A lesson that is ready to be checked by."""

    source: Provider
    prepared: Prepared
    known: Known | None

    @property
    def assignment(self) -> Assignment:
        """The lesson."""
        return self.prepared.assignment

    def given(self, exercise: str) -> set[str]:
        """Return the names that an exercise itself is about."""
        found = self.assignment.exercises[exercise]
        return {*_asks(found, exercise)} - {*found.upstream}

    def meant(self, wanted: str, asked: str) -> list[str]:
        """Return the exercises that are meant by their name, or by a name that they ask for."""
        names = [rubric.name for rubric in self.assignment.rubrics]
        if wanted in names and not asked:
            return [wanted]
        about = [name for name in names if asked in self.given(name)]
        return about or [n for n in names if asked in _asks(self.assignment.exercises[n], n)]

    def lacking(self, exercise: str, there: Extraction) -> list[str]:
        """Return the names that an exercise asks for and that are not there."""
        asks = _asks(self.assignment.exercises[exercise], exercise)
        return [name for name in asks if name in there.missing]

    def with_earlier(self, exercises: Collection[str], there: Extraction) -> set[str]:
        """Return exercises with the earlier ones whose mistakes may show in them."""
        found = {*exercises}
        while more := {*self._earlier(found, there)} - found:
            found |= more
        return found

    def narrowed(self, exercises: Collection[str]) -> Prepared:
        """Return what there is to ask about these exercises alone."""
        rubrics = tuple(r for r in self.assignment.rubrics if r.name in exercises)
        return replace(
            self.prepared,
            assignment=replace(self.assignment, rubrics=rubrics, solutions=None),
            cases=tuple(c for c in self.prepared.cases if c.question.exercise in exercises),
            own_cases=tuple(c for c in self.prepared.own_cases if c.question.exercise in exercises),
        )

    def _earlier(self, exercises: Collection[str], there: Extraction) -> Iterator[str]:
        upstream = {u for name in exercises for u in self.assignment.exercises[name].upstream}
        for rubric in self.assignment.rubrics:
            if upstream & self.given(rubric.name) and not self.lacking(rubric.name, there):
                yield rubric.name


def opened(place: Place) -> Opened:
    """Open a lesson under the public practice seed.

    Raises BrokenAssignment, BrokenKit, ReferenceFault.
    """
    source = practice_source(place)
    prepared = source.prepared(source.load())
    return Opened(source, prepared, source.known(prepared))


def _asks(exercise: Exercise, name: str) -> tuple[str, ...]:
    return exercise.asks or (name,)
