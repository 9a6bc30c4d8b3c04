"""One student among the class: what the class page and the gradebook are made of."""

from collections.abc import Iterator, Mapping

from grader.assignment import Assignment, in_language
from grader.diagnose.say import hint_of, sentence
from grader.diagnosis import Certainty, Excerpt, Fix
from grader.frozen import frozen
from grader.language import Catalogue
from grader.result import ExerciseResult, Result, Trace


@frozen
class Points:
    """Points of one exercise, or of one item of the exercise called `exercise`."""

    name: str
    title: str
    score: float | None
    max_score: float
    exercise: str = ""
    """The title of the exercise that the item is of."""
    of: str = ""
    """Its name."""
    is_near: bool = False
    """Whether a few tolerances lose the item, and nothing else."""


@frozen
class Named:
    """A known mistake that was made: its names in the assignment tell it from others."""

    exercise: str
    """The exercise's title."""
    sentence: str
    mistakes: tuple[str, ...]
    name: str = ""
    """The exercise's name."""
    hint: str = ""
    """How to go on: what a teacher may say in class."""
    certainty: Certainty = "possible"
    code: Excerpt | None = None
    """Where it was found in the code."""


@frozen
class Failed:
    """A case that an exercise is wrong in."""

    exercise: str
    """The exercise's title."""
    case: str
    """As people read it."""
    name: str = ""
    """The exercise's name."""


@frozen
class Mended:
    """An exercise that one small change of its code makes right, and that change. Hostile text."""

    exercise: str
    """Its name."""
    title: str
    fix: Fix
    mistakes: tuple[str, ...] = ()
    """The known mistakes that are named there all the same."""


@frozen
class ClassRow:
    """One student among the class."""

    student: str
    score: float | None
    max_score: float
    status: str
    exercises: tuple[Points, ...] = ()
    items: tuple[Points, ...] = ()
    problems: int = 0
    mistakes: tuple[Named, ...] = ()
    failed: tuple[Failed, ...] = ()
    page: str = ""
    """Path of the student's page as seen from the class page, or empty."""
    name: str = ""
    """What people call the student, where a platform or a roster says it."""
    copy: str = ""
    """Path of the notebook with feedback in it, or empty."""
    traces: tuple[Trace, ...] = ()
    """What its exercises are compared by."""
    file: str = ""
    """Digest of what was handed in."""
    decided: int = 0
    """Items on whose points a person decided."""
    mended: tuple[Mended, ...] = ()
    """What the search for a repair found."""


def class_row(
    result: Result, assignment: Assignment, language: str, page: str = "", copy: str = ""
) -> ClassRow:
    """Return the row of one student's result, as a teacher reads it: hints have no say here."""
    titles = {r.name: in_language(r.title, language, r.name) for r in assignment.rubrics}
    catalogue = Catalogue(language, assignment.sentences(language))
    return ClassRow(
        student=result.student,
        score=result.score,
        max_score=result.max_score,
        status=result.status,
        exercises=tuple(
            Points(e.name, titles[e.name], e.score, e.max_score) for e in result.exercises
        ),
        items=tuple(_items(result, assignment, language, titles)),
        mistakes=tuple(_mistakes(result, assignment, catalogue, titles)),
        mended=tuple(
            Mended(e.name, titles[e.name], found.fixes[0], _named(e))
            for e in result.exercises
            for found in [one for one in e.diagnoses if one.kind == "repair"][:1]
            if found.fixes
        ),
        failed=tuple(_failed(result, catalogue, titles)),
        problems=len(result.problems),
        page=page,
        copy=copy,
        traces=result.traces,
        file=result.provenance.sha256,
        decided=sum(item.decided is not None for e in result.exercises for item in e.items),
    )


def _items(
    result: Result, assignment: Assignment, language: str, titles: Mapping[str, str]
) -> Iterator[Points]:
    named = {
        (rubric.name, item.id): in_language(item.title, language, item.id)
        for rubric in assignment.rubrics
        for item in rubric.items
    }
    near = {(trace.exercise, item) for trace in result.traces for item in trace.near_misses}
    for exercise in result.exercises:
        name = exercise.name
        for item in exercise.items:
            yield Points(
                item.id,
                named[name, item.id],
                item.score,
                item.max_score,
                titles[name],
                name,
                (name, item.id) in near,
            )


def _mistakes(
    result: Result, assignment: Assignment, catalogue: Catalogue, titles: Mapping[str, str]
) -> Iterator[Named]:
    for exercise in result.exercises:
        for found in exercise.diagnoses:
            if found.kind == "mistake":
                yield Named(
                    titles[exercise.name],
                    sentence(found, assignment, catalogue),
                    found.mistakes,
                    exercise.name,
                    hint_of(found, assignment, catalogue),
                    found.certainty,
                    found.code.alone if found.code and found.code.makes is None else None,
                )


def _failed(result: Result, catalogue: Catalogue, titles: Mapping[str, str]) -> Iterator[Failed]:
    for exercise in result.exercises:
        wrong = (f.case for item in exercise.items for f in item.findings if not f.ok)
        for case in dict.fromkeys(wrong):
            said = catalogue.word(f"cases.{case}", case)
            yield Failed(titles[exercise.name], said, exercise.name)


def _named(exercise: ExerciseResult) -> tuple[str, ...]:
    found = (name for one in exercise.diagnoses if one.kind == "mistake" for name in one.mistakes)
    return tuple(dict.fromkeys(found))
