"""The pages that are opened: every sample of a report, and a class."""

from collections.abc import Callable

from class_samples import class_page
from report_samples import SAMPLES

from grader.report.html import render_html
from grader.reported import Report


def _page(sample: Callable[[str], Report]) -> Callable[[str], str]:
    return lambda language: render_html(sample(language))


PAGES: dict[str, Callable[[str], str]] = {
    **{name: _page(sample) for name, sample in SAMPLES.items()},
    "class": class_page,
}
"""Name -> what makes the page in a language."""
