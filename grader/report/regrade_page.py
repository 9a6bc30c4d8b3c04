"""Write a class's marks before and after a regrade, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from grader.language import built_in
from grader.report import clean
from grader.report.html import environment, words

PAGE = "regrade.html"


@dataclass(frozen=True, slots=True)
class Moved:
    """An item's points, old and new."""

    item: str
    old: float | None
    new: float | None


@dataclass(frozen=True, slots=True)
class RegradeRow:
    """One student's marks, old and new; None is a mark that there is not."""

    student: str
    old: float | None
    new: float | None
    items: tuple[Moved, ...] = ()
    """The items whose points differ."""
    is_kept: bool = False
    """Whether the old mark was kept because what grading gives now, `would_be`, is lower."""
    would_be: float | None = None

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to look at."""
        return self.is_kept or self.old != self.new or bool(self.items)

    @property
    def went(self) -> str:
        """Return "up", "down", "kept", "new" or "same"."""
        if self.is_kept:
            return "kept"
        if self.old is None or self.new is None:
            return "same" if self.old == self.new else "new" if self.old is None else "down"
        return "same" if self.old == self.new else "up" if self.new > self.old else "down"


def render_regrade_page(rows: Sequence[RegradeRow], *, title: str, language: str) -> str:
    """Return `regrade.html`: whose mark changed, and how; those who lose first."""
    catalogue = built_in(language)
    order = ("down", "kept", "up", "new", "same")
    changed = sorted((r for r in rows if r.is_changed), key=lambda r: order.index(r.went))
    return (
        environment()
        .get_template("regrade.html.j2")
        .render(
            language=language,
            words=words(language),
            count=catalogue.count,
            points=catalogue.points,
            title=clean.line(title),
            size=len(rows),
            rows=[clean.record(row) for row in changed],
            same=len(rows) - len(changed),
        )
    )
