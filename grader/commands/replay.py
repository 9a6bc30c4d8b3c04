"""`grader replay`: one student's report made once more, and what is different if it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from grader.classrun.decisions import decisions_in
from grader.classrun.kept_intake import kept_intake
from grader.commands.class_run import asked_before, opening, say, store_in
from grader.commands.graded_here import graded_here
from grader.commands.in_class import kept_result, person_called
from grader.decision import decided
from grader.errors import UserError
from grader.intake import HandIn, Intake
from grader.language import Catalogue, built_in
from grader.model import Submission, Text
from grader.report.terminal import render
from grader.result import Result
from grader.session import opened

_INPUTS = ("sha256", "assignment", "reference", "seed", "grader", "python", "numpy")


def run_replay(out: Path, student: str) -> int:
    """Grade one hand-in again and print the report; return 0 if it is identical, 1 if not.

    Nothing is written. Raises UserError, Fault.
    """
    console = Console(stderr=True)
    store = store_in(out)
    asked = asked_before(store)
    intake = kept_intake(store) or Intake((), ())
    person = person_called(student, intake)
    before = kept_result(store, intake, person)
    handed = next(one for one in intake.handed_in if one.person.id == person.id)
    submission = _read(handed)
    faults: list[str] = []
    with store.held():
        source, required = opening(console, asked, store)
        with opened(source, required, repair_seconds=asked.repair_seconds) as session:
            graded = graded_here(session, submission, faults).result
            result = decided(graded, session.assignment, decisions_in(store))
            language = asked.language or session.assignment.languages[0]
            report = session.tell(result, language)
    for fault in faults:
        say(console, f"grader fault: {fault}")
    render(report, Console())
    differences = list(_differences(before, result, built_in(language)))
    say(console, "\n".join(differences) or built_in(language).word("replay.identical"))
    return 1 if differences else 0


def _read(handed: HandIn) -> Submission:
    try:
        return handed.read()
    except Exception as error:
        raise UserError(f"{handed.place.path}: {handed.name} cannot be read: {error}") from None


def _differences(before: Result, now: Result, catalogue: Catalogue) -> Iterator[str]:
    """Yield what differs, the inputs first: with the same of all of them, nothing should."""
    changed = [name for name in _INPUTS if _input(before, name) != _input(now, name)]
    for name in changed:
        yield catalogue.say(Text("replay.changed", {"input": catalogue.word(f"replay.{name}")}))
    # what a class is compared by is made of the same inputs, by the class run alone
    was = replace(before, provenance=now.provenance, timing=now.timing, traces=())
    if _without_repairs(was) == _without_repairs(now):
        return
    old, new = catalogue.points(before.score), catalogue.points(now.score)
    key = "replay.other" if changed else "replay.unexplained"
    yield catalogue.say(Text(key, {"old": old, "new": new}))


def _without_repairs(result: Result) -> Result:
    """Leave out what a search found: how far it comes in its time is the machine's doing."""
    exercises = (
        replace(one, diagnoses=tuple(d for d in one.diagnoses if d.kind != "repair"))
        for one in result.exercises
    )
    return replace(result, exercises=tuple(exercises))


def _input(result: Result, name: str) -> str:
    return str(getattr(result.provenance, name))
