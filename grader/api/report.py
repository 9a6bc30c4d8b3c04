"""What came of one notebook, told in one language, in whatever form it is wanted."""

import json
from typing import Any

from grader.assignment import Assignment
from grader.diagnose.say import LEVELS
from grader.diagnosis import Hints
from grader.errors import UserError
from grader.language import LANGUAGES
from grader.report.to_json import write_json
from grader.reported import ExerciseReport, ProblemReport
from grader.reported import Report as Told
from grader.result import Result
from grader.tell import tell


def refuse_unknown(language: str, hints: Hints | None) -> None:
    """Raise UserError for a language that is not spoken, or hints that there are not."""
    if language not in LANGUAGES:
        raise UserError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    if hints is not None and hints not in LEVELS:
        raise UserError(f"no hints {hints!r}; there are {', '.join(LEVELS)}")


class Report:
    """The report on one notebook. It holds no sandbox: it outlives what it was graded with."""

    __slots__ = ("_assignment", "_result", "faults", "told")

    def __init__(
        self,
        result: Result,
        assignment: Assignment,
        language: str,
        hints: Hints | None = None,
        faults: tuple[str, ...] = (),
    ) -> None:
        self._result = result
        self._assignment = assignment
        self.told: Told = tell(result, assignment, language, hints)
        """Everything that is said, as frozen records (`grader.reported`)."""
        self.faults = faults
        """Sentences about faults of ours, for a person to see to; empty as a rule."""

    def __repr__(self) -> str:
        return f"<Report on {self.student or 'a notebook'}: {self.score} of {self.max_score}>"

    @property
    def student(self) -> str:
        """Whose notebook it is."""
        return self.told.student

    @property
    def score(self) -> float | None:
        """Points; None where a fault of ours kept it from being graded, which is no zero."""
        return self.told.score

    @property
    def max_score(self) -> float:
        """Points that there are."""
        return self.told.max_score

    @property
    def status(self) -> str:
        """How it ended: graded, not_attempted, unreadable, too_costly or grader_fault."""
        return self.told.status

    @property
    def language(self) -> str:
        """The language that it is told in."""
        return self.told.language

    @property
    def exercises(self) -> tuple[ExerciseReport, ...]:
        """The exercises: points, items, what went wrong and where."""
        return self.told.exercises

    @property
    def problems(self) -> tuple[ProblemReport, ...]:
        """What was odd about the file."""
        return self.told.problems

    def in_language(self, language: str, hints: Hints | None = None) -> "Report":
        """Return the same told in another language, or with other hints; nothing is graded anew.

        `hints` goes no further than the assignment allows. Raises UserError for a language or hints
        that there are not.
        """
        refuse_unknown(language, hints)
        return Report(self._result, self._assignment, language, hints, self.faults)

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values, as `docs/report-format.md` describes them."""
        made: dict[str, Any] = json.loads(self.to_json())
        return made

    def to_json(self) -> bytes:
        """Return it as JSON in UTF-8 (`grader/report/1`)."""
        return write_json(self.told)

    def to_html(self) -> str:
        """Return it as one HTML page that needs nothing else."""
        from grader.report.html import render_html

        return render_html(self.told)

    def to_markdown(self) -> str:
        """Return it as Markdown, in which nothing of the student's is read as markup."""
        from grader.report.feedback import render_markdown

        return render_markdown(self.told)

    def to_text(self, width: int = 80) -> str:
        """Return it as plain text of so many columns, as `grader check` prints it."""
        from io import StringIO

        from rich.console import Console

        from grader.report.terminal import render

        output = StringIO()
        render(self.told, Console(file=output, width=width, color_system=None))
        return output.getvalue()
