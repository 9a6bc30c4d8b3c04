"""The annotated notebook as one HTML page, through nbconvert: no script, no network, no surprise.

Importing this module imports nbconvert, which takes most of a second.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import from_dict

from grader.annotate.document import is_feedback
from grader.annotate.outputs import lines, shown
from grader.annotate.render import LONGEST, ours, students
from grader.language import Catalogue, built_in
from grader.model import Text
from grader.report import clean
from grader.report.html import strict, words
from grader.reported import Report

TEXTS_LIMIT = 60_000
"""Characters of students' texts that one page reads as Markdown; the rest is shown as written."""


class _Page(TemplateExporter):
    """Reads templates of ours only: no folder of the machine's or the student's is searched."""

    def _create_environment(self) -> Environment:
        packages = ("grader.annotate", "grader.report")
        made = strict(ChoiceLoader([PackageLoader(name, "templates") for name in packages]))
        made.filters |= {"ours": ours, "students": students, "shown": shown}
        made.filters |= {"lines": lines, "clean": clean.block}
        made.tests["feedback"] = is_feedback
        made.globals |= {"style": _style(), "icons": ""}
        return made


def render_page(notebook: Any, numbers: list[int], report: Report) -> str:
    """Return the page of an annotated notebook; `numbers` are its code cells', 0 for others."""
    report = clean.report(report)
    catalogue = built_in(report.language)
    page, _ = _exporter().from_notebook_node(
        # without the student's metadata, of which nbconvert makes use
        from_dict({**notebook, "metadata": {}}),  # type: ignore[no-untyped-call]
        resources={
            "spoken": report.language,
            "report": report,
            "words": words(report.language),
            "is_read": list(_is_read(notebook.cells)),
            "names": [_name(number, catalogue) for number in numbers],
            "numbers": numbers,
            "pictures": [catalogue.say(Text("annotate.picture", {"cell": n})) for n in numbers],
        },
    )
    return page


def _name(number: int, catalogue: Catalogue) -> str:
    if not number:
        return catalogue.word("annotate.text")
    return catalogue.say(Text("in_cell", {"cell": number}))


def _is_read(cells: Iterable[Any]) -> Iterator[bool]:
    """Tell of each cell whether its text is read as Markdown."""
    left = TEXTS_LIMIT
    for cell in cells:
        is_students = cell.cell_type == "markdown" and not is_feedback(cell)
        if is_students and len(cell.source) <= LONGEST:
            left -= len(cell.source)
        yield left >= 0


@cache
def _exporter() -> TemplateExporter:
    """Return the exporter, made once; what its template compiles to is kept."""
    return _Page(  # type: ignore[no-untyped-call]
        template_file="notebook.html.j2",
        template_paths=[],
        extra_template_basedirs=[],
        template_data_paths=[],
        preprocessors=[],
        default_preprocessors=[],
    )


def _style() -> Markup:
    own = resources.files("grader.annotate") / "templates" / "notebook.css"
    shared = resources.files("grader.report") / "templates" / "page.css"
    return Markup("\n".join(f.read_text(encoding="utf-8") for f in (shared, own)))  # noqa: S704
