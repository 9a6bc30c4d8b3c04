"""What `grader grade` says on the terminal when the class is done."""

import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.classrun.batch import Done
from grader.intake import Collision, Intake
from grader.language import built_in
from grader.report import clean

_LISTED = 10
"""Collisions, and hand-ins of each, that are listed; the class page has all of them."""


def said_at_the_end(graded: Sequence[Done], intake: Intake, out: Path, language: str) -> str:
    """Return the lines that tell how a class run went; collisions in the reports' language."""
    scores = [g.row.score for g in graded if g.row.score is not None]
    mean = f", mean {statistics.mean(scores):.1f} of {graded[0].row.max_score:g}" if scores else ""
    kept = sum(g.kept for g in graded)
    before = f", {kept} of them in the run before" if kept else ""
    lines = [f"{len(graded)} submissions graded{before}{mean}"]
    for status, sentence in (
        ("unreadable", "could not be read; their reports say why"),
        ("not_attempted", "left blank"),
        ("grader_fault", "met a fault of ours and have no score; see run.json"),
    ):
        number = sum(g.row.status == status for g in graded)
        if number:
            lines.append(f"  {number} {sentence}")
    if intake.set_aside:
        lines.append(f"  {len(intake.set_aside)} files set aside; index.html says why")
    lines += _collisions(intake.collisions, language)
    lines += [
        f"class page  {out / 'index.html'}",
        f"gradebook   {out / 'gradebook.csv'}",
        f"reports     {out / 'students'}",
    ]
    return "\n".join(lines)


def _collisions(collisions: Sequence[Collision], language: str) -> Iterator[str]:
    catalogue = built_in(language)
    for collision in collisions[:_LISTED]:
        yield f"! {clean.line(catalogue.say(collision.what))}"
        for member in collision.members[:_LISTED]:
            student = member.student or catalogue.word("class.not_graded")
            yield f"    {clean.line(student)}  <-  {clean.line(member.file)}"
        yield from _more(len(collision.members), "    ")
    yield from _more(len(collisions), "! ")


def _more(number: int, indent: str) -> Iterator[str]:
    if number > _LISTED:
        yield f"{indent}... +{number - _LISTED}: index.html"
