"""Grade every mutant as a submission: what is seen of it, and what is said."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from grader.assignment import Assignment
from grader.errors import BrokenAssignment
from grader.frozen import frozen
from grader.model import Status, Submission
from grader.prepare import Prepared
from grader.repair.found import Bounds
from grader.repair.repairs import Repairs
from grader.result import ExerciseResult, Graded, Result
from grader.sandbox.choose import Requirements, open_executor
from grader.sandbox.executor import Closing
from grader.session import FromReference, Session
from grader.validate.mutants.change import Mutant
from grader.validate.mutants.lines import Found, changed_lines, found_lines

Seen = Literal[
    "confirmed", "observed", "possible", "evidence", "told", "stopped", "nothing", "seen",
    "survivor", "equivalent",
]  # fmt: skip
"""How a mutant came out: named and how surely, evidence without a name, a statement of a check that
does not hold, the line that it stopped at, lost points alone, points lost and nothing more known of
it; or not seen at all, which the author may have declared to be right."""
SAID: Mapping[Seen, str] = {
    "confirmed": "named and confirmed", "observed": "observed", "possible": "possible",
    "evidence": "evidence only", "told": "a check's sentence", "stopped": "where it stopped",
    "nothing": "nothing helpful",
}  # fmt: skip
"""What was said of those that were seen."""
_STOPPED = "why.raised"
"""Says at which line of which cell the code stopped, and with what; the key of a sentence."""
_CASE_SECONDS = 1.0
"""What a case of a mutant may take at first: some never end."""


@frozen
class Came:
    """What came of one mutant."""

    mutant: Mutant
    seen: Seen
    accused: tuple[str, ...] = ()
    """Mistakes that were named for sure, of exercises that what was changed does not belong to."""
    found: Found = Found()
    """Of one that was seen: whether its line was found."""


@frozen
class Counts:
    """How many of some mutants were killed, and what was said of them; how many were not."""

    killed: int
    equivalent: int
    """Not seen, and declared to be right."""
    survivors: int
    said: Counter[Seen]
    """How many came out in each way."""
    false: int
    """Of how many something was said that is not so."""
    repaired: int
    """For how many a small edit was found that makes them right."""
    expressions: int
    """How many of those that were killed have another expression, and no statement less."""
    expressions_repaired: int
    first: int
    """Of how many the changed line is the first that the report leads to, and among three."""
    among_three: int
    elsewhere: int
    """Of how many another line is accused for sure."""


def counted(came: Sequence[Came]) -> Counts:
    """Count what came of mutants."""
    said = Counter(one.seen for one in came)
    kept, survivors = said["equivalent"], said["survivor"]
    false = sum(bool(one.accused) for one in came)
    found = [one.found for one in came]
    killed = [one for one in came if one.seen not in ("equivalent", "survivor")]
    changed = [one for one in killed if not one.mutant.is_removal]
    return Counts(
        len(killed), kept, survivors, said, false,
        repaired=sum(one.is_repaired for one in found),
        expressions=len(changed),
        expressions_repaired=sum(one.found.is_repaired for one in changed),
        first=sum(one.is_first for one in found),
        among_three=sum(one.is_among_three for one in found),
        elsewhere=sum(one.is_elsewhere for one in found),
    )  # fmt: skip


def equivalents(solutions: Path) -> Mapping[str, str]:
    """Return the mutants that the author declares to be right, with the reason of each.

    Raises BrokenAssignment.
    """
    path = solutions / "equivalents.toml"
    if not path.exists():
        return {}
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return {one["mutant"]: one["why"] for one in table["equivalent"]}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise BrokenAssignment(f"{path}: {type(error).__name__}: {error}") from None


class Hasty(Closing):
    """An assignment opened for code that may never end: its own, so nothing need be isolated.

    Most of what does not end is given up soon. Before it is called so it has all of its time: on a
    busy machine right code may be slow.
    """

    def __init__(self, source: FromReference, repair_seconds: float = 0.0) -> None:
        prepared = source.prepared(source.load())
        limits = replace(prepared.assignment.limits, case_wall_seconds=_CASE_SECONDS)
        hurried = replace(prepared, assignment=replace(prepared.assignment, limits=limits))
        self.assignment = prepared.assignment
        self._sessions = (
            _opened(source, hurried, repair_seconds),
            _opened(source, prepared, repair_seconds),
        )

    def grade(self, submission: Submission) -> Graded:
        """Grade one submission."""
        hurried, patient = self._sessions
        graded = hurried.grade(submission)
        return patient.grade(submission) if _is_late(graded) else graded

    def close(self) -> None:
        """End every process that was started."""
        for session in self._sessions:
            session.close()


def _opened(source: FromReference, prepared: Prepared, repair_seconds: float) -> Session:
    required = Requirements(own_code=True).protecting(*source.secrets)
    assignment = prepared.assignment
    executor = open_executor(assignment.folder, assignment.limits, required)
    session = Session(prepared, source.known(prepared), executor, repair_seconds)
    # what was found in a run before is no help here: it is how much is found that is counted
    session.repairs = Repairs(Bounds(seconds=repair_seconds))
    return session


def _is_late(graded: Graded) -> bool:
    outcomes = graded.attempt.outcomes.values() if graded.attempt else ()
    return any(outcome.status is Status.TIMED_OUT for outcome in outcomes)


def tried(
    session: Hasty, found: Iterable[Mutant], right: Mapping[str, str], reference: str
) -> Iterator[Came]:
    """Grade mutants of a reference; `right` are those that are declared to be equivalent."""
    for mutant in found:
        handed = Submission("mutant", "mutant.py", mutant.source.encode())
        graded = session.grade(handed)
        result = graded.result
        if _is_full(result):
            yield Came(mutant, "equivalent" if mutant.id in right else "survivor")
            continue
        changed = changed_lines(reference, mutant.source)
        lines = found_lines(session.assignment, graded, changed)
        yield Came(mutant, _seen(result), _accused(session.assignment, mutant, result), lines)


def _is_full(result: Result) -> bool:
    return result.status == "graded" and all(
        one.score is not None and one.score >= one.max_score - 1e-9 for one in result.exercises
    )


def _seen(result: Result) -> Seen:
    found = {d.certainty for one in result.exercises for d in one.diagnoses if d.mistakes}
    for certainty in ("confirmed", "observed", "possible"):
        if certainty in found:
            return certainty
    kinds = {d.kind for one in result.exercises for d in one.diagnoses}
    if kinds - {"seen"}:
        return "evidence"
    said = {key for one in result.exercises for key in _said(one)}
    if any(key.endswith(".fails") for key in said):
        return "told"
    if _STOPPED in said:
        return "stopped"
    return "evidence" if kinds else "nothing"


def _said(one: ExerciseResult) -> Iterator[str]:
    """Yield the keys of what is said of statements that do not hold."""
    messages = (f.message for item in one.items for f in item.findings if not f.ok)
    yield from (message.key for message in messages if message is not None)


def _accused(assignment: Assignment, mutant: Mutant, result: Result) -> tuple[str, ...]:
    """Return what is named for sure of an exercise that does not count what was changed."""
    found: list[str] = []
    for one in result.exercises:
        if not _counts(assignment, one, mutant.name):
            sure = (d for d in one.diagnoses if d.kind == "mistake" and d.certainty != "possible")
            found += [name for diagnosis in sure for name in diagnosis.mistakes]
    return tuple(found)


def _counts(assignment: Assignment, one: ExerciseResult, name: str) -> bool:
    exercise = assignment.exercises[one.name]
    asked = {*(exercise.asks or (one.name,))}
    helpers = name not in {ask.name for ask in assignment.asks}
    return helpers or name in asked - {*exercise.upstream}
