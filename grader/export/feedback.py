"""What is handed back with a mark: the student's page, and many of them in a zip."""

import io
import zipfile
from collections.abc import Iterable

from grader.errors import NotExported, NotOurs, UserError
from grader.export.comment import mark_lines
from grader.export.graded_class import GradedClass, Student
from grader.export.mark import Mark, Marking
from grader.language import Catalogue
from grader.model import Text
from grader.report.html import render_html

PAGE = "feedback.html"
_NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The same pages give the same zip."""
_ORDINARY_FILE = 0o100644 << 16


def page(of: GradedClass, student: Student, mark: Mark, marking: Marking) -> bytes:
    """Return a student's page; with the mark in it where that is not the points themselves.

    Raises NotExported when it has vanished.
    """
    try:
        if marking.is_plain and mark.of == student.max_score:
            return of.pages.page(student)
        report = of.pages.report(student)
        return render_html(report, mark_lines=mark_lines(mark, Catalogue(report.language))).encode()
    except (OSError, NotOurs, UserError):
        raise NotExported(Text("export.page_gone", {"who": student.id})) from None


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return files as a zip, by the names that they get in it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            member = zipfile.ZipInfo(name, _NO_TIME)
            member.compress_type, member.external_attr = zipfile.ZIP_DEFLATED, _ORDINARY_FILE
            archive.writestr(member, data)
    return content.getvalue()
