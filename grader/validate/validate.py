"""Examine a whole assignment: the shape of its files first, then everything that can be run."""

from pathlib import Path

from grader.assignment import load_assignment
from grader.errors import GraderError
from grader.prepare import Prepared
from grader.sandbox.choose import Requirements, open_executor
from grader.trial import Bench
from grader.validate.credit import examine_credit
from grader.validate.dishonest.examine import examine_dishonest
from grader.validate.files import examine_files, examine_table
from grader.validate.fixtures import examine_fixtures
from grader.validate.flaw import Flaw, Row, Validation
from grader.validate.looks import examine_looks
from grader.validate.notebooks import examine_in_kernel, examine_in_sandbox
from grader.validate.reached import examine_reached
from grader.validate.reference import examine_examples, examine_reference, seeds_of
from grader.validate.texts import examine_texts
from grader.validate.variants import examine_alternatives, examine_mistakes

MISTAKE_SEEDS = 3
ALTERNATIVE_SEEDS = 5
DISHONEST_SEEDS = 2


def validate(
    folder: Path, solutions: Path, *, seeds: int, kernel: bool, dishonest: bool = True
) -> Validation:
    """Examine an assignment under this many seeds; `kernel` runs the solution in one as well.

    Without `dishonest`, the answers that do no work are not tried.
    """
    rows = [
        examine_files(folder, solutions),
        examine_table(folder),
        examine_texts(folder, solutions),
    ]
    rows += _examine_running(folder, solutions, seeds, dishonest)
    if kernel and (solutions / "solution.ipynb").is_file():
        rows.append(examine_in_kernel(solutions / "solution.ipynb", folder / "provided"))
    return Validation(folder.name, tuple(rows))


def _examine_running(folder: Path, solutions: Path, seeds: int, dishonest: bool) -> list[Row]:
    try:
        assignment = load_assignment(folder, solutions)
    except GraderError as error:
        return [Row("loading", "failed", (Flaw(str(folder), "", str(error)),))]
    row, trials = examine_reference(assignment, seeds_of(seeds))
    if not trials:
        return [row]
    rows = [row, *_examine_cases(folder, solutions, trials)]
    if dishonest:
        bench = Bench(folder, solutions)
        rows.append(examine_dishonest(bench, solutions, trials[:DISHONEST_SEEDS]))
    return rows


def _examine_cases(folder: Path, solutions: Path, trials: list[Prepared]) -> list[Row]:
    bench = Bench(folder, solutions)
    rows = [examine_examples(trials[0]), examine_fixtures(trials[0])]
    rows.append(examine_reached(bench, solutions, trials[:MISTAKE_SEEDS]))
    rows += examine_mistakes(bench, solutions, trials[:MISTAKE_SEEDS])
    rows.append(examine_looks(trials[0].assignment, bench, solutions))
    rows.append(examine_credit(trials[0].assignment, bench))
    rows.append(examine_alternatives(bench, solutions, trials[:ALTERNATIVE_SEEDS]))
    try:
        limits = trials[0].assignment.limits
        with open_executor(folder, limits, Requirements((solutions,), own_code=True)) as executor:
            rows += examine_in_sandbox(trials[0], solutions, executor)
    except GraderError as error:
        rows.append(Row("sandbox", "failed", (Flaw(str(folder), "", str(error)),)))
    return rows
