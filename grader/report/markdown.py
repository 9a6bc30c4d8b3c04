"""A report as Markdown, for the summary of a job on a code forge.

Whatever a student wrote is shown as text: no markup, no link, no mention of anybody.
"""

import re
from collections.abc import Iterator

from grader.language import Catalogue, built_in
from grader.report import clean
from grader.report.outline import (
    CERTAIN,
    diagnoses,
    exercise_mark,
    gathered,
    headline,
    isolation_line,
    mark,
    next_steps,
)
from grader.report.terminal import SIGNS
from grader.reported import ExerciseReport, Report

_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&@:$])")
_SHOWN = 3
"""Messages of one item at most."""


def render_markdown(report: Report) -> str:
    """Return the report as GitHub's Markdown."""
    report = clean.report(report)
    return "\n".join(_lines(report, built_in(report.language))) + "\n"


def _lines(report: Report, catalogue: Catalogue) -> Iterator[str]:
    yield f"## {_text(report.title)}"
    yield ""
    score = _score(report.score, report.max_score, catalogue)
    yield f"**{score}** {_text(headline(report, catalogue))}"
    if steps := next_steps(report):
        yield ""
        yield f"### {_text(catalogue.word('ui.next'))}"
        yield ""
        yield from (f"{n}. **{_text(s.title)}** {_text(s.text)}" for n, s in enumerate(steps, 1))
    if report.problems:
        yield ""
        yield f"### {_text(catalogue.word('ui.problems'))}"
        yield ""
        yield from (
            f"- {_text(f'{p.where}: {p.message}'.removeprefix(': '))}" for p in report.problems
        )
    for exercise in report.exercises:
        yield ""
        yield from _exercise(exercise, catalogue)
    if line := isolation_line(report, catalogue):
        yield ""
        yield _text(line)


def _exercise(exercise: ExerciseReport, catalogue: Catalogue) -> Iterator[str]:
    sign = SIGNS[exercise_mark(exercise)]
    score = _score(exercise.score, exercise.max_score, catalogue)
    yield f"### {sign} {_text(exercise.title)}: {score}"
    yield ""
    for found in diagnoses(exercise):
        told = (
            ("ui.where", found.where),
            (CERTAIN[found.certainty], found.sentence),
            ("ui.hint", found.hint),
        )
        yield from (f"- {_text(catalogue.word(key))}: {_text(said)}" for key, said in told if said)
    yield ""
    yield " | ".join(_text(catalogue.word(key)) for key in ("ui.item", "ui.points", "ui.result"))
    yield "---|---|---"
    for item in exercise.items:
        wrong = [said.message for said in gathered(item.findings)[0]][:_SHOWN]
        result = catalogue.word(f"mark.{mark(item.score, item.max_score)}")
        cells = (
            f"{SIGNS[mark(item.score, item.max_score)]} {_text(item.title)}",
            _score(item.score, item.max_score, catalogue),
            "<br>".join(map(_text, [result, *([item.reason] if item.reason else []), *wrong])),
        )
        yield " | ".join(cells)


def _score(score: float | None, most: float, catalogue: Catalogue) -> str:
    of = catalogue.word("ui.of")
    return _text(f"{catalogue.points(score)} {of} {catalogue.points(most)}")


def _text(text: str) -> str:
    """Return a text on one line in which nothing is markup."""
    return _MARKUP.sub(r"\\\1", clean.line(text))
