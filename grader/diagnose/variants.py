"""Variants of one exercise, each with one or two mistakes, and what they answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from grader.diagnose.answers import Answers
from grader.diagnose.leaves import Leaf
from grader.diagnose.table import RAISED, Leaves, Sieve, Told, answer_leaves, told
from grader.prepare import PreparedCase
from grader.trial import Answer

Made = tuple[str, ...]
"""The ids of the mistakes that a variant makes: one, or a pair."""


@dataclass(frozen=True)
class Variants:
    """Variants of one exercise and their answers to some of its cases."""

    cases: tuple[PreparedCase, ...]
    made: tuple[Made, ...]
    answers: tuple[tuple[Answer, ...], ...]
    """By variant, then by case."""
    right: tuple[Answer, ...]
    """What the same code answers when it makes no mistake: right, as the reference is."""

    def explaining(self, answers: Answers) -> Iterator[int]:
        """Yield the variants that explain every answer to these cases.

        Where nothing but exceptions tells a variant from the reference, what they say must agree.
        """
        got = [answers.leaves(case.question.index) for case in self.cases]
        if not self.made or None in got:
            return
        given = [leaves or {} for leaves in got]
        for variant in self._sieve.left_by(given[self.telling]).tolist():
            pairs = list(zip(self._told[variant], given, strict=True))
            if not all(answer.agrees(leaves) for answer, leaves in pairs):
                continue
            by = {path for answer, leaves in pairs for path in answer.telling & leaves.keys()}
            if by - {RAISED} or (by and self._says_alike(variant, answers)):
                yield variant

    def agrees(self, made: Made, answers: Answers) -> bool:
        """Tell whether nothing in these answers speaks against a variant."""
        got = (answers.leaves(case.question.index) for case in self.cases)
        told = zip(self._told[self.made.index(made)], got, strict=True)
        return all(answer.agrees(leaves) for answer, leaves in told if leaves is not None)

    def explained(self, made: Made, answers: Answers) -> dict[tuple[int, str], Leaf]:
        """Return the wrong leaves that are as a variant has them, by case and path."""
        got = [answers.leaves(case.question.index) or {} for case in self.cases]
        pairs = enumerate(zip(self._told[self.made.index(made)], got, strict=True))
        return {
            (place, path): found[path]
            for place, (told, found) in pairs
            for path in told.explained(found)
        }

    def told(self, made: Made) -> list[Told]:
        """Return what a variant is told from the reference by, case by case."""
        return self._told[self.made.index(made)]

    def loses(self, made: Made) -> frozenset[str]:
        """Return the items that a variant loses."""
        answers = self.answers[self.made.index(made)]
        return frozenset(item for answer in answers for item, _part in answer.lost)

    @cached_property
    def telling(self) -> int:
        """The place of the case that tells most of the variants apart; the smallest of those."""
        ranks = [
            (-len({*map(_print, column)}), sum(map(_size, column))) for column in self._columns
        ]
        return ranks.index(min(ranks))

    @cached_property
    def _columns(self) -> list[list[Leaves]]:
        """Leaves by case, then by variant."""
        return [
            [answer_leaves(told[place].value, told[place].raised) for told in self.answers]
            for place in range(len(self.cases))
        ]

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(self._columns[self.telling])

    @cached_property
    def _told(self) -> list[list[Told]]:
        """What is told by variant, then by case."""
        rights = [
            (answer_leaves(case.want, ""), answer_leaves(answer.value, answer.raised))
            for case, answer in zip(self.cases, self.right, strict=True)
        ]
        return [
            [told(right, column[v]) for right, column in zip(rights, self._columns, strict=True)]
            for v in range(len(self.made))
        ]

    def _says_alike(self, variant: int, answers: Answers) -> bool:
        return all(
            not answer.raised or answers.message(case.question.index) == answer.message
            for case, answer in zip(self.cases, self.answers[variant], strict=True)
        )


def _print(found: Leaves) -> int:
    """Return a number that is alike for answers that are alike to single precision."""
    with np.errstate(all="ignore"):
        return hash(
            tuple(
                (path, leaf if isinstance(leaf, str) else leaf.astype(np.float32).tobytes())
                for path, leaf in found.items()
            )
        )


def _size(found: Leaves) -> int:
    return sum(1 if isinstance(leaf, str) else leaf.size for leaf in found.values())
