"""Try every dishonest answer, the generic set's and the author's, and name what earns too much."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from grader.assignment import Assignment, Rubric
from grader.dishonest import Allowed, Dishonest
from grader.frozen import frozen
from grader.prepare import Prepared
from grader.trial import Bench
from grader.validate.dishonest import authored as by_author
from grader.validate.dishonest import generic
from grader.validate.dishonest.authored import Authored
from grader.validate.dishonest.earned import Earned, Examined, Make


@frozen
class Overpaid:
    """An item that a dishonest answer earns more in than it may."""

    answer: str
    does: str
    item: str
    """As ``exercise.item``; ``exercise.*`` where an altered answer loses nothing."""
    points: float
    may_earn: float
    cases: tuple[str, ...]
    """The cases that let it through."""
    is_follow_through: bool
    is_generic: bool

    @property
    def family(self) -> str:
        """Return the kind of a generic answer, however its objects are built, else its id."""
        return self.answer.removesuffix(".built") if self.is_generic else self.answer

    @property
    def sentence(self) -> str:
        """Say so in one sentence."""
        chance = " by follow-through" if self.is_follow_through else ""
        most = "must lose something" if self.item.endswith("*") else f"may earn {self.may_earn:g}"
        return (
            f"earns {self.points:g} in {self.item}{chance}, where it {most}; "
            f"let through by {', '.join(self.cases)} ({self.does})"
        )


@frozen
class Tried:
    """What came of the suite: how many answers were tried, what is overpaid, what checks raised."""

    count: int
    overpaid: tuple[Overpaid, ...]
    broken: tuple[tuple[str, str], ...]
    """(answer, sentence): an exercise's check that raised."""


@frozen
class _Answer:
    """One answer to be tried: how it is made, where it is judged, and what it may earn there."""

    id: str
    does: str
    make: Make
    judged: frozenset[str]
    """Items, as ``exercise.item``."""
    may_earn: Mapping[str, float]
    is_altered: bool = False
    """Whether it does the work and alters the answer: it must lose something in every exercise."""
    knows: bool = False
    """Whether it does the work for some cases; what is right there is not held against it."""
    is_generic: bool = False


def try_all(
    bench: Bench, prepared: Prepared, authored: Authored, exercises: Collection[str] = ()
) -> Tried:
    """Try the suite of these exercises, or of all of them, under one seed."""
    exercises = exercises or [rubric.name for rubric in prepared.assignment.rubrics]
    found: list[Overpaid] = []
    broken: dict[str, str] = {}
    count = 0
    for answer in _answers(bench, prepared, authored, exercises):
        count += 1
        # with the reference's upstream a generic answer is one that is tried by itself
        examined = Examined(bench, prepared, answer.make, mended=not answer.is_generic)
        found += _overpaid(answer, examined, prepared.assignment)
        for sentence in examined.broken:
            broken.setdefault(sentence, answer.id)
    return Tried(count, tuple(found), tuple((name, said) for said, name in broken.items()))


def _answers(
    bench: Bench, prepared: Prepared, authored: Authored, exercises: Collection[str]
) -> Iterator[_Answer]:
    yield from _generic(bench, prepared, authored.allowed, exercises)
    for answer in authored.dishonest:
        if answer.exercise in exercises:
            yield _authored(bench, prepared.assignment, answer, authored.members(answer))


def _generic(
    bench: Bench, prepared: Prepared, allowed: Sequence[Allowed], exercises: Collection[str]
) -> Iterator[_Answer]:
    assignment = prepared.assignment
    reference = vars(bench.load("reference"))
    classes = frozenset(n for n, c in reference.items() if isinstance(c, type) and _builds(c))
    public = generic.public_calls(bench, prepared)
    for attempt in generic.attempts(assignment, classes, exercises):
        yield _Answer(
            attempt.id,
            attempt.does,
            generic.maker(bench, assignment, attempt, public),
            _items(assignment, attempt.exercises),
            _most((a.item, a.points) for a in allowed if _fits(attempt.id, a)),
            is_altered=attempt.kind.alters,
            knows=not attempt.kind.idle,
            is_generic=True,
        )


def _builds(real: type) -> bool:
    """Whether a class of the reference has objects that are built."""
    return "__init__" in vars(real)


def _fits(answer: str, allowed: Allowed) -> bool:
    return any(fnmatchcase(answer, pattern) for pattern in allowed.answers)


def _authored(
    bench: Bench, assignment: Assignment, answer: Dishonest, members: Sequence[Dishonest]
) -> _Answer:
    return _Answer(
        answer.id,
        answer.does,
        by_author.maker(bench, assignment, members),
        _items(assignment, [name for one in members for name in (one.exercise, *one.judged)]),
        _most(limit for one in members for limit in by_author.limits(one).items()),
    )


def _items(assignment: Assignment, names: Sequence[str]) -> frozenset[str]:
    """Return the items of these exercises, and these items."""
    return frozenset(
        item
        for item in by_author.item_points(assignment)
        if item in names or item.split(".")[0] in names
    )


def _most(limits: Iterator[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for item, points in limits:
        found[item] = max(points, found.get(item, 0.0))
    return found


def _overpaid(answer: _Answer, examined: Examined, assignment: Assignment) -> Iterator[Overpaid]:
    for rubric in assignment.rubrics:
        judged = [item for item in rubric.items if f"{rubric.name}.{item.id}" in answer.judged]
        earned = [examined.earned(rubric.name, item) for item in judged]
        if answer.is_altered:
            yield from _unharmed(answer, rubric, earned)
            continue
        for item, one in zip(judged, earned, strict=True):
            name = f"{rubric.name}.{item.id}"
            if one.points > answer.may_earn.get(name, 0.0) and not (answer.knows and one.is_right):
                yield _too_much(answer, name, answer.may_earn.get(name, 0.0), [one])


def _unharmed(answer: _Answer, rubric: Rubric, earned: Sequence[Earned]) -> Iterator[Overpaid]:
    """Yield an altered answer that loses nothing in an exercise, though it is not right there."""
    name, points = f"{rubric.name}.*", sum(one.points for one in earned)
    if not earned or all(one.is_right for one in earned) or name in answer.may_earn:
        return
    if points >= rubric.points - 1e-9:
        yield _too_much(answer, name, 0.0, earned)


def _too_much(answer: _Answer, item: str, most: float, earned: Sequence[Earned]) -> Overpaid:
    return Overpaid(
        answer.id,
        answer.does,
        item,
        sum(one.points for one in earned),
        most,
        tuple(dict.fromkeys(case for one in earned for case in one.cases)),
        any(one.is_follow_through for one in earned),
        answer.is_generic,
    )
