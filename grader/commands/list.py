"""`grader list`: the assignments that can be found from here."""

from rich.console import Console
from rich.table import Table

from grader.assignment import in_language
from grader.errors import BrokenAssignment, BrokenKit
from grader.find import known_places
from grader.kit.read import public_assignment


def run_list() -> None:
    """Print a table of slugs, titles, exercises, points, and where each was found."""
    table = Table("assignment", "title", "exercises", "points", "where", box=None)
    for slug, place in known_places().items():
        try:
            assignment = public_assignment(place)
        except (BrokenAssignment, BrokenKit) as error:
            table.add_row(slug, str(error), "", "", str(place.path))
            continue
        title = in_language(assignment.title, assignment.languages[0], slug)
        exercises = str(len(assignment.rubrics))
        table.add_row(slug, title, exercises, f"{assignment.points:g}", str(place.path))
    Console().print(table)
