"""The mutants of an assignment as validation tells them: rows of counts, a fault for each hole."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from grader.session import FromReference
from grader.trial import Bench
from grader.validate.flaw import Flaw, Row, Validation
from grader.validate.mutants.alternatives import changes_of_alternatives, tried_alternatives
from grader.validate.mutants.change import Mutant, mutants
from grader.validate.mutants.suite import SAID, Came, Hasty, equivalents, tried

Progress = Callable[[Sequence[Mutant]], Iterable[Mutant]]
"""Hands on what it is given, and shows how far it is."""


def validate_mutants(
    folder: Path, solutions: Path, seed: bytes, progress: Progress = iter
) -> Validation:
    """Try every small change of the reference, and of the alternatives.

    Raises BrokenAssignment, ReferenceFault.
    """
    path = solutions / "reference.py"
    found = list(mutants(path.read_text(encoding="utf-8")))
    others = changes_of_alternatives(solutions)
    right = equivalents(solutions)
    source = FromReference(folder, solutions, seed)
    with Hasty(source) as session:
        came = list(tried(session, progress(found), right))
    bench = Bench(folder, solutions)
    of_others = list(tried_alternatives(bench, source.prepared(), progress(others), right))
    declared = {one.mutant.id for one in (*came, *of_others) if one.seen == "equivalent"}
    needless = [
        Flaw(str(solutions / "equivalents.toml"), name, "is no mutant that keeps full marks")
        for name in right
        if name not in declared
    ]
    rows = [
        _row("mutants", "the reference", path, came, solutions),
        _row("alternatives", "alternatives", solutions / "alternatives.py", of_others, solutions),
        Row("equivalents", f"{len(declared)} of {len(right)} hold", tuple(needless)),
    ]
    return Validation(folder.name, tuple(rows))


def _row(what: str, of: str, path: Path, came: Sequence[Came], solutions: Path) -> Row:
    """Count: how many were seen, declared, not seen; what was said of those that were; falsely."""
    counts = Counter(one.seen for one in came)
    killed = len(came) - counts["survivor"] - counts["equivalent"]
    told = ", ".join(f"{counts[seen]} {name}" for seen, name in SAID.items())
    false = sum(bool(one.accused) for one in came)
    said = "" if counts["seen"] else f"; of the killed {told}; {false} false"
    counted = (
        f"{len(came)} changes of {of}: {killed} killed, {counts['equivalent']} declared "
        f"equivalent, {counts['survivor']} survivors"
    )
    faults = [_hole(path, one) for one in came if one.seen == "survivor"]
    faults += [_untrue(solutions, one) for one in came if one.accused]
    return Row(what, counted + said, tuple(faults))


def _hole(path: Path, came: Came) -> Flaw:
    sentence = "keeps full marks: no check holds to it, or it is right (equivalents.toml)"
    return Flaw(str(path), came.mutant.id, sentence)


def _untrue(solutions: Path, came: Came) -> Flaw:
    names = ", ".join(came.accused)
    sentence = f"is said to be {names}, of an exercise that it does not belong to"
    return Flaw(str(solutions / "mistakes.toml"), came.mutant.id, sentence)
