"""Write a report as one HTML page that needs nothing else: no script, no network."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.frozen import frozen
from grader.language import Catalogue, built_in, points
from grader.report import clean, heat_map, outline
from grader.report.figure import figure
from grader.report.finding_list import finding_list
from grader.report.outline import (
    NOTHING_DONE,
    Said,
    Step,
    advice_heading,
    diagnoses,
    exercise_mark,
    facts,
    gathered,
    headline,
    isolation_line,
    mark,
    more,
    next_steps,
    shared,
    summary,
    unrepeated,
)
from grader.report.prose import prose
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
    made.filters["prose"] = prose
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
            exercises=_exercises(report, steps, catalogue),
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
        exercises=_exercises(report, [], catalogue),
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
    repeated: str
    """Said where all that is wrong was said before."""
    right: Markup
    holds: int
    left_out: str


@frozen
class _Exercise:
    told: ExerciseReport
    mark: str
    is_open: bool
    """Whether there is more to read at once than a line."""
    summary: str
    """Empty where a diagnosis says more, or the page has said it."""
    advice_heading: str
    points: str
    weight: str
    percent: str
    diagnoses: list[DiagnosisReport]
    shared: Markup
    items: list[_Item]
    """Those to be looked at."""
    right_items: list[_Item]
    right_points: str
    wrong: list[Markup]
    more_wrong: list[Markup]
    right: list[Markup]
    pictures: list[Markup]
    left_out: str
    printed: list[tuple[str, str, str]]


WRONG_SHOWN = 2
"""Wrong values of an exercise that are drawn at once; the others unfold."""


def _exercises(report: Report, steps: Sequence[Step], catalogue: Catalogue) -> list[_Exercise]:
    above = [step.text for step in steps if len(step.exercises) > 1]
    return [_exercise(exercise, above, catalogue) for exercise in report.exercises]


def _exercise(
    exercise: ExerciseReport, said_above: Sequence[str], catalogue: Catalogue
) -> _Exercise:
    found = [gathered(item.findings) for item in exercise.items]
    everywhere = shared([wrong for wrong, _ in found])
    arrays = [exhibit for exhibit in exercise.exhibits if exhibit.form == "array"]
    items = [
        _item(item, unsaid, right, catalogue, repeats=outline.repeats(wrong, unsaid, everywhere))
        for item, (wrong, right), unsaid in zip(
            exercise.items, found, unrepeated(found, everywhere), strict=True
        )
    ]
    is_right = [
        item.mark == "full" and not item.reason and not item.wrong and not item.repeated
        for item in items
    ]
    right_points = sum(
        item.max_score for item, right in zip(exercise.items, is_right, strict=True) if right
    )
    wrong = _drawn((e for e in arrays if not heat_map.is_right(e)), catalogue)
    own = diagnoses(exercise)
    own_mark = exercise_mark(exercise)
    is_blank = exercise.status in NOTHING_DONE and not own
    return _Exercise(
        told=exercise,
        mark=own_mark,
        is_open=own_mark != "full" and not is_blank,
        summary="" if own_mark == "full" else summary(exercise, said_above),
        advice_heading=advice_heading(exercise),
        points=fraction(exercise.score, exercise.max_score, catalogue),
        weight=points(exercise.max_score),
        percent=percent(exercise.score, exercise.max_score),
        diagnoses=own,
        shared=finding_list(_unsaid(everywhere, exercise.summary), catalogue),
        items=[item for item, right in zip(items, is_right, strict=True) if not right],
        right_items=[item for item, right in zip(items, is_right, strict=True) if right],
        right_points=catalogue.points(right_points),
        wrong=wrong[:WRONG_SHOWN],
        more_wrong=wrong[WRONG_SHOWN:],
        right=_drawn((e for e in arrays if heat_map.is_right(e)), catalogue),
        pictures=_drawn((e for e in exercise.exhibits if e.form != "array"), catalogue),
        printed=[
            (printed.case, printed.text, more("ui.more_characters", printed.left_out, catalogue))
            for printed in exercise.printed
            if printed.text
        ],
        left_out=more("ui.more_exhibits", exercise.left_out, catalogue),
    )


def _unsaid(everywhere: list[Said], before: str) -> list[Said]:
    return [said for said in everywhere if said.message not in before]


def _item(
    item: ItemReport,
    unsaid: Sequence[Said],
    right: Sequence[Said],
    catalogue: Catalogue,
    *,
    repeats: bool,
) -> _Item:
    return _Item(
        title=item.title,
        reason=item.reason,
        mark=mark(item.score, item.max_score),
        points=fraction(item.score, item.max_score, catalogue),
        wrong=finding_list(unsaid, catalogue),
        repeated=catalogue.word("ui.as_above") if repeats else "",
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
