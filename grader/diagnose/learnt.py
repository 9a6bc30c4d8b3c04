"""What variants answer to the cases of one exercise: computed when it is first needed, and kept."""

from collections.abc import Callable, Mapping, Sequence

from grader.diagnose.table import Leaves, Told, answer_leaves, told
from grader.prepare import PreparedCase
from grader.trial import Answer

Made = tuple[str, ...]
"""The ids of the mistakes that a variant makes: none, one, or a pair."""
Place = tuple[Made, int]
"""A variant, and the place of one of the exercise's cases."""

RIGHT: Made = ()


class Learnt:
    """The answers to one exercise, by variant and case; `ask` computes what is not there yet."""

    def __init__(
        self,
        cases: Sequence[PreparedCase],
        ask: Callable[[Made, PreparedCase], Answer],
        kept: Mapping[Place, Answer] | None = None,
    ) -> None:
        self.cases = tuple(cases)
        self.answers: dict[Place, Answer] = dict(kept or {})
        self.is_grown = False
        """Whether there is more now than what was kept."""
        self._ask = ask
        self._leaves: dict[Place, Leaves] = {}
        self._told: dict[Place, Told] = {}

    def answer(self, made: Made, place: int) -> Answer:
        """Return what a variant answers to one case."""
        key = made, place
        if key not in self.answers:
            self.answers[key] = self._ask(made, self.cases[place])
            self.is_grown = True
        return self.answers[key]

    def has_all(self, made: Sequence[Made]) -> bool:
        """Tell whether nothing is left to be computed of some variants."""
        return all((one, p) in self.answers for one in made for p in range(len(self.cases)))

    def leaves(self, made: Made, place: int) -> Leaves:
        """Return the leaves of an answer."""
        key = made, place
        if key not in self._leaves:
            answer = self.answer(made, place)
            self._leaves[key] = answer_leaves(answer.value, answer.raised)
        return self._leaves[key]

    def rights(self, place: int) -> tuple[Leaves, Leaves]:
        """Return what is right: the reference's answer, and the variants' that make no mistake."""
        return answer_leaves(self.cases[place].want, ""), self.leaves(RIGHT, place)

    def told(self, made: Made, place: int) -> Told:
        """Return what a variant is told from the reference by, in one case."""
        key = made, place
        if key not in self._told:
            self._told[key] = told(self.rights(place), self.leaves(made, place))
        return self._told[key]
