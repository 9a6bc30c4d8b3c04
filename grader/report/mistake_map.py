"""The misconception map: which known mistakes a class made, and who made them."""

from collections.abc import Sequence

from grader.frozen import frozen
from grader.report.class_row import ClassRow, Named
from grader.report.code_example import CodeExample, shortest


@frozen
class MistakeInsight:
    """A known mistake, or a pair, and who made it."""

    exercise: str
    exercise_title: str
    mistakes: tuple[str, ...]
    sentence: str
    hint: str
    """What to say in class; empty where the author says nothing."""
    confirmed: int
    """Of so many it was found in their code; of the others it explains the answers."""
    students: tuple[str, ...]
    code: CodeExample | None = None
    """Lines in which it was found; None where nobody's show it."""


def mistake_map(rows: Sequence[ClassRow]) -> tuple[MistakeInsight, ...]:
    """Return the known mistakes that were made, the most frequent first."""
    made: dict[tuple[str, tuple[str, ...]], dict[str, Named]] = {}
    for row in rows:
        for one in row.mistakes:
            made.setdefault((one.name, one.mistakes), {})[row.student] = one
    found = [_mistake(by_student) for by_student in made.values()]
    return tuple(sorted(found, key=lambda one: -len(one.students)))


def _mistake(made: dict[str, Named]) -> MistakeInsight:
    named = next(iter(made.values()))
    return MistakeInsight(
        exercise=named.name,
        exercise_title=named.exercise,
        mistakes=named.mistakes,
        sentence=named.sentence,
        hint=named.hint,
        confirmed=sum(one.certainty == "confirmed" for one in made.values()),
        students=tuple(made),
        code=shortest((student, one.code) for student, one in made.items() if one.code),
    )
