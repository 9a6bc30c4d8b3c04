"""Notebooks that hold nothing that is asked for, and the answers to another assignment."""

import zipfile
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from grader.commands.loud import LISTED, more
from grader.intake import HandIn, Intake, Wanted
from grader.intake.likeness import visible
from grader.intake.wanted import meant, others
from grader.language import Catalogue
from grader.model import Text
from grader.report import clean

if TYPE_CHECKING:  # a check of one notebook does without
    from grader.classrun.worker import Done


def for_another(content: bytes, wanted: Wanted) -> Text | None:
    """Say that a notebook which holds nothing that is asked for is of another assignment."""
    slug = meant(content, wanted, others(wanted))
    return Text("intake.none_of_names", {"n": len(wanted.names), "slug": slug}) if slug else None


def of_another_assignment(
    graded: Sequence["Done"], intake: Intake, wanted: Wanted, catalogue: Catalogue
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
        for hand_in in hand_ins[:LISTED]:
            name = clean.line(visible(hand_in.name))
            yield f"    {clean.line(visible(hand_in.person.id))}  <-  {name}"
        yield from more(len(hand_ins), "    ", "")
