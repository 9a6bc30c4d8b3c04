"""An exercise as the page's templates take it: every text clean, every drawing made."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup

from grader.frozen import frozen
from grader.language import Catalogue, points
from grader.report import heat_map
from grader.report.figure import figure
from grader.report.finding_list import finding_list
from grader.report.outline import (
    NOTHING_DONE,
    Step,
    advice_heading,
    diagnoses,
    exercise_mark,
    mark,
    more,
    summary,
)
from grader.report.said import Said, gathered, repeats, shared, unrepeated
from grader.reported import DiagnosisReport, ExerciseReport, ExhibitReport, ItemReport, Report


@frozen
class ItemShown:
    """One rubric item."""

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
class ExerciseShown:
    """One exercise: what is to be looked at, and what unfolds."""

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
    items: list[ItemShown]
    """Those to be looked at."""
    right_items: list[ItemShown]
    right_points: str
    wrong: list[Markup]
    more_wrong: list[Markup]
    right: list[Markup]
    pictures: list[Markup]
    left_out: str
    printed: list[tuple[str, str, str]]


WRONG_SHOWN = 2
"""Wrong values of an exercise that are drawn at once; the others unfold."""


def exercises_shown(
    report: Report, steps: Sequence[Step], catalogue: Catalogue
) -> list[ExerciseShown]:
    """Return the exercises; what `steps` say of several is not said again of each."""
    above = [step.text for step in steps if len(step.exercises) > 1]
    return [_exercise(exercise, above, catalogue) for exercise in report.exercises]


def _exercise(
    exercise: ExerciseReport, said_above: Sequence[str], catalogue: Catalogue
) -> ExerciseShown:
    found = [gathered(item.findings) for item in exercise.items]
    everywhere = shared([wrong for wrong, _ in found])
    arrays = [exhibit for exhibit in exercise.exhibits if exhibit.form == "array"]
    items = [
        _item(item, unsaid, right, catalogue, is_repeated=repeats(wrong, unsaid, everywhere))
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
    return ExerciseShown(
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
    is_repeated: bool,
) -> ItemShown:
    return ItemShown(
        title=item.title,
        reason=item.reason,
        mark=mark(item.score, item.max_score),
        points=fraction(item.score, item.max_score, catalogue),
        wrong=finding_list(unsaid, catalogue),
        repeated=catalogue.word("ui.as_above") if is_repeated else "",
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
