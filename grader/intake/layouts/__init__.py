"""How platforms name what they let a teacher download; one reader for each, behind `Layout`."""

from grader.intake.layouts.canvas import Canvas
from grader.intake.layouts.layout import Claim, Layout
from grader.intake.layouts.moodle import Moodle
from grader.intake.layouts.nbgrader import Nbgrader

LAYOUTS: tuple[Layout, ...] = (Moodle(), Canvas(), Nbgrader())
"""Every reader there is; which of them fit is found out from the names."""

__all__ = ["LAYOUTS", "Canvas", "Claim", "Layout", "Moodle", "Nbgrader"]
