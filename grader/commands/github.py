"""`grader check --format github`: annotations at the student's own lines, and a summary.

The format is that of GitHub Actions' workflow commands: ``::error file=F,line=N,title=T::message``.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from grader.extract.place import first_lines
from grader.language import built_in
from grader.model import Extraction
from grader.report import clean
from grader.report.feedback import render_markdown
from grader.report.outline import Mark, exercise_mark, next_steps
from grader.reported import ExerciseReport, Report

_SUMMARY = "GITHUB_STEP_SUMMARY"
_LEVEL: dict[Mark, str] = {
    "none": "error",
    "part": "error",
    "full": "notice",
    "unjudged": "warning",
}


def annotations(
    report: Report,
    notebook: Path,
    content: bytes,
    asked: dict[str, tuple[str, ...]],
    taken: Extraction | None,
) -> Iterator[str]:
    """Yield a workflow command for each exercise that is not right, then one with the score.

    `asked` are the names that each exercise asks for, by exercise; `taken` is what was extracted of
    the notebook, None where it could not be read.
    """
    steps = {number: step for step in next_steps(report) for number, _ in step.exercises}
    lines = first_lines(taken) if taken else {}
    for number, exercise in enumerate(report.exercises, 1):
        if number not in steps:
            continue
        defined = [lines[name] for name in asked.get(exercise.name, ()) if name in lines]
        meant = [*_meant(exercise), *defined]
        line = next((n for text in meant if (n := line_in(content, text))), 1)
        level = _LEVEL[exercise_mark(exercise)]
        yield _command(
            level, steps[number].text, file=str(notebook), line=str(line), title=exercise.title
        )
    catalogue = built_in(report.language)
    of, points = catalogue.word("ui.of"), catalogue.word("ui.points")
    said = f"{catalogue.points(report.score)} {of} {catalogue.points(report.max_score)} {points}"
    yield _command("notice", said, title=report.title)
    for problem in report.problems:
        yield _command("warning", f"{problem.where}: {problem.message}", file=notebook.as_posix())


def _meant(exercise: ExerciseReport) -> Iterator[str]:
    """Yield the lines of code that a report speaks of, the first of them first."""
    for code in (*(one.code for one in exercise.diagnosis), exercise.stopped, exercise.called):
        if code is not None:
            yield code.lines[code.meant[0] - code.line]


def summarise(report: Report) -> str:
    """Add the report to the job's summary; return it where there is no job."""
    told = render_markdown(report)
    if path := os.environ.get(_SUMMARY):
        with Path(path).open("a", encoding="utf-8") as summary:
            summary.write(told)
        return ""
    return told


def line_in(content: bytes, source: str) -> int | None:
    """Return the number of the last line of a file that holds a line of code, from 1.

    In a notebook a line of code is a JSON string; as a rule each stands on a line of its own.
    """
    for written in (json.dumps(source, ensure_ascii=False), json.dumps(source)):
        place = content.rfind(written[1:-1].encode("utf-8", "surrogatepass"))
        if place >= 0:
            return content.count(b"\n", 0, place) + 1
    return None


def _command(level: str, message: str, **about: str) -> str:
    told = ",".join(f"{key}={_property(value)}" for key, value in about.items())
    return f"::{level} {told}::{_escaped(clean.line(message))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(clean.line(text)).replace(":", "%3A").replace(",", "%2C")
