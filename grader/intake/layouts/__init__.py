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

LAYOUTS: tuple[Layout, ...] = (
    Moodle(), Canvas(), Gradescope(), Blackboard(), Brightspace(), Nbgrader(),
)  # fmt: skip
"""Every reader whose platform's names give it away; which of them fit, the names tell."""

TOLD: Mapping[str, Callable[[], Layout]] = {
    "moodle": Moodle,
    "canvas": partial(Canvas, told=True),
    "gradescope": partial(Gradescope, told=True),
    "blackboard": Blackboard,
    "brightspace": partial(Brightspace, told=True),
    "nbgrader": partial(Nbgrader, told=True),
    "classroom": Classroom,
    "folders": Folders,
    "plain": Plain,
}
"""What `--layout` may name: readers that need not be on their guard, for a person has said so."""

__all__ = [
    "LAYOUTS",
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
