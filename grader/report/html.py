"""Write a report as one HTML page that needs nothing else: no script, no network."""

from collections.abc import Sequence
from functools import cache
from importlib import resources
from urllib.parse import quote

from jinja2 import BaseLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.language import built_in
from grader.report import clean
from grader.report.exercise_shown import exercises_shown
from grader.report.outline import (
    facts,
    headline,
    isolation_line,
    mark,
    next_steps,
)
from grader.report.prose import prose
from grader.report.scoped import scoped
from grader.reported import Report

_PASTED = (
    ("style", "page.css"),
    ("smaller", "fragment.css"),
    ("icons", "icons.svg"),
    ("class_script", "class.js"),
)
"""What templates paste in as it is."""


def strict(loader: BaseLoader) -> Environment:
    """Return a Jinja environment that escapes all it is given, and takes no name it was not."""
    return Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def environment() -> Environment:
    """Return the Jinja environment, made once; what it compiles it keeps."""
    made = strict(PackageLoader("grader.report", "templates"))
    made.filters["prose"] = prose
    folder = resources.files("grader.report") / "templates"
    for name, file in _PASTED:
        made.globals[name] = Markup((folder / file).read_text(encoding="utf-8"))  # noqa: S704
    return made


class _Words(dict[str, Markup]):
    """Words by their keys; one that a catalogue lacks is shown as its key."""

    def __missing__(self, key: str) -> Markup:
        return escape(key)


@cache
def words(language: str) -> _Words:
    """Return all words of a language, escaped once and for all."""
    catalogue = built_in(language)
    return _Words((key, escape(catalogue.word(key))) for key in catalogue)


def render_html(report: Report, copy: str = "", mark_lines: Sequence[tuple[str, str]] = ()) -> str:
    """Return the student's page. Nothing in it differs between two gradings of one submission.

    `copy` is the path of the notebook with feedback in it, as seen from the page, if there is one.
    `mark_lines` say below the points what mark they come to, each with its label.
    """
    report = clean.report(report)
    catalogue = built_in(report.language)
    steps = next_steps(report)
    return (
        environment()
        .get_template("student.html.j2")
        .render(
            language=report.language,
            report=report,
            words=words(report.language),
            copy=quote(copy),
            mark_lines=mark_lines,
            count=catalogue.count,
            points=catalogue.points,
            mark=mark(report.score, report.max_score),
            headline=headline(report, catalogue),
            steps=steps,
            exercises=exercises_shown(report, steps, catalogue),
            isolation=isolation_line(report, catalogue),
            provenance=facts(report.provenance, catalogue),
        )
    )


FRAGMENT = "grader-report"
"""The class of a report within another page: its style is kept to it."""


_TWICE = f"{FRAGMENT}.{FRAGMENT}"
"""Named twice, a rule weighs more than those that notebooks have for whatever cells show."""
FRAGMENT_TEMPLATE = "fragment.html.j2"


def render_fragment(report: Report, kicker: str, notes: Sequence[str] = ()) -> str:
    """Return a report to stand within another page, whose style it neither takes nor touches.

    `kicker` stands above the title, `notes` at the end; both are plain text, and ours.
    """
    report = clean.report(report)
    catalogue = built_in(report.language)
    made = environment()
    return made.get_template(FRAGMENT_TEMPLATE).render(
        language=report.language,
        scope=FRAGMENT,
        own_style=_own_style(),
        kicker=kicker,
        notes=notes,
        report=report,
        words=words(report.language),
        count=catalogue.count,
        points=catalogue.points,
        mark=mark(report.score, report.max_score),
        headline=headline(report, catalogue),
        exercises=exercises_shown(report, [], catalogue),
    )


@cache
def _own_style() -> Markup:
    made = environment().globals
    style = f"{made['style']}\n{made['smaller']}"
    return Markup(scoped(style, _TWICE))  # noqa: S704  (ours)
