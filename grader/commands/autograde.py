"""`grader autograde gradescope`: one submission in Gradescope's container, told in results.json."""

from collections.abc import Iterator
from pathlib import Path

from grader.api.source import source_of
from grader.commands.graded_here import graded_here
from grader.diagnose.say import LEVELS
from grader.errors import BrokenAssignment, NothingToGrade, NotIsolated, NotTakenIn
from grader.find import find_place
from grader.folder import write_whole
from grader.intake import HandIn, Intake, wanted_by
from grader.intake.likeness import visible
from grader.intake.names import student_of
from grader.intake.one_person import of_one_person
from grader.language import LANGUAGES, built_in
from grader.model import Submission, Text
from grader.package.autograder_settings import Settings, read_settings
from grader.package.gradescope import SEED
from grader.report.gradescope_results import (
    NO_SANDBOX,
    Results,
    Shown,
    as_json,
    fault,
    results,
    said_only,
)
from grader.sandbox.choose import Requirements
from grader.session import Session, opened

_NAMED = 20
"""Files that were left out, of which students are told."""


def run_autograde_gradescope(root: Path) -> None:
    """Grade what lies in ROOT/submission; write ROOT/results/results.json, whatever happens.

    Raises whatever stops it: the file says then that nothing was graded, and the error, which only
    instructors see, why.
    """
    file = root / "results" / "results.json"
    write_whole(file, as_json(fault(LANGUAGES[-1])))
    settings = read_settings(root / "source")
    write_whole(file, as_json(fault(settings.language)))
    try:
        made, faults = _graded(root, settings)
    except NotIsolated:
        write_whole(file, as_json(fault(settings.language, NO_SANDBOX)))
        raise
    write_whole(file, as_json(made))
    for sentence in faults:
        print(sentence)  # noqa: T201  (for instructors: Gradescope keeps it from students)


def _graded(root: Path, settings: Settings) -> tuple[Results, list[str]]:
    """Return what came of it, and sentences on faults of ours."""
    source = root / "source"
    place = find_place(str(source / settings.assignment))
    if not place.is_kit and place.solutions is None:
        raise BrokenAssignment(f"{place.path}: its solutions were not packed")
    seed = None if place.is_kit else source / SEED
    protected = (source / SEED, root / "results", root / "submission_metadata.json")
    required = Requirements(protected, allow=settings.allow_tier)
    with opened(source_of(place, seed), required) as session:
        try:
            intake = of_one_person(root / "submission", wanted_by(session.assignment.folder))
        except NotTakenIn as error:
            if not (root / "submission").is_dir():
                raise
            return _nothing(error, settings.language), []
        return _told(session, intake, settings)


def _nothing(error: NotTakenIn, language: str) -> Results:
    """Say why nothing of what was handed in can be graded: it has no points."""
    texts = error.texts
    if isinstance(error, NothingToGrade):
        texts = (Text("gradescope.nothing"), *texts[1:])
    return said_only(language, "nothing_to_grade", *texts)


def _told(session: Session, intake: Intake, settings: Settings) -> tuple[Results, list[str]]:
    [handed_in] = intake.handed_in
    faults: list[str] = []
    result = graded_here(session, _submission(handed_in), faults).result
    report = session.tell(result, settings.language, LEVELS[settings.hint - 1])
    fuller = session.tell(result, settings.language)
    notes = list(_notes(handed_in, intake, settings.language))
    return results(report, fuller, notes, Shown(settings.form, settings.later)), faults


def _submission(handed_in: HandIn) -> Submission:
    read = handed_in.read()
    return Submission(student_of(read.name), read.name, read.content)


def _notes(handed_in: HandIn, intake: Intake, language: str) -> Iterator[str]:
    """Say which file was graded, where there were more, and why the others were not."""
    if not intake.set_aside:
        return
    say = built_in(language).say
    yield say(Text("gradescope.graded", {"file": visible(handed_in.name)}))
    for one in intake.set_aside[:_NAMED]:
        yield say(Text("intake.found", {"names": visible(one.name), "why": one.why}))
    if len(intake.set_aside) > _NAMED:
        yield f"… +{len(intake.set_aside) - _NAMED}"
