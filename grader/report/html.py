"""Write a report as one HTML page that needs nothing else: no script, no network."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.frozen import frozen
from grader.language import Catalogue, built_in, points
from grader.report import clean
from grader.report.figure import figure
from grader.report.finding_list import finding_list
from grader.report.heat_map import is_right
from grader.report.outline import (
    Said,
    advice_heading,
    diagnoses,
    exercise_mark,
    facts,
    gathered,
    headline,
    is_said,
    isolation_line,
    mark,
    more,
    next_steps,
    shared,
)
from grader.report.scoped import scoped
from grader.reported import DiagnosisReport, ExerciseReport, ExhibitReport, ItemReport, Report

_PASTED = (
    ("style", "page.css"),
    ("smaller", "fragment.css"),
    ("icons", "icons.svg"),
    ("class_script", "class.js"),
)
"""What templates paste in as it is."""


@cache
def environment() -> Environment:
    """Return the Jinja environment, made once; what it compiles it keeps."""
    loader = PackageLoader("grader.report", "templates")
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    folder = resources.files("grader.report") / "templates"
    for name, file in (
        ("style", "page.css"),
        ("smaller", "fragment.css"),
        ("icons", "icons.svg"),
        ("class_script", "class.js"),
    ):
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
            steps=next_steps(report),
            exercises=[_exercise(exercise, catalogue) for exercise in report.exercises],
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
        exercises=[_exercise(exercise, catalogue) for exercise in report.exercises],
    )


@cache
def _own_style() -> Markup:
    made = environment().globals
    style = f"{made['style']}\n{made['smaller']}"
    return Markup(scoped(style, _TWICE))  # noqa: S704  (ours)


@frozen
class _Item:
    title: str
    reason: str
    mark: str
    points: str
    wrong: Markup
    right: Markup
    holds: int
    left_out: str


@frozen
class _Exercise:
    told: ExerciseReport
    mark: str
    advice_heading: str
    points: str
    weight: str
    percent: str
    diagnoses: list[DiagnosisReport]
    shared: Markup
    items: list[_Item]
    wrong: list[Markup]
    right: list[Markup]
    pictures: list[Markup]
    left_out: str
    printed: list[tuple[str, str, str]]


def _exercise(exercise: ExerciseReport, catalogue: Catalogue) -> _Exercise:
    found = [gathered(item.findings) for item in exercise.items]
    everywhere = shared([wrong for wrong, _ in found])
    arrays = [exhibit for exhibit in exercise.exhibits if exhibit.form == "array"]
    return _Exercise(
        told=exercise,
        mark=exercise_mark(exercise),
        advice_heading=advice_heading(exercise),
        points=fraction(exercise.score, exercise.max_score, catalogue),
        weight=points(exercise.max_score),
        percent=percent(exercise.score, exercise.max_score),
        diagnoses=diagnoses(exercise),
        shared=finding_list(everywhere, catalogue),
        items=[
            _item(item, [said for said in wrong if not is_said(said, everywhere)], right, catalogue)
            for item, (wrong, right) in zip(exercise.items, found, strict=True)
        ],
        wrong=_drawn((e for e in arrays if not is_right(e)), catalogue),
        right=_drawn((e for e in arrays if is_right(e)), catalogue),
        pictures=_drawn((e for e in exercise.exhibits if e.form != "array"), catalogue),
        printed=[
            (printed.case, printed.text, more("ui.more_characters", printed.left_out, catalogue))
            for printed in exercise.printed
            if printed.text
        ],
        left_out=more("ui.more_exhibits", exercise.left_out, catalogue),
    )


def _item(item: ItemReport, wrong: list[Said], right: list[Said], catalogue: Catalogue) -> _Item:
    return _Item(
        title=item.title,
        reason=item.reason,
        mark=mark(item.score, item.max_score),
        points=fraction(item.score, item.max_score, catalogue),
        wrong=finding_list(wrong, catalogue),
        right=finding_list(right, catalogue),
        holds=sum(len(said.cases) for said in right),
        left_out=more("ui.more_findings", item.left_out, catalogue),
    )


def _drawn(exhibits: Iterable[ExhibitReport], catalogue: Catalogue) -> list[Markup]:
    return [figure(exhibit, catalogue) for exhibit in exhibits]


def fraction(score: float | None, max_score: float, catalogue: Catalogue) -> str:
    """Return points out of points: 12,5 / 20."""
    return f"{catalogue.points(score)} / {catalogue.points(max_score)}"


def percent(score: float | None, max_score: float) -> str:
    """Return the width of a bar in percent, for a style attribute: a plain number, 0 to 100."""
    if mark(score, max_score) == "unjudged" or max_score <= 0:
        return "0"
    return f"{min(max(100 * (score or 0) / max_score, 0), 100):.1f}"
