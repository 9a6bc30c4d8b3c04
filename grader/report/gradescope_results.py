"""A report as Gradescope's `results.json`: an item is a test, our page its output.

Gradescope shows nothing without points. So where a fault of ours keeps work from being judged, what
stands there is said to be no mark.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from grader.language import Catalogue, built_in
from grader.model import Text
from grader.report import clean, markdown
from grader.report.feedback import render_markdown
from grader.report.html import render_fragment
from grader.report.outline import mark, more
from grader.report.said import Said, cases_of, gathered, told
from grader.reported import ItemReport, Report

Form = Literal["html", "md"]
FORMS: tuple[Form, ...] = ("html", "md")
Later = Literal["after_published", "after_due_date", "hidden"]
LATER: tuple[Later, ...] = ("after_published", "after_due_date", "hidden")
"""When students see what a report tells beyond the first hints: Gradescope's own words."""
FAULT = "gradescope.fault"
NO_SANDBOX = "gradescope.no_sandbox"

Results = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """How reports are shown on Gradescope."""

    form: Form = FORMS[0]
    later: Later = LATER[0]


def results(report: Report, fuller: Report, notes: Sequence[str], shown: Shown) -> Results:
    """Return what Gradescope reads of a report.

    `fuller` is the same told as far as the assignment allows; what it tells beyond `report` is a
    test of its own without points, which students see later. `notes` are plain text, ours.
    """
    report, fuller = clean.report(report), clean.report(fuller)
    catalogue = built_in(report.language)
    notes = list(notes)
    if report.status == "grader_fault":
        notes.insert(0, catalogue.word("gradescope.partly" if report.exercises else FAULT))
    tests = list(_tests(report, catalogue))
    if fuller.exercises != report.exercises:
        tests.append(_later(fuller, catalogue, shown))
    made = {
        "score": _score(report),
        "output": _page(report, notes, shown.form),
        "output_format": shown.form,
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"grader": _about(report)},
        "tests": tests,
    }
    if (seconds := report.timing.get("wall_seconds")) is not None:
        made["execution_time"] = round(seconds, 3)
    return made


def said_only(language: str, status: str, *texts: Text) -> Results:
    """Return results without a test: sentences on why nothing was graded."""
    catalogue = built_in(language)
    return {
        "score": 0.0,
        "output": "\n".join(clean.block(catalogue.say(text)) for text in texts),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "extra_data": {"grader": {"status": status}},
        "tests": [],
    }


def fault(language: str, key: str = FAULT) -> Results:
    """Return what is true as long as nothing was graded: a fault of ours, and no mark."""
    return said_only(language, "grader_fault", Text(key))


def as_json(made: Results) -> bytes:
    """Return results as the bytes of a file; ASCII, so that no reader takes them for another."""
    return json.dumps(made, indent=1, allow_nan=False).encode("ascii") + b"\n"


def _tests(report: Report, catalogue: Catalogue) -> Iterator[Results]:
    for number, exercise in enumerate(report.exercises, 1):
        for part, item in enumerate(exercise.items, 1):
            found = mark(item.score, item.max_score)
            test = {
                "number": f"{number}.{part}",
                "name": f"{exercise.title}: {item.title}",
                "name_format": "text",
                "max_score": item.max_score,
                "output": "\n".join(_told(item, catalogue)),
                "output_format": "text",
                "visibility": "visible",
            }
            if found != "unjudged":
                test["score"] = item.score
                test["status"] = "passed" if found == "full" else "failed"
            yield test


def _told(item: ItemReport, catalogue: Catalogue) -> Iterator[str]:
    found = mark(item.score, item.max_score)
    wrong = gathered(item.findings)[0]
    if item.reason:
        yield item.reason
    elif found in ("full", "unjudged") or not wrong:
        yield catalogue.word(f"mark.{found}")
    for said in wrong:
        yield _message(said, catalogue)
    if left_out := more("ui.more_findings", item.left_out, catalogue):
        yield left_out


def _message(said: Said, catalogue: Catalogue) -> str:
    return f"{told(said, catalogue)} — {cases_of(said, catalogue)}"


def _later(fuller: Report, catalogue: Catalogue, shown: Shown) -> Results:
    return {
        "name": catalogue.word("gradescope.more"),
        "name_format": "text",
        "output": _page(fuller, (), shown.form),
        "output_format": shown.form,
        "visibility": shown.later,
    }


def _page(report: Report, notes: Sequence[str], form: Form) -> str:
    if form == "html":
        kicker = built_in(report.language).word("annotate.feedback")
        return render_fragment(report, kicker, notes)
    said = [markdown.bullets(map(markdown.text, notes))] if notes else []
    return "\n\n".join([*said, render_markdown(report)])


def _score(report: Report) -> float:
    """Return the points; of what was judged, where a fault of ours kept the rest from it."""
    if report.score is not None and math.isfinite(report.score):
        return report.score
    judged = [item.score for e in report.exercises for item in e.items if item.score is not None]
    return sum(score for score in judged if math.isfinite(score))


def _about(report: Report) -> Results:
    return {
        "status": report.status,
        "tier": report.isolation.get("tier", ""),
        "assignment": report.digest,
        "versions": report.provenance.get("versions", {}),
    }
