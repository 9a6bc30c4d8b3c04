"""What a cell is to show: reports and sentences, as HTML and as the same in plain text."""

import io
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from rich.console import Console

from grader.frozen import frozen
from grader.language import built_in, spoken_here
from grader.model import Text
from grader.report import clean
from grader.report.html import render_fragment
from grader.report.terminal import WIDTH, render
from grader.reported import Report


@frozen
class Telling:
    """What is shown below a cell."""

    text: str
    html: str = ""
    score: float | None = None
    max_score: float = 0.0

    def as_message(self) -> dict[str, Any]:
        """Return it as it goes over the line."""
        return asdict(self)


def sentence(text: Text, language: str) -> Telling:
    """Return a sentence."""
    return Telling(clean.block(built_in(language or spoken_here()).say(text)))


def told(report: Report, kicker: str, notes: Sequence[str]) -> Telling:
    """Return a report with what stands above it and what is said after it."""
    output = io.StringIO()
    twin = replace(report, student=kicker)
    render(twin, Console(file=output, width=WIDTH, color_system=None, legacy_windows=False))
    plain = re.sub(" +$", "", output.getvalue(), flags=re.MULTILINE).rstrip("\n")
    text = "\n".join([plain, "", *notes]) if notes else plain
    return Telling(text, render_fragment(report, kicker, notes), report.score, report.max_score)


def together(tellings: Sequence[Telling]) -> Telling:
    """Return several tellings as one, one below the other."""
    if len(tellings) == 1:
        return tellings[0]
    scores = [one.score for one in tellings if one.score is not None]
    return Telling(
        "\n\n".join(one.text for one in tellings),
        "\n".join(one.html for one in tellings),
        sum(scores) if len(scores) == len(tellings) else None,
        sum(one.max_score for one in tellings),
    )
