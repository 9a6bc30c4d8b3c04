"""What an author's functions earn, item by item, follow-through included, and which cases pay."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from grader.assignment import Item
from grader.errors import where
from grader.exercise import Exercise
from grader.frozen import frozen
from grader.measure.values import Unfit
from grader.prepare import Prepared, PreparedCase, findings_of
from grader.trial import Answer, Bench, same

Make = Callable[[frozenset[str]], Mapping[str, Any]]
"""Makes the functions, with these names the reference's own."""


@frozen
class Earned:
    """Points of an item, and the cases that paid them."""

    points: float
    cases: tuple[str, ...] = ()
    is_right: bool = False
    """Whether the answers to all these cases are the reference's."""
    is_follow_through: bool = False
    """Whether they were earned by follow-through."""


class Examined:
    """One set of functions, asked for what its exercises earn. Each exercise is asked once."""

    def __init__(
        self, bench: Bench, prepared: Prepared, make: Make, *, mended: bool = True
    ) -> None:
        """`mended` is whether follow-through with the reference's upstream is looked at."""
        self._mended = mended
        self._bench = bench
        self._prepared = prepared
        self._make = make
        self._functions = make(frozenset())
        self._asked: dict[str, tuple[Answer, ...]] = {}
        self.broken: list[str] = []
        """What checks raised: a fault of the exercise's, whatever the answer."""

    def earned(self, exercise: str, item: Item) -> Earned:
        """Return what an item earns: what holds, or what holds by follow-through."""
        cases = self._cases(exercise)
        best = self._paid(item, cases, self._answers(exercise))
        may_follow = item.follow_through and self._may_follow(exercise)
        # which asks the other exercises: last
        if best.points < item.points and may_follow and self._sources(exercise):
            followed = self._followed(exercise, item)
            best = max(best, followed, key=lambda earned: earned.points)
        return best

    def _may_follow(self, exercise: str) -> bool:
        """Whether there is a way to ask an exercise apart from what it rests on."""
        if self._prepared.own_cases_of(exercise):
            return True
        return self._mended and not set(self._asks(exercise)) <= {
            *self._exercise(exercise).upstream
        }

    def _followed(self, exercise: str, item: Item) -> Earned:
        if own := self._prepared.own_cases_of(exercise):
            cases, functions = own, self._functions
        else:
            cases = self._cases(exercise)
            functions = self._make(frozenset(self._exercise(exercise).upstream))
        key = f"{exercise} again"
        if key not in self._asked:
            self._asked[key] = self._ask(functions, cases)
        paid = self._paid(item, cases, self._asked[key])
        points = round(paid.points * item.follow_through, 2)
        return Earned(points, paid.cases, paid.is_right, is_follow_through=True)

    def _sources(self, exercise: str) -> bool:
        """Whether another exercise lost points on what this one rests on."""
        upstream = set(self._exercise(exercise).upstream)
        return any(
            upstream & (set(self._asks(rubric.name)) - set(self._exercise(rubric.name).upstream))
            and any(answer.lost for answer in self._answers(rubric.name))
            for rubric in self._prepared.assignment.rubrics
            if rubric.name != exercise
        )

    def _exercise(self, name: str) -> Exercise:
        return self._prepared.assignment.exercises[name]

    def _asks(self, exercise: str) -> tuple[str, ...]:
        return self._exercise(exercise).asks or (exercise,)

    def _cases(self, exercise: str) -> tuple[PreparedCase, ...]:
        return tuple(c for c in self._prepared.cases if c.question.exercise == exercise)

    def _answers(self, exercise: str) -> tuple[Answer, ...]:
        if exercise not in self._asked:
            self._asked[exercise] = self._ask(self._functions, self._cases(exercise))
        return self._asked[exercise]

    def _ask(
        self, functions: Mapping[str, Any], cases: Sequence[PreparedCase]
    ) -> tuple[Answer, ...]:
        """Ask case by case, so that a check that raises is told with its case."""
        answers = []
        for case in cases:
            try:
                [answer] = self._bench.try_out(functions, self._prepared, [case])
            except Exception as error:  # an author's check may raise anything
                q = case.question
                self.broken.append(f"the check of {q.exercise}, case {q.case.name}: {where(error)}")
                answer = Answer(None, case.counted)
            answers.append(answer)
        return tuple(answers)

    def _paid(self, item: Item, cases: Sequence[PreparedCase], answers: Sequence[Answer]) -> Earned:
        """Pay an item as grader/award.py does."""
        parts: dict[str, bool] = {}
        for part, _case, answer in _counted(item, cases, answers):
            holds = (item.id, part) not in answer.lost
            parts[part] = parts.get(part, True) and holds
        held = {part for part, holds in parts.items() if holds}
        share = len(held) / len(parts) if parts else 0.0
        if item.credit == "all" and (share < 1 or self._strays(item, cases, answers)):
            share = 0.0
        if not share:
            return Earned(0)
        paying = [(c, a) for part, c, a in _counted(item, cases, answers) if part in held]
        names = tuple(dict.fromkeys(case.question.case.name for case, _ in paying))
        is_right = all(not a.raised and same(a.value, c.want) for c, a in paying)
        return Earned(round(item.points * share, 2), names, is_right)

    def _strays(self, item: Item, cases: Sequence[PreparedCase], answers: Sequence[Answer]) -> bool:
        """Whether an item lost something that the reference's own answers are never asked for."""
        for case, answer in zip(cases, answers, strict=True):
            if answer.raised:
                continue
            try:
                found = findings_of(
                    self._prepared.assignment, case.question, answer.value, case.want
                )
            except Unfit:
                continue
            if any(finding.item == item.id and not finding.ok for finding in found):
                return True
        return False


def _counted(
    item: Item, cases: Sequence[PreparedCase], answers: Sequence[Answer]
) -> Iterable[tuple[str, PreparedCase, Answer]]:
    for case, answer in zip(cases, answers, strict=True):
        for name, part in case.counted:
            if name == item.id:
                yield part, case, answer
