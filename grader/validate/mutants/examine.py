"""The mutants of an assignment as validation tells them: a row of counts, a fault for each hole."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from grader.session import FromReference
from grader.validate.flaw import Flaw, Row, Validation
from grader.validate.mutants.change import Mutant, mutants
from grader.validate.mutants.suite import SEEN, Came, equivalents, hasty, tried

Progress = Callable[[Sequence[Mutant]], Iterable[Mutant]]
"""Hands on what it is given, and shows how far it is."""


def validate_mutants(
    folder: Path, solutions: Path, seed: bytes, progress: Progress = iter
) -> Validation:
    """Try every small change of the reference. Raises BrokenAssignment, ReferenceFault."""
    path = solutions / "reference.py"
    found = list(mutants(path.read_text(encoding="utf-8")))
    right = equivalents(solutions)
    with hasty(FromReference(folder, solutions, seed)) as session:
        came = list(tried(session, progress(found), right))
    return Validation(folder.name, (_row(solutions, came, dict(right)),))


def _row(solutions: Path, came: Sequence[Came], right: dict[str, str]) -> Row:
    counts = Counter(one.seen for one in came)
    told = ", ".join(f"{counts[seen]} {seen}" for seen in SEEN)
    faults = [_hole(solutions, one) for one in came if one.seen == "survivor"]
    faults += [_untrue(solutions, one) for one in came if one.accused]
    declared = {one.mutant.id for one in came if one.seen == "equivalent"}
    faults += [
        Flaw(str(solutions / "equivalents.toml"), name, "is no mutant that keeps full marks")
        for name in right
        if name not in declared
    ]
    return Row("mutants", f"{len(came)} changes of the reference: {told}", tuple(faults))


def _hole(solutions: Path, came: Came) -> Flaw:
    sentence = "keeps full marks: no check holds to it, or it is right (equivalents.toml)"
    return Flaw(str(solutions / "reference.py"), came.mutant.id, sentence)


def _untrue(solutions: Path, came: Came) -> Flaw:
    names = ", ".join(came.accused)
    sentence = f"is said to be {names}, of an exercise that it does not belong to"
    return Flaw(str(solutions / "mistakes.toml"), came.mutant.id, sentence)
