"""The class as a table in Markdown, to be pasted into a page or an issue."""

from decimal import Decimal

from grader.export.export import Exported, Job
from grader.export.listing import Entry, entries, exported, points
from grader.export.marks_csv import status
from grader.report import markdown
from grader.spreadsheet import number_cell


class MarkdownTable:
    """Makes `marks.md`."""

    name = "markdown"
    words = "Marks as a table in Markdown."

    def make(self, job: Job) -> Exported:
        """Return the table: who, what came of it, mark, points of each exercise."""
        word = job.catalogue.word
        header = [word(f"export.column.{name}") for name in ("student", "name", "status")]
        numbers = [word(f"export.column.{name}") for name in ("earned", "penalty", "mark", "of")]
        titles = [*header, *numbers, *job.of.titles.values()]
        ruled = ["---"] * len(header) + ["---:"] * (len(titles) - len(header))
        lines = [_row(_escaped(titles)), _row(ruled)]
        lines += [_row(_cells(entry, job)) for entry in entries(job)]
        text = "\n".join([f"# {markdown.text(job.of.title)}", "", *lines, ""])
        return exported(job, {"marks.md": text.encode("utf-8", "replace")})


def _cells(entry: Entry, job: Job) -> list[str]:
    one, mark = entry.student, entry.mark
    of = {exercise.name: points(exercise.score) for exercise in one.exercises}
    numbers = [mark.earned, mark.penalty, mark.value, mark.of] if mark else [None] * 4
    return [
        *_escaped([one.id, one.who.name, status(entry, job.catalogue)]),
        *(_number(number, job) for number in (*numbers, *map(of.get, job.of.titles))),
    ]


def _number(number: Decimal | None, job: Job) -> str:
    decimal = job.locale.decimal if job.locale.name else job.catalogue.word("ui.decimal")
    return "–" if number is None else number_cell(number, decimal)


def _escaped(texts: list[str]) -> list[str]:
    """Return texts as Markdown that is read as text, in a table too."""
    return [markdown.text(text) for text in texts]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
