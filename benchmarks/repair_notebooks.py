"""What the search for a repair finds in notebooks: a table of their wrong exercises.

``python benchmarks/repair_notebooks.py [--seconds S] ASSIGNMENT NOTEBOOK...`` grades each notebook
with an assignment under a practice seed and prints a row for each exercise that is wrong: what is
known of it without a search, and the line and the edit that were found, or how many were tried.
"""

from pathlib import Path

import click

from grader.diagnose.diagnose import is_right
from grader.diagnosis import Diagnosis
from grader.find import find_assignment
from grader.model import Attempt, Submission
from grader.repair.candidate import Candidate
from grader.repair.found import Bounds, Searched
from grader.repair.search import editable, search
from grader.repair.suspects import suspects
from grader.session import FromReference, Session, opened
from grader.validate.reference import seeds_of

HEADS = ("notebook", "exercise", "known before", "line", "read as", "tried", "CPU s")


@click.command()
@click.option("--seconds", default=1.0, help="Processor time of one search.")
@click.argument("slug")
@click.argument("notebooks", nargs=-1, type=click.Path(exists=True, path_type=Path))
def main(seconds: float, slug: str, notebooks: tuple[Path, ...]) -> None:
    """Search the wrong exercises of notebooks."""
    folder, solutions = find_assignment(slug)
    print(f"| {' | '.join(HEADS)} |\n|{'---|' * len(HEADS)}", flush=True)
    with opened(FromReference(folder, solutions, seeds_of(1)[0])) as session:
        for path in notebooks:
            graded = session.grade(Submission(path.stem, path.name, path.read_bytes()))
            if graded.attempt is None:
                continue
            first: list[Candidate] = []
            for one in graded.result.exercises:
                if not is_right(one.name, graded.attempt.judged):
                    found = _searched(
                        session, graded.attempt, one.name, one.diagnoses, seconds, first
                    )
                    first += found.repaired.edits[:1] if found.repaired else ()
                    known = "; ".join(map(_known, one.diagnoses))
                    print(_row(path.stem, one.name, known, found), flush=True)


def _searched(
    session: Session, attempt: Attempt, exercise: str, diagnoses: tuple[Diagnosis, ...],
    seconds: float, first: list[Candidate],
) -> Searched:  # fmt: skip
    definitions = [*editable(session.prepared, attempt.extraction, exercise)]
    judged = [one for one in attempt.judged if one.exercise == exercise]
    lines = suspects(definitions, diagnoses, judged)
    bounds = Bounds(seconds=seconds)
    return search(session.prepared, session.executor, attempt, exercise, lines, bounds, first)


def _known(one: Diagnosis) -> str:
    what = "+".join(one.mistakes) or str((one.where and one.where.values.get("what")) or "")
    return f"{one.certainty} {one.kind} {what}".strip()


def _row(name: str, exercise: str, known: str, found: Searched) -> str:
    line = read = ""
    if found.repaired is not None:
        edit = found.repaired.edits[0]
        line = f"{found.repaired.cell}:{found.repaired.line} `{edit.was}`"
        read = " or ".join(f"`{one.becomes}`" for one in found.repaired.edits)
    tried = f"{found.tried}{'' if found.is_complete else ' of more'}"
    cells = [name, exercise, known, line, read, tried, f"{found.cpu_seconds:.2f}"]
    return f"| {' | '.join(cell.replace('|', '¦') for cell in cells)} |"


if __name__ == "__main__":
    main()
