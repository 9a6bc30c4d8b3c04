"""What every known mistake answers to every case: computed once for a seed, and kept.

An answer is computed when a submission first needs it, and no sooner.
"""

import time

from grader.diagnose.authored import Authored, Source
from grader.diagnose.learnt import RIGHT, Learnt, Made
from grader.diagnose.shelf import Shelf
from grader.diagnose.variants import Variants
from grader.exercise import Exercise
from grader.prepare import Prepared, PreparedCase
from grader.trial import Answer


class Known:
    """The known mistakes of an assignment, under one seed.

    Every method raises BrokenAssignment when they cannot be had: mistakes.py cannot be run.
    """

    def __init__(
        self, prepared: Prepared, shelf: Shelf | None = None, source: Source | None = None
    ) -> None:
        self._prepared = prepared
        self.shelf = shelf
        """Where what is computed is kept between runs."""
        self._source = source or Authored(prepared)
        self._learnt: dict[str, Learnt] = {}
        self._single: dict[str, Variants] = {}
        self.learning_seconds = 0.0
        """Time spent on computing answers: the class's, and no submission's."""
        self._kept_at = 0.0

    @property
    def observed(self) -> frozenset[str]:
        """The mistakes whose sentence is true of whoever answers so."""
        return self._prepared.assignment.observed

    def single(self, exercise: str) -> Variants:
        """Return every mistake of an exercise."""
        if exercise not in self._single:
            mistakes = self._source.exercises.items()
            made = tuple((name,) for name, its in mistakes if its == exercise)
            self._single[exercise] = Variants(made, self._answers_to(exercise))
        return self._single[exercise]

    def compose(self, made: Made) -> bool:
        """Tell whether two mistakes can be made at once: they fill different slots."""
        return self._source.compose(made)

    def checked(self, exercise: str, made: Made) -> Variants:
        """Return one variant, of any exercise's mistakes, before the cases of an exercise."""
        return Variants((made,), self._answers_to(exercise))

    def knows(self, exercise: str, made: Made) -> bool:
        """Tell whether a variant's answers to an exercise can be had: a kit holds not all."""
        return all(self._source.knows(made, case) for case in self.cases(exercise))

    def costs(self, exercise: str, mistake: str) -> frozenset[str]:
        """Return the items of an exercise that a mistake costs."""
        made = (mistake,)
        return self.checked(exercise, made).loses(made)

    def learn(self) -> None:
        """Compute and keep what a class will need, before its workers start."""
        for rubric in self._prepared.assignment.rubrics:
            single = self.single(rubric.name)
            for made in (RIGHT, *single.made) if single.made else ():
                for place in range(len(single.learnt.cases)):
                    single.learnt.answer(made, place)
        self.keep()

    def keep(self, worth: float = 0.0) -> None:
        """Put on the shelf what was computed since, if that took so many seconds or more."""
        if self.shelf is None or self.learning_seconds - self._kept_at < worth:
            return
        self._kept_at = self.learning_seconds
        for exercise, learnt in self._learnt.items():
            if learnt.is_grown:
                self.shelf.put(exercise, learnt.answers)
                learnt.is_grown = False

    def relatives(self, exercise: str) -> tuple[str, ...]:
        """Return the other exercises in which a mistake of this one may show: they share names."""
        exercises = self._prepared.assignment.exercises
        given = _names(exercises[exercise]) - {*exercises[exercise].upstream}
        others = (rubric.name for rubric in self._prepared.assignment.rubrics)
        return tuple(
            name
            for name in others
            if name != exercise and given & {*_names(exercises[name]), *exercises[name].upstream}
        )

    def exercise_of(self, mistake: str) -> str:
        """Return the exercise that a mistake is made in."""
        return self._source.exercises[mistake]

    def cases(self, exercise: str) -> tuple[PreparedCase, ...]:
        """Return an exercise's cases, examples first."""
        return tuple(c for c in self._prepared.cases if c.question.exercise == exercise)

    def _answers_to(self, exercise: str) -> Learnt:
        if exercise not in self._learnt:
            cases = self.cases(exercise)
            kept = self.shelf.take(exercise, len(cases)) if self.shelf else None
            self._learnt[exercise] = Learnt(cases, self._answer, kept)
        return self._learnt[exercise]

    def _answer(self, made: Made, case: PreparedCase) -> Answer:
        started = time.monotonic()
        try:
            return self._source.answer(made, case)
        finally:
            self.learning_seconds += time.monotonic() - started


def _names(exercise: Exercise) -> set[str]:
    return {*(exercise.asks or (exercise.name,))}
