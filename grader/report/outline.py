"""What every rendering of a report shares: marks, grouped findings, headline, next steps, facts.

Orders and gathers what the report says; judges nothing anew.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from grader.frozen import frozen
from grader.language import Catalogue
from grader.model import Certainty, Kind
from grader.reported import DiagnosisReport, ExerciseReport, FindingReport, Report

Mark = Literal["full", "part", "none", "unjudged"]
SIGNS: dict[Mark, str] = {"full": "✓", "part": "◐", "none": "✗", "unjudged": "–"}

CERTAIN: Mapping[Certainty, str] = {
    "observed": "ui.observed", "confirmed": "ui.confirmed", "possible": "ui.possible",
}  # fmt: skip
"""The words before what went wrong: how it is known."""


@frozen
class Said:
    """One message with every case it was said of."""

    ok: bool
    message: str
    cases: tuple[tuple[str, Kind], ...]


@frozen
class Step:
    """What to do about one exercise; `number` counts exercises from 1."""

    number: int
    title: str
    text: str


def mark(score: float | None, max_score: float) -> Mark:
    """Say whether points are all there, partly, not at all, or were never judged."""
    if score is None or not math.isfinite(score):
        return "unjudged"
    if score >= max_score - 1e-9:
        return "full"
    return "part" if score > 0 else "none"


def advice_heading(exercise: ExerciseReport) -> str:
    """Return the key of what stands above advice.

    Advice takes no points by itself; what it is about may be why an item is not right, so that it
    "costs no points" is said where there are full points only.
    """
    return "ui.advice" if exercise.score == exercise.max_score else "ui.advice_besides"


def exercise_mark(exercise: ExerciseReport) -> Mark:
    """Return the mark of a whole exercise; a fault of ours is never a student's lack."""
    if exercise.status == "grader_fault":
        return "unjudged"
    return mark(exercise.score, exercise.max_score)


def gathered(findings: Iterable[FindingReport]) -> tuple[list[Said], list[Said]]:
    """Return what does not hold and what holds, each message once, examples before hidden cases.

    Students can repeat an example by themselves, so those come first.
    """
    groups: dict[tuple[bool, str], dict[tuple[str, Kind], None]] = {}
    for finding in findings:
        cases = groups.setdefault((finding.ok, finding.message), {})
        cases[finding.case, finding.kind] = None
    said = [
        Said(ok, message, tuple(sorted(cases, key=_hidden_last)))
        for (ok, message), cases in groups.items()
    ]
    said.sort(key=lambda one: _hidden_last(one.cases[0]))
    return [one for one in said if not one.ok], [one for one in said if one.ok]


def shared(wrongs: Sequence[Sequence[Said]]) -> list[Said]:
    """Return what was found wrong in every item alike, to be said once: an error, a lack.

    Empty for an exercise of a single item, where nothing would be repeated.
    """
    if len(wrongs) < 2:
        return []
    return [
        Said(said.ok, said.message, _cases_of(said.message, wrongs))
        for said in wrongs[0]
        if all(is_said(said, wrong) for wrong in wrongs[1:])
    ]


def is_said(said: Said, before: Iterable[Said]) -> bool:
    """Tell whether this message was said before, of whatever cases."""
    return any(other.message == said.message for other in before)


def _cases_of(message: str, wrongs: Iterable[Iterable[Said]]) -> tuple[tuple[str, Kind], ...]:
    alike = (said for wrong in wrongs for said in wrong if said.message == message)
    cases = dict.fromkeys(case for said in alike for case in said.cases)
    return tuple(sorted(cases, key=_hidden_last))


def _hidden_last(case: tuple[str, Kind]) -> bool:
    return case[1] == "hidden"


def headline(report: Report, catalogue: Catalogue) -> str:
    """Return the sentence that stands beside the score."""
    if report.status != "graded":
        return catalogue.word(f"headline.{report.status}")
    if mark(report.score, report.max_score) == "full":
        return catalogue.word("headline.full")
    marks = [mark(i.score, i.max_score) for e in report.exercises for i in e.items]
    return catalogue.count("headline.open", marks.count("part") + marks.count("none"))


def next_steps(report: Report) -> list[Step]:
    """Return one step for each exercise that the student can still improve, in their order."""
    return [
        Step(number, exercise.title, _step(exercise))
        for number, exercise in enumerate(report.exercises, 1)
        if exercise_mark(exercise) in ("part", "none")
    ]


def diagnoses(exercise: ExerciseReport) -> list[DiagnosisReport]:
    """Return the diagnoses that say anything; hints may have been turned down to nothing."""
    return [d for d in exercise.diagnosis if d.where or d.sentence or d.hint]


def _step(exercise: ExerciseReport) -> str:
    """Prefer the furthest that a diagnosis says, then what was first found wrong, then the summary.

    Where nothing could be judged, the summary says why.
    """
    for found in diagnoses(exercise):
        return found.hint or found.sentence or found.where
    if exercise.status not in ("passed", "failed"):
        return exercise.summary
    wrongs = [gathered(item.findings)[0] for item in exercise.items]
    everywhere = shared(wrongs)
    if everywhere:
        return everywhere[0].message
    lost = [
        wrong[0]
        for item, wrong in zip(exercise.items, wrongs, strict=True)
        if wrong and mark(item.score, item.max_score) in ("part", "none")
    ]
    # an example says more than a hidden case may
    first = sorted(lost, key=lambda said: _hidden_last(said.cases[0]))
    return first[0].message if first else exercise.summary


def more(key: str, left_out: int, catalogue: Catalogue) -> str:
    """Say how many findings, exhibits or characters a report leaves out; empty when none."""
    return catalogue.count(key, left_out) if left_out > 0 else ""


def isolation_line(report: Report, catalogue: Catalogue) -> str:
    """Return the sentence for the tier of isolation; empty when nothing was run."""
    if report.status == "unreadable":
        return ""
    tier = str(report.isolation.get("tier", ""))
    return catalogue.word(f"isolation.{tier}", tier) if tier else ""


def facts(table: Mapping[str, Any], catalogue: Catalogue) -> list[tuple[str, str]]:
    """Return a provenance table as pairs of a label and one line of text."""
    return [
        (catalogue.word(f"provenance.{key}", str(key).replace("_", " ")), _flat(value))
        for key, value in table.items()
    ]


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_flat(entry)}" for key, entry in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_flat(entry) for entry in value)
    return str(value)
