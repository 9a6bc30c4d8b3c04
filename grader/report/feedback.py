"""A report as Markdown: one part for the whole, one for each exercise."""

from collections.abc import Iterator, Sequence

from grader.language import Catalogue, built_in
from grader.report import clean
from grader.report.exercise_shown import fraction
from grader.report.markdown import bold, bullets, quoted, text
from grader.report.outline import (
    CERTAIN,
    SIGNS,
    advice_heading,
    code_lines,
    diagnoses,
    exercise_mark,
    headline,
    isolation_line,
    mark,
    more,
    next_steps,
    summary,
)
from grader.report.said import Said, cases_of, gathered, repeats, shared, told, unrepeated
from grader.reported import CodeReport, ExerciseReport, ItemReport, Report


def render_markdown(report: Report) -> str:
    """Return the whole report, what to do next before the exercises."""
    report = clean.report(report)
    catalogue = built_in(report.language)
    steps = [f"{bold(step.titles)} {text(step.text)}" for step in next_steps(report)]
    parts = [
        opening(report),
        bold(catalogue.word("ui.next")) if steps else "",
        bullets(steps),
        *(on_exercise(exercise, report.language) for exercise in report.exercises),
        text(isolation_line(report, catalogue)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def opening(report: Report) -> str:
    """Return the first part: whose notebook, the score, what was odd about the file."""
    catalogue = built_in(report.language)
    problems = [f"{bold(p.where)} {text(p.message)}".strip() for p in report.problems]
    return quoted(
        (
            _heading(2, report.title, catalogue),
            f"{text(catalogue.word('ui.student'))}: {bold(report.student)}",
            f"{bold(_total(report, catalogue))} · {text(headline(report, catalogue))}",
            text(catalogue.word("annotate.numbers")) if report.exercises else "",
            bold(catalogue.word("ui.problems")) if problems else "",
            bullets(problems),
        )
    )


def on_exercise(exercise: ExerciseReport, language: str) -> str:
    """Return the part about one exercise: points, cause, what is not right, what is."""
    catalogue = built_in(language)
    found = [gathered(item.findings) for item in exercise.items]
    everywhere = shared([wrong for wrong, _ in found])
    not_right = [
        _item(item, unsaid, catalogue, is_repeated=repeats(wrong, unsaid, everywhere))
        for item, (wrong, _), unsaid in zip(
            exercise.items, found, unrepeated(found, everywhere), strict=True
        )
        if not _is_plainly_right(item)
    ]
    general = [said.message for said in everywhere if said.message not in exercise.summary]
    points = fraction(exercise.score, exercise.max_score, catalogue)
    ended = catalogue.word(f"status.{exercise.status}")
    return quoted(
        (
            _heading(3, exercise.title, catalogue),
            f"{SIGNS[exercise_mark(exercise)]} {bold(f'{points} · {ended}')}",
            *_diagnosis(exercise, catalogue),
            text(summary(exercise)),
            _code(exercise.stopped),
            _code(exercise.called),
            *_labelled("ui.shared", general, catalogue),
            "\n".join(not_right),
            _right(exercise.items, catalogue),
            *_labelled(advice_heading(exercise), exercise.advice, catalogue),
        )
    )


def _heading(level: int, title: str, catalogue: Catalogue) -> str:
    return f"{'#' * level} {text(catalogue.word('annotate.feedback'))} · {text(title)}"


def _total(report: Report, catalogue: Catalogue) -> str:
    if mark(report.score, report.max_score) == "unjudged":
        return catalogue.word("ui.no_score")
    points = fraction(report.score, report.max_score, catalogue)
    return f"{catalogue.word('ui.score')}: {points} {catalogue.word('ui.points')}"


def _diagnosis(exercise: ExerciseReport, catalogue: Catalogue) -> Iterator[str]:
    for found in diagnoses(exercise):
        yield from _labelled(CERTAIN[found.certainty], [found.sentence], catalogue)
        if found.code is None:
            yield from _labelled("ui.where", [found.where], catalogue)
        yield _code(found.code)
        yield from _labelled("ui.hint", [found.hint], catalogue)


def _code(code: CodeReport | None) -> str:
    """Return lines of code, indented, so that nothing in them is read as Markdown."""
    if code is None:
        return ""
    return f"{text(code.where)}:\n\n{code_lines(code, indent=4)}"


def _labelled(key: str, sentences: Sequence[str], catalogue: Catalogue) -> Iterator[str]:
    for sentence in sentences:
        if sentence:
            yield f"{bold(catalogue.word(key) + ':')} {text(sentence)}"


def _is_plainly_right(item: ItemReport) -> bool:
    return mark(item.score, item.max_score) == "full" and not item.reason


def _item(
    item: ItemReport, unsaid: Sequence[Said], catalogue: Catalogue, *, is_repeated: bool
) -> str:
    found = mark(item.score, item.max_score)
    points = fraction(item.score, item.max_score, catalogue)
    word = catalogue.word(f"mark.{found}")
    told = [text(item.reason)] if item.reason else []
    told += [_message(said, catalogue) for said in unsaid]
    told += [text(catalogue.word("ui.as_above"))] if is_repeated else []
    told += [text(more("ui.more_findings", item.left_out, catalogue))] if item.left_out else []
    entry = f"- {SIGNS[found]} {bold(item.title)} · {text(f'{points} · {word}')}"
    return "\n".join((entry, bullets(told, depth=1))).rstrip()


def _message(said: Said, catalogue: Catalogue) -> str:
    return text(f"{told(said, catalogue)} — {cases_of(said, catalogue)}")


def _right(items: Sequence[ItemReport], catalogue: Catalogue) -> str:
    right = [item for item in items if _is_plainly_right(item)]
    if not right:
        return ""
    titles = "; ".join(f"{i.title} ({catalogue.points(i.max_score)})" for i in right)
    return f"{SIGNS['full']} {bold(catalogue.word('ui.right') + ':')} {text(titles)}"
