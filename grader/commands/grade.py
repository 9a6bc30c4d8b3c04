"""`grader grade`: a class in, a gradebook and everyone's reports out."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from grader.annotate import refuse_if_lacking
from grader.classrun.compared import forget_marks
from grader.classrun.kept_intake import with_earlier
from grader.commands.class_run import Asked, Tally, place_of, run_class, running, say, store_in
from grader.commands.summary import said_at_the_end
from grader.commands.taking_in import Rules, taken_in
from grader.intake import wanted_by
from grader.kit.read import FromKit

_NO_RULES = Rules()


def run_grade(
    asked: Asked,
    paths: Sequence[Path],
    out: Path,
    jobs: int,
    *,
    strict: bool,
    resume: bool = True,
    rules: Rules = _NO_RULES,
    scheduler: str = "",
) -> int:
    """Grade a class and write its folder; return the exit code.

    With `resume`, what an earlier run has graded in this folder is kept where it would come out
    the same, whoever handed in then and not now stays in the class, and the mark of the same work
    does not go down. `rules` say whose a hand-in
    is, and which counts. With a `scheduler`, that Dask cluster grades.
    """
    console = Console(stderr=True)
    if asked.annotate:
        refuse_if_lacking()
    place = place_of(asked)
    if scheduler:  # the cluster's processes stand elsewhere
        paths, out = [path.absolute() for path in paths], out.absolute()
        asked = replace(asked, assignment=str(place.path.absolute()))
        place = place_of(asked)
    wanted = wanted_by(FromKit(place.path).assignment.folder if place.is_kit else place.path)
    said_in = asked.language or wanted.language
    store = store_in(out)
    intake = taken_in(paths, store, wanted, said_in, rules)
    tally = Tally(len(intake.handed_in))
    with running(console, store, tally) as stopping:
        forget_marks(store)
        intake = with_earlier(intake, store) if resume else intake
        about = run_class(
            console, asked, store, intake, jobs, tally, stopping,
            resume=resume, lowers="new_work" if resume else "always", scheduler=scheduler,
        )  # fmt: skip
    graded = about.done
    say(console, said_at_the_end(graded, intake, store, wanted, said_in))
    if any(g.row.status == "grader_fault" for g in graded):
        return 3
    full = all(g.row.score == g.row.max_score for g in graded)
    return 1 if strict and not full else 0
