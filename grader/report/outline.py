"""What every rendering of a report shares: marks, headline, next steps, lines of code, facts.

Orders and gathers what the report says; judges nothing anew.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from grader.diagnosis import Certainty
from grader.frozen import frozen
from grader.language import Catalogue
from grader.report.said import gathered, hidden_last, shared
from grader.reported import CodeReport, DiagnosisReport, ExerciseReport, Report
from grader.shortened import shortened

Mark = Literal["full", "part", "none", "unjudged"]
SIGNS: dict[Mark, str] = {"full": "✓", "part": "◐", "none": "✗", "unjudged": "–"}

CERTAIN: Mapping[Certainty, str] = {
    "observed": "ui.observed", "confirmed": "ui.confirmed", "possible": "ui.possible",
}  # fmt: skip
"""The words before what went wrong: how it is known."""

NOTHING_DONE = ("missing", "not_attempted")
"""Statuses of an exercise in which there is nothing to look at."""


@frozen
class Step:
    """What is wrong in an exercise, or in several alike; numbers count exercises from 1."""

    exercises: tuple[tuple[int, str], ...]
    """Number and title of each."""
    text: str

    @property
    def titles(self) -> str:
        """Return the exercises' titles as one line."""
        return " · ".join(title for _number, title in self.exercises)


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


def headline(report: Report, catalogue: Catalogue) -> str:
    """Return the sentence that stands beside the score."""
    if report.status != "graded":
        return catalogue.word(f"headline.{report.status}")
    if mark(report.score, report.max_score) == "full":
        return catalogue.word("headline.full")
    marks = [mark(i.score, i.max_score) for e in report.exercises for i in e.items]
    return catalogue.count("headline.open", marks.count("part") + marks.count("none"))


def next_steps(report: Report) -> list[Step]:
    """Return what is wrong in each exercise that can still be improved; what is one cause, once."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, exercise in enumerate(report.exercises, 1):
        if exercise_mark(exercise) in ("part", "none"):
            found.setdefault(_step(exercise), []).append((number, exercise.title))
    return [Step(tuple(exercises), shortened(text, _STEP)) for text, exercises in found.items()]


_STEP = 240
"""Characters of a step: all of it is said with the exercise."""


def diagnoses(exercise: ExerciseReport) -> list[DiagnosisReport]:
    """Return the diagnoses that say anything; hints may have been turned down to nothing.

    Lines of code stand with the first that speaks of them. Where code stopped with an error its
    line is shown, and the items that are looked at for want of any line are not listed.
    """
    shown: set[tuple[int, tuple[int, int]]] = set()
    found = []
    for one in exercise.diagnosis:
        if not (one.where or one.sentence or one.hint):
            continue
        if one.code is not None:
            place = one.code.cell, one.code.meant
            if place not in shown:
                found.append(one)
            elif one.sentence or one.hint:
                found.append(replace(one, code=None, where=""))
            shown.add(place)
        else:
            is_placed = exercise.stopped is not None and bool(one.sentence or one.hint)
            found.append(replace(one, where="") if is_placed else one)
    return found


def _step(exercise: ExerciseReport) -> str:
    """Prefer what a diagnosis says is wrong, then what was first found wrong, then the summary.

    Where nothing could be judged, the summary says why.
    """
    for found in diagnoses(exercise):
        return found.sentence or found.where or found.hint
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
    first = sorted(lost, key=lambda said: hidden_last(said.cases[0]))
    return first[0].message if first else exercise.summary


def summary(exercise: ExerciseReport, said_above: Sequence[str] = ()) -> str:
    """Return what to say of an exercise as a whole; empty where something else says it better."""
    is_wrong = any(not finding.ok for item in exercise.items for finding in item.findings)
    is_told = exercise.status == "failed" and (is_wrong or bool(diagnoses(exercise)))
    return "" if is_told or exercise.summary in said_above else exercise.summary


def code_lines(code: CodeReport, indent: int = 0) -> str:
    """Return lines of code as plain text, each with its number; a sign marks those meant."""
    width = len(str(code.line + len(code.lines)))
    return "\n".join(
        f"{'':{indent}}{'▶' if code.meant[0] <= number <= code.meant[1] else ' '} "
        f"{number:{width}} {line}".rstrip()
        for number, line in enumerate(code.lines, code.line)
    )


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
