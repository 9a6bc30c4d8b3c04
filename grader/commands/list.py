"""`grader list`: the assignments that can be found from here."""

from rich.console import Console
from rich.table import Table

from grader.assignment import in_language, load_assignment
from grader.errors import BrokenAssignment
from grader.find import known_assignments


def run_list() -> None:
    """Print a table of slugs, titles, exercises and points."""
    table = Table("assignment", "title", "exercises", "points", "folder", box=None)
    for slug, folder in known_assignments().items():
        try:
            assignment = load_assignment(folder, None)
        except BrokenAssignment as error:
            table.add_row(slug, str(error), "", "", str(folder))
            continue
        title = in_language(assignment.title, assignment.languages[0], slug)
        exercises = str(len(assignment.rubrics))
        table.add_row(slug, title, exercises, f"{assignment.points:g}", str(folder))
    Console().print(table)
