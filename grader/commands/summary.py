"""What `grader grade` says on the terminal when the class is done."""

import statistics
from collections.abc import Iterator, Sequence

from grader.classrun.folder_store import STUDENTS, FolderStore
from grader.classrun.worker import Done
from grader.commands.loud import LISTED, loud, more
from grader.commands.mistaken import of_another_assignment
from grader.files import folder_names
from grader.intake import Collision, Intake, Wanted
from grader.intake.likeness import visible
from grader.language import Catalogue, built_in
from grader.model import Text
from grader.report import clean


def said_at_the_end(
    graded: Sequence[Done], intake: Intake, store: FolderStore, wanted: Wanted, language: str
) -> str:
    """Return the lines that tell how a class run went; on hand-ins in the reports' language."""
    catalogue, out = built_in(language), store.out
    lines = [_graded(graded, catalogue)]
    for status in ("unreadable", "not_attempted", "grader_fault"):
        number = sum(g.row.status == status for g in graded)
        if number:
            lines.append(f"  {catalogue.count(f'done.{status}', number)}")
    if better := sum(g.instead is not None for g in graded):
        lines.append(f"! {catalogue.count('done.better', better)}")
    if outdated := sum(g.outdated for g in graded):
        lines.append(f"! {catalogue.count('done.outdated', outdated)}")
    if intake.set_aside:
        lines.append(f"  {catalogue.count('done.set_aside', len(intake.set_aside))}")
    lines += [f"  {clean.line(said)}" for said in _layouts(intake, catalogue)]
    lines += loud(intake, catalogue)
    lines += of_another_assignment(graded, intake, wanted, catalogue)
    lines += _collisions(intake.collisions, catalogue)
    lines += _stale(intake, store, catalogue)
    for key, path in (
        ("page", out / "index.html"),
        ("gradebook", out / "gradebook.csv"),
        ("reports", out / "students"),
    ):
        lines.append(f"{catalogue.word(f'done.{key}'):<12}{path}")
    return "\n".join(lines)


def _graded(graded: Sequence[Done], catalogue: Catalogue) -> str:
    """Say how many were graded, how many of them before, and the mean."""
    said = catalogue.count("done.graded", len(graded))
    if kept := sum(g.kept for g in graded):
        said += f", {catalogue.say(Text('done.kept', {'n': kept}))}"
    scores = [g.row.score for g in graded if g.row.score is not None]
    if scores:
        mean = f"{statistics.mean(scores):.1f}".replace(".", catalogue.word("ui.decimal"))
        words = {"mean": mean, "of": f"{graded[0].row.max_score:g}"}
        said += f", {catalogue.say(Text('done.mean', words))}"
    return said


def _layouts(intake: Intake, catalogue: Catalogue) -> Iterator[str]:
    """Say whose names the hand-ins bear and how sure that is, and what the roster says."""
    for seen in intake.seen:
        if seen.layout == "plain" and seen.sure != "told":
            yield catalogue.word("intake.plain")
            continue
        sure = Text(f"intake.sure.{seen.sure}")
        counts = {"n": seen.people, "told": seen.hand_ins, "of": seen.of}
        yield catalogue.say(Text("intake.layout", {"layout": seen.layout, "sure": sure, **counts}))
    if intake.enrolled:
        counts = {"missing": len(intake.missing), "unknown": len(intake.unknown)}
        yield catalogue.say(Text("intake.roster", {"n": intake.enrolled, **counts}))


def _stale(intake: Intake, store: FolderStore, catalogue: Catalogue) -> Iterator[str]:
    """Say whose reports of an earlier run are left beside those of this one."""
    folders = folder_names(hand_in.person.id for hand_in in intake.handed_in).values()
    left = store.left_over(folders)
    if left:
        text = Text("intake.stale", {"n": len(left), "folder": str(store.out / STUDENTS)})
        yield f"! {clean.line(catalogue.say(text))}"
        for name in left[:LISTED]:
            yield f"    {clean.line(visible(name))}"
        yield from more(len(left), "    ", "")


def _collisions(collisions: Sequence[Collision], catalogue: Catalogue) -> Iterator[str]:
    for collision in collisions[:LISTED]:
        yield f"! {clean.line(catalogue.say(collision.what))}"
        for member in collision.members[:LISTED]:
            student = member.student or catalogue.word("class.not_graded")
            file = f"  <-  {clean.line(member.file)}" if member.file else ""
            yield f"    {clean.line(student)}{file}"
        yield from more(len(collision.members), "    ")
    yield from more(len(collisions), "! ")
