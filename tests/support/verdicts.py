"""A submission as data, with the verdict that it must have.

A table of cases: which `file`, and of its report, in English,

    points = 95.0          what it earns, or between which two, both included
    lost = { cost = 18 }   every exercise that is not full, with its points
    items = ["cost.l2"]    every item that is not full, as exercise.item
    named = ["cost.no_l2"] every known mistake that it names
    certainty = "possible" of the names
    says, silent           words that must stand in it, and words that must not
    status                 unless it is "graded"
    rests_on_it            exercises left out of `lost`

What is not written is not held.
"""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from rich.console import Console

from grader.report.terminal import render
from grader.reported import Report

KEYS = frozenset(
    {"file", "why", "points", "lost", "items", "named", "certainty", "says", "silent", "status"}
    | {"rests_on_it"}
)


def unlike(case: Mapping[str, Any], report: Report) -> dict[str, object]:
    """Return what of a report is not as its case says; nothing, if all is."""
    assert case.keys() <= KEYS, f"{case['file']}: {case.keys() - KEYS} is not held to anything"
    aside = case.get("rests_on_it", ())
    found: dict[str, object] = {
        "lost": {e.name: e.score for e in report.exercises if e.score != e.max_score
                 and e.name not in aside},
        "items": sorted(f"{e.name}.{item.id}" for e in report.exercises for item in e.items
                        if item.score != item.max_score),
        "named": sorted({name for e in report.exercises for d in e.diagnosis
                         for name in d.mistakes}),
        "certainty": ", ".join(sorted({d.certainty for e in report.exercises
                                       for d in e.diagnosis if d.mistakes})),
    }  # fmt: skip
    held = {"status": "graded", **case}
    found["status"] = report.status
    wrong = {key: value for key, value in found.items() if key in held and value != _of(held, key)}
    if "points" in held and not _is_within(report.score, held["points"]):
        wrong["points"] = report.score
    said = words(report)
    for key, is_there in (("says", True), ("silent", False)):
        missed = [text for text in held.get(key, ()) if (text in said) is not is_there]
        if missed:
            wrong[key] = missed
    return wrong


def words(report: Report) -> str:
    """Return everything that the report says, on one line."""
    output = StringIO()
    render(report, Console(file=output, width=10_000, color_system=None))
    return " ".join(output.getvalue().split())


def _of(held: Mapping[str, Any], key: str) -> object:
    return sorted(held[key]) if isinstance(held[key], list) else held[key]


def _is_within(score: float | None, points: float | list[float]) -> bool:
    low, high = points if isinstance(points, list) else (points, points)
    return score is not None and low <= score <= high
