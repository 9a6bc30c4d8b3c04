"""What `grader grade` says on the terminal when the class is done."""

import statistics
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader import results
from grader.batch import Graded
from grader.files import folder_names
from grader.intake import Collision, HandIn, Intake, Wanted
from grader.intake.likeness import visible
from grader.intake.mistaken import meant
from grader.intake.wanted import others
from grader.language import Catalogue, built_in
from grader.model import Text
from grader.report import clean

_LISTED = 10
"""Collisions, and hand-ins of each, that are listed; the class page has all of them."""
_EXPECTED = frozenset(
    f"aside.{kind}"
    for kind in (
        "copy", "system_file", "older", "another", "duplicate", "environment", "hidden_folder",
        "results", "course", "tests", "module", "of_platform",
    )
)  # fmt: skip
"""Why files are set aside that nobody would look for among the hand-ins."""
_OUT_OF_REACH = frozenset(
    f"aside.{kind}"
    for kind in (
        "link", "linked_folder", "broken_link", "unlistable", "unreadable", "special",
        "encrypted", "packed", "damaged",
    )
)  # fmt: skip
"""Why nobody knows what a file holds: each is named on the terminal, too."""


def said_at_the_end(
    graded: Sequence[Graded], intake: Intake, out: Path, wanted: Wanted, language: str
) -> str:
    """Return the lines that tell how a class run went; on hand-ins in the reports' language."""
    catalogue = built_in(language)
    scores = [g.row.score for g in graded if g.row.score is not None]
    mean = f", mean {statistics.mean(scores):.1f} of {graded[0].row.max_score:g}" if scores else ""
    kept = sum(g.kept for g in graded)
    before = f", {kept} of them in the run before" if kept else ""
    lines = [f"{len(graded)} submissions graded{before}{mean}"]
    for status, sentence in (
        ("unreadable", "could not be read; their reports say why"),
        ("not_attempted", "left blank"),
        ("grader_fault", "met a fault of ours and have no score; see run.json"),
    ):
        number = sum(g.row.status == status for g in graded)
        if number:
            lines.append(f"  {number} {sentence}")
    if intake.set_aside:
        lines.append(f"  {len(intake.set_aside)} files set aside; index.html says why")
    for layout, number in intake.layouts:
        text = Text("intake.layout", {"n": number, "layout": layout})
        lines.append(f"  {catalogue.say(text)}")
    lines += _loud(intake, catalogue)
    lines += _mistaken(graded, intake, wanted, catalogue)
    lines += _collisions(intake.collisions, catalogue)
    lines += _stale(intake, out, catalogue)
    lines += [
        f"class page  {out / 'index.html'}",
        f"gradebook   {out / 'gradebook.csv'}",
        f"reports     {out / 'students'}",
    ]
    return "\n".join(lines)


def for_another(content: bytes, wanted: Wanted) -> Text | None:
    """Say that a notebook which holds nothing that is asked for is of another assignment."""
    slug = meant(content, wanted, others(wanted))
    return Text("intake.none_of_names", {"n": len(wanted.names), "slug": slug}) if slug else None


def _loud(intake: Intake, catalogue: Catalogue) -> Iterator[str]:
    """Say that most is set aside, and what nobody could look into."""
    unexpected = [one for one in intake.set_aside if one.why.key not in _EXPECTED]
    everything = len(unexpected) + len(intake.handed_in)
    if 2 * len(unexpected) > everything:
        text = Text("intake.most_aside", {"n": len(unexpected), "all": everything})
        yield f"! {catalogue.say(text)}"
        for key, number in Counter(one.why.key for one in unexpected).most_common():
            yield f"    {number}  {catalogue.word(key)}"
    unknown = [one for one in unexpected if one.why.key in _OUT_OF_REACH]
    for one in unknown[:_LISTED]:
        yield f"! {clean.line(visible(one.name))}: {clean.line(catalogue.say(one.why))}"
    yield from _more(len(unknown), "! ")


def _mistaken(
    graded: Sequence[Graded], intake: Intake, wanted: Wanted, catalogue: Catalogue
) -> Iterator[str]:
    """Say which notebooks hold nothing that is asked for and another assignment's answers."""
    blank = [
        hand_in
        for one, hand_in in zip(graded, intake.handed_in, strict=True)
        if one.row.status == "not_attempted"
    ]
    known = others(wanted) if blank else []
    found: dict[str, list[HandIn]] = {}
    for hand_in in blank:
        try:
            slug = meant(hand_in.place.read(), wanted, known)
        except (OSError, zipfile.BadZipFile):  # gone since it was graded
            continue
        if slug:
            found.setdefault(slug, []).append(hand_in)
    for slug, hand_ins in found.items():
        text = Text("intake.none_of_names", {"n": len(wanted.names), "slug": slug})
        yield f"! {clean.line(catalogue.say(text))}"
        for hand_in in hand_ins[:_LISTED]:
            name = clean.line(visible(hand_in.name))
            yield f"    {clean.line(visible(hand_in.person.id))}  <-  {name}"
        yield from _more(len(hand_ins), "    ")


def _stale(intake: Intake, out: Path, catalogue: Catalogue) -> Iterator[str]:
    """Say whose reports of an earlier run are left beside those of this one."""
    folders = folder_names(hand_in.person.id for hand_in in intake.handed_in).values()
    left = results.left_over(out, folders)
    if left:
        text = Text("intake.stale", {"n": len(left), "folder": str(out / results.STUDENTS)})
        yield f"! {clean.line(catalogue.say(text))}"
        for name in left[:_LISTED]:
            yield f"    {clean.line(visible(name))}"
        yield from _more(len(left), "    ")


def _collisions(collisions: Sequence[Collision], catalogue: Catalogue) -> Iterator[str]:
    for collision in collisions[:_LISTED]:
        yield f"! {clean.line(catalogue.say(collision.what))}"
        for member in collision.members[:_LISTED]:
            student = member.student or catalogue.word("class.not_graded")
            yield f"    {clean.line(student)}  <-  {clean.line(member.file)}"
        yield from _more(len(collision.members), "    ")
    yield from _more(len(collisions), "! ")


def _more(number: int, indent: str) -> Iterator[str]:
    if number > _LISTED:
        yield f"{indent}... +{number - _LISTED}: index.html"
