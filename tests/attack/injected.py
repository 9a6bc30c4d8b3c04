"""Texts that are to act where they are read: in a page, a terminal, a file of JSON, a spreadsheet.

`data/reports.toml` says what is handed in; every output of one real grading is searched for harm.
"""

import csv
import io
import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from annotate_samples import NotebookReader
from course_fixture import DOUBLE, SOLUTIONS, small_assignment
from page_reader import PageReader
from rich.console import Console
from rows import row_of

from grader import gradebook, spreadsheet
from grader.annotate import annotate
from grader.grade import grade
from grader.intake import student_of
from grader.model import Submission
from grader.prepare import Prepared, prepare
from grader.report import class_page, clean, html
from grader.report.terminal import render
from grader.report.to_json import write_json
from grader.reported import Report
from grader.sandbox.jail import Jail
from grader.seed import practice_seed
from grader.tell import tell

_DATA = Path(__file__).parent / "data" / "reports.toml"
_ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]|[\u0300-\u036f]{6}"
)
"""Characters that command a terminal, turn the direction of writing, hide, or cover others."""
_FORMULA = tuple("=+-@\t\r")
_WORDS_OF_THE_COMMAND = 6


@dataclass(frozen=True)
class Injected:
    """One hostile text and the way that it takes."""

    data: dict[str, Any] = field(hash=False)

    group = "reports"

    @property
    def name(self) -> str:
        return str(self.data["name"])

    @property
    def control(self) -> str:
        return str(self.data.get("control", ""))

    def submission(self) -> Submission:
        text = self.data.get("text", "").replace("{half}", "\ud800")
        source = self.data["source"].replace("{text}", ascii(text))
        kernel = {"kernelspec": {"language": self.data["kernel"]}} if "kernel" in self.data else {}
        cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
        content = {"cells": [cell], "metadata": kernel, "nbformat": 4, "nbformat_minor": 4}
        name = self.data.get("file", "ana.ipynb")
        return Submission(student_of(name), name, json.dumps(content).encode())


def all_injected() -> tuple[Injected, ...]:
    """Return every hostile text."""
    data = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return tuple(Injected(entry) for entry in data["attack"])


class Course:
    """A small course that hostile texts are handed in to."""

    def __init__(self) -> None:
        self._prepared: Prepared = prepare(small_assignment(), practice_seed())
        self._jail = Jail(DOUBLE, self._prepared.assignment.limits, (SOLUTIONS,))

    def close(self) -> None:
        """End the sandbox."""
        self._jail.close()

    def harm(self, attack: Injected) -> list[str]:
        """Grade, write every output, and return each one that does more than show text."""
        faults: list[str] = []
        submission = attack.submission()
        assignment = self._prepared.assignment
        graded = grade(submission, self._prepared, self._jail, faults.append)
        report = tell(graded.result, assignment, "en")
        found = [f"fault: {fault}" for fault in faults]
        for name, search in _SEARCHES.items():
            try:
                harm = search(report)
            except UnicodeError as error:
                harm = [repr(error)]
            found += [f"{name}: {what}" for what in harm]
        copy = annotate(submission, report, graded.taken, assignment, faults.append)
        if report.status != "unreadable":
            page = copy.page.decode() if copy else ""
            found += [f"annotated: {f}" for f in NotebookReader(page).faults]
            found += [] if page else ["annotated: there is no copy"]
        return found


@contextmanager
def unprotected() -> Iterator[None]:
    """Write reports as they are: nothing is cleaned, nothing escaped."""
    bare = html.environment.__wrapped__()
    bare.autoescape = False
    bare.filters["prose"] = lambda sentence: sentence
    with ExitStack() as stack:
        for module in (html, class_page):
            stack.enter_context(patch.object(module, "environment", lambda: bare))
        for name in ("block", "line", "report", "record", "deep"):
            stack.enter_context(patch.object(clean, name, lambda given: given))
        stack.enter_context(patch.object(spreadsheet, "text_cell", lambda text: text))
        yield


def _page(text: str) -> list[str]:
    return PageReader(text).faults + _acting(text)


def _student_page(report: Report) -> list[str]:
    return _page(html.render_html(report))


def _class_page(report: Report) -> list[str]:
    rows = [row_of(report, page="students/x/report.html")]
    return _page(class_page.render_class_page(rows, title="Doubling", language="en"))


def _terminal(report: Report) -> list[str]:
    output = io.StringIO()
    render(report, Console(file=output, width=100, color_system=None))
    return _acting(output.getvalue())


def _json(report: Report) -> list[str]:
    found = json.loads(write_json(report).decode())
    words = shlex.split(found["provenance"]["command"])
    harm = [] if len(words) == _WORDS_OF_THE_COMMAND else [f"the command is {words}"]
    return harm + [what for text in _texts(found) for what in _acting(text)]


def _csv(report: Report) -> list[str]:
    content = gradebook.gradebook_csv([row_of(report)], ["double", "Counter"]).decode()
    harm = [] if content.count("\n") == 2 else ["more rows than students"]
    for separator in ",;":  # as spreadsheets of different countries read it
        for row in csv.reader(io.StringIO(content, newline=""), delimiter=separator):
            harm += [f"a formula: {cell}" for cell in row if cell.startswith(_FORMULA)]
    return harm + _acting(content)


def _acting(text: str) -> list[str]:
    found = _ACTS.search(text)
    return [f"{found[0]!r} at {found.start()}"] if found else []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in _texts(part))
    elif isinstance(value, list):
        yield from (text for entry in value for text in _texts(entry))


_SEARCHES = {
    "html": _student_page,
    "class": _class_page,
    "terminal": _terminal,
    "json": _json,
    "csv": _csv,
}
