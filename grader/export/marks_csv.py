"""The class as CSV for a spreadsheet of the chosen language: a line for each hand-in."""

from grader.export.export import Exported, Job
from grader.export.listing import Entry, entries, exported, points
from grader.language import Catalogue
from grader.spreadsheet import Cell, Id, csv_table

MARK_COLUMNS = (
    "student", "name", "email", "ids", "members", "status", "points", "max_points", "earned",
    "penalty", "mark", "of",
)  # fmt: skip


class MarksCsv:
    """Makes `marks.csv`."""

    name = "csv"
    words = "Marks for a spreadsheet; --locale says of which language."

    def make(self, job: Job) -> Exported:
        """Return the table: who, points, what being late costs, mark, points of each exercise."""
        rows: list[list[Cell]] = [mark_header(job)]
        rows += [mark_row(entry, job) for entry in entries(job)]
        return exported(job, {"marks.csv": csv_table(rows, job.locale)})


def mark_header(job: Job) -> list[Cell]:
    """Return the names of the columns in the reader's language."""
    own = (job.catalogue.word(f"export.column.{name}") for name in MARK_COLUMNS)
    return [*own, *job.of.titles.values()]


def mark_row(entry: Entry, job: Job) -> list[Cell]:
    """Return the line of one hand-in."""
    one, mark = entry.student, entry.mark
    of = {exercise.name: points(exercise.score) for exercise in one.exercises}
    marks = (mark.earned, mark.penalty, mark.value, mark.of) if mark else (None,) * 4
    return [
        Id(one.id), one.who.name, Id(one.who.email), Id(entry.ids), entry.members,
        status(entry, job.catalogue), one.score, one.max_score, *marks,
        *(of.get(name) for name in job.of.titles),
    ]  # fmt: skip


def status(entry: Entry, catalogue: Catalogue) -> str:
    """Say what came of a hand-in, in a word or two."""
    return catalogue.word(f"graded.{entry.student.status}")
