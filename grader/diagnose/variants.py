"""Variants of one exercise, each with one or two mistakes, held against a submission's answers.

Case after case, and each variant only as far as its answers agree: what nobody needs to know of a
variant is not computed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grader.diagnose.answers import Answers
from grader.diagnose.learnt import Learnt, Made
from grader.diagnose.leaves import Leaf
from grader.diagnose.table import RAISED, Leaves, Sieve


@dataclass(frozen=True)
class Variants:
    """Variants of one exercise and what they answer to its cases."""

    made: tuple[Made, ...]
    learnt: Learnt

    def explaining(self, answers: Answers) -> Iterator[Made]:
        """Yield the variants that explain every answer.

        Where nothing but exceptions tells a variant from the reference, what they say must agree.
        """
        got = self.got(answers)
        if self.made and got:
            for variant in self._sieve.left_by(got[0]).tolist():
                if self._explains(self.made[variant], answers, got):
                    yield self.made[variant]

    def explains(self, made: Made, answers: Answers) -> bool:
        """Tell whether one variant explains every answer."""
        got = self.got(answers)
        return bool(got) and self._explains(made, answers, got)

    def agrees(self, made: Made, answers: Answers) -> bool:
        """Tell whether nothing in these answers speaks against a variant."""
        got = (answers.leaves(case.question.index) for case in self.learnt.cases)
        return all(
            self.learnt.told(made, place).agrees(leaves)
            for place, leaves in enumerate(got)
            if leaves is not None
        )

    def explained(self, made: Made, answers: Answers) -> dict[tuple[int, str], Leaf]:
        """Return the wrong leaves that are as a variant has them, by case and path."""
        return {
            (place, path): found[path]
            for place, found in enumerate(self.got(answers))
            for path in self.learnt.told(made, place).explained(found)
        }

    def loses(self, made: Made) -> frozenset[str]:
        """Return the items that a variant loses."""
        answers = (self.learnt.answer(made, place) for place in range(len(self.learnt.cases)))
        return frozenset(item for answer in answers for item, _part in answer.lost)

    def got(self, answers: Answers) -> list[Leaves]:
        """Return the leaves of a submission's answers; none, when one is missing."""
        found = [answers.leaves(case.question.index) for case in self.learnt.cases]
        return [leaves for leaves in found if leaves is not None] if None not in found else []

    def _explains(self, made: Made, answers: Answers, got: list[Leaves]) -> bool:
        tells: set[str] = set()
        for place, leaves in enumerate(got):
            told = self.learnt.told(made, place)
            if not told.agrees(leaves):
                return False
            tells |= told.telling & leaves.keys()
        return bool(tells - {RAISED}) or (bool(tells) and self._says_alike(made, answers))

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve([self.learnt.leaves(made, 0) for made in self.made])

    def _says_alike(self, made: Made, answers: Answers) -> bool:
        told = (self.learnt.answer(made, place) for place in range(len(self.learnt.cases)))
        return all(
            not answer.raised or answers.message(case.question.index) == answer.message
            for case, answer in zip(self.learnt.cases, told, strict=True)
        )
