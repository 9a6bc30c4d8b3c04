"""Wrong answers that several students share and no known mistake explains: the next one to know."""

from collections import defaultdict
from collections.abc import Sequence

from grader.frozen import frozen
from grader.report.class_row import ClassRow
from grader.report.code_example import CodeExample, shortest
from grader.result import Unexplained

FEWEST = 3
"""Students who must share them."""


@frozen
class SharedAnswers:
    """Answers to one exercise that are the same in every case, to six digits."""

    exercise: str
    exercise_title: str
    students: tuple[str, ...]
    shown: str
    """Of a public example, a value that is wrong: its name and how it begins; may be empty."""
    code: CodeExample | None
    """A definition that gives them, the shortest there is, or its beginning."""


def shared_answers(rows: Sequence[ClassRow]) -> tuple[SharedAnswers, ...]:
    """Return what at least `FEWEST` share; the most frequent first."""
    titles = {e.name: e.title for row in rows for e in row.exercises}
    same: dict[tuple[str, str], list[tuple[str, Unexplained]]] = defaultdict(list)
    for row in rows:
        for trace in row.traces:
            if trace.unexplained:
                place = trace.exercise, trace.unexplained.digest
                same[place].append((row.student, trace.unexplained))
    found = [
        _shared(exercise, titles.get(exercise, exercise), given)
        for (exercise, _digest), given in same.items()
        if len(given) >= FEWEST
    ]
    return tuple(sorted(found, key=lambda one: -len(one.students)))


def _shared(exercise: str, title: str, given: Sequence[tuple[str, Unexplained]]) -> SharedAnswers:
    return SharedAnswers(
        exercise=exercise,
        exercise_title=title,
        students=tuple(student for student, _answers in given),
        shown=given[0][1].shown,
        code=shortest((student, answers.code) for student, answers in given),
    )
