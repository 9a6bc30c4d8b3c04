"""What is said where no mistake is named: one place once, with all that is known of it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.diagnose.evidence import evidence
from grader.diagnosis import Diagnosis
from grader.exercise import Case, Exercise, Line
from grader.language import built_in
from grader.model import Finding

RIGHT = np.random.default_rng(7).normal(size=(3, 4, 5))


class Steps(Exercise):
    """Three quantities, each of which is found from the one before it."""

    name = "steps"

    def check(self, case: Case, got: Any, want: Any) -> Iterator[Finding]:
        yield from ()

    def lines(self, case: Case, got: Any) -> Iterator[Line]:
        for name, value, right in zip(("Z1", "A1", "Z2"), got, RIGHT, strict=True):
            yield Line(name, value, right)


def seen(*got: Any) -> tuple[Diagnosis, ...]:
    return evidence(Steps(), [(Case("one"), got, RIGHT), (Case("two"), got, RIGHT)])


def said(found: Diagnosis) -> str:
    assert found.text is not None
    return built_in("en").say(found.text)


def test_what_parts_and_how_it_relates_are_said_as_one() -> None:
    z1, a1, z2 = RIGHT
    (found,) = seen(z1, 2 * a1, z2)
    assert found.kind == "divergence"
    assert said(found) == (
        "Right so far: Z1. A1 is where it goes wrong. In A1 you have twice the expected values."
    )
    assert found.hint is not None and found.hint.key == "relation.double.hint"


def test_a_relation_of_another_quantity_is_said_apart() -> None:
    z1, a1, z2 = RIGHT
    first, second = seen(z1, a1 + np.arange(20).reshape(4, 5) ** 2, 2 * z2)
    assert (first.kind, second.kind) == ("divergence", "relation")
    assert said(first) == "Right so far: Z1. A1 is where it goes wrong."
    assert first.hint is not None and first.hint.key == "diverges.after.hint"
    assert said(second) == "In Z2 you have twice the expected values."


def test_where_nothing_relates_the_first_wrong_quantity_is_all_there_is() -> None:
    z1, a1, z2 = RIGHT
    (found,) = seen(z1, a1 + np.arange(20).reshape(4, 5) ** 2, z2)
    assert said(found) == "Right so far: Z1. A1 is where it goes wrong."
