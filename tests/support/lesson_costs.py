"""What each known mistake of a lesson costs, as its `lost.toml` says."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course_lesson import Lesson, Variant

DATA = Path(__file__).parents[1] / "data" / "lessons"

Items = dict[str, set[str]]
"""A mistake's id -> items, as exercise.item or, in `own`, without their exercise."""


@dataclass(frozen=True)
class Costs:
    """A lesson's table of costs."""

    own: Items
    elsewhere: Items
    by_chance: Items
    seeds_elsewhere: int

    def agree_in_own(self, mistake: Variant, lost: set[str]) -> bool:
        """Are these the items of its own exercise that the mistake costs, and no others?"""
        wanted = {f"{mistake.exercise}.{item}" for item in self.own[mistake.id]}
        return wanted <= lost <= wanted | self.by_chance.get(mistake.id, set())

    def agree_elsewhere(self, mistake: Variant, lost: set[str], *, chance: bool) -> bool:
        """Are these the items of other exercises that the mistake costs, and no others?

        What is lost by chance is not lost under the first seed, unless it stands in both tables.
        """
        wanted = self.elsewhere.get(mistake.id, set())
        perhaps = self.by_chance.get(mistake.id, set())
        return wanted - perhaps <= lost <= (wanted | perhaps if chance else wanted)


@cache
def costs(lesson: Lesson) -> Costs | None:
    """Return a lesson's table, or None while it has none."""
    path = DATA / lesson.slug / "lost.toml"
    if not path.is_file():
        return None
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    elsewhere, by_chance = _items(table.pop("elsewhere", {})), _items(table.pop("by_chance", {}))
    seeds = table.pop("seeds_elsewhere", 1)
    lines = [(group, *line) for group, lines in table.items() for line in lines.items()]
    named = [(f"{group}.{name}", items) for group, items, names in lines for name in names.split()]
    own = {mistake: set(items.split()) for mistake, items in named}
    assert len(own) == len(named), "a mistake stands in two lines"
    return Costs(own, elsewhere, by_chance, seeds)


def _items(table: dict[str, str]) -> Items:
    return {mistake: set(items.split()) for mistake, items in table.items()}
