"""`grader show`: the rubric of an assignment."""

from rich.console import Console
from rich.table import Table

from grader.assignment import in_language
from grader.find import find_place
from grader.kit.read import public_assignment


def run_show(name: str, language: str | None) -> None:
    """Print every exercise and item with its points, and what is taken from the notebook."""
    assignment = public_assignment(find_place(name))
    spoken = language or assignment.languages[0]
    table = Table("exercise", "item", "points", "credit", box=None)
    for rubric in assignment.rubrics:
        table.add_row(in_language(rubric.title, spoken, rubric.name), "", f"{rubric.points:g}", "")
        for item in rubric.items:
            title = in_language(item.title, spoken, item.id)
            table.add_row("", title, f"{item.points:g}", item.credit)
    console = Console()
    console.print(in_language(assignment.title, spoken, assignment.slug), style="bold")
    console.print(table)
    console.print(f"{assignment.points:g} points in all\n")
    for ask in assignment.asks:
        others = f" (or {', '.join(ask.aliases)})" if ask.aliases else ""
        console.print(f"{ask.kind} {ask.name}{others}", markup=False, highlight=False)
