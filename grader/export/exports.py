"""What there is to export to: a table of names."""

from collections.abc import Mapping

from grader.export.blackboard import Blackboard
from grader.export.brightspace import Brightspace
from grader.export.canvas import Canvas
from grader.export.export import Filler, Form
from grader.export.gradescope import Gradescope
from grader.export.junit import Junit
from grader.export.markdown_table import MarkdownTable
from grader.export.marks_csv import MarksCsv
from grader.export.moodle import Moodle
from grader.export.nbgrader import Nbgrader
from grader.export.workbook import Workbook

FILLERS: Mapping[str, Filler] = {
    filler.name: filler
    for filler in (Moodle(), Canvas(), Blackboard(), Brightspace(), Gradescope())
}
"""Platforms whose own tables are filled, each by an option of its name that takes the table."""
FORMS: Mapping[str, Form] = {
    form.name: form for form in (Nbgrader(), MarksCsv(), Workbook(), Junit(), MarkdownTable())
}
"""What is made of the class alone, each by an option of its name."""
