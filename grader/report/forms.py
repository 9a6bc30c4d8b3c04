"""What a report is written as, whole, for one reader: a table of names.

Each is imported when it is asked for: importing them all takes as long as grading.
"""

from collections.abc import Callable, Mapping

from grader.reported import Report


def _json(report: Report) -> bytes:
    from grader.report.to_json import write_json

    return write_json(report)


def _html(report: Report) -> bytes:
    from grader.report.html import render_html

    return render_html(report).encode()


def _markdown(report: Report) -> bytes:
    from grader.report.feedback import render_markdown

    return render_markdown(report).encode()


FORMS: Mapping[str, Callable[[Report], bytes]] = {
    "json": _json,
    "html": _html,
    "markdown": _markdown,
}
"""By the name that `grader check --format` takes; a form more is a function here, and its line."""
