"""How many wrong functions are repaired by one small edit of themselves, and at which line.

``python benchmarks/repair.py [--exercise NAME] [--seconds S] [--shown] ASSIGNMENT`` makes every
small change of the lesson's reference, grades it in the sandbox, and searches each exercise that is
then wrong and counts what was changed. It prints one row per exercise: killed (changes that made it
wrong without ending the process), repaired within the budget, repaired at the changed line (where a
statement was taken away: at the line before or after it), and the search's processor time. With
`--shown`, each change that was not repaired at its line is printed too.
"""

from collections import Counter

import click

from grader.diagnose.diagnose import is_right
from grader.extract.defining import defining
from grader.find import find_assignment
from grader.model import Attempt, Submission
from grader.repair.found import Bounds, Searched
from grader.repair.search import search
from grader.repair.suspects import suspects
from grader.result import Graded
from grader.session import FromReference, Session, opened
from grader.validate.mutants.change import Mutant, mutants
from grader.validate.mutants.lines import changed_lines
from grader.validate.mutants.suite import equivalents
from grader.validate.reference import seeds_of

HEADS = (
    "exercise", "killed", "named for sure", "searched", "repaired", "at the changed line",
    "CPU s a search", "most",
)  # fmt: skip


class Counted:
    """What came of the changes of one exercise."""

    def __init__(self) -> None:
        self.of: Counter[str] = Counter()
        self.seconds: list[float] = []

    def row(self, exercise: str) -> str:
        """Return a row of the table."""
        seconds = self.seconds or [0.0]
        cells = [exercise, *(str(self.of[head]) for head in HEADS[1:6])]
        cells += [f"{sum(seconds) / len(seconds):.2f}", f"{max(seconds):.2f}"]
        return f"| {' | '.join(cells)} |"


@click.command()
@click.option("--exercise", "only", default="", help="Search this exercise only.")
@click.option("--seconds", default=1.0, help="Processor time of one search.")
@click.option("--named", is_flag=True, help="Search also what a known mistake explains for sure.")
@click.option("--shown", is_flag=True, help="Print each change that is not repaired at its line.")
@click.argument("slug")
def main(only: str, seconds: float, named: bool, shown: bool, slug: str) -> None:
    """Change the reference in one small place at a time, and repair it."""
    folder, solutions = find_assignment(slug)
    if solutions is None:
        raise SystemExit(f"{slug}: no solutions")
    text = (solutions / "reference.py").read_text(encoding="utf-8")
    right = equivalents(solutions)
    found: dict[str, Counted] = {}
    with opened(FromReference(folder, solutions, seeds_of(1)[0])) as session:
        for mutant in mutants(text):
            if mutant.id in right:
                continue
            graded = session.grade(Submission("mutant", "mutant.py", mutant.source.encode()))
            if graded.attempt is None:
                continue
            for exercise in _counting(session, mutant, graded.attempt):
                if exercise == (only or exercise):
                    counted = found.setdefault(exercise, Counted())
                    said = _tried(session, mutant, graded, exercise, text, counted, seconds, named)
                    if shown and said:
                        print(f"{exercise}: {mutant.id}: {said}", flush=True)
    print(f"| {' | '.join(HEADS)} |")
    print("|" + "---|" * len(HEADS))
    for name, counted in found.items():
        print(counted.row(name))


def _counting(session: Session, mutant: Mutant, attempt: Attempt) -> list[str]:
    """Return the exercises that are wrong and count what was changed."""
    asked = {ask.name for ask in session.assignment.asks}
    found = []
    for rubric in session.assignment.rubrics:
        exercise = session.assignment.exercises[rubric.name]
        own = {*(exercise.asks or (rubric.name,))} - {*exercise.upstream}
        counts = mutant.name in own or mutant.name not in asked
        if counts and not is_right(rubric.name, attempt.judged):
            found.append(rubric.name)
    return found


def _tried(
    session: Session, mutant: Mutant, graded: Graded, exercise: str, text: str, counted: Counted,
    seconds: float, named: bool,
) -> str:  # fmt: skip
    """Search one exercise, count what came of it; return what is worth a look."""
    attempt = graded.attempt
    assert attempt is not None
    counted.of["killed"] += 1
    diagnoses = next(one.diagnoses for one in graded.result.exercises if one.name == exercise)
    is_named = any(one.mistakes and one.certainty == "confirmed" for one in diagnoses)
    counted.of["named for sure"] += is_named
    if is_named and not named:
        return ""
    asks = session.assignment.exercises[exercise].asks or (exercise,)
    judged = [one for one in attempt.judged if one.exercise == exercise]
    lines = suspects(defining(attempt.extraction, asks), diagnoses, judged)
    searched = search(
        session.prepared, session.executor, attempt, exercise, lines, Bounds(seconds=seconds)
    )
    counted.seconds.append(searched.cpu_seconds)
    counted.of["searched"] += 1
    return _counted(searched, mutant, text, counted)


def _counted(searched: Searched, mutant: Mutant, text: str, counted: Counted) -> str:
    if searched.repaired is None:
        rest = "all" if searched.is_complete else "not all"
        return f"not repaired, {searched.tried} edits tried, {rest} there are"
    counted.of["repaired"] += 1
    edit = searched.repaired.edits[0]
    line = searched.repaired.line
    if line in changed_lines(text, mutant.source):
        counted.of["at the changed line"] += 1
        return ""
    return f"elsewhere, line {line}: {edit.was} -> {edit.becomes}"


if __name__ == "__main__":
    main()
