"""The mutants of an assignment as validation tells them: rows of counts, a fault for each hole."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from grader.frozen import frozen
from grader.session import FromReference
from grader.trial import Bench
from grader.validate.flaw import Flaw, Row, Validation
from grader.validate.mutants.alternatives import changes_of_alternatives, tried_alternatives
from grader.validate.mutants.change import Mutant, mutants
from grader.validate.mutants.suite import SAID, Came, Hasty, counted, equivalents, tried

Progress = Callable[[Sequence[Mutant]], Iterable[Mutant]]
"""Hands on what it is given, and shows how far it is."""


@frozen
class Tried:
    """What came of the changes of an assignment's reference, and of its alternatives."""

    reference: tuple[Came, ...]
    alternatives: tuple[Came, ...]
    declared: tuple[str, ...]
    """Every change that the author declares to be right, whether there is such a one or not."""


def try_mutants(folder: Path, solutions: Path, seed: bytes, progress: Progress = iter) -> Tried:
    """Try every small change of the reference, and of the alternatives.

    Raises BrokenAssignment, ReferenceFault.
    """
    reference = (solutions / "reference.py").read_text(encoding="utf-8")
    found = list(mutants(reference))
    others = changes_of_alternatives(solutions)
    right = equivalents(solutions)
    source = FromReference(folder, solutions, seed)
    with Hasty(source) as session:
        came = tuple(tried(session, progress(found), right, reference))
    bench = Bench(folder, solutions)
    of_others = tuple(
        tried_alternatives(bench, source.prepared(source.load()), progress(others), right)
    )
    return Tried(came, of_others, tuple(right))


def find_lines(
    folder: Path, solutions: Path, seed: bytes, seconds: float, progress: Progress = iter
) -> tuple[Came, ...]:
    """Try every small change of the reference, and search so long for what mends it.

    Raises BrokenAssignment, ReferenceFault.
    """
    reference = (solutions / "reference.py").read_text(encoding="utf-8")
    source = FromReference(folder, solutions, seed)
    with Hasty(source, seconds) as session:
        found = progress(list(mutants(reference)))
        return tuple(tried(session, found, equivalents(solutions), reference))


def validate_mutants(
    folder: Path, solutions: Path, seed: bytes, progress: Progress = iter
) -> Validation:
    """Tell of every small change of the reference, and of the alternatives, what came of it.

    Raises BrokenAssignment, ReferenceFault.
    """
    found = try_mutants(folder, solutions, seed, progress)
    whole = (*found.reference, *found.alternatives)
    hold = {one.mutant.id for one in whole if one.seen == "equivalent"}
    needless = [
        Flaw(str(solutions / "equivalents.toml"), name, "is no mutant that keeps full marks")
        for name in found.declared
        if name not in hold
    ]
    path, other = solutions / "reference.py", solutions / "alternatives.py"
    rows = [
        _row("mutants", "the reference", path, found.reference, solutions),
        _row("alternatives", "alternatives", other, found.alternatives, solutions),
        Row("equivalents", f"{len(hold)} of {len(found.declared)} hold", tuple(needless)),
    ]
    return Validation(folder.name, tuple(rows))


def _row(what: str, of: str, path: Path, came: Sequence[Came], solutions: Path) -> Row:
    """Count: how many were seen, declared, not seen; what was said of those that were; falsely."""
    counts = counted(came)
    told = ", ".join(f"{counts.said[seen]} {name}" for seen, name in SAID.items())
    said = "" if counts.said["seen"] else f"; of the killed {told}; {counts.false} false"
    sentence = (
        f"{len(came)} changes of {of}: {counts.killed} killed, {counts.equivalent} declared "
        f"equivalent, {counts.survivors} survivors"
    )
    faults = [_hole(path, one) for one in came if one.seen == "survivor"]
    faults += [_untrue(solutions, one) for one in came if one.accused]
    return Row(what, sentence + said, tuple(faults))


def _hole(path: Path, came: Came) -> Flaw:
    sentence = "keeps full marks: no check holds to it, or it is right (equivalents.toml)"
    return Flaw(str(path), came.mutant.id, sentence)


def _untrue(solutions: Path, came: Came) -> Flaw:
    names = ", ".join(came.accused)
    sentence = f"is said to be {names}, of an exercise that it does not belong to"
    return Flaw(str(solutions / "mistakes.toml"), came.mutant.id, sentence)
