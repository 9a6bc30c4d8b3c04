"""What every known mistake answers to every case: computed once for a seed, and kept.

Answers are computed when a submission first needs them, exercise by exercise, by running the
author's variants in this process (`grader.trial`).
"""

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from types import ModuleType
from typing import TypeVar

from grader.diagnose.shelf import Shelf
from grader.diagnose.variants import Made, Variants
from grader.errors import BrokenAssignment, where
from grader.exercise import Exercise
from grader.mistake import Mistake
from grader.prepare import Prepared, PreparedCase
from grader.trial import Answer, Bench

Result = TypeVar("Result")


class Known:
    """The known mistakes of an assignment, under one seed.

    Every method raises BrokenAssignment when the author's mistakes.py cannot be run.
    """

    def __init__(self, prepared: Prepared, shelf: Shelf | None = None) -> None:
        self._prepared = prepared
        self._shelf = shelf
        self._single: dict[str, Variants] = {}
        self._at_once: dict[tuple[str, Made], tuple[Answer, ...]] = {}
        self._checked: dict[tuple[str, Made], Variants] = {}
        self.learning_seconds = 0.0
        """Time spent on computing answers: the class's, and no submission's."""

    def single(self, exercise: str) -> Variants:
        """Return every mistake of an exercise, with its answers to all of its cases."""
        if exercise not in self._single:
            made = [(m.id,) for m in self._mistakes.values() if m.exercise == exercise]
            cases = self.cases(exercise)
            self._single[exercise] = self._variants(f"{exercise} single", made, cases)
        return self._single[exercise]

    def compose(self, made: Made) -> bool:
        """Tell whether two mistakes can be made at once: they fill different slots."""
        return self._composes(*(self._mistakes[name] for name in made))

    def on_one_case(self, exercise: str, made: Sequence[Made]) -> Variants:
        """Return some pairs with their answers to the one case that tells most."""
        single = self.single(exercise)
        place = single.telling
        case = single.cases[place]
        answers = []
        for pair in made:
            if (exercise, pair) not in self._at_once:
                self._at_once[exercise, pair] = self._try_out(pair, [case])
            answers.append(self._at_once[exercise, pair])
        return Variants((case,), tuple(made), tuple(answers), (single.right[place],))

    def checked(self, exercise: str, made: Made) -> Variants:
        """Return one variant with its answers to all cases of any exercise."""
        key = (exercise, made)
        if key not in self._checked:
            cases = self.cases(exercise)
            wrong = self._kept(f"{exercise} {'+'.join(made)}", made, cases)
            self._checked[key] = Variants(cases, (made,), (wrong,), self._right(exercise))
        return self._checked[key]

    def costs(self, exercise: str, mistake: str) -> frozenset[str]:
        """Return the items of an exercise that a mistake costs."""
        single = self.single(exercise)
        made = (mistake,)
        return (single if made in single.made else self.checked(exercise, made)).loses(made)

    def learn(self) -> None:
        """Compute and keep what a class will need, before its workers start."""
        for rubric in self._prepared.assignment.rubrics:
            self.single(rubric.name)

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
        return self._mistakes[mistake].exercise

    def cases(self, exercise: str) -> tuple[PreparedCase, ...]:
        """Return an exercise's cases, examples first."""
        return tuple(c for c in self._prepared.cases if c.question.exercise == exercise)

    # ------------------------------------------------------------ the author's variants

    @cached_property
    def _bench(self) -> Bench | None:
        assignment = self._prepared.assignment
        if assignment.solutions is None or not (assignment.solutions / "mistakes.py").is_file():
            return None
        return Bench(assignment.folder, assignment.solutions)

    @cached_property
    def _module(self) -> ModuleType:
        return self._guarded(lambda bench: bench.load("mistakes"), loading=True)

    @cached_property
    def _mistakes(self) -> dict[str, Mistake]:
        if self._bench is None:
            return {}
        return self._guarded(lambda _bench: {m.id: m for m in self._module.MISTAKES})

    def _composes(self, *mistakes: Mistake) -> bool:
        try:
            self._module.functions(*mistakes)
        except TypeError:  # both want the same slot
            return False
        return True

    def _try_out(self, made: Made, cases: Sequence[PreparedCase]) -> tuple[Answer, ...]:
        started = time.monotonic()
        mistakes = [self._mistakes[name] for name in made]
        try:
            return self._guarded(
                lambda bench: bench.try_out(
                    self._module.functions(*mistakes), self._prepared, cases
                )
            )
        finally:
            self.learning_seconds += time.monotonic() - started

    def _right(self, exercise: str) -> tuple[Answer, ...]:
        """Return what the author's code answers when it makes no mistake."""
        single = self.single(exercise)
        return single.right or self._kept(f"{exercise} right", (), self.cases(exercise))

    def _kept(self, name: str, made: Made, cases: Sequence[PreparedCase]) -> tuple[Answer, ...]:
        """Return a variant's answers, from the shelf where they were learnt before."""
        kept = self._shelf.take(name, 1, len(cases)) if self._shelf else None
        if kept is not None:
            return kept[0]
        answers = self._try_out(made, cases)
        if self._shelf:
            self._shelf.put(name, (answers,))
        return answers

    def _variants(self, name: str, made: Sequence[Made], cases: Sequence[PreparedCase]) -> Variants:
        if not made:
            return Variants((), (), (), ())
        answers = self._shelf.take(name, 1 + len(made), len(cases)) if self._shelf else None
        if answers is None:
            answers = tuple(self._try_out(one, cases) for one in ((), *made))
            if self._shelf:
                self._shelf.put(name, answers)
        return Variants(tuple(cases), tuple(made), answers[1:], answers[0])

    def _guarded(self, work: Callable[[Bench], Result], *, loading: bool = False) -> Result:
        assignment = self._prepared.assignment
        if self._bench is None:
            raise BrokenAssignment(f"{assignment.slug}: there is no solutions/mistakes.py")
        try:
            return work(self._bench)
        except BrokenAssignment:
            raise
        except Exception as error:  # an author's file may raise anything
            path = f"{assignment.solutions}/mistakes.py"
            # with a case at hand, what it says may hold the inputs
            said = f"{type(error).__name__}: {error}" if loading else where(error)
            raise BrokenAssignment(f"{path}: {said}") from None


def _names(exercise: Exercise) -> set[str]:
    return {*(exercise.asks or (exercise.name,))}
