"""A lesson with its sandbox open: notebooks and variants go in, reports come out."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from course_lesson import ROOT, Lesson, report_on, submitted
from told import grade

from grader.diagnose.known import Known
from grader.model import Submission
from grader.prepare import Prepared, prepare
from grader.reported import ExerciseReport, Report
from grader.sandbox.jail import Jail
from grader.seed import practice_seed


@dataclass(frozen=True)
class Bench:
    """One lesson, prepared under the practice seed, and its sandbox."""

    lesson: Lesson
    prepared: Prepared
    jail: Jail
    language: str

    @property
    def data(self) -> Path:
        """The lesson's notebooks among the data of the tests."""
        return ROOT / "tests" / "data" / "lessons" / self.lesson.slug

    def graded(self, path: Path, language: str = "") -> Report:
        """Grade a notebook, in the lesson's language unless told another."""
        return self._graded(path.name, path.read_bytes(), language or self.language)

    def graded_cells(self, sources: list[str]) -> Report:
        """Grade a notebook of these code cells."""
        cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]
        notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
        return self._graded("cells.ipynb", json.dumps(notebook).encode(), self.language)

    def graded_submission(self, given: Submission, known: Known | None = None) -> Report:
        """Grade whatever was handed in; with `known`, its mistakes are named."""
        return grade(given, self.prepared, self.jail, self.language, known=known)

    def _graded(self, name: str, content: bytes, language: str) -> Report:
        return grade(Submission("someone", name, content), self.prepared, self.jail, language)

    def report_on(self, file: str, variant: str) -> Report:
        """Run, judge and score one of the known mistakes or alternatives."""
        return report_on(submitted(self.lesson, file, variant), self.prepared, self.jail)


@contextmanager
def opened(lesson: Lesson, language: str = "pt-BR", seed: bytes = b"") -> Iterator[Bench]:
    """Prepare a lesson, under the practice seed unless another is given, and open its sandbox."""
    with Jail(lesson.folder, lesson.assignment().limits, (lesson.solutions,)) as jail:
        yield Bench(lesson, prepare(lesson.assignment(), seed or practice_seed()), jail, language)


def by_name(report: Report) -> dict[str, ExerciseReport]:
    return {exercise.name: exercise for exercise in report.exercises}


def open_items(report: Report) -> dict[str, str]:
    """Return what is said of each item, as exercise.item, that is not right."""
    return {
        f"{exercise.name}.{item.id}": " ".join(f.message for f in item.findings if not f.ok)
        for exercise in report.exercises
        for item in exercise.items
        if item.score != item.max_score
    }
