"""Which lesson a kernel is at: what each asks for, held against what is defined."""

import difflib
import tomllib
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

import msgspec

from grader.assignment import AssignmentTable
from grader.errors import BrokenKit
from grader.find import Place, known_places
from grader.frozen import frozen
from grader.kit.read import public_file
from grader.model import Text

_NEAR = 3
_ALIKE = 0.6


@frozen
class Lesson:
    """A lesson as far as it can be told without loading it."""

    place: Place
    table: AssignmentTable

    @property
    def slug(self) -> str:
        """The name it is found by."""
        return self.place.slug

    def names(self, asked: str) -> tuple[str, ...]:
        """Return what something that is asked for may be called."""
        return (asked, *self.table.names[asked].aliases)

    def asked_as(self, name: str) -> str:
        """Return what is asked for under a name or an alias; empty if nothing is."""
        return next((asked for asked in self.table.names if name in self.names(asked)), "")

    def defined(self, names: Collection[str]) -> list[str]:
        """Return those of its names that are defined."""
        return [asked for asked in self.table.names if any(n in names for n in self.names(asked))]

    def knows(self, wanted: str) -> bool:
        """Tell whether a function, a class or an exercise of it is meant."""
        return bool(self.asked_as(wanted)) or any(e.name == wanted for e in self.table.exercises)


class Unclear(Exception):
    """What is to be checked cannot be told; `text` says what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.key)
        self.text = text


def every_lesson() -> list[Lesson]:
    """Return the lessons that can be found; one whose files are faulty is passed over."""
    found = [_read(place) for place in known_places().values()]
    return [lesson for lesson in found if lesson is not None]


def chosen(
    lessons: Sequence[Lesson],
    names: Collection[str],
    wanted: str | None,
    lesson: str = "",
    recognised: Sequence[str] = (),
) -> list[Lesson]:
    """Return the lessons to check by: several only where nothing was wanted by name.

    `names` are what is defined; `lesson` was said, `recognised` tells the notebook itself. Raises
    Unclear.
    """
    if lesson:
        lessons = [one for one in lessons if one.slug == lesson] or _refuse(lesson, lessons)
    if wanted is not None:
        knowing = [one for one in lessons if one.knows(wanted)]
        if not knowing:
            raise Unclear(_unknown(wanted, lessons))
        return [_likeliest(knowing, names, recognised, wanted)]
    there = [one for one in lessons if one.defined(names)]
    if not there:
        raise Unclear(_nothing(lessons, recognised))
    return list({one.slug: one for one in _owners(there, names, recognised)}.values())


def _owners(
    lessons: Sequence[Lesson], names: Collection[str], recognised: Sequence[str]
) -> Iterable[Lesson]:
    """Yield, for each name that is defined, the lesson that it is likeliest to belong to."""
    for name in names:
        asking = [lesson for lesson in lessons if lesson.asked_as(name)]
        if asking:
            yield _likeliest(asking, names, recognised, name)


def _likeliest(
    lessons: Sequence[Lesson], names: Collection[str], recognised: Sequence[str], name: str
) -> Lesson:
    """Return the lesson of the notebook, else the one of which most is defined. Raises Unclear."""
    ours = [lesson for lesson in lessons if lesson.slug in recognised]
    if len(ours) == 1:
        return ours[0]
    fits = [len(lesson.defined(names)) for lesson in lessons]
    best = [lesson for lesson, fit in zip(lessons, fits, strict=True) if fit == max(fits)]
    if len(best) > 1:
        slugs = ", ".join(lesson.slug for lesson in best)
        raise Unclear(
            Text("live.two_lessons", {"name": name, "lessons": slugs, "first": best[0].slug})
        )
    return best[0]


def _refuse(lesson: str, lessons: Sequence[Lesson]) -> list[Lesson]:
    slugs = ", ".join(one.slug for one in lessons)
    raise Unclear(Text("live.no_lesson", {"lesson": lesson, "lessons": slugs}))


def _unknown(wanted: str, lessons: Sequence[Lesson]) -> Text:
    names = {name for one in lessons for asked in one.table.names for name in one.names(asked)}
    names |= {exercise.name for one in lessons for exercise in one.table.exercises}
    near = difflib.get_close_matches(wanted, sorted(names), n=_NEAR, cutoff=_ALIKE)
    if near:
        return Text("live.near", {"name": wanted, "near": ", ".join(near)})
    asked = sorted({asked for one in lessons for asked in one.table.names})
    return Text("live.unknown", {"name": wanted, "names": ", ".join(asked)})


def _nothing(lessons: Sequence[Lesson], recognised: Sequence[str]) -> Text:
    if not lessons:
        return Text("live.no_lessons")
    ours = [one for one in lessons if one.slug in recognised] or lessons
    asked = dict.fromkeys(asked for one in ours for asked in one.table.names)
    return Text("live.nothing", {"names": ", ".join(asked)})


def _read(place: Place) -> Lesson | None:
    file = place.path if place.is_kit else place.path / "assignment.toml"
    try:
        changed = file.stat().st_mtime_ns
    except OSError:
        return None
    return _as_of(place, changed)


@lru_cache(maxsize=256)
def _as_of(place: Place, _changed: int) -> Lesson | None:
    """Read a lesson's table: once, until the file is another."""
    try:
        content = public_file(place, "assignment.toml")
        table = tomllib.loads((content or b"").decode())
        return Lesson(place, msgspec.convert(table, AssignmentTable))
    except (BrokenKit, ValueError):
        return None
