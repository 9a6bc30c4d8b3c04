"""Examine an assignment for answers that earn without the work: a row, with a fault for each."""

from collections.abc import Collection, Sequence
from pathlib import Path

from grader.assignment import Assignment, load_assignment
from grader.prepare import Prepared
from grader.trial import Bench
from grader.validate.dishonest.authored import Authored, read, untrue
from grader.validate.dishonest.suite import Overpaid, try_all
from grader.validate.flaw import Flaw, Row, Validation
from grader.validate.reference import examine_reference, seeds_of


def examine_dishonest(
    bench: Bench, solutions: Path, trials: Sequence[Prepared], exercises: Collection[str] = ()
) -> Row:
    """Try the generic set and the author's answers under each seed; an overpaid item is told once.

    The generic set is tried where the author's file cannot be used, too.
    """
    assignment = trials[0].assignment
    authored, faults = _authored(bench, solutions / "dishonest.py", assignment)
    tried = [try_all(bench, prepared, authored, exercises) for prepared in trials]
    found: dict[tuple[str, str], Overpaid] = {}
    for one in (one for under in tried for one in under.overpaid):
        known = found.setdefault((one.family, one.item), one)
        if one.points > known.points:
            found[one.family, one.item] = one
    code = str(assignment.folder / "exercises")
    for one in sorted(found.values(), key=lambda one: (one.item, one.answer)):
        file = code if one.is_generic else str(solutions / "dishonest.py")
        faults.append(Flaw(file, one.answer, one.sentence))
    broken = {sentence: answer for under in tried for answer, sentence in under.broken}
    faults += [Flaw(code, answer, sentence) for sentence, answer in broken.items()]
    wrong = {one.answer for under in tried for one in under.overpaid}
    count = tried[0].count
    earning = f"{count - len(wrong)} of {count} earn no more than they may"
    return Row("dishonest answers", earning, tuple(faults))


def _authored(bench: Bench, path: Path, assignment: Assignment) -> tuple[Authored, list[Flaw]]:
    """Read the author's file; nothing of it is used when it says something untrue."""
    try:
        authored = read(bench)
        faults = [Flaw(str(path), key, said) for key, said in untrue(authored, assignment)]
    except Exception as error:  # an author's file may raise anything
        return Authored((), ()), [Flaw(str(path), "", f"{type(error).__name__}: {error}")]
    return (Authored((), ()) if faults else authored), faults


def validate_dishonest(
    folder: Path, solutions: Path, seeds: int, exercises: Collection[str] = ()
) -> Validation:
    """Examine nothing but the dishonest answers."""
    row, trials = examine_reference(load_assignment(folder, solutions), seeds_of(seeds))
    rows = [row]
    if trials:
        rows.append(examine_dishonest(Bench(folder, solutions), solutions, trials, exercises))
    return Validation(folder.name, tuple(rows))
