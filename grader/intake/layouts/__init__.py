"""How platforms name what they let a teacher download; one reader for each, behind `Layout`."""

from collections.abc import Callable, Mapping
from functools import partial

from grader.intake.layouts.asked import Classroom, Folders, Plain
from grader.intake.layouts.blackboard import Blackboard
from grader.intake.layouts.brightspace import Brightspace
from grader.intake.layouts.canvas import Canvas
from grader.intake.layouts.gradescope import Gradescope
from grader.intake.layouts.layout import Claim, Layout
from grader.intake.layouts.moodle import Moodle
from grader.intake.layouts.nbgrader import Nbgrader

_PLATFORMS: tuple[tuple[Layout, Callable[[], Layout]], ...] = (
    (Moodle(), Moodle),
    (Canvas(), partial(Canvas, told=True)),
    (Gradescope(), partial(Gradescope, told=True)),
    (Blackboard(), Blackboard),
    (Brightspace(), partial(Brightspace, told=True)),
    (Nbgrader(), partial(Nbgrader, told=True)),
)
"""Each platform's reader, and what makes one that need not be on its guard: a person has said that
it is this platform's. A platform more is a line here."""
LAYOUTS: tuple[Layout, ...] = tuple(reader for reader, _told in _PLATFORMS)
"""Every reader whose platform's names give it away; which of them fit, the names tell."""
TOLD: Mapping[str, Callable[[], Layout]] = {
    **{reader.name: told for reader, told in _PLATFORMS},
    "classroom": Classroom,
    "folders": Folders,
    "plain": Plain,
}
"""What `--layout` may name."""
OF_ONE_SITE = frozenset(reader.name for reader in LAYOUTS if reader.counts)
"""Platforms whose ids say something on that platform only."""

__all__ = [
    "LAYOUTS",
    "OF_ONE_SITE",
    "TOLD",
    "Blackboard",
    "Brightspace",
    "Canvas",
    "Claim",
    "Classroom",
    "Folders",
    "Gradescope",
    "Layout",
    "Moodle",
    "Nbgrader",
    "Plain",
]
